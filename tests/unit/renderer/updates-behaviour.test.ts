/** What is done with updates, About Larder and Diagnostics, and what comes of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLauncherHarness, type LauncherHarness } from './launcher-page.ts';
import { diagnosis, openUpdates, stateOf, UPDATE } from './updates-fixtures.ts';

let harness: LauncherHarness;
beforeAll(async () => {
  harness = await createLauncherHarness();
});
afterAll(() => harness?.dispose());

describe('what is done with updates and diagnostics', () => {
  it('calls what the buttons say', async () => {
    const launcher = await openUpdates(harness, { fragment: '#about' });
    const dialog = launcher.page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Check now' }).click();
    await launcher.nextCall('launcher:check-for-updates');
    await launcher.pushUpdates(stateOf({ kind: 'available', update: UPDATE, waitsFor: 'user' }));
    await dialog.getByRole('button', { name: 'Download now (118 MB)' }).click();
    await launcher.nextCall('launcher:download-update');
    await launcher.pushUpdates(stateOf({ kind: 'downloading', update: UPDATE, receivedBytes: 1, totalBytes: null }));
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await launcher.nextCall('launcher:cancel-update');
    await launcher.pushUpdates(stateOf({ kind: 'ready', update: UPDATE }));
    await dialog.getByRole('button', { name: 'Restart now' }).click();
    await launcher.nextCall('launcher:restart-to-update');
    await launcher.page.keyboard.press('Escape');
    await launcher.page.getByRole('link', { name: 'Larder 0.2.0 will be installed when you quit' }).waitFor();
    await launcher.close();
  });

  it('keeps the page that is shown when About Larder opens over it', async () => {
    const launcher = await openUpdates(harness, { fragment: '#diagnostics' });
    await launcher.page.getByRole('link', { name: 'Larder 0.1.0' }).click();
    await launcher.page.getByRole('dialog', { name: 'About Larder' }).waitFor();
    expect(await launcher.page.evaluate(() => location.hash)).toBe('#diagnostics');
    await launcher.page.getByRole('button', { name: 'Done' }).click();
    await launcher.page.getByRole('heading', { name: 'Diagnostics', exact: true }).waitFor();
    await launcher.close();
  });

  it('copies the report and says so, and says what went wrong', async () => {
    const launcher = await openUpdates(harness, { fragment: '#diagnostics' });
    await launcher.page.getByRole('button', { name: 'Copy report' }).click();
    await launcher.answer('launcher:copy-diagnostics', { ok: true, value: null });
    await launcher.page.getByText('The report is on the clipboard').waitFor();
    await launcher.page.getByRole('button', { name: 'Check again' }).click();
    await launcher.nextCall('launcher:run-diagnostics');
    await launcher.pushDiagnostics(diagnosis({ isRunning: true, lines: [], current: 'versions', finishedAt: null }));
    await launcher.page.getByRole('button', { name: 'Cancel' }).click();
    await launcher.nextCall('launcher:cancel-diagnostics');
    await launcher.pushDiagnostics(diagnosis({ wasCancelled: true, lines: [], finishedAt: null }));
    await launcher.page.getByText('The check was canceled.').waitFor();
    await launcher.close();
  });

  it('shows the licences of others, and goes back', async () => {
    const launcher = await openUpdates(harness, { fragment: '#about' });
    await launcher.page.getByRole('button', { name: 'Third-party licenses' }).click();
    await launcher.page.getByText('got 16.1.0').waitFor();
    await launcher.screenshot('about-licences');
    expect(await launcher.accessibilityProblems()).toEqual([]);
    await launcher.page.getByRole('button', { name: 'Back' }).click();
    await launcher.page.getByRole('dialog', { name: 'About Larder' }).waitFor();
    await launcher.close();
  });
});
