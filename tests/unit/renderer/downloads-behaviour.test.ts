/** What the Downloads page does: calls, keys, focus, what it asks, and what it makes of failures. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDownload, createDownloads, createPast, HISTORY, PROGRAMS } from './downloads-fixtures.ts';
import { createState, THREE_CARDS } from './fixtures.ts';
import { createLauncherHarness, type LauncherHarness, type LauncherPage } from './launcher-page.ts';

let harness: LauncherHarness;
beforeAll(async () => {
  harness = await createLauncherHarness();
});
afterAll(() => harness?.dispose());

const user = createState({ miniPrograms: THREE_CARDS });
const running = createDownloads({ items: [createDownload({ title: 'Episode 12' })], programs: PROGRAMS });
const IDS = ['LarderPodcast3', 'episode'];
const button = ({ page }: LauncherPage, name: string) => page.getByRole('button', { name, exact: true });

describe('a download', () => {
  it('is paused and resumed by one button that keeps the focus', async () => {
    const launcher = await harness.openDownloads(user, running);
    await button(launcher, 'Pause Episode 12').press('Enter');
    expect(await launcher.nextCall('launcher:download-pause')).toEqual(IDS);
    await launcher.pushDownloads(
      createDownloads({ items: [createDownload({ title: 'Episode 12', state: 'paused-by-user' })] }),
    );
    await launcher.page.locator('button:focus', { hasText: 'Resume' }).press('Enter');
    expect(await launcher.nextCall('launcher:download-resume')).toEqual(IDS);
    await launcher.close();
  });

  it('is paused with all others, and goes on with them', async () => {
    const launcher = await harness.openDownloads(user, running);
    await button(launcher, 'Pause all').press('Enter');
    expect(await launcher.nextCall('launcher:pause-downloads')).toEqual([]);
    await launcher.pushDownloads(
      createDownloads({ items: [createDownload({ title: 'Episode 12', state: 'paused-by-user' })] }),
    );
    await launcher.page.locator('button:focus', { hasText: 'Resume all' }).press('Enter');
    expect(await launcher.nextCall('launcher:resume-downloads')).toEqual([]);
    await launcher.close();
  });

  it('that needs more room than its mini-program may keep asks for it', async () => {
    const room = { neededBytes: 5_200_000_000, offeredBytes: 10_000_000_000 };
    const asking = createDownload({ title: 'Atlas', state: 'asks', downloaded: 0, room });
    const launcher = await harness.openDownloads(user, createDownloads({ items: [asking], programs: PROGRAMS }));
    await launcher.page.getByText('Slow Harvest needs 5.2 GB, and may keep 2 GB.').waitFor();
    await button(launcher, 'Don’t allow Slow Harvest more space').click();
    expect(await launcher.nextCall('launcher:answer-room')).toEqual(['LarderPodcast3', 'refuse']);
    await button(launcher, 'Allow up to 10 GB for Slow Harvest').click();
    expect(await launcher.nextCall('launcher:answer-room')).toEqual(['LarderPodcast3', 'allow']);
    await launcher.close();
  });

  it('cannot be paused when it sends something', async () => {
    const launcher = await harness.openDownloads(
      user,
      createDownloads({ items: [createDownload({ title: 'Photos', canPause: false })] }),
    );
    await button(launcher, 'Cancel Photos').waitFor();
    expect(await button(launcher, 'Pause Photos').count()).toBe(0);
    await launcher.close();
  });

  it('is cancelled at once when little of it is there', async () => {
    const launcher = await harness.openDownloads(
      user,
      createDownloads({ items: [createDownload({ title: 'Small', downloaded: 900_000 })] }),
    );
    await button(launcher, 'Cancel Small').click();
    expect(await launcher.nextCall('launcher:download-abort')).toEqual(IDS);
    expect(await launcher.page.getByRole('dialog').count()).toBe(0);
    await launcher.close();
  });

  it('is cancelled after one question when much of it is there, and kept when the user thinks again', async () => {
    const launcher = await harness.openDownloads(user, running);
    await button(launcher, 'Cancel Episode 12').click();
    await launcher.page.keyboard.press('Enter');
    await launcher.page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await launcher.callsOf('launcher:download-abort')).toEqual([]);
    await launcher.page.locator('button:focus', { hasText: 'Cancel' }).press('Enter');
    await button(launcher, 'Cancel the download').click();
    expect(await launcher.nextCall('launcher:download-abort')).toEqual(IDS);
    await launcher.page.getByRole('dialog').waitFor({ state: 'detached' });
    await launcher.close();
  });

  it('takes the question away when it ends in the meantime, and the focus along to the history', async () => {
    const launcher = await harness.openDownloads(user, running);
    await button(launcher, 'Cancel Episode 12').click();
    await launcher.page.getByRole('dialog').waitFor();
    await launcher.pushDownloads(createDownloads({ items: [createPast({ id: 'episode', title: 'Episode 12' })] }));
    await launcher.page.getByRole('dialog').waitFor({ state: 'detached' });
    await launcher.page.locator('[data-download=episode] button:focus').waitFor();
    await launcher.page.getByRole('status').getByText('Episode 12: Complete').waitFor({ state: 'attached' });
    await launcher.close();
  });

  it('is shown by its mini-program, and a failure is said plainly', async () => {
    const launcher = await harness.openDownloads(user, running);
    const show = button(launcher, 'Show Episode 12 in Slow Harvest');
    await show.click();
    expect(await launcher.nextCall('launcher:download-click')).toEqual(IDS);
    await launcher.answer('launcher:download-click', { ok: true, value: null });
    await launcher.page.getByRole('status').getByText('Showing “Episode 12” in Slow Harvest.').waitFor();
    await show.click();
    await launcher.answer('launcher:download-click', {
      ok: false,
      error: { code: 'not-found', message: 'It was removed.' },
    });
    await launcher.page.getByRole('alert').getByText('It was removed.').waitFor();
    expect(await launcher.page.locator('body').textContent()).not.toContain('not-found');
    await launcher.close();
  });

  it('has a bar that says how far it is', async () => {
    const launcher = await harness.openDownloads(user, running);
    const bar = launcher.page.getByRole('progressbar', { name: 'Progress of Episode 12' });
    expect(await bar.getAttribute('aria-valuenow')).toBe('64');
    expect(await bar.getAttribute('aria-valuetext')).toBe(
      'Downloading, 1 of 2 files, 41 MB of 64 MB, 1.2 MB/s, 20 secs left',
    );
    await launcher.pushDownloads(
      createDownloads({ items: [createDownload({ title: 'Episode 12', downloadTotal: 0, remainingMs: null })] }),
    );
    await launcher.page.locator('.progress-moving[aria-label="Progress of Episode 12"]').waitFor();
    expect(await bar.getAttribute('aria-valuenow')).toBeNull();
    await launcher.close();
  });
});

describe('the history', () => {
  it('is cleared as a whole and one by one; what its mini-program still waits for has no such button', async () => {
    const launcher = await harness.openDownloads(user, createDownloads({ items: HISTORY }));
    await button(launcher, 'Remove Episode 7: Jam from the history').click();
    expect(await launcher.nextCall('launcher:forget-download')).toEqual(['LarderPodcast3', 'done']);
    expect(await button(launcher, 'Remove Episode 5: Rain from the history').count()).toBe(0);
    await launcher.pushDownloads(createDownloads({ items: HISTORY.slice(1) }));
    await launcher.page.locator('[data-page=downloads] h1:focus').waitFor();
    await button(launcher, 'Clear history').click();
    await launcher.nextCall('launcher:clear-downloads');
    await launcher.answer('launcher:clear-downloads', { ok: true, value: null });
    await launcher.pushDownloads(createDownloads());
    await launcher.page.getByRole('heading', { name: 'No downloads yet' }).waitFor();
    await launcher.close();
  });
});

describe('the mini-programs', () => {
  it('are forbidden by a switch that goes back when that did not work', async () => {
    const launcher = await harness.openDownloads(user, running);
    await launcher.page.getByRole('tab', { name: 'Downloads' }).press('ArrowRight');
    const podcast = launcher.page.getByRole('switch', { name: 'Let Slow Harvest download in the background' });
    await podcast.press('Space');
    expect(await launcher.nextCall('launcher:set-downloads-allowed')).toEqual(['LarderPodcast3', false]);
    await launcher.answer('launcher:set-downloads-allowed', {
      ok: false,
      error: { code: 'storage-failed', message: 'The disk is full.' },
    });
    await launcher.page.getByText('The disk is full.').waitFor();
    expect(await podcast.isChecked()).toBe(true);
    await launcher.close();
  });
});

describe('the page', () => {
  it('is reached from the indicator of every page, which goes when nothing runs', async () => {
    const launcher = await harness.openDownloads(user, running, {}, '');
    await launcher.page.getByRole('link', { name: '1 download · 64%' }).click();
    await launcher.page.locator('[data-page=downloads] h1:focus').waitFor();
    expect(await launcher.page.title()).toBe('Downloads – Larder');
    await launcher.pushDownloads(createDownloads({ items: [createDownload({ state: 'paused-by-user' })] }));
    await launcher.page.locator('.download-indicator').waitFor({ state: 'detached' });
    await launcher.page.keyboard.press('Control+1');
    await launcher.page.locator('[data-page=shelf] h1:focus').waitFor();
    await launcher.page.keyboard.press('Control+3');
    await launcher.page.locator('[data-page=downloads] h1:focus').waitFor();
    await launcher.close();
  });

  it('asks again when the first answer was a failure', async () => {
    const launcher = await harness.openDownloads(user, null);
    await launcher.answer('launcher:get-downloads', {
      ok: false,
      error: { code: 'internal', message: 'The downloads cannot be read.' },
    });
    await launcher.page.getByText('The downloads cannot be read.').waitFor();
    await launcher.page.locator('[data-page=downloads]').getByRole('button', { name: 'Try again' }).click();
    await launcher.answer('launcher:get-downloads', { ok: true, value: running });
    await button(launcher, 'Pause Episode 12').waitFor();
    await launcher.close();
  });

  it('speaks the other language everywhere at once, and keeps what is open, when the language changes', async () => {
    const launcher = await harness.openDownloads(user, running);
    const { page } = launcher;
    await page.getByRole('tab', { name: 'Mini-programs' }).click();
    await page
      .getByText(/ of .* used/)
      .first()
      .waitFor();
    await launcher.push(createState({ miniPrograms: THREE_CARDS, language: 'fa', locale: 'fa' }));
    await page.getByRole('tab', { name: 'مینی‌برنامه‌ها', selected: true }).waitFor();
    expect(await page.title()).toBe('\u2068دانلودها\u2069 – Larder');
    expect(await page.locator('body').innerText()).not.toMatch(/Downloads|Keeps|Shelf|Activity/);
    await page.getByRole('link', { name: 'مینی‌برنامه‌های من' }).click();
    expect(await page.locator('.tile-line').first().innerText()).toMatch(/\p{Script=Arabic}/u);
    await launcher.push(createState({ miniPrograms: THREE_CARDS, language: 'zh-Hans', locale: 'zh-Hans' }));
    await page.getByRole('button', { name: '添加', exact: true }).waitFor();
    expect(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir])).toEqual([
      'zh-Hans',
      'ltr',
    ]);
    await launcher.close();
  });
});
