import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { hostOfAppId } from '../../main/models/app-id.ts';
import { parseDeepLink } from '../../main/opening/deep-links.ts';
import type { MenuItemView, WindowView } from '../chromium-host/index.ts';
import { startBackend, type Backend } from '../demo-backend/backend.ts';
import { DEEP, expect, test } from './larder-test.ts';
import { originOf, probe, PROBE_ID, type ProbeState } from './mini-programs.ts';
import type { RunningLarder } from './running-larder.ts';

const ORIGIN = originOf(PROBE_ID);
const PAGE = 'larder://page/';
const NEXT =
  '<!doctype html><html lang="en"><meta charset="utf-8"><title>Next page</title><a href="index.html">Back to the start</a><input aria-label="Field"><a href="https://elsewhere.example/secret?q=1">Away</a><a href="gone.html">Gone</a></html>';

test.skip(({ host }) => host === 'electron', 'What Electron shows on the desktop cannot be read.');

let backend: Backend;
test.beforeEach(async () => {
  backend = await startBackend({
    apps: [probe({ files: { 'sub/next.html': NEXT }, details: { permissions: ['USE_BINANCE_DYNAMIC_DOMAINS'] } })],
    routes: { '/data': () => ({ body: 'fresh data' }) },
  });
});
test.afterEach(() => backend.close());

const args = (...more: string[]): { args: string[] } => ({
  args: [`--backend-url=${backend.url}`, '--dev', `--open=${PROBE_ID}`, ...more],
});
const windowAt = async (larder: RunningLarder, url: string): Promise<WindowView | undefined> =>
  (await larder.desktop.state()).windows.find((window) => window.url.startsWith(url));
/** The Chromium host has no sandbox for root, and the title says so. */
const warning = process.platform === 'linux' && process.getuid?.() === 0 ? 'No sandbox · ' : '';
const labels = (items: readonly MenuItemView[] | null | undefined): string[] =>
  (items ?? []).filter(({ type }) => type !== 'separator').map(({ label }) => label);
const click = (larder: RunningLarder, ...path: string[]): Promise<unknown> =>
  larder.desktop.act('windows', 'clickItem', ORIGIN, ...path);
const press = (larder: RunningLarder, keys: string): Promise<unknown> =>
  larder.desktop.act('windows', 'press', ORIGIN, keys);

test('the window is named after the mini-program first, and has a menu that anybody finds', async ({ startLarder }) => {
  const larder = await startLarder(args());
  const page = await larder.window(ORIGIN);
  await expect.poll(async () => (await windowAt(larder, ORIGIN))?.title).toBe(`${warning}Probe`);
  await page.evaluate(() => (document.title = 'Bank \u202e of Trust'));
  await expect.poll(async () => (await windowAt(larder, ORIGIN))?.title).toBe(`${warning}Probe – Bank of Trust`);
  const window = await windowAt(larder, ORIGIN);
  expect(window?.isMenuBarVisible).toBe(true);
  expect(labels(window?.menu)).toEqual(['&Mini-program', 'Edit', 'View']);
  expect(labels(window?.menu?.[0]?.submenu)).toEqual([
    'Reload',
    'Back',
    'Forward',
    'Copy link to this page',
    'Settings of this mini-program…',
    'About this mini-program',
    'Open Larder',
    'Close window',
    'Quit Larder',
  ]);
});

test('reloading keeps the data of the launch and makes no new request', async ({ startLarder }) => {
  const larder = await startLarder(args());
  const page = await larder.window(ORIGIN);
  await expect(page.locator('output')).toHaveText('fresh data');
  await page.evaluate(() => ((window as unknown as { stale: boolean }).stale = true));
  await press(larder, 'F5');
  await page.waitForFunction(
    () => !('stale' in window) && (window as unknown as { probe?: ProbeState }).probe?.result !== undefined,
  );
  await press(larder, 'Ctrl+R');
  await expect(page.locator('output')).toHaveText('fresh data');
  expect(larder.events().filter(({ event }) => event === 'prefetch-started')).toHaveLength(1);
});

test('the copied link opens the page that was shown, with its query', DEEP, async ({ startLarder }) => {
  const larder = await startLarder(args());
  const page = await larder.window(ORIGIN);
  await expect(page.locator('output')).toHaveText('fresh data');
  await page.evaluate(() => (location.href = 'sub/next.html?name=a%20b&c=ü#part'));
  await expect(page.getByRole('link', { name: 'Back to the start' })).toBeVisible();
  await click(larder, 'Mini-program', 'Copy link to this page');
  await expect.poll(async () => (await larder.desktop.state()).clipboard).toMatch(/^bnc:/);
  const link = (await larder.desktop.state()).clipboard;
  expect(parseDeepLink(link)).toEqual({ appId: PROBE_ID, path: 'sub/next.html', query: 'name=a%20b&c=%C3%BC' });
  await larder.desktop.act('windows', 'close', ORIGIN);
  await expect.poll(() => larder.hasWindow(ORIGIN)).toBe(false);
  await larder.openByHandOver(link);
  await larder.window(`${ORIGIN}/sub/next.html?name=a%20b&c=%C3%BC`);
});

test(
  'back and forward work by menu, keys and mouse buttons, and only where there is a way',
  DEEP,
  async ({ startLarder }) => {
    const larder = await startLarder(args());
    const page = await larder.window(ORIGIN);
    await expect(page.locator('output')).toHaveText('fresh data');
    const isEnabled = async (label: string): Promise<boolean | undefined> =>
      (await windowAt(larder, ORIGIN))?.menu?.[0]?.submenu?.find((item) => item.label === label)?.enabled;
    await expect.poll(() => isEnabled('Back')).toBe(false);
    await page.evaluate(() => (location.href = 'sub/next.html'));
    await expect(page.getByRole('link', { name: 'Back to the start' })).toBeVisible();
    // The Chromium host's history is a moment behind the page.
    await page.evaluate(() => history.replaceState(null, '', '#part'));
    await expect.poll(() => isEnabled('Back')).toBe(true);
    await press(larder, 'Alt+Left');
    await expect(page.locator('output')).toBeVisible();
    await larder.desktop.act('windows', 'appCommand', ORIGIN, 'browser-forward');
    await expect(page.getByRole('link', { name: 'Back to the start' })).toBeVisible();
    await larder.desktop.act('windows', 'appCommand', ORIGIN, 'browser-backward');
    await expect(page.locator('output')).toBeVisible();
  },
);

test('zoom and place are remembered, each mini-program’s own', DEEP, async ({ startLarder, dataFolder }) => {
  const larder = await startLarder(args());
  await larder.window(ORIGIN);
  await larder.event('page-loaded');
  await press(larder, 'Ctrl+Plus');
  await larder.desktop.act('windows', 'zoomWheel', ORIGIN, 'in');
  await larder.desktop.act('windows', 'setBounds', ORIGIN, { x: 700, y: 90, width: 640, height: 500 });
  await larder.stop();
  const next = await startLarder({ ...args(), dataFolder });
  await next.window(ORIGIN);
  await expect.poll(async () => (await windowAt(next, ORIGIN))?.zoomFactor).toBe(1.25);
  expect((await windowAt(next, ORIGIN))?.bounds).toEqual({ x: 700, y: 90, width: 640, height: 500 });
  await press(next, 'Ctrl+0');
  expect((await windowAt(next, ORIGIN))?.zoomFactor).toBe(1);
  await next.stop();

  await writeFile(path.join(dataFolder, 'mini-programs', hostOfAppId(PROBE_ID), 'window.json'), '{"bounds": "wide"');
  const last = await startLarder({ ...args(), dataFolder });
  await last.window(ORIGIN);
  expect((await windowAt(last, ORIGIN))?.bounds).toMatchObject({ width: 440, height: 780 });
  expect(last.events().filter(({ event }) => event === 'problem')).toEqual([]);
});

test('a window that was never seen has the size that its manifest asks for', async ({ startLarder }) => {
  const manifest = {
    app_id: 'wide',
    name: 'Wide',
    version: { name: '1.0.0', code: 1 },
    start_url: 'index.html',
    window: { width: 1000, height: 600 },
  };
  const own = await startBackend({
    apps: [probe({ appId: 'wide', preFetchUrl: null, files: { 'manifest.json': JSON.stringify(manifest) } })],
    routes: {},
  });
  const larder = await startLarder({ args: [`--backend-url=${own.url}`, '--dev', '--open=wide'] });
  await larder.window(originOf('wide'));
  expect((await windowAt(larder, originOf('wide')))?.bounds).toMatchObject({ width: 1000, height: 600 });
  await own.close();
});

test(
  'a mini-program that is not there leaves no folder behind when its window closes',
  DEEP,
  async ({ startLarder, dataFolder }) => {
    const larder = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev', '--open=unknown1'] });
    const page = await larder.window(PAGE);
    await expect(page.getByRole('heading', { name: 'unknown1 is not available' })).toBeVisible();
    await page.getByRole('button', { name: 'Close' }).click();
    await expect.poll(() => larder.hasWindow(PAGE)).toBe(false);
    await expect(
      readFile(path.join(dataFolder, 'mini-programs', hostOfAppId('unknown1'), 'window.json')),
    ).rejects.toThrow('ENOENT');
  },
);

test('About tells version, domains, permissions, data and requests, beside the mini-program', async ({
  startLarder,
}) => {
  const larder = await startLarder(args());
  await expect((await larder.window(ORIGIN)).locator('output')).toHaveText('fresh data');
  await click(larder, 'Mini-program', 'About this mini-program');
  const about = await larder.window(`${PAGE}about.html`);
  await expect(about.getByRole('heading', { name: 'About Probe' })).toBeVisible();
  const text = await about.locator('dl').innerText();
  for (const part of ['1.0.0', PROBE_ID, '127.0.0.1', 'USE_BINANCE_DYNAMIC_DOMAINS', 'Pre-fetch, ', 'Package, '])
    expect(text).toContain(part);
  expect((await windowAt(larder, `${PAGE}about.html`))?.parent).toBe(`${warning}Probe`);
  expect(await about.evaluate(() => 'bn' in window || 'container' in window)).toBe(false);
  await click(larder, 'Mini-program', 'About this mini-program');
  expect((await larder.desktop.state()).windows).toHaveLength(2);
  await about.getByRole('button', { name: 'Settings…' }).click();
  const launcher = await larder.window(`larder://launcher/`);
  await expect.poll(() => new URL(launcher.url()).hash).toBe(`#settings/${PROBE_ID}`);
  await expect.poll(() => larder.hasWindow(PAGE)).toBe(false);
});

test('the other mouse button offers what fits what was clicked', DEEP, async ({ startLarder }) => {
  const larder = await startLarder(args());
  const page = await larder.window(ORIGIN);
  const menuOf = async (name: string, role: 'link' | 'textbox'): Promise<string[]> => {
    await page.getByRole(role, { name }).click({ button: 'right' });
    await expect.poll(async () => (await larder.desktop.state()).contextMenu).not.toBeNull();
    return labels((await larder.desktop.state()).contextMenu);
  };
  await page.goto(page.url().replace(/index\.html.*/, 'sub/next.html'));
  expect(await menuOf('Away', 'link')).toEqual([
    'Copy link address',
    'Back',
    'Forward',
    'Reload',
    'Copy link to this page',
    'About this mini-program',
    'Inspect',
  ]);
  await larder.desktop.act('contextMenu', 'clickItem', 'Copy link address');
  await expect.poll(async () => (await larder.desktop.state()).clipboard).toBe('https://elsewhere.example/secret?q=1');
  expect(await menuOf('Back to the start', 'link')).toContain('Copy link address');
  await larder.desktop.act('contextMenu', 'clickItem', 'Copy link address');
  await expect.poll(async () => (await larder.desktop.state()).clipboard).toMatch(/^bnc:/);
  await page.getByRole('textbox', { name: 'Field' }).fill('some text');
  await page.getByRole('textbox', { name: 'Field' }).selectText();
  expect(await menuOf('Field', 'textbox')).toEqual(['Undo', 'Redo', 'Cut', 'Copy', 'Paste', 'Select all', 'Inspect']);
  await larder.desktop.act('contextMenu', 'clickItem', 'Cut');
  await expect(page.getByRole('textbox', { name: 'Field' })).toHaveValue('');
});

test('developer tools are offered in developer mode only', DEEP, async ({ startLarder }) => {
  const view = async (larder: RunningLarder): Promise<string[]> => {
    await larder.window(ORIGIN);
    return labels((await windowAt(larder, ORIGIN))?.menu?.[2]?.submenu);
  };
  const larder = await startLarder(args());
  expect(await view(larder)).toContain('Developer tools');
  await press(larder, 'F12');
  await larder.stop();
  const plain = await startLarder({ args: [`--backend-url=${backend.url}`, `--open=${PROBE_ID}`] });
  expect(await view(plain)).not.toContain('Developer tools');
  await expect(press(plain, 'F12')).rejects.toThrow('No enabled menu item');
});

test('a page that hangs is asked about: waiting leaves it, reloading starts it again', async ({ startLarder }) => {
  const larder = await startLarder(args());
  const page = await larder.window(ORIGIN);
  await expect(page.locator('output')).toHaveText('fresh data');
  // Proven: a version on trial is taken back instead.
  await larder.event('page-loaded');
  await larder.desktop.act('windows', 'hang', ORIGIN);
  const question = await larder.window(`${PAGE}problem.html`);
  await expect(question.getByRole('heading', { name: 'Probe is not responding' })).toBeVisible();
  await question.getByRole('button', { name: 'Wait' }).click();
  await expect.poll(() => larder.hasWindow(PAGE)).toBe(false);
  await expect(page.locator('output')).toHaveText('fresh data');

  await larder.desktop.act('windows', 'recover', ORIGIN);
  await larder.desktop.act('windows', 'hang', ORIGIN);
  await larder.window(`${PAGE}problem.html`);
  await larder.desktop.act('windows', 'recover', ORIGIN);
  await expect.poll(() => larder.hasWindow(PAGE)).toBe(false);

  await larder.desktop.act('windows', 'hang', ORIGIN);
  await (await larder.window(`${PAGE}problem.html`)).getByRole('button', { name: 'Reload' }).click();
  await expect.poll(async () => larder.events().filter(({ event }) => event === 'page-loaded').length).toBe(2);
  expect(larder.events().filter(({ event }) => event === 'problem')).toEqual([]);
});

test('a missing page and a link that leaves are told plainly, with a way on', async ({ startLarder, dataFolder }) => {
  const larder = await startLarder(args());
  const page = await larder.window(ORIGIN);
  await expect(page.locator('output')).toHaveText('fresh data');
  await page.evaluate(() => (location.href = 'https://elsewhere.example/secret?q=1'));
  const blocked = await larder.window(`${PAGE}problem.html?`);
  await expect(blocked.getByRole('heading', { name: 'This link leaves Probe' })).toBeVisible();
  await expect(blocked.getByText('https://elsewhere.example', { exact: true })).toBeVisible();
  // The page goes while its key is still down.
  await blocked.keyboard.press('Escape').catch(() => {});
  await expect.poll(() => larder.hasWindow(PAGE)).toBe(false);
  await page.evaluate(() => (location.href = 'https://elsewhere.example/again'));
  await page.evaluate(() => (location.href = 'gone.html'));
  const missing = await larder.window(`${PAGE}problem.html?`);
  await expect(missing.getByRole('heading', { name: 'Probe has no such page' })).toBeVisible();
  await missing.getByRole('button', { name: 'Go to the start page' }).click();
  await expect((await larder.window(ORIGIN)).locator('output')).toHaveText('fresh data');

  // The package is gone while the mini-program runs.
  const packages = path.join(dataFolder, 'mini-programs', hostOfAppId(PROBE_ID), 'packages');
  await rm(packages, { recursive: true, force: true });
  await mkdir(packages);
  await press(larder, 'Ctrl+R');
  const gone = await larder.window(`${PAGE}problem.html?`);
  await gone.getByRole('button', { name: 'Go to the start page' }).click();
  await expect((await larder.window(ORIGIN)).locator('output')).toHaveText('fresh data');
});

test('without a network a mini-program that is not installed waits for it and opens by itself', async ({
  startLarder,
}) => {
  const larder = await startLarder({ args: ['--backend-url=http://127.0.0.1:9', '--dev', '--hidden'] });
  await larder.desktop.act('network', 'setOnline', false);
  await larder.openByHandOver(PROBE_ID);
  const page = await larder.window(`${PAGE}problem.html`);
  await expect(page.getByRole('heading', { name: `${PROBE_ID} needs a network connection` })).toBeVisible();
  await expect.poll(async () => (await larder.desktop.state()).tray?.toolTip).toBe('Larder: No network');
  await larder.desktop.act('network', 'setOnline', true);
  await expect(page.getByRole('heading', { name: `${PROBE_ID} could not be downloaded` })).toBeVisible();
});

test('a backend that refuses is told as such', DEEP, async ({ startLarder }) => {
  const refusing = createServer((_request, response) => response.writeHead(403).end('{}'));
  await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve));
  const { port } = refusing.address() as AddressInfo;
  const larder = await startLarder({ args: [`--backend-url=http://127.0.0.1:${port}`, '--dev', `--open=${PROBE_ID}`] });
  const page = await larder.window(`${PAGE}problem.html`);
  await expect(page.getByRole('heading', { name: `You do not have access to ${PROBE_ID}` })).toBeVisible();
  await page.getByRole('button', { name: 'Open Larder' }).click();
  await larder.window('larder://launcher/');
  refusing.close();
});
