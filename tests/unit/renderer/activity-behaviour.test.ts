/** What the Activity page does: navigation, keys, filters, switches, calls, and what it makes of failures. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canFetchNow } from '../../../preload/contract/activity.ts';
import { createActivity, createEntry, createManyEntries, MIXED_ENTRIES, NIGHT, SCHEDULE } from './activity-fixtures.ts';
import { createManyCards, createState, THREE_CARDS } from './fixtures.ts';
import { createLauncherHarness, type LauncherHarness, type LauncherPage } from './launcher-page.ts';

let harness: LauncherHarness;
beforeAll(async () => {
  harness = await createLauncherHarness();
});
afterAll(() => harness?.dispose());

const user = createState({ miniPrograms: THREE_CARDS });
const developer = createState({ miniPrograms: THREE_CARDS, isDev: true });
const mixed = createActivity({ entries: MIXED_ENTRIES, schedule: SCHEDULE });
const focusedText = ({ page }: LauncherPage): Promise<string | null> =>
  page.evaluate(() => document.activeElement?.textContent ?? null);

describe('the pages', () => {
  it('keep what was typed on the shelf and give the focus to the heading when the user goes there and back', async () => {
    const launcher = await harness.open(createState({ miniPrograms: createManyCards(14) }));
    await launcher.page.getByRole('searchbox').fill('ECOLE');
    await launcher.page.getByRole('link', { name: 'Activity' }).click();
    await launcher.page.locator('[data-page=activity] h1:focus').waitFor();
    expect(await launcher.page.title()).toBe('Activity – Larder');
    expect(await launcher.page.locator('.tile').first().isVisible()).toBe(false);
    await launcher.nextCall('launcher:get-activity');
    await launcher.page.keyboard.press('Control+1');
    await launcher.page.locator('[data-page=shelf] h1:focus').waitFor();
    expect(await launcher.page.locator('.tile').count()).toBe(1);
    await launcher.page.goBack();
    await launcher.page.locator('[data-page=activity] h1:focus').waitFor();
    await launcher.close();
  });

  it('ask for the activity only when it is shown, and again when the first answer was a failure', async () => {
    const launcher = await harness.open(user);
    await launcher.page.locator('.tile').first().waitFor();
    expect(await launcher.callsOf('launcher:get-activity')).toEqual([]);
    await launcher.page.keyboard.press('Control+2');
    await launcher.answer('launcher:get-activity', {
      ok: false,
      error: { code: 'internal', message: 'The activity cannot be read.' },
    });
    await launcher.page.getByText('The activity cannot be read.').waitFor();
    await launcher.page.locator('[data-page=activity]').getByRole('button', { name: 'Try again' }).click();
    await launcher.answer('launcher:get-activity', { ok: true, value: mixed });
    await launcher.page.getByRole('tab', { name: 'Requests' }).waitFor();
    await launcher.close();
  });
});

describe('what was fetched while nobody looked', () => {
  const night = createActivity({ entries: MIXED_ENTRIES, unseen: NIGHT });
  const region = ({ page }: LauncherPage) => page.getByRole('region', { name: 'While you were away' });

  it('is the first thing of the page, until that is left', async () => {
    const launcher = await harness.open(user, {}, night);
    await region(launcher).waitFor();
    const text = (await region(launcher).textContent()) ?? '';
    expect(text).toContain('3 mini-programs got new data, between');
    expect(text).toContain('2 could not be fetched: Notebook, Tide tables');
    const isFirst = await region(launcher).evaluate((section) =>
      Boolean(section.compareDocumentPosition(document.querySelector('[role=tablist]')!) & 4),
    );
    expect(isFirst).toBe(true);
    await launcher.page.getByRole('link', { name: 'Shelf' }).click();
    await launcher.page.getByRole('link', { name: 'Activity' }).click();
    await launcher.page.locator('[data-page=activity] h1:focus').waitFor();
    expect(await region(launcher).count()).toBe(0);
    await launcher.pushActivity({ ...night, unseen: { ...NIGHT, lastAt: NIGHT.lastAt + 1, failed: [] } });
    await region(launcher).waitFor();
    await launcher.close();
  });

  it('is gone when it is dismissed, and asks to be seen when the window gets the focus', async () => {
    const launcher = await harness.open(user, {}, night);
    await region(launcher).waitFor();
    const before = (await launcher.callsOf('launcher:get-activity')).length;
    await launcher.page.evaluate(() => window.dispatchEvent(new Event('focus')));
    await expect.poll(async () => (await launcher.callsOf('launcher:get-activity')).length).toBe(before + 1);
    await region(launcher).getByRole('button', { name: 'Dismiss' }).click();
    expect(await region(launcher).count()).toBe(0);
    await launcher.close();
  });
});

describe('the requests', () => {
  it('are one tab stop whose rows unfold by keyboard', async () => {
    const launcher = await harness.open(user, {}, mixed);
    const rows = launcher.page.locator('.request-toggle');
    await rows.first().focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) await launcher.page.keyboard.press(key);
    expect(await focusedText(launcher)).toContain('The server did not answer within 60 seconds.');
    await launcher.page.getByText('Waiting for the first byte').waitFor();
    expect(await launcher.page.locator('.request-toggle[tabindex="0"]').count()).toBe(1);
    expect(await launcher.page.getByRole('button', { name: 'Copy as cURL' }).count()).toBe(0);
    await launcher.page.keyboard.press('End');
    expect(await focusedText(launcher)).toContain('There is no network.');
    await launcher.close();
  });

  it('are narrowed by mini-program, kind and failure', async () => {
    const launcher = await harness.open(user, {}, mixed);
    const rows = launcher.page.locator('.request');
    await launcher.page.getByLabel('Mini-program', { exact: true }).selectOption({ label: 'Market board' });
    expect(await rows.count()).toBe(6);
    await launcher.page.getByLabel('Only failures').check();
    expect(await rows.count()).toBe(2);
    await launcher.page.getByLabel('Purpose', { exact: true }).selectOption({ label: 'Package' });
    await launcher.page.getByText('No matching requests.').waitFor();
    await launcher.page.getByRole('button', { name: 'Show all' }).click();
    expect(await rows.count()).toBe(8);
    await launcher.close();
  });

  it('draw only the rows that changed when 500 are pushed again', async () => {
    const entries = createManyEntries(500);
    const launcher = await harness.open(user, {}, createActivity({ entries }));
    await launcher.page.locator('.request').nth(499).waitFor({ state: 'attached' });
    await launcher.page.evaluate(() => {
      const changes: MutationRecord[] = [];
      new MutationObserver((records) => changes.push(...records)).observe(document.querySelector('.requests')!, {
        childList: true,
        subtree: true,
        attributes: true,
        characterData: true,
      });
      Object.assign(window, { changes });
    });
    await launcher.pushActivity(
      createActivity({ entries: [createEntry({ id: 'newest', name: 'Newest' }), ...entries.slice(0, 499)] }),
    );
    await launcher.page.locator('.request-name', { hasText: 'Newest' }).waitFor();
    const rows = await launcher.page.evaluate(() =>
      (window as unknown as { changes: MutationRecord[] }).changes
        .filter(({ type }) => type !== 'attributes')
        .reduce((sum, { addedNodes, removedNodes }) => sum + addedNodes.length + removedNodes.length, 0),
    );
    expect(rows).toBe(2);
    await launcher.close();
  });

  it('are saved and cleared by their buttons, and a failure is said plainly', async () => {
    const launcher = await harness.open(user, {}, mixed);
    await launcher.page.getByRole('button', { name: 'Save as HAR' }).click();
    await launcher.answer('launcher:save-activity', {
      ok: false,
      error: { code: 'storage-failed', message: 'The downloads folder is full.' },
    });
    await launcher.page.getByRole('alert').getByText('The downloads folder is full.').waitFor();
    expect(await launcher.page.locator('body').textContent()).not.toContain('storage-failed');
    await launcher.page.getByRole('button', { name: 'Clear', exact: true }).click();
    await launcher.answer('launcher:clear-activity', { ok: true, value: null });
    await launcher.pushActivity(createActivity());
    await launcher.page.getByRole('heading', { name: 'No requests yet' }).waitFor();
    await launcher.page.getByRole('button', { name: 'Go to Shelf' }).click();
    await launcher.page.locator('[data-page=shelf] h1:focus').waitFor();
    await launcher.close();
  });
});

describe('the schedule and the switches', () => {
  it('go back and say why when a switch did not work', async () => {
    const launcher = await harness.open(user, {}, mixed);
    await launcher.page.getByRole('tab', { name: 'Requests' }).press('ArrowRight');
    const weather = launcher.page.getByRole('switch', { name: 'Fetch data for Weather in the background' });
    await weather.press('Space');
    expect(await launcher.nextCall('launcher:set-background-allowed')).toEqual(['Off', true]);
    expect(await weather.isChecked()).toBe(true);
    await launcher.answer('launcher:set-background-allowed', {
      ok: false,
      error: { code: 'storage-failed', message: 'The disk is full.' },
    });
    await launcher.page.getByText('The disk is full.').waitFor();
    expect(await weather.isChecked()).toBe(false);
    await launcher.close();
  });
});

describe('fetching by hand', () => {
  it('is offered to everybody, where there is a token and an address', async () => {
    const launcher = await harness.open(user, {}, mixed);
    await launcher.page.getByRole('tab', { name: 'Schedule' }).click();
    const buttons = launcher.page.getByRole('button', { name: /^Fetch now: / });
    await buttons.first().waitFor();
    const possible = mixed.schedule.filter(canFetchNow);
    expect(await buttons.count()).toBe(possible.length);
    await launcher.page.getByRole('button', { name: `Fetch now: ${possible[0]!.name}`, exact: true }).click();
    expect(await launcher.nextCall('launcher:fetch-now')).toEqual([possible[0]!.appId]);
    await launcher.close();
  });
});

describe('the developer tools', () => {
  it('are absent outside developer mode', async () => {
    const launcher = await harness.open(user, {}, mixed);
    await launcher.page.getByRole('tab', { name: 'Schedule' }).click();
    for (const name of [/Fetch what is due/, /Pre-fetch now/, /Delete stored data/, /\+12 h/])
      expect(await launcher.page.getByRole('button', { name }).count()).toBe(0);
    await launcher.close();
  });

  it('call their channels and show the time of the application when it is not the computer’s', async () => {
    const launcher = await harness.open(developer, {}, { ...mixed, now: mixed.now + 12 * 3_600_000 });
    const { page } = launcher;
    await page.getByRole('region', { name: 'Developer tools' }).getByText('21:30').waitFor();
    await page.getByRole('button', { name: '+24 h' }).click();
    expect(await launcher.nextCall('launcher:dev-move-clock')).toEqual([86_400_000]);
    await page.getByRole('button', { name: 'Fetch what is due now' }).click();
    expect(await launcher.nextCall('launcher:dev-sweep')).toEqual([]);
    await page.locator('.request-toggle').nth(1).click();
    await page.getByRole('button', { name: 'Copy as cURL' }).click();
    expect(await launcher.nextCall('launcher:copy-as-curl')).toEqual(['good']);
    await page.getByRole('tab', { name: 'Schedule' }).click();
    await page.getByRole('button', { name: 'Pre-fetch now: Notebook' }).click();
    expect(await launcher.nextCall('launcher:dev-pre-fetch')).toEqual(['LarderNotebook2']);
    await page.getByRole('button', { name: 'Delete stored data: Notebook' }).click();
    expect(await launcher.nextCall('launcher:dev-drop-data')).toEqual(['LarderNotebook2']);
    await launcher.close();
  });
});
