/** Pictures of strangers on the launcher: drawings come as pixels, and what would hang a browser does not come at all. */
import type { Page } from '@playwright/test';
import { hostOfAppId } from '../../main/models/app-id.ts';
import { startBackend } from '../demo-backend/backend.ts';
import { DEEP, expect, test } from './larder-test.ts';
import { originOf, probe } from './mini-programs.ts';

const LAUNCHER = 'larder://launcher/';

interface FetchingRegistration {
  readonly backgroundFetch: { fetch(id: string, requests: readonly string[], options: object): Promise<unknown> };
}

const drawing = (content: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="128" height="128">${content}</svg>`;
const GOOD = drawing('<rect width="128" height="128" fill="red"/>');
/** Twelve to the power of eight rectangles. */
const BOMB = drawing(
  `<defs><g id="a0"><rect width="1" height="1"/></g>${Array.from(
    { length: 8 },
    (_, level) => `<g id="a${level + 1}">${`<use href="#a${level}"/>`.repeat(12)}</g>`,
  ).join('')}</defs><use href="#a8"/>`,
);

const program = (appId: string, icon: string) => {
  const app = probe({ appId, preFetchUrl: null });
  const manifest = {
    app_id: appId,
    name: appId,
    version: '1.0.0',
    start_url: 'index.html',
    icons: [{ src: 'icon.svg', sizes: 'any' }],
  };
  return {
    ...app,
    files: {
      ...app.files,
      'manifest.json': JSON.stringify(manifest),
      'icon.svg': icon,
      'sw.js': 'addEventListener("install", () => skipWaiting());',
    },
    details: { ...app.details, name: appId },
  };
};

/** Types of the mini-programs' pictures that the launcher is given from now on, by path. */
function watchPictures(launcher: Page): ReadonlyMap<string, string | undefined> {
  const types = new Map<string, string | undefined>();
  launcher.on('response', (response) => {
    const { pathname } = new URL(response.url());
    const isPicture = /^\/(?:icons|download-icons)\//.test(pathname) && response.status() === 200;
    if (isPicture) types.set(pathname, response.headers()['content-type']);
  });
  return types;
}

test(
  'drawings are shown as pixels, and one that would hang the launcher as a letter',
  DEEP,
  async ({ startLarder }) => {
    const backend = await startBackend({
      apps: [program('goodDrawing', GOOD), program('badDrawing', BOMB)],
      routes: { '/never': () => new Promise(() => {}) },
    });
    const larder = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev'] });
    const launcher = await larder.window(LAUNCHER);
    const types = watchPictures(launcher);
    for (const appId of ['goodDrawing', 'badDrawing']) await larder.openByHandOver(appId);
    const good = await larder.window(`${originOf('goodDrawing')}/`);
    const page = await larder.window(`${originOf('badDrawing')}/`);
    const tile = (appId: string) => launcher.locator(`[data-app-id="${appId}"]`);
    await expect(tile('goodDrawing').locator('img')).toBeVisible();
    await expect(tile('badDrawing').locator('.app-icon-letter')).toBeVisible();

    await page.evaluate(async (url) => {
      await navigator.serviceWorker.register('sw.js');
      const { backgroundFetch } = (await navigator.serviceWorker.ready) as unknown as FetchingRegistration;
      await backgroundFetch.fetch('long', [url], { title: 'Long', icons: [{ src: 'icon.svg' }] });
    }, `${backend.url}/never`);
    await launcher.evaluate(() => (location.hash = 'downloads'));
    await expect(launcher.getByText('Long').first()).toBeVisible();
    await expect(launcher.locator('.download .app-icon-letter')).toBeVisible();
    expect([...types]).toEqual([[`/icons/${hostOfAppId('goodDrawing')}`, 'image/png']]);

    // The container's own pages in their windows have the same picture.
    await good.evaluate(() => (location.href = 'gone.html'));
    const missing = await larder.window(`larder://page/problem.html?appId=goodDrawing`);
    await expect(missing.locator('img.icon')).toBeVisible();
    await expect(missing.locator('#letter')).toHaveCount(0);
    await page.evaluate(() => (location.href = 'gone.html'));
    const plain = await larder.window(`larder://page/problem.html?appId=badDrawing`);
    await expect(plain.locator('#letter')).toHaveText('B');
    await expect(plain.locator('img.icon')).toHaveCount(0);
    await backend.close();
  },
);
