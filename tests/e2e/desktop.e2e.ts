import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import type { MenuItemView } from '../chromium-host/index.ts';
import { startBackend, type Backend } from '../demo-backend/backend.ts';
import { DEEP, expect, test } from './larder-test.ts';
import { originOf, probe, PROBE_ID } from './mini-programs.ts';
import type { RunningLarder } from './running-larder.ts';

const LAUNCHER = 'larder://launcher/';

test.skip(({ host }) => host === 'electron', 'What Electron shows on the desktop cannot be read.');

let backend: Backend;
test.beforeEach(async () => {
  backend = await startBackend({ apps: [probe()], routes: { '/data': () => ({ body: 'fresh data' }) } });
});
test.afterEach(() => backend.close());

const labels = (items: readonly MenuItemView[] | null | undefined): string[] =>
  (items ?? []).filter(({ type }) => type !== 'separator').map(({ label }) => label);
const trayLabels = async (larder: RunningLarder): Promise<string[]> =>
  labels((await larder.desktop.state()).tray?.menu);
const toolTip = async (larder: RunningLarder): Promise<string | undefined> =>
  (await larder.desktop.state()).tray?.toolTip;
const options = (...more: string[]): { args: string[] } => ({
  args: [`--backend-url=${backend.url}`, '--dev', ...more],
});

test('the tray offers what a person needs without a window, and does it', async ({ startLarder }) => {
  const larder = await startLarder(options('--hidden'));
  expect(larder.hasWindow(LAUNCHER)).toBe(false);
  expect(await larder.desktop.state()).toMatchObject({
    tray: { image: 'tray.png', toolTip: 'Larder is running' },
    windows: [],
  });
  expect(await trayLabels(larder)).toEqual([
    'Open Larder',
    'Fetch data now',
    'Turn off background activity',
    'Settings…',
    'Quit Larder',
  ]);

  await larder.desktop.act('tray', 'clickItem', 'Fetch data now');
  await larder.event('sweep-started', ({ reason }) => reason === 'user');

  await larder.desktop.act('tray', 'clickItem', 'Turn off background activity');
  await expect.poll(() => toolTip(larder)).toBe('Larder: Background activity is off');
  expect((await larder.desktop.state()).tray?.image).toBe('tray-quiet.png');
  await larder.desktop.act('tray', 'clickItem', 'Turn on background activity');
  await expect.poll(() => toolTip(larder)).toBe('Larder is running');

  await larder.desktop.act('network', 'setOnline', false);
  await expect.poll(() => toolTip(larder)).toBe('Larder: No network');
  await larder.desktop.act('network', 'setOnline', true);
  await expect.poll(() => toolTip(larder)).toBe('Larder is running');

  await larder.desktop.act('tray', 'click');
  await larder.window(LAUNCHER);
});

test('the tray opens the mini-programs that were opened last, by name', async ({ startLarder }) => {
  const larder = await startLarder(options(`--open=${PROBE_ID}`));
  await larder.window(originOf(PROBE_ID));
  await expect.poll(() => trayLabels(larder)).toContain('Probe');
  await larder.desktop.act('windows', 'close', originOf(PROBE_ID));
  await expect.poll(() => larder.hasWindow(originOf(PROBE_ID))).toBe(false);
  await larder.desktop.act('tray', 'clickItem', 'Probe');
  await larder.window(originOf(PROBE_ID));
});

test('a broken state file is a problem in the tray until it is dismissed', async ({ startLarder, dataFolder }) => {
  await writeFile(path.join(dataFolder, 'settings.json'), '{ broken');
  const larder = await startLarder(options());
  await expect.poll(() => toolTip(larder)).toBe('Larder: 1 problem');
  expect((await larder.desktop.state()).tray?.image).toBe('tray-problem.png');
  const launcher = await larder.window(LAUNCHER);
  await launcher
    .getByRole('button', { name: /^Dismiss/ })
    .first()
    .click();
  await expect.poll(() => toolTip(larder)).toBe('Larder is running');
});

test('the texts of tray and menus change with the language at once', DEEP, async ({ startLarder }) => {
  const larder = await startLarder(options());
  const launcher = await larder.window(LAUNCHER);
  await launcher.waitForFunction(() => document.querySelector('h1') !== null);
  await chooseLanguage(launcher, 'fa');
  await expect.poll(() => trayLabels(larder)).toContain('خروج از Larder');
  const menus = async (): Promise<string[]> => labels((await larder.desktop.state()).windows[0]?.menu);
  await expect.poll(menus).toEqual(['&فایل', 'ویرایش', 'نما', 'راهنما']);
  await chooseLanguage(launcher, 'zh-Hans');
  await expect.poll(() => trayLabels(larder)).toContain('退出 Larder');
});

test('closing the last window keeps Larder running and says so once; quitting ends it', async ({
  startLarder,
  dataFolder,
}) => {
  const larder = await startLarder(options());
  await larder.window(LAUNCHER);
  await larder.desktop.act('windows', 'close', LAUNCHER);
  await expect
    .poll(async () => (await larder.desktop.state()).notifications.map(({ title }) => title))
    .toEqual(['Larder keeps running']);
  const [notification] = (await larder.desktop.state()).notifications;
  expect(notification?.body).toContain('Starting Larder again');

  await expect.poll(() => larder.hasWindow(LAUNCHER)).toBe(false);
  await larder.desktop.act('notifications', 'click', notification?.id);
  const launcher = await larder.window(LAUNCHER);
  await expect(launcher.getByText('Closing the last window does not quit Larder')).toBeVisible();
  await launcher
    .getByRole('button', { name: /^Dismiss/ })
    .first()
    .click();
  // A window that closes at once takes with it what its page was about to say.
  await expect(launcher.getByText('Closing the last window does not quit Larder')).toHaveCount(0);
  await larder.desktop.act('windows', 'close', LAUNCHER);
  await expect.poll(async () => (await larder.desktop.state()).windows.length).toBe(0);
  expect((await larder.desktop.state()).notifications).toHaveLength(1);

  await larder.desktop.act('tray', 'clickItem', 'Quit Larder');
  await expect.poll(() => larder.stop()).toBe(0);

  const next = await startLarder({ ...options(), dataFolder });
  await next.window(LAUNCHER);
  await next.desktop.act('windows', 'close', LAUNCHER);
  await expect.poll(async () => (await next.desktop.state()).windows.length).toBe(0);
  expect((await next.desktop.state()).notifications).toEqual([]);
});

test('a second start while only the tray is left opens the launcher', async ({ startLarder }) => {
  const larder = await startLarder(options('--hidden'));
  expect((await larder.desktop.state()).windows).toEqual([]);
  expect(await larder.openByHandOver(PROBE_ID)).toBe(0);
  await larder.window(originOf(PROBE_ID));
  await larder.desktop.act('app', 'activate');
  await larder.window(LAUNCHER);
});

test('the launcher’s menus and keys lead to its pages and dialogs', async ({ startLarder }) => {
  const larder = await startLarder(options());
  const launcher = await larder.window(LAUNCHER);
  await expect(launcher.getByRole('button', { name: /^Add/ }).first()).toBeVisible();
  const [window] = (await larder.desktop.state()).windows;
  expect(labels(window?.menu)).toEqual(['&File', 'Edit', 'View', 'Help']);
  expect(window?.isMenuBarVisible).toBe(false);

  await larder.desktop.act('windows', 'press', LAUNCHER, 'Ctrl+N');
  await expect(launcher.getByRole('dialog')).toBeVisible();
  await larder.desktop.act('windows', 'press', LAUNCHER, 'Ctrl+N');
  await expect(launcher.getByRole('dialog')).toHaveCount(1);
  // The second Ctrl+N may arrive after the first Escape, and then opens it again.
  await expect(async () => {
    await launcher.keyboard.press('Escape');
    await expect(launcher.getByRole('dialog')).toHaveCount(0, { timeout: 1_000 });
  }).toPass();
  await larder.desktop.act('windows', 'clickItem', LAUNCHER, 'View', 'Downloads');
  await expect(launcher.getByRole('heading', { name: 'Downloads', level: 1 })).toBeVisible();
  await larder.desktop.act('windows', 'press', LAUNCHER, 'Ctrl+2');
  await expect(launcher.getByRole('heading', { name: 'Activity', level: 1 })).toBeVisible();
  await larder.desktop.act('windows', 'press', LAUNCHER, 'Ctrl+Plus');
  await larder.desktop.act('windows', 'press', LAUNCHER, 'Ctrl+=');
  expect((await larder.desktop.state()).windows[0]?.zoomFactor).toBe(1.25);
  await larder.desktop.act('windows', 'press', LAUNCHER, 'Ctrl+W');
  await expect.poll(() => larder.hasWindow(LAUNCHER)).toBe(false);
  await larder.desktop.act('tray', 'clickItem', 'Open Larder');
  await larder.window(LAUNCHER);
  await expect.poll(async () => (await larder.desktop.state()).windows[0]?.zoomFactor).toBe(1.25);
});

test('Ctrl+Q and the end of the user’s session end Larder in order', async ({ startLarder, dataFolder }) => {
  const larder = await startLarder(options());
  await larder.window(LAUNCHER);
  await larder.desktop.act('windows', 'press', LAUNCHER, 'Ctrl+Q');
  expect(await larder.stop()).toBe(0);
  const next = await startLarder({ ...options(), dataFolder });
  await next.window(LAUNCHER);
  await next.desktop.act('power', 'shutDown');
  expect(await next.stop()).toBe(0);
});

test(
  'the launcher opens where it was left, but on a screen that is there',
  DEEP,
  async ({ startLarder, dataFolder }) => {
    const larder = await startLarder(options());
    await launcherShows(larder);
    await larder.desktop.act('windows', 'setBounds', LAUNCHER, { x: 300, y: 200, width: 900, height: 640 });
    await larder.desktop.act('windows', 'close', LAUNCHER);
    await larder.desktop.act('tray', 'click');
    await launcherShows(larder);
    const bounds = async (running: RunningLarder) => (await running.desktop.state()).windows[0]?.bounds;
    expect(await bounds(larder)).toEqual({ x: 300, y: 200, width: 900, height: 640 });
    await larder.desktop.act('windows', 'close', LAUNCHER);
    await larder.desktop.act(
      'screens',
      'plug',
      { x: 0, y: 0, width: 800, height: 600 },
      { x: 800, y: 0, width: 800, height: 600 },
    );
    await larder.desktop.act('tray', 'click');
    await launcherShows(larder);
    expect(await bounds(larder)).toEqual({ x: 300, y: 200, width: 800, height: 600 });
    await larder.stop();

    await writeFile(path.join(dataFolder, 'launcher-window.json'), '{"bounds":{"x":1e99}');
    const next = await startLarder({ ...options(), dataFolder });
    await launcherShows(next);
    expect(await bounds(next)).toMatchObject({ width: 1060, height: 720 });
  },
);

/** Until the host knows its address, too. */
async function launcherShows(larder: RunningLarder): Promise<void> {
  await expect
    .poll(async () => (await larder.desktop.state()).windows.some(({ url }) => url.startsWith(LAUNCHER)))
    .toBe(true);
}

/** Through the channel of the Settings page. */
async function chooseLanguage(launcher: Page, language: string): Promise<void> {
  const answer = await launcher.evaluate(
    (chosen) =>
      (
        window as unknown as { container: { invoke(channel: string, ...args: unknown[]): Promise<unknown> } }
      ).container.invoke('launcher:set-settings', { language: chosen }),
    language,
  );
  expect(answer).toMatchObject({ ok: true });
}
