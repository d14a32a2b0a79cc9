/** The Activity page in the running application. */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { SLOW_NETWORK } from '../../preload/contract/activity.ts';
import { startBackend, type Backend } from '../demo-backend/backend.ts';
import { expect, test } from './larder-test.ts';
import type { RunningLarder } from './running-larder.ts';
import { originOf, probe, PROBE_ID, type ProbeState } from './mini-programs.ts';

declare const window: Window & { probe: ProbeState };

const PAGE = `${originOf(PROBE_ID)}/`;

let backend: Backend;
test.beforeEach(async () => {
  backend = await startBackend({
    apps: [
      probe({
        details: { developmentSettings: { preFetchUrl: '{base}/data', backgroundFetchUrl: '{base}/periodic' } },
      }),
    ],
    routes: { '/data': () => ({ body: 'fresh data' }), '/periodic': () => ({ body: 'periodic data' }) },
  });
});
test.afterEach(() => backend.close());

async function openProbe(larder: RunningLarder): Promise<{ launcher: Page; page: Page }> {
  const launcher = await larder.window('larder://launcher/');
  await launcher.getByRole('button', { name: /^Add/ }).first().click();
  await launcher.getByLabel('ID or link').fill(PROBE_ID);
  await launcher.getByRole('button', { name: 'Look up' }).click();
  await launcher.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
  await launcher.getByRole('dialog').getByRole('button', { name: 'Open' }).click();
  const page = await larder.window(PAGE);
  await page.waitForFunction(() => window.probe?.result !== undefined);
  return { launcher, page };
}

test('requests, schedule and switches are seen and used, and no token is', async ({ startLarder, dataFolder }) => {
  const larder = await startLarder({
    args: [`--backend-url=${backend.url}`, '--dev'],
    environment: { HOME: dataFolder },
  });
  const { launcher, page } = await openProbe(larder);
  await page.evaluate(() => window.bn.setBackgroundFetchToken({ token: 'sesame-9' }));
  await larder.event('periodic-finished');

  await launcher.getByRole('link', { name: 'Activity' }).click();
  await expect(launcher.getByRole('heading', { name: 'Activity' })).toBeFocused();
  for (const kind of ['Pre-fetch', 'Periodic', 'Sign-in code', 'Details', 'Package']) {
    await expect(
      launcher.getByRole('main').getByText(kind, { exact: true }).locator('visible=true').first(),
    ).toBeVisible();
  }
  await launcher.getByRole('tab', { name: 'Schedule' }).click();
  await expect(launcher.getByRole('main')).toContainText(/in 1[12] hours/);

  // The clock moves on: the data is due, and fetched, at once.
  await launcher.getByRole('button', { name: '+12 h' }).click();
  await larder.event('periodic-finished', ({ notModified }) => notModified);

  const toggle = launcher.getByRole('switch', { name: /Probe/ });
  await toggle.click();
  // The other pages of the launcher are there too, hidden.
  const turnedOff = launcher.getByText(/turned off here/i).filter({ visible: true });
  await expect(turnedOff).toHaveCount(1);
  await toggle.click();
  await expect(turnedOff).toHaveCount(0);

  const saved = await launcher.evaluate(() => window.container.invoke('launcher:save-activity'));
  expect(saved.ok).toBe(true);
  const har = await readFile(saved.ok ? saved.value.path : '', 'utf8');
  expect((JSON.parse(har) as { log: { entries: unknown[] } }).log.entries.length).toBeGreaterThanOrEqual(5);
  expect(har + (await launcher.locator('body').innerText())).not.toContain('sesame-9');

  await launcher.goBack();
  await expect(launcher.locator(`[data-app-id="${PROBE_ID}"]`)).toBeVisible();
});

test('a developer takes the network from one mini-program, makes it slow, and gives it back', async ({
  startLarder,
}) => {
  const larder = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev'] });
  const { launcher, page } = await openProbe(larder);
  /** How long a request of the page took, in ms; -1: it failed. */
  const fetchIn = (of: Page): Promise<number> =>
    of.evaluate(async (url) => {
      const begun = performance.now();
      const answer = await fetch(url, { mode: 'no-cors', cache: 'no-store' }).catch(() => null);
      return answer ? performance.now() - begun : -1;
    }, `${backend.url}/data`);
  /** As the page, its worker and its events have it. */
  const onlineIn = (of: Page): Promise<unknown> =>
    of.evaluate(async () => {
      const text = 'onmessage = () => postMessage(navigator.onLine)';
      const worker = new Worker(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })));
      const told = new Promise((resolve) => (worker.onmessage = ({ data }) => resolve(data)));
      worker.postMessage('?');
      return [navigator.onLine, await told];
    });
  expect(await fetchIn(page)).toBeGreaterThanOrEqual(0);
  expect(await onlineIn(page)).toEqual([true, true]);

  await launcher.getByRole('link', { name: 'Activity' }).click();
  await launcher.getByRole('tab', { name: 'Schedule' }).click();
  const network = launcher.getByLabel('Network of Probe');
  await network.selectOption('Offline');
  await expect(launcher.getByText(/^Probe is offline/)).toBeVisible();
  expect(await fetchIn(page)).toBe(-1);
  await expect.poll(() => onlineIn(page)).toEqual([false, false]);
  await page.reload();
  await expect.poll(() => onlineIn(page)).toEqual([false, false]);
  const before = backend.requests().length;
  // It starts from what is installed, and is told that its data cannot be had.
  await page.close();
  await launcher.getByRole('link', { name: 'Shelf' }).click();
  await expect(launcher.getByText('Offline, as you chose', { exact: true })).toBeVisible();
  await launcher.locator(`[data-app-id="${PROBE_ID}"]`).click();
  const offline = await larder.window(PAGE);
  await expect(offline.locator('output')).toHaveText('offline');
  expect(await fetchIn(offline)).toBe(-1);
  await expect.poll(() => onlineIn(offline)).toEqual([false, false]);
  expect(backend.requests().slice(before)).toEqual([]);
  await launcher.getByRole('link', { name: 'Activity' }).click();
  await launcher.getByRole('tab', { name: 'Requests' }).click();
  const refused = launcher.getByRole('listitem').filter({ hasText: 'Pre-fetch', visible: true }).first();
  await expect(refused).toContainText('Offline by the switch in Activity');

  await launcher.getByRole('tab', { name: 'Schedule' }).click();
  await network.selectOption('Slow network');
  await expect(launcher.getByText(/^Probe has a slow network/)).toBeVisible();
  expect(await fetchIn(offline)).toBeGreaterThan(SLOW_NETWORK.roundTripMs);
  await expect.poll(() => onlineIn(offline)).toEqual([true, true]);
  await launcher.getByRole('button', { name: 'Back to normal: Probe' }).click();
  await expect(launcher.getByText(/^Probe has a slow network/)).toHaveCount(0);
  await expect(network).toHaveValue('normal');
  expect(await fetchIn(offline)).toBeGreaterThanOrEqual(0);
});
