import { createDemoBackend, type DemoBackend } from '../demo-backend/demo-backend.ts';
import { demoSamplesJson } from '../demo-backend/samples.ts';
import { DEEP, expect, test } from './larder-test.ts';
import { originOf } from './mini-programs.ts';

const LAUNCHER = 'larder://launcher/';
const environment = (): Record<string, string> => ({ LARDER_DEMO: demoSamplesJson(backend.url) });

let backend: DemoBackend;
test.beforeEach(async () => {
  backend = await createDemoBackend();
});
test.afterEach(() => backend.close());

test('the first start explains itself in one screen, and a sample is added and opened in two clicks', async ({
  startLarder,
}) => {
  const larder = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev'], environment: environment() });
  const launcher = await larder.window(LAUNCHER);
  await expect(launcher.getByRole('heading', { name: 'You have no mini-programs yet' })).toBeVisible();
  // Everything is seen without scrolling, and nothing of it is for authors.
  await expect(launcher.getByText('Larder itself collects nothing about you.')).toBeInViewport({ ratio: 1 });
  await expect(launcher.getByText('npm run')).toHaveCount(0);

  await launcher.getByRole('button', { name: 'Market board' }).click();
  await launcher.locator('[data-app-id="LarderMarketBoard1"]').click();
  const board = await larder.window(`${originOf('LarderMarketBoard1')}/`);
  await expect(board.locator('#figures[data-state=ready]')).toBeVisible();
  await expect(launcher.getByRole('heading', { name: 'You have no mini-programs yet' })).toHaveCount(0);
  // The others stay in sight, and the board has a token: it is fetched for in the background.
  await expect(launcher.getByRole('button', { name: 'Podcast' })).toBeVisible();
  expect((await larder.event('periodic-finished')).appId).toBe('LarderMarketBoard1');

  // What else the backend offers is found by its name, with its icon before it is installed, and added in place.
  await launcher.getByRole('button', { name: 'Add', exact: true }).click();
  const dialog = launcher.getByRole('dialog');
  await dialog.getByLabel('Name, ID or link').fill('field');
  await expect(dialog.locator('.offer')).toHaveCount(1);
  await expect(dialog.locator('.offer img')).toHaveJSProperty('naturalWidth', 256);
  await dialog.getByRole('button', { name: 'Add Field guide' }).click();
  await expect(dialog.getByRole('button', { name: 'Open Field guide' })).toBeVisible();
});

test('the language is chosen right there, and kept', async ({ startLarder }) => {
  const args = [`--backend-url=${backend.url}`, '--dev'];
  const first = await startLarder({ args, environment: environment() });
  const launcher = await first.window(LAUNCHER);
  await launcher.getByText('فارسی').click();
  await expect(launcher.getByRole('heading', { name: 'هنوز مینی‌برنامه‌ای ندارید' })).toBeVisible();
  await expect(launcher.locator('html')).toHaveAttribute('dir', 'rtl');
  await expect(launcher.getByRole('radio', { name: 'فارسی' })).toBeChecked();
  expect(await first.stop()).toBe(0);
  const again = await (await startLarder({ args, environment: environment() })).window(LAUNCHER);
  await expect(again.getByRole('heading', { name: 'هنوز مینی‌برنامه‌ای ندارید' })).toBeVisible();
  await again.getByText('简体中文').click();
  await expect(again.getByRole('heading', { name: '这里还没有小程序' })).toBeVisible();
  await expect(again.locator('html')).toHaveAttribute('dir', 'ltr');
});

test('a sample that takes long shows that it does, and can be taken back', DEEP, async ({ startLarder }) => {
  backend.control({ detailsDelayMs: 60_000 });
  const larder = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev'], environment: environment() });
  const launcher = await larder.window(LAUNCHER);
  await launcher.getByRole('button', { name: 'Notebook' }).click();
  await launcher.getByRole('button', { name: 'Adding Notebook…' }).click();
  await expect(launcher.getByRole('button', { name: 'Notebook', exact: true })).toBeVisible();
  await expect(launcher.getByRole('heading', { name: 'You have no mini-programs yet' })).toBeVisible();
  expect((await launcher.getByRole('alert').allTextContents()).filter(Boolean)).toEqual([]);
});
