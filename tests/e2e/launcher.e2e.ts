import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { hostOfAppId } from '../../main/models/app-id.ts';
import { startBackend, type Backend } from '../demo-backend/backend.ts';
import { buildPackage } from '../../build/author-kit/package-zip.ts';
import { DEEP, expect, test } from './larder-test.ts';
import { originOf, probe, PROBE_ID } from './mini-programs.ts';

const LAUNCHER = 'larder://launcher/';

let backend: Backend;
test.beforeEach(async () => {
  backend = await startBackend({ apps: [probe()], routes: { '/data': () => ({ body: 'fresh data' }) } });
});
test.afterEach(() => backend.close());

const add = async (launcher: Page, input: string): Promise<void> => {
  await launcher.getByRole('button', { name: /^Add/ }).first().click();
  const dialog = launcher.getByRole('dialog');
  await dialog.getByLabel('ID or link').fill(input);
  await dialog.getByRole('button', { name: 'Look up' }).click();
};
const install = async (launcher: Page, input: string): Promise<void> => {
  await add(launcher, input);
  await launcher.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
};
const tile = (launcher: Page) => launcher.locator(`[data-app-id="${PROBE_ID}"]`);

test('a mini-program is looked up, installed, opened and removed with all its data', async ({
  startLarder,
  dataFolder,
}) => {
  const larder = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev'] });
  const launcher = await larder.window(LAUNCHER);
  await expect(launcher.getByText('You have no mini-programs yet')).toBeVisible();

  await add(launcher, PROBE_ID);
  const dialog = launcher.getByRole('dialog');
  await expect(dialog).toContainText('Probe');
  await expect(dialog).toContainText(backend.host);
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await dialog.getByRole('button', { name: 'Open' }).click();
  const page = await larder.window(`${originOf(PROBE_ID)}/`);
  await expect(page.locator('output')).toHaveText('fresh data');
  await page.evaluate(async () => {
    localStorage.setItem('note', 'kept');
    await window.bn.setBackgroundFetchToken({ token: 'sesame-4711' });
  });
  await expect(launcher.getByText(/Data just fetched/)).toBeVisible();

  await tile(launcher).focus();
  await launcher.keyboard.press('Delete');
  await launcher.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(launcher.getByText('You have no mini-programs yet')).toBeVisible();
  await expect.poll(() => larder.hasWindow(`${originOf(PROBE_ID)}/`)).toBe(false);
  // It has left the list; its files follow.
  await expect.poll(() => readdir(path.join(dataFolder, 'mini-programs'))).toEqual([]);

  await install(launcher, PROBE_ID);
  await launcher.getByRole('dialog').getByRole('button', { name: 'Open' }).click();
  const again = await larder.window(`${originOf(PROBE_ID)}/`);
  await expect(again.locator('output')).toHaveText('fresh data');
  const kept = await again.evaluate(async () => [
    localStorage.getItem('note'),
    await Promise.resolve(window.bn.getBackgroundFetchToken()).catch((error: { errCode: string }) => error.errCode),
  ]);
  expect(kept).toEqual([null, 'no-token']);
});

test('a link to what nobody has added asks first, and opens its page after the answer', async ({ startLarder }) => {
  const app = probe();
  await backend.setApp({ ...app, files: { ...app.files, 'there.html': '<!doctype html><h1>There</h1>' } });
  const path = Buffer.from('there.html').toString('base64url');
  const link = `bnc://app.binance.com/mp/app?appId=${PROBE_ID}&startPagePath=${path}`;
  const larder = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev', link] });
  const launcher = await larder.window(LAUNCHER);
  const dialog = launcher.getByRole('dialog');
  await expect(dialog).toContainText(`A link asks to open this mini-program from ${backend.host}`);
  // The dialog may ask for the list of what the backend offers, too; nothing else.
  const asked = backend.requests().filter((request) => request.path !== '/bapi/mp/v1/apps');
  expect(asked.map((request) => request.path)).toEqual([`/bapi/mp/v1/app/${PROBE_ID}/details`]);
  expect(larder.hasWindow(`${originOf(PROBE_ID)}/`)).toBe(false);

  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await dialog.getByRole('button', { name: 'Open' }).click();
  await expect((await larder.window(`${originOf(PROBE_ID)}/there`)).locator('h1')).toHaveText('There');
});

test('each failure is one plain message, and nothing is installed', DEEP, async ({ startLarder, dataFolder }) => {
  const larder = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev'] });
  const launcher = await larder.window(LAUNCHER);
  const expectMessage = async (message: RegExp): Promise<void> => {
    await expect(launcher.getByRole('dialog')).toContainText(message);
    await launcher.keyboard.press('Escape');
    await expect(launcher.getByRole('dialog')).toHaveCount(0);
  };

  await add(launcher, 'NoSuchId');
  await expectMessage(/NoSuchId/);
  await add(launcher, 'not an id!');
  await expectMessage(/neither a mini-program ID nor a link/);
  await add(launcher, 'https://example.com/');
  await expectMessage(/bnc: links/);
  backend.control({ failDetails: 'reset' });
  await add(launcher, PROBE_ID);
  await expectMessage(/backend/i);
  backend.control({ failDetails: null });

  await backend.setApp(probe({ details: { serviceDomains: 'all of them' } }));
  await add(launcher, PROBE_ID);
  await expectMessage(/serviceDomains/);

  await backend.setApp(probe({ details: { packageSha256: createHash('sha256').update('another').digest('hex') } }));
  await install(launcher, PROBE_ID);
  await expectMessage(/SHA-256|hash|does not match/i);

  await backend.setApp(
    probe({
      files: { 'manifest.json': '{"app_id":"Another","name":"x","version":"1.0.0","start_url":"index.html"}' },
      details: { version: '1.0.0' },
    }),
  );
  await install(launcher, PROBE_ID);
  await expectMessage(/Another|app_id/);

  const folder = path.join(dataFolder, 'mini-programs', hostOfAppId(PROBE_ID), 'packages');
  expect(await readdir(folder).catch(() => [])).toEqual([]);
});

test('a bad update leaves the version before working', DEEP, async ({ startLarder }) => {
  const args = [`--backend-url=${backend.url}`, '--dev', `--open=${PROBE_ID}`];
  const first = await startLarder({ args });
  await expect((await first.window(`${originOf(PROBE_ID)}/`)).locator('output')).toHaveText('fresh data');
  await first.stop();
  await backend.setApp(probe({ version: '2.0.0', details: { packageSha256: 'f'.repeat(64) } }));
  // The second start is late enough for the bad update to be tried again.
  for (const offset of ['25h', '51h']) {
    const later = await startLarder({ args: [...args, `--dev-clock-offset=${offset}`] });
    await expect((await later.window(`${originOf(PROBE_ID)}/`)).locator('output')).toHaveText('fresh data');
    await later.event('update-failed');
    await later.stop();
  }
});

test('a good update is fetched in the background and used at the next cold start', async ({ startLarder }) => {
  const args = [`--backend-url=${backend.url}`, '--dev', `--open=${PROBE_ID}`];
  const first = await startLarder({ args });
  await expect((await first.window(`${originOf(PROBE_ID)}/`)).locator('h1')).toHaveText('Probe');
  await first.stop();
  await backend.setApp(probe({ version: '2.0.0', files: { 'index.html': '<!doctype html><h1>Second</h1>' } }));
  const second = await startLarder({ args: [...args, '--dev-clock-offset=25h'] });
  await expect((await second.window(`${originOf(PROBE_ID)}/`)).locator('h1')).toHaveText('Probe');
  await second.event('update-installed', ({ version }) => version === '2.0.0');
  await second.stop();
  const third = await startLarder({ args: [...args, '--dev-clock-offset=26h'] });
  await expect((await third.window(`${originOf(PROBE_ID)}/`)).locator('h1')).toHaveText('Second');
  expect(await third.event('miniprogram-opened')).toMatchObject({ version: '2.0.0' });
});

test(
  'a state file that is cut off is set aside and reported, and the rest works',
  DEEP,
  async ({ startLarder, dataFolder }) => {
    await backend.setApp(probe({ appId: 'second' }));
    const first = await startLarder({
      args: [`--backend-url=${backend.url}`, '--dev', `--open=${PROBE_ID}`, '--open=second'],
    });
    await expect((await first.window('mp://second/')).locator('output')).toHaveText('fresh data');
    await expect((await first.window(`${originOf(PROBE_ID)}/`)).locator('output')).toHaveText('fresh data');
    await first.stop();
    const file = path.join(dataFolder, 'mini-programs', hostOfAppId(PROBE_ID), 'state.json');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.slice(0, text.length / 2));

    const second = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev'] });
    const launcher = await second.window(LAUNCHER);
    await expect(launcher.locator('[data-app-id="second"]')).toBeVisible();
    await expect(launcher.getByText(/a copy was kept as quarantine/)).toBeVisible();
    const aside = await readdir(path.join(dataFolder, 'quarantine'));
    expect(aside).toHaveLength(1);
    expect(await readFile(path.join(dataFolder, 'quarantine', aside[0]!), 'utf8')).toBe(text.slice(0, text.length / 2));
  },
);

test('an unreadable link opens nothing and shows one message', async ({ startLarder }) => {
  const larder = await startLarder({
    args: [`--backend-url=${backend.url}`, '--dev', '--open=bnc://evil.example/mp/app?appId=A&token=sesame'],
  });
  const launcher = await larder.window(LAUNCHER);
  await expect(launcher.getByText(/opens only bnc:\/\/app\.binance\.com\/mp\/app links/)).toBeVisible();
  await expect(launcher.getByText(/sesame/)).toHaveCount(0);
  expect(larder.standardError()).not.toContain('sesame');
  expect(larder.events().filter(({ event }) => event === 'miniprogram-opened')).toEqual([]);
});

test('bad options end with one clear line and code 2', async ({ startLarder }) => {
  await expect(startLarder({ args: ['--backend-url=nonsense'] })).rejects.toThrow(
    /exited with 2[\s\S]*Cannot use the backend URL "nonsense"/,
  );
});

test('a mini-program that is not installed shows its progress and can be retried when its package fails', async ({
  startLarder,
}) => {
  backend.control({ failPackage: 500 });
  const larder = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev', `--open=${PROBE_ID}`] });
  const page = await larder.window('larder://page/problem');
  await expect(page.locator('body')).toContainText('Probe');
  backend.control({ failPackage: null });
  await page
    .getByRole('link', { name: /try again/i })
    .or(page.getByRole('button', { name: /try again/i }))
    .click();
  await expect((await larder.window(`${originOf(PROBE_ID)}/`)).locator('output')).toHaveText('fresh data');
});

test('a first start shows how much of the package is there, and going back does not return to that page', async ({
  startLarder,
}) => {
  const app = probe({ files: { 'large.bin': randomBytes(200_000) } });
  const { bytes, sha256 } = await buildPackage(app.files!);
  let finish = (): void => {};
  await backend.close();
  backend = await startBackend({
    apps: [
      {
        ...app,
        details: { ...app.details, packageUrl: '{base}/slow.zip', packageSha256: sha256, packageSize: bytes.length },
      },
    ],
    routes: {
      '/data': () => ({ body: 'fresh data' }),
      '/slow.zip': ({ response }) => {
        response.writeHead(200, { 'content-length': bytes.length });
        response.write(bytes.subarray(0, bytes.length / 2));
        finish = () => response.end(bytes.subarray(bytes.length / 2));
        return null;
      },
    },
  });
  const larder = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev', `--open=${PROBE_ID}`] });
  const loading = await larder.window('larder://page/loading');
  await expect(loading.locator('#amount')).toContainText(/ of .*kB/);
  finish();
  const page = await larder.window(`${originOf(PROBE_ID)}/`);
  await expect(page.locator('output')).toHaveText('fresh data');
  const devTools = await page.context().newCDPSession(page);
  await expect
    .poll(async () => (await devTools.send('Page.getNavigationHistory')).entries.map(({ url }) => url))
    .toHaveLength(1);
});
