import { gzipSync } from 'node:zlib';
import { startBackend, type Backend } from '../demo-backend/backend.ts';
import { expect, test } from './larder-test.ts';
import { originOf, probe, PROBE_ID } from './mini-programs.ts';

const ORIGIN = originOf(PROBE_ID);
const manifest = JSON.stringify({ app_id: PROBE_ID, name: 'Routes', start_url: '/', spa_fallback: true });
/** A router of the history kind: its name of the page is the path. */
const SHELL = '<!doctype html><meta charset="utf-8"><title>Shell</title><h1></h1><script src="/router.js"></script>';
const ROUTER = "document.querySelector('h1').textContent = 'Route ' + location.pathname;";
const GUIDE = '<!doctype html><meta charset="utf-8"><title>Guide</title><h1>Guide</h1><script src="guide.js"></script>';

let backend: Backend;
test.beforeEach(async () => {
  const files = {
    'manifest.json': manifest,
    'index.html': SHELL,
    'router.js': ROUTER,
    'guide/index.html': GUIDE,
    'guide/guide.js': "document.querySelector('h1').textContent = 'Guide with its script';",
    'about.html':
      '<!doctype html><meta charset="utf-8"><title>About</title><h1>About</h1><a href="guide?tab=2#top">Guide</a>',
  };
  backend = await startBackend({ apps: [probe({ preFetchUrl: null, files })], routes: {} });
});
test.afterEach(() => backend.close());

test('addresses stay as they were asked for, from the start page to a reload of a route', async ({ startLarder }) => {
  const larder = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev', `--open=${PROBE_ID}`] });
  const page = await larder.window(ORIGIN);
  await expect(page.locator('h1')).toHaveText('Route /');

  await page.evaluate(() => history.pushState(null, '', '/users/7?tab=1'));
  await page.reload();
  await expect(page.locator('h1')).toHaveText('Route /users/7');
  // A part of a page gets no page instead of itself.
  expect(await page.evaluate(async () => (await fetch('/users/7')).status)).toBe(404);

  await page.evaluate(() => location.assign('/about'));
  await expect(page.locator('h1')).toHaveText('About');
  await page.getByRole('link', { name: 'Guide' }).click();
  await expect(page.locator('h1')).toHaveText('Guide with its script');
  expect(await page.evaluate(() => location.pathname + location.search + location.hash)).toBe('/guide/?tab=2#top');
});

test('a link opens a page by its route', async ({ startLarder }) => {
  const path = Buffer.from('/users/8').toString('base64url');
  const link = `bnc://app.binance.com/mp/app?appId=${PROBE_ID}&startPagePath=${path}`;
  const larder = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev', `--open=${link}`] });
  await expect((await larder.window(ORIGIN)).locator('h1')).toHaveText('Route /users/8');
});

test('files of older tools, drawings in gzip and pages that a worker makes up are shown as on the web', async ({
  startLarder,
}) => {
  const drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="20" height="10"/></svg>';
  const app = probe({ preFetchUrl: null });
  const page = (title: string): string => `<!doctype html><title>${title}</title><h1>${title}</h1>`;
  const older = await startBackend({
    apps: [
      {
        ...app,
        files: {
          'manifest.json': JSON.stringify({ app_id: PROBE_ID, name: 'Older' }),
          'index.htm': `${page('Start')}<img src="logo.svgz">`,
          'help/index.htm': page('Help'),
          'shell.html': page('Shell'),
          'logo.svgz': gzipSync(drawing),
          'sw.js': `
addEventListener('install', (event) => event.waitUntil(caches.open('v1').then((cache) => cache.add('/shell.html'))));
addEventListener('fetch', (event) => {
  if (event.request.mode === 'navigate' && new URL(event.request.url).pathname.startsWith('/app/'))
    event.respondWith(caches.match('/shell.html'));
});`,
        },
      },
    ],
    routes: {},
  });
  const larder = await startLarder({ args: [`--backend-url=${older.url}`, '--dev', `--open=${PROBE_ID}`] });
  const window = await larder.window(ORIGIN);
  await expect(window.locator('h1')).toHaveText('Start');
  await expect.poll(() => window.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(20);
  await window.evaluate(async () => {
    await navigator.serviceWorker.register('/sw.js');
    await navigator.serviceWorker.ready;
  });
  await window.evaluate(() => location.assign('/help'));
  await expect(window.locator('h1')).toHaveText('Help');
  expect(await window.evaluate(() => location.pathname)).toBe('/help/');
  // No file of the package, and no page that says it is missing.
  await window.evaluate(() => location.assign('/app/inbox'));
  await expect(window.locator('h1')).toHaveText('Shell');
  expect(await window.evaluate(() => location.pathname)).toBe('/app/inbox');
  await older.close();
});
