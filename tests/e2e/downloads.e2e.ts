/** The Downloads page, the taskbar and the notifications, with the engine that they speak of. */
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { startBackend, type Backend } from '../demo-backend/backend.ts';
import { downloadProbe, FILE_BYTES, startDownload, startFileServer, type FileServer } from './download-probe.ts';
import { DEEP, expect, test } from './larder-test.ts';
import { originOf, PROBE_ID } from './mini-programs.ts';
import type { RunningLarder } from './running-larder.ts';

/** For comparing whole events. */
const ANY_NUMBER = expect.any(Number) as unknown as number;
const PAGE = `${originOf(PROBE_ID)}/`;

let files: FileServer;
let backend: Backend;
test.beforeEach(async () => {
  files = await startFileServer();
  // Anything but the names of this computer needs a network; this one leads here all the same.
  backend = await startBackend({ apps: [downloadProbe([files.host, `0.0.0.0:${files.port}`])] });
});
test.afterEach(async () => {
  files.release();
  await Promise.all([files.close(), backend.close()]);
});

const args = (...more: string[]): string[] => [`--backend-url=${backend.url}`, '--dev', ...more];
const fileUrl = (name: string): string => `http://${files.host}/file/${name}`;

interface Opened {
  readonly larder: RunningLarder;
  readonly page: Page;
  readonly launcher: Page;
}

async function openBoth(larder: RunningLarder): Promise<Opened> {
  const launcher = await larder.window('larder://launcher/');
  expect(await larder.openByHandOver(PROBE_ID)).toBe(0);
  const page = await larder.window(PAGE);
  await page.waitForFunction(() => document.readyState === 'complete');
  await showDownloads(launcher);
  return { larder, page, launcher };
}

async function showDownloads(launcher: Page): Promise<void> {
  await launcher.locator('a[href="#downloads"]').first().click();
}

const row = (launcher: Page, title: string): Locator =>
  launcher.locator('.download', { has: launcher.getByRole('heading', { name: title, exact: true }) });
const stateOf = (launcher: Page, title: string): Locator => row(launcher, title).locator('.download-state');
const barOf = async ({ desktop }: RunningLarder) =>
  (await desktop.state()).progressBars.find(({ mode }) => mode !== 'none') ?? null;

test('a download is seen while it runs, paused and resumed by the user, told at its end, and its click opens a page', async ({
  startLarder,
  host,
}) => {
  test.skip(host === 'electron', 'Taskbar and notifications cannot be read there.');
  const { larder, page, launcher } = await openBoth(await startLarder({ args: args() }));
  await expect(launcher.getByRole('heading', { name: 'No downloads yet' })).toBeVisible();
  expect(
    await startDownload(page, {
      id: 'episode',
      urls: [fileUrl('episode')],
      title: 'Episode',
      icon: `http://${files.host}/icon.png`,
      downloadTotal: FILE_BYTES,
    }),
  ).toBe('');

  await expect(stateOf(launcher, 'Episode')).toHaveText('Downloading');
  await expect(row(launcher, 'Episode').locator('.download-numbers')).toContainText('200 kB of 400 kB');
  await expect
    .poll(() =>
      row(launcher, 'Episode')
        .locator('.download-picture > img')
        .first()
        .evaluate((image: HTMLImageElement) => image.naturalWidth),
    )
    .toBe(64);
  await expect(launcher.locator('.download-indicator')).toHaveText('1 download · 50%');
  await expect
    .poll(() => barOf(larder))
    .toMatchObject({ title: expect.stringContaining('Larder') as unknown, progress: 0.5, mode: 'normal' });

  await launcher.getByRole('button', { name: 'Pause Episode' }).click();
  await expect(stateOf(launcher, 'Episode')).toHaveText('Paused by you');
  await expect(launcher.locator('.download-indicator')).toHaveCount(0);
  await expect.poll(() => barOf(larder)).toMatchObject({ progress: 0.5, mode: 'paused' });
  expect(await larder.event('background-fetch-paused')).toMatchObject({ appId: PROBE_ID, id: 'episode', why: 'user' });

  files.release();
  await launcher.getByRole('button', { name: 'Resume Episode' }).click();
  await expect(stateOf(launcher, 'episode is ready')).toHaveText('Complete');
  expect(await larder.event('background-fetch-resumed')).toMatchObject({ id: 'episode', why: 'user' });
  await expect.poll(() => barOf(larder)).toBeNull();

  await expect
    .poll(async () => (await larder.desktop.state()).notifications)
    .toMatchObject([{ title: 'episode is ready', body: 'Probe: Complete', isOpen: true }]);
  const [notification] = (await larder.desktop.state()).notifications;
  expect(notification?.icon).toContain('icon-');
  await page.close();
  await larder.desktop.act('notifications', 'click', notification?.id);
  await larder.window(`${PAGE}?clicked=episode`);
  await (await larder.window(PAGE)).close();

  await launcher.getByRole('button', { name: 'Show episode is ready in Probe' }).click();
  await larder.window(`${PAGE}?clicked=episode`);
  // The page is there before its worker has answered.
  const delivered = (): string[] =>
    larder
      .events()
      .filter((event) => event.event === 'background-fetch-event-delivered')
      .map(({ type }) => type);
  await expect.poll(delivered).toEqual(['backgroundfetchsuccess', 'backgroundfetchclick', 'backgroundfetchclick']);
});

test(
  'a download that ends otherwise says why, and the history can be emptied',
  DEEP,
  async ({ startLarder, dataFolder, host }) => {
    test.skip(host === 'electron', 'Notifications cannot be read there.');
    await writeFile(path.join(dataFolder, 'settings.json'), JSON.stringify({ backgroundFetchQuotaBytes: 1_000_000 }));
    const { larder, page, launcher } = await openBoth(await startLarder({ args: args() }));
    const start = (id: string, urls: readonly string[], downloadTotal = 0): Promise<string> =>
      startDownload(page, { id, urls, title: id, downloadTotal });

    const told = async (): Promise<string[]> =>
      (await larder.desktop.state()).notifications.map(({ title, body }) => `${title}, ${body}`);
    const failed = async (id: string, why: string): Promise<void> => {
      await expect(stateOf(launcher, id)).toHaveText(why);
      await expect.poll(told).toContain(`${id}, Probe: ${why}`);
    };

    await start('cancelled', [fileUrl('c')]);
    await launcher.getByRole('button', { name: 'Cancel cancelled' }).click();
    await expect(stateOf(launcher, 'cancelled')).toHaveText('Canceled');
    files.release();
    await start('missing', [`http://${files.host}/nowhere`]);
    await failed('missing', `Failed: ${files.host} refused a file or does not have it`);
    await start('more', [fileUrl('m')], FILE_BYTES - 1);
    await failed('more', 'Failed: larger than the mini-program announced');
    await start('full', ['1', '2', '3'].map(fileUrl));
    await launcher.getByRole('button', { name: 'Don’t allow Probe more space' }).click();
    await failed('full', 'Failed: not enough space');
    // The user is not asked twice.
    expect(await start('too-large', [fileUrl('a')], 1_000_001)).toBe('QuotaExceededError');
    await start('elsewhere', ['https://elsewhere.example/']);
    await failed('elsewhere', 'Failed: Probe may not ask elsewhere.example');

    expect(await told()).toHaveLength(4);
    await launcher.getByRole('button', { name: 'Clear history' }).click();
    await expect(launcher.getByRole('heading', { name: 'No downloads yet' })).toBeVisible();
  },
);

test('a mini-program that may not download is refused, until it may again', async ({ startLarder }) => {
  const { page, launcher } = await openBoth(await startLarder({ args: args() }));
  const allow = launcher.getByRole('switch', { name: 'Let Probe download in the background' });
  await launcher.getByRole('tab', { name: 'Mini-programs' }).click();
  await allow.click();
  await expect(allow).not.toBeChecked();
  await expect.poll(() => startDownload(page, { id: 'one', urls: [fileUrl('one')] })).toBe('NotAllowedError');
  await allow.click();
  await expect(allow).toBeChecked();
  expect(await startDownload(page, { id: 'one', urls: [fileUrl('one')] })).toBe('');
});

test('a download of a mini-program that is switched offline says so, and where to switch it back', async ({
  startLarder,
}) => {
  const { page, launcher } = await openBoth(await startLarder({ args: args() }));
  const switchTo = async (condition: string): Promise<void> => {
    await launcher.getByRole('link', { name: 'Activity' }).click();
    await launcher.getByRole('tab', { name: 'Schedule' }).click();
    await launcher.getByLabel('Network of Probe').selectOption(condition);
    await showDownloads(launcher);
  };
  await switchTo('Offline');
  await startDownload(page, { id: 'away', urls: [fileUrl('away')], title: 'Kept away' });
  await expect(stateOf(launcher, 'Kept away')).toHaveText(
    'Waiting: Probe is offline, as you chose in Activity, under Schedule. You can switch it back there.',
  );
  await switchTo('Normal network');
  await expect(stateOf(launcher, 'Kept away')).toHaveText('Downloading');
});

test('a download pauses while there is no network, goes on after a restart, and goes with its mini-program', async ({
  startLarder,
  dataFolder,
  host,
}) => {
  test.skip(host === 'electron', 'The network cannot be taken away there.');
  const { larder, page, launcher } = await openBoth(await startLarder({ args: args() }));
  await startDownload(page, {
    id: 'far',
    urls: [`http://0.0.0.0:${files.port}/file/far`],
    title: 'Far away',
    downloadTotal: FILE_BYTES,
  });
  await expect(row(launcher, 'Far away').locator('.download-numbers')).toContainText('200 kB of 400 kB');
  await larder.desktop.act('network', 'setOnline', false);
  await expect(stateOf(launcher, 'Far away')).toHaveText('Paused: no network. It resumes automatically.');
  await startDownload(page, { id: 'later', urls: [`http://0.0.0.0:${files.port}/file/later`], title: 'Later' });
  await expect(stateOf(launcher, 'Later')).toHaveText('Waiting for a network');
  await larder.desktop.act('network', 'setOnline', true);
  await expect(stateOf(launcher, 'Far away')).toHaveText('Downloading');
  await larder.event('background-fetch-paused', ({ id, why }) => id === 'far' && why === 'offline');
  await larder.event('background-fetch-resumed', ({ id, why }) => id === 'far' && why === 'online');
  expect(await larder.stop()).toBe(0);
  await larder.event('background-fetch-paused', ({ id, why }) => id === 'far' && why === 'quit');

  const second = await startLarder({ args: args() });
  const again = await second.window('larder://launcher/');
  await showDownloads(again);
  await expect(stateOf(again, 'Far away')).toHaveText('Downloading');
  await expect(row(again, 'Far away').locator('.download-numbers')).toContainText('200 kB of 400 kB');
  expect(await second.event('background-fetch-resumed', ({ id }) => id === 'far')).toMatchObject({
    appId: PROBE_ID,
    why: 'start',
  });
  files.release();
  await expect(stateOf(again, 'far is ready')).toHaveText('Complete');

  const answer = await again.evaluate((id) => window.container.invoke('launcher:remove', id), PROBE_ID);
  expect(answer).toMatchObject({ ok: true });
  await expect(again.getByRole('heading', { name: 'No downloads yet' })).toBeVisible();
  expect((await readdir(dataFolder, { recursive: true })).filter((name) => name.includes('background-fetch'))).toEqual(
    [],
  );
});

test('every event of a download is written down with its fields', async ({ startLarder }) => {
  const larder = await startLarder({ args: args(`--open=${PROBE_ID}`) });
  const page = await larder.window(PAGE);
  await startDownload(page, { id: 'logged', urls: [fileUrl('logged')], title: 'Logged', downloadTotal: FILE_BYTES });
  const { uuid } = await larder.event('background-fetch-registered');
  const common = { appId: PROBE_ID, id: 'logged', uuid, at: ANY_NUMBER };
  await larder.event('background-fetch-progress');
  files.release();
  await larder.event('background-fetch-event-delivered');
  const events = larder.events().filter(({ event }) => event.startsWith('background-fetch-'));
  const first = new Map(events.toReversed().map((event) => [event.event, event]));
  expect(first.get('background-fetch-registered')).toEqual({
    event: 'background-fetch-registered',
    ...common,
    records: 1,
    downloadTotal: FILE_BYTES,
    uploadTotal: 0,
  });
  expect(first.get('background-fetch-progress')).toEqual({
    event: 'background-fetch-progress',
    ...common,
    downloaded: ANY_NUMBER,
    uploaded: 0,
    downloadTotal: FILE_BYTES,
    bytesPerSecond: ANY_NUMBER,
  });
  expect(first.get('background-fetch-settled')).toEqual({
    event: 'background-fetch-settled',
    ...common,
    result: 'success',
    failureReason: '',
    downloaded: FILE_BYTES,
    uploaded: 0,
    ms: ANY_NUMBER,
  });
  expect(first.get('background-fetch-event-delivered')).toEqual({
    event: 'background-fetch-event-delivered',
    ...common,
    type: 'backgroundfetchsuccess',
    attempts: 1,
  });
});
