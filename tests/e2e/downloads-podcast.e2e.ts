/** The podcast sample with its own server: an episode is downloaded, survives, and plays without a connection. */
import type { Page } from '@playwright/test';
import { createDemoBackend, type DemoBackend } from '../demo-backend/demo-backend.ts';
import { DEEP, expect, test } from './larder-test.ts';
import { originOf } from './mini-programs.ts';
import type { RunningLarder } from './running-larder.ts';

const PODCAST = 'LarderPodcast3';
const PAGE = `${originOf(PODCAST)}/`;

let backend: DemoBackend;
test.beforeEach(async () => {
  backend = await createDemoBackend();
});
test.afterEach(() => backend.close());

const args = (...more: string[]): string[] => [`--backend-url=${backend.url}`, '--dev', ...more];

async function openFirstEpisode(larder: RunningLarder): Promise<Page> {
  const page = await larder.window(PAGE);
  await page.locator('body[data-state=ready]').waitFor();
  await page.locator('.episode').first().click();
  await page.locator('#download:not([hidden])').waitFor();
  return page;
}

const panel = (page: Page) => page.locator('#download');

/** Plays and seeks; answers where the sound is. */
async function play(page: Page): Promise<{ current: number; after: number }> {
  await page.getByRole('button', { name: 'Play' }).click();
  await expect(page.locator('#player-time')).toHaveText('0:01');
  await page.locator('#player-seek').fill('600');
  await expect(page.locator('#player-time')).toHaveText('10:01');
  const left = await page.locator('#player-left').textContent();
  await page.getByRole('button', { name: 'Pause' }).click();
  return { current: 601, after: Number(left?.slice(1).split(':')[0]) };
}

test('an episode is downloaded with its artwork and plays from the cache without a connection', async ({
  startLarder,
}) => {
  backend.control({ audioDelayMs: 1_500 });
  const larder = await startLarder({ args: args(`--open=${PODCAST}`) });
  const page = await openFirstEpisode(larder);
  await panel(page).getByRole('button', { name: 'Download, ' }).click();
  await expect(panel(page)).toHaveAttribute('data-state', 'downloading');
  await expect(panel(page)).toContainText(/Downloading: \d+%, [\d.]+ MB of [\d.]+ MB/);
  await expect(panel(page)).toHaveAttribute('data-state', 'ready', { timeout: 30_000 });
  await expect(panel(page)).toContainText('On this computer');

  await backend.close();
  expect((await play(page)).after).toBeGreaterThan(5);
  expect(
    await page
      .locator('#episode-art img')
      .evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth)),
  ).toBe(256);

  await panel(page).getByRole('button', { name: 'Delete' }).click();
  await expect(panel(page)).toHaveAttribute('data-state', 'none');
  expect(await page.evaluate(async () => (await (await caches.open('episodes')).keys()).length)).toBe(0);
});

test(
  'an episode can be cancelled, and one that the server lacks says so and can be tried again',
  DEEP,
  async ({ startLarder }) => {
    backend.control({ audioDelayMs: 60_000 });
    const larder = await startLarder({ args: args(`--open=${PODCAST}`) });
    const page = await openFirstEpisode(larder);
    await panel(page).getByRole('button', { name: 'Download, ' }).click();
    await expect(panel(page)).toHaveAttribute('data-state', 'downloading');
    await panel(page).getByRole('button', { name: 'Cancel' }).click();
    await expect(panel(page)).toHaveAttribute('data-state', 'none');

    backend.control({ failData: 404 });
    await panel(page).getByRole('button', { name: 'Download, ' }).click();
    await expect(panel(page)).toHaveAttribute('data-state', 'failed');
    await expect(panel(page)).toContainText('The server does not have this episode any more.');
    // The rest comes at once.
    backend.control({ audioDelayMs: 0, failData: null });
    backend.dropConnections();
    await panel(page).getByRole('button', { name: 'Try again' }).click();
    await expect(panel(page)).toHaveAttribute('data-state', 'ready', { timeout: 30_000 });
  },
);

test('the page finds its download again at the next start', DEEP, async ({ startLarder }) => {
  backend.control({ audioDelayMs: 120_000 });
  const first = await startLarder({ args: args(`--open=${PODCAST}`) });
  const page = await openFirstEpisode(first);
  await panel(page).getByRole('button', { name: 'Download, ' }).click();
  await expect(panel(page)).toContainText(/Downloading: [1-9]\d*%/);
  await first.kill();

  const second = await startLarder({ args: args(`--open=${PODCAST}`) });
  const again = await openFirstEpisode(second);
  await expect(panel(again)).toHaveAttribute('data-state', /^(?:downloading|waiting)$/);
  await expect(panel(again).locator('progress')).not.toHaveAttribute('value', '0');
  // The rest comes at once.
  backend.control({ audioDelayMs: 0 });
  backend.dropConnections();
  await expect(panel(again)).toHaveAttribute('data-state', 'ready', { timeout: 30_000 });
});
