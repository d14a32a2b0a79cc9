/** The Settings page and a mini-program's, from the click to what it changes: at once, checked, and after a restart. */
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { hostOfAppId } from '../../main/models/app-id.ts';
import { startBackend, type Backend } from '../demo-backend/backend.ts';
import { DEEP, expect, test } from './larder-test.ts';
import { originOf, probe, PROBE_ID } from './mini-programs.ts';
import type { RunningLarder } from './running-larder.ts';

const LAUNCHER = 'larder://launcher/';
const PAGE = `${originOf(PROBE_ID)}/`;
const WORKER = `addEventListener('install', () => skipWaiting()); addEventListener('activate', (event) => event.waitUntil(clients.claim()));`;

let backend: Backend;
test.beforeEach(async () => {
  backend = await startBackend({
    apps: [
      probe({
        files: { 'sw.js': WORKER },
        details: {
          permissions: ['USE_BINANCE_DYNAMIC_DOMAINS'],
          developmentSettings: { preFetchUrl: '{base}/data', backgroundFetchUrl: '{base}/periodic' },
        },
      }),
    ],
    routes: {
      '/data': () => ({ body: 'fresh data' }),
      '/periodic': () => ({ body: 'stored data' }),
      '/episode': () => ({ body: 'e'.repeat(50_000) }),
    },
  });
});
test.afterEach(() => backend.close());

const settingsFile = (dataFolder: string): string => path.join(dataFolder, 'settings.json');
const saved = async (dataFolder: string): Promise<Record<string, unknown>> =>
  JSON.parse(await readFile(settingsFile(dataFolder), 'utf8')) as Record<string, unknown>;
/** Playwright chooses a theme of its own when it attaches: what was chosen before that is asked of the desktop. */
const isDark = (page: Page): Promise<boolean> =>
  page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);

async function openSettings(larder: RunningLarder): Promise<Page> {
  const launcher = await larder.window(LAUNCHER);
  await launcher.getByRole('link', { name: 'Settings' }).click();
  await expect(launcher.getByRole('heading', { name: 'General' })).toBeVisible();
  return launcher;
}

/** Adds the probe in the launcher and opens it. */
async function openProbe(larder: RunningLarder): Promise<{ launcher: Page; page: Page }> {
  const launcher = await larder.window(LAUNCHER);
  await launcher.getByRole('button', { name: /^Add/ }).first().click();
  const dialog = launcher.getByRole('dialog');
  await dialog.getByLabel('ID or link').fill(PROBE_ID);
  await dialog.getByRole('button', { name: 'Look up' }).click();
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await dialog.getByRole('button', { name: 'Open' }).click();
  const page = await larder.window(PAGE);
  await expect(page.locator('output')).toHaveText('fresh data');
  return { launcher, page };
}

async function openProgramSettings(launcher: Page): Promise<void> {
  await launcher.locator(`[data-app-id="${PROBE_ID}"]`).click({ button: 'right' });
  await launcher.getByRole('menuitem', { name: 'Settings…' }).click();
  await expect(launcher.getByRole('heading', { name: 'Probe', level: 1 })).toBeFocused();
}

async function clear(launcher: Page, what: string): Promise<void> {
  await launcher.getByRole('button', { name: `Clear: ${what}` }).click();
  await launcher.getByRole('dialog').getByRole('button', { name: 'Clear' }).click();
  await expect(launcher.getByRole('dialog')).toHaveCount(0);
}

test('the language changes at once and survives a restart', DEEP, async ({ startLarder, dataFolder }) => {
  const args = [`--backend-url=${backend.url}`, '--dev'];
  const first = await startLarder({ args });
  const launcher = await openSettings(first);
  await launcher.getByRole('combobox', { name: 'Language' }).selectOption('简体中文');
  await expect(launcher.getByRole('heading', { name: '设置', level: 1 })).toBeVisible();
  await expect(launcher.locator('html')).toHaveAttribute('lang', 'zh-Hans');
  await launcher.getByRole('combobox', { name: '语言' }).selectOption('فارسی');
  await expect(launcher.locator('html')).toHaveAttribute('dir', 'rtl');
  expect(await first.stop()).toBe(0);
  expect((await saved(dataFolder)).language).toBe('fa');

  const second = await startLarder({ args });
  const again = await second.window(LAUNCHER);
  await again.getByRole('link', { name: 'تنظیمات' }).click();
  await again.getByRole('combobox', { name: 'زبان' }).selectOption('English');
  await expect(again.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
});

test('the appearance changes every page at once, and survives a restart', async ({ startLarder }) => {
  const args = [`--backend-url=${backend.url}`, '--dev'];
  const first = await startLarder({ args });
  const { launcher, page } = await openProbe(first);
  await launcher.keyboard.press('Escape');
  expect(await isDark(launcher)).toBe(false);
  await launcher.keyboard.press('Control+,');
  await launcher.getByText('Dark', { exact: true }).click();
  await expect.poll(() => isDark(launcher)).toBe(true);
  await expect.poll(() => isDark(page)).toBe(true);
  await first.stop();

  const second = await startLarder({ args });
  expect((await second.desktop.state()).theme).toBe('dark');
  const again = await openSettings(second);
  await expect(again.getByRole('radio', { name: 'Dark' })).toBeChecked();
});

test('another backend is checked, a wrong one refused with one message, and a good one used at once', async ({
  startLarder,
  dataFolder,
}) => {
  const website: Server = createServer((_request, response) =>
    response.writeHead(404, { 'content-type': 'text/html' }).end('<!doctype html><p>Not found'),
  );
  await new Promise<void>((resolve) => website.listen(0, '127.0.0.1', resolve));
  const websiteHost = `127.0.0.1:${(website.address() as AddressInfo).port}`;
  const larder = await startLarder({ args: ['--dev'] });
  const launcher = await openSettings(larder);
  await expect(launcher.getByText('No source is set up.')).toBeVisible();
  const field = launcher.getByLabel('Address of the source');
  const attempt = async (text: string, message: string | RegExp): Promise<void> => {
    await field.fill(text);
    await field.press('Enter');
    await expect(launcher.getByRole('alert').filter({ hasText: message })).toHaveCount(1);
    await expect(field).toBeFocused();
  };
  await attempt('two words', 'This is not a valid address.');
  await attempt('https://user:secret@backend.example', 'user name or password');
  await attempt(websiteHost, `${websiteHost} answers with a web page`);
  website.close();
  website.closeAllConnections();
  await attempt(websiteHost, `${websiteHost} refuses the connection`);
  // A refused one is not written, and neither is a file that would say nothing.
  const kept = existsSync(settingsFile(dataFolder)) ? await saved(dataFolder) : { backendUrl: null };
  expect(kept.backendUrl).toBeNull();

  await field.fill(backend.host);
  await launcher.getByRole('button', { name: 'Check and use' }).click();
  await expect(launcher.getByText(`${backend.host} is the source from now on.`)).toBeVisible();
  await expect(launcher.getByText(`Source · ${backend.host}`)).toBeVisible();
  expect((await saved(dataFolder)).backendUrl).toBe(backend.url);
  await attempt('nowhere.invalid', 'nowhere.invalid cannot be found.');
  expect((await saved(dataFolder)).backendUrl).toBe(backend.url);
  await launcher.getByRole('link', { name: 'Shelf' }).click();
  // Settings has an "Add", too.
  await expect(launcher.getByRole('heading', { name: 'General' })).toBeHidden();
  await openProbe(larder);
  expect(larder.standardError()).not.toContain('secret');
});

test('a backend from the command line is shown as such, and the chosen one waits', async ({
  startLarder,
  dataFolder,
}) => {
  const other = await startBackend({ apps: [probe()] });
  const larder = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev'] });
  const launcher = await openSettings(larder);
  await expect(launcher.getByText('Larder was started with this one')).toBeVisible();
  await launcher.getByLabel('Address of the source').fill(other.url);
  await launcher.getByRole('button', { name: 'Check and use' }).click();
  await expect(launcher.getByText(`Chosen for the next start: ${other.host}`)).toBeVisible();
  await expect(launcher.getByText(`Source · ${backend.host}`)).toBeVisible();
  expect((await saved(dataFolder)).backendUrl).toBe(other.url);
  await other.close();
});

test(
  'the demo’s backend gives way to a chosen one at once and at the next start, and comes back',
  DEEP,
  async ({ startLarder }) => {
    const demo = await startBackend({ apps: [probe({ appId: 'sample' })] });
    const environment = {
      LARDER_DEMO_BACKEND: demo.url,
      LARDER_DEMO: JSON.stringify([{ appId: 'sample', name: 'Sample' }]),
    };
    const first = await startLarder({ args: ['--dev'], environment });
    const launcher = await first.window(LAUNCHER);
    await expect(launcher.getByRole('button', { name: 'Sample' })).toBeVisible();
    await openSettings(first);
    await expect(launcher.getByText('The demo source with its samples.')).toBeVisible();
    await launcher.getByLabel('Address of the source').fill(backend.url);
    await launcher.getByRole('button', { name: 'Check and use' }).click();
    await expect(launcher.getByText(`Source · ${backend.host}`)).toBeVisible();
    await launcher.getByRole('link', { name: 'Shelf' }).click();
    await expect(launcher.getByRole('button', { name: 'Sample' })).toHaveCount(0);
    await first.stop();

    const second = await startLarder({ args: ['--dev'], environment });
    const again = await openSettings(second);
    await expect(again.getByText(`Source · ${backend.host}`)).toBeVisible();
    await again.getByRole('button', { name: 'Remove source' }).click();
    await expect(again.getByText(`Demo source · ${demo.host}`)).toBeVisible();
    await demo.close();
  },
);

test('limits, notifications and the background switches act at once and survive', async ({
  startLarder,
  dataFolder,
}) => {
  const first = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev'] });
  const launcher = await openSettings(first);
  await launcher.getByLabel('Space for each mini-program').selectOption('5 GB');
  await launcher.getByLabel('Largest package').selectOption('50 MB');
  await launcher.getByRole('switch', { name: 'Notify me when a download ends' }).uncheck();
  await launcher.getByRole('switch', { name: 'Pause on battery power' }).check();
  await launcher.getByLabel('Daily fetch at').fill('05:45');
  await launcher.getByLabel('Daily fetch at').blur();
  await launcher.getByLabel('Content server').fill('cdn');
  await launcher.getByRole('button', { name: 'Save' }).click();
  await expect(launcher.getByRole('alert').filter({ hasText: 'This is not a valid address.' })).toBeVisible();
  await launcher.getByLabel('Content server').fill('https://cdn.example.com');
  await launcher.getByRole('button', { name: 'Save' }).click();
  await expect(launcher.getByText('Saved', { exact: true })).toBeVisible();
  await expect(launcher.getByRole('switch', { name: 'Start when you sign in' })).toBeDisabled();
  const expected = {
    backgroundFetchQuotaBytes: 5_000_000_000,
    maxPackageBytes: 50_000_000,
    downloadNotifications: false,
    periodicFetchNotOnBattery: true,
    periodicFetchAtMinutes: 345,
    cdnUrl: 'https://cdn.example.com',
  };
  await expect.poll(() => saved(dataFolder)).toMatchObject(expected);
  await first.stop();

  const second = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev'] });
  const again = await openSettings(second);
  await expect(again.getByLabel('Space for each mini-program')).toHaveValue('5000000000');
  await expect(again.getByLabel('Daily fetch at')).toHaveValue('05:45');
  await expect(again.getByRole('switch', { name: 'Pause on battery power' })).toBeChecked();
  await expect(again.getByLabel('Content server')).toHaveValue('https://cdn.example.com');
});

test('tokens are kept without a secret store only when that is allowed, from the moment it is', async ({
  startLarder,
  dataFolder,
}) => {
  const args = [`--backend-url=${backend.url}`, '--dev', '--password-store=basic'];
  const larder = await startLarder({ args });
  const { launcher, page } = await openProbe(larder);
  await launcher.keyboard.press('Escape');
  await page.evaluate(() => window.bn.setBackgroundFetchToken({ token: 'sesame-4711' }));
  const state = (): Promise<string> =>
    readFile(path.join(dataFolder, 'mini-programs', hostOfAppId(PROBE_ID), 'state.json'), 'utf8');
  expect(await state()).not.toContain('sesame-4711');
  await openSettings(larder);
  const keep = launcher.getByRole('switch', { name: 'Keep tokens without secure storage' });
  await keep.check();
  await expect.poll(state).toContain('sesame-4711');
  await expect(launcher.getByText('stored unencrypted on the disk')).toBeVisible();
  await keep.uncheck();
  await expect.poll(state).not.toContain('sesame-4711');
  expect(await page.evaluate(async () => (await window.bn.getBackgroundFetchToken()).token)).toBe('sesame-4711');
});

test('the data is measured by kind, and its folder opened', DEEP, async ({ startLarder, dataFolder }) => {
  const larder = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev'] });
  const { launcher } = await openProbe(larder);
  await launcher.keyboard.press('Escape');
  await openSettings(larder);
  await launcher.getByRole('link', { name: 'Data on this computer' }).click();
  await expect(launcher.getByRole('heading', { name: 'Data on this computer' })).toBeFocused();
  await expect(launcher.getByText(dataFolder)).toBeVisible();
  await launcher.getByRole('button', { name: 'Open folder' }).click();
  await expect.poll(async () => (await larder.desktop.state()).shell.openedPaths).toEqual([dataFolder]);
  await launcher.getByRole('button', { name: 'Calculate' }).click();
  await expect(launcher.getByRole('button', { name: 'Calculate again' })).toBeVisible();
  await expect(launcher.getByText(/in total$/)).toBeVisible();
  await expect(launcher.getByText(/free on this disk$/)).toBeVisible();
  const size = launcher.locator('.storage-usage > div', { hasText: 'Mini-program files' }).locator('dd');
  await expect(size).toHaveText(/^[\d.]+ (?:bytes|kB)$/);
});

test('one mini-program: facts, switches, and each kind of data cleared at once', async ({
  startLarder,
  dataFolder,
}) => {
  const larder = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev'] });
  const { launcher, page } = await openProbe(larder);
  await launcher.keyboard.press('Escape');
  await page.evaluate(async (base) => {
    localStorage.setItem('note', 'kept');
    await window.bn.setBackgroundFetchToken({ token: 'sesame-4711' });
    await navigator.serviceWorker.register('/sw.js');
    const registration = (await navigator.serviceWorker.ready) as unknown as {
      backgroundFetch: { fetch(id: string, url: string): Promise<unknown> };
    };
    await registration.backgroundFetch.fetch('episode', `${base}/episode`);
  }, backend.url);
  await larder.event('periodic-finished', ({ ok }) => ok);
  await larder.event('background-fetch-settled');
  const folder = path.join(dataFolder, 'mini-programs', hostOfAppId(PROBE_ID));
  const filesIn = (name: string): Promise<string[]> => readdir(path.join(folder, name)).catch(() => []);

  await openProgramSettings(launcher);
  expect(launcher.url()).toContain(`#settings/${PROBE_ID}`);
  await expect(launcher.getByText('Use the content server chosen in Larder’s settings')).toBeVisible();
  await expect(launcher.locator('.facts').getByText(backend.host).first()).toBeVisible();
  await expect(launcher.getByText('sesame')).toHaveCount(0);

  await clear(launcher, 'Fetched data');
  await expect(launcher.getByRole('button', { name: 'Clear: Fetched data' })).toBeDisabled();
  expect(await filesIn('bodies')).toEqual([]);
  expect(
    await page.evaluate(() =>
      Promise.resolve(window.bn.getBackgroundFetchData({ fetchType: 'periodic' })).catch(
        (error: { errCode: string }) => error.errCode,
      ),
    ),
  ).toBe('no-data');

  await clear(launcher, 'Sign-in token');
  await expect(launcher.getByRole('button', { name: 'Clear: Sign-in token' })).toBeDisabled();
  expect(
    await page.evaluate(() =>
      Promise.resolve(window.bn.getBackgroundFetchToken()).catch((error: { errCode: string }) => error.errCode),
    ),
  ).toBe('no-token');

  await clear(launcher, 'Downloads');
  await expect.poll(() => filesIn('background-fetch')).toEqual([]);

  await launcher.getByRole('switch', { name: 'Download in the background' }).uncheck();
  await expect
    .poll(
      async () =>
        (JSON.parse(await readFile(path.join(folder, 'state.json'), 'utf8')) as { downloadsAllowed: boolean })
          .downloadsAllowed,
    )
    .toBe(false);
  const refused = await page.evaluate(async (base) => {
    const registration = (await navigator.serviceWorker.ready) as unknown as {
      backgroundFetch: { fetch(id: string, url: string): Promise<unknown> };
    };
    return registration.backgroundFetch.fetch('again', `${base}/episode`).then(
      () => 'allowed',
      (error: Error) => error.name,
    );
  }, backend.url);
  expect(refused).toBe('NotAllowedError');

  await clear(launcher, 'Page data');
  await expect.poll(() => larder.hasWindow(PAGE)).toBe(false);
  await launcher.getByRole('button', { name: 'Open', exact: true }).click();
  const reopened = await larder.window(PAGE);
  await expect(reopened.locator('output')).toHaveText('fresh data');
  expect(
    await reopened.evaluate(async () => [
      localStorage.getItem('note'),
      (await navigator.serviceWorker.getRegistrations()).length,
    ]),
  ).toEqual([null, 0]);

  await clear(launcher, 'Mini-program files');
  await expect.poll(() => larder.hasWindow(PAGE)).toBe(false);
  expect(await filesIn('packages')).toEqual([]);
  await expect(launcher.getByText('Not installed')).toBeVisible();
  await launcher.getByRole('button', { name: 'Open', exact: true }).click();
  await expect((await larder.window(PAGE)).locator('output')).toHaveText('fresh data');

  await launcher.getByRole('button', { name: 'Remove…' }).click();
  await launcher.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(launcher.getByRole('heading', { name: 'Mini-programs', level: 2 })).toBeFocused();
  await expect(launcher.getByText('There are none on this computer yet.')).toBeVisible();
});

test(
  'settings of a newer version are used and never written, and damaged ones set aside; both are told',
  DEEP,
  async ({ startLarder, dataFolder }) => {
    const newer = JSON.stringify({ schemaVersion: 99, appearance: 'dark', language: { of: 'tomorrow' } });
    await writeFile(settingsFile(dataFolder), newer);
    const first = await startLarder({ args: ['--dev'] });
    const launcher = await first.window(LAUNCHER);
    await expect(launcher.getByText(/newer version of Larder/)).toHaveCount(1);
    expect((await first.desktop.state()).theme).toBe('dark');
    await openSettings(first);
    await expect(launcher.getByText('What you change here lasts until you quit Larder.')).toBeVisible();
    await launcher.getByRole('radiogroup', { name: 'Appearance' }).getByText('System default').click();
    await expect.poll(async () => (await first.desktop.state()).theme).toBe('system');
    await first.stop();
    expect(await readFile(settingsFile(dataFolder), 'utf8')).toBe(newer);

    const halfWritten = '{"schemaVersion":1,"appearance":"da';
    await writeFile(settingsFile(dataFolder), halfWritten);
    const second = await startLarder({ args: ['--dev'] });
    await expect((await second.window(LAUNCHER)).getByText(/was kept as quarantine/)).toHaveCount(1);
    const aside = await readdir(path.join(dataFolder, 'quarantine'));
    expect(aside).toHaveLength(1);
    expect(await readFile(path.join(dataFolder, 'quarantine', aside[0]!), 'utf8')).toBe(halfWritten);
  },
);
