/** docs/tutorial/keyboard-shortcuts.md: a menu's keys work wherever the focus is, unless the page takes them. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startFixture, type FixtureHost } from './fixture-host.ts';

let folder: string;
let host: FixtureHost;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'larder-keys-'));
  const endpoint = path.join(folder, 'endpoint');
  host = await startFixture({ environment: { LARDER_HOST_CDP_FILE: endpoint, LARDER_HOST_MENU_KEYS: '1' } });
  await host.run(`
    globalThis.pressed = [];
    const item = (accelerator, more = {}) => ({ label: accelerator, accelerator, click: (item, window) => pressed.push([item.label, window.getTitle()]), ...more });
    electron.Menu.setApplicationMenu(electron.Menu.buildFromTemplate([{ label: 'All', submenu: [
      item('CommandOrControl+Q'), item('CommandOrControl+Shift+N'), item('F5'), item('Alt+Left'), item('CommandOrControl+Plus'),
      item('CommandOrControl+E'), item('CommandOrControl+G', { enabled: false }), item('CommandOrControl+T'),
    ] }]));
    serve(session.defaultSession, { '/': '<title>One</title><input autofocus><script>' +
      'globalThis.left = []; addEventListener("keydown", (event) => { if (event.key === "e") event.preventDefault(); });' +
      'addEventListener("keydown", (event) => setTimeout(() => left.push(event.key + event.defaultPrevented)));</script>' });
    await open({}, 'mp://host/');`);
  browser = await chromium.connectOverCDP((await readFile(endpoint, 'utf8')).trim());
  page = browser
    .contexts()[0]!
    .pages()
    .find((candidate) => candidate.url().startsWith('https://host.mp.localhost'))!;
  await page.locator('input').focus();
});
afterAll(async () => {
  await browser?.close();
  await host.stop();
  await rm(folder, { recursive: true, force: true });
});

const control = process.platform === 'darwin' ? 'Meta' : 'Control';

it.each([
  ['ControlOrMeta+q', 'CommandOrControl+Q'],
  ['ControlOrMeta+Shift+N', 'CommandOrControl+Shift+N'],
  ['F5', 'F5'],
  ['Alt+ArrowLeft', 'Alt+Left'],
  ['ControlOrMeta++', 'CommandOrControl+Plus'],
  ['ControlOrMeta+t', 'CommandOrControl+T'],
])('%s is the item’s', async (keys, label) => {
  await page.keyboard.press(keys);
  await expect.poll(() => host.run('return pressed.splice(0)')).toEqual([[label, 'One']]);
});

it('what the page takes, what no item has, and what edits is nobody’s', async () => {
  await page.keyboard.type('word');
  for (const key of ['e', 'g', 'p', 'a', 'c']) await page.keyboard.press(`${control}+${key}`);
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
  // The browser's own (printing) is prevented; selecting and copying are not.
  expect((await page.evaluate('left.filter((entry) => !/^(Control|Meta)/.test(entry)).slice(-5)')) as string[]).toEqual(
    ['etrue', 'gtrue', 'ptrue', 'afalse', 'cfalse'],
  );
  expect(await host.run('return pressed')).toEqual([]);
  expect(await page.locator('input').inputValue()).toBe('word');
});
