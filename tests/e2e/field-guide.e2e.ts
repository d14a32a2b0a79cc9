/** The sample with rules for pages and data of its installation, from the demo backend. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createDemoBackend, type DemoBackend } from '../demo-backend/demo-backend.ts';
import { FIELD_GUIDE } from '../demo-backend/samples.ts';
import { DEEP, expect, test } from './larder-test.ts';
import { originOf } from './mini-programs.ts';

const { appId } = FIELD_GUIDE;
const ORIGIN = originOf(appId);

let backend: DemoBackend;
test.beforeEach(async () => {
  backend = await createDemoBackend();
});
test.afterEach(() => backend.close().catch(() => {}));

const args = (...more: string[]): string[] => [`--backend-url=${backend.url}`, '--dev', ...more];
const base64 = (text: string): string => encodeURIComponent(Buffer.from(text).toString('base64'));

test('a link to a bird has its data requested at the click, by rules with names of page and query', async ({
  startLarder,
}) => {
  const link = `bnc://app.binance.com/mp/app?appId=${appId}&startPagePath=${base64('bird/swift')}&startPageQuery=${base64('month=1')}`;
  const larder = await startLarder({ args: args(`--open=${link}`) });
  const page = await larder.window(`${ORIGIN}/`);
  await page.locator('body[data-state=ready]').waitFor();
  await expect(page.getByRole('heading')).toHaveText('Swift');
  await expect(page.getByText('It is in the south now.')).toBeVisible();
  const asked = backend.requests().map(({ path }) => path);
  for (const path of ['/guide/prefetch', '/guide/bird/swift', '/guide/season/swift', '/guide/install'])
    expect(
      asked.filter((one) => one === path),
      path,
    ).toHaveLength(1);
});

test('a person who reads Persian finds the list and a bird in Persian', DEEP, async ({ startLarder, dataFolder }) => {
  await writeFile(path.join(dataFolder, 'settings.json'), JSON.stringify({ language: 'fa' }));
  const larder = await startLarder({ args: args(`--open=${appId}`) });
  const page = await larder.window(`${ORIGIN}/`);
  await page.locator('body[data-state=ready]').waitFor();
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  await expect(page.getByRole('heading', { name: 'راهنمای پرندگان' })).toBeVisible();
  await page.getByRole('link', { name: 'هدهد' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'fa');
  await expect(page.getByRole('link', { name: 'همهٔ پرندگان' })).toBeVisible();
});

test('added, then offline, then opened: the list of the installation is there', DEEP, async ({ startLarder }) => {
  const larder = await startLarder({ args: args() });
  const launcher = await larder.window('larder://launcher/');
  const added = await launcher.evaluate((id) => window.container.invoke('launcher:install', id), appId);
  expect(added).toMatchObject({ ok: true });
  await larder.event('install-fetch-finished', ({ ok }) => ok);
  await backend.close();
  await launcher.evaluate((id) => window.container.invoke('launcher:open', id), appId);
  const page = await larder.window(`${ORIGIN}/`);
  await page.locator('body[data-state=ready]').waitFor();
  await expect(page.getByRole('link', { name: 'Wren' })).toBeVisible();
  await expect(page.getByText('From the installation')).toBeVisible();
});
