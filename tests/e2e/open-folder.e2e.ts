import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { appIdOfFolder } from '../../main/catalog/folders/open-folder.ts';
import { startBackend, type Backend, type LoggedRequest } from '../demo-backend/backend.ts';
import { DEEP, expect, test } from './larder-test.ts';
import type { RunningLarder } from './running-larder.ts';

const INDEX =
  '<!doctype html><meta charset="utf-8"><title>Weather</title><script src="app.js" defer></script><h1>One</h1><output></output><p></p>';
const APP = `
bn.getBackgroundFetchData({ fetchType: 'pre' }).then(({ fetchedData }) => (document.querySelector('output').textContent = fetchedData));
const isControlled = new Promise((resolve) => {
  if (navigator.serviceWorker.controller) resolve();
  navigator.serviceWorker.addEventListener('controllerchange', () => resolve());
});
navigator.serviceWorker.register('sw.js').then(() => isControlled).then(async () => {
  const response = await fetch('answer');
  document.querySelector('p').textContent = response.ok ? await response.text() : 'none';
});`;
const workerOf = (answer: string): string => `
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', (event) => { if (event.request.url.endsWith('/answer')) event.respondWith(new Response('${answer}')); });`;

let backend: Backend;
let folder: string;
let parent: string;
const isPreFetch = (request: LoggedRequest): boolean => request.path === '/pre';
const write = (name: string, content: string): Promise<void> => writeFile(path.join(folder, name), content);
const manifest = (members: Record<string, unknown> = {}): string =>
  JSON.stringify(
    { app_id: 'Weather1', name: 'Weather', version: { name: '1.0.0', code: 1 }, start_url: 'index.html', ...members },
    null,
    2,
  );

test.beforeEach(async () => {
  backend = await startBackend({ routes: { '/pre': () => ({ body: 'sunny' }) }, showSecrets: true });
  parent = await mkdtemp(path.join(os.tmpdir(), 'larder-author-'));
  folder = path.join(parent, 'weather');
  await mkdir(folder);
  await write('manifest.json', manifest());
  await write(
    'details.json',
    JSON.stringify({ serviceDomains: [backend.host], developmentSettings: { preFetchUrl: `${backend.url}/pre` } }),
  );
  await write('index.html', INDEX);
  await write('app.js', APP);
  await write('sw.js', workerOf('first worker'));
});
test.afterEach(async () => {
  await backend.close();
  await rm(parent, { recursive: true, force: true });
});

const argsOf = (dir: string): string[] => [`--backend-url=${backend.url}`, '--dev', `--open-dir=${dir}`];
const originOf = (): string => `mp://${appIdOfFolder(folder)}/`;
const openPage = async (larder: RunningLarder): Promise<Page> => {
  const page = await larder.window(originOf());
  await expect(page.locator('output')).toHaveText('sunny');
  return page;
};

test('a folder runs as a mini-program, and is shown again when a file changes', async ({ startLarder }) => {
  const larder = await startLarder({ args: argsOf(folder) });
  const page = await openPage(larder);
  expect(Object.fromEntries((await backend.whenRequested(isPreFetch)).query)).toMatchObject({
    appid: appIdOfFolder(folder),
    version: '1.0.0',
  });
  await expect(page.locator('p')).toHaveText('first worker');
  await write('index.html', INDEX.replace('One', 'Two'));
  await expect(page.locator('h1')).toHaveText('Two');
  // The same launch: a file that changed is no cold start.
  expect(backend.requests().filter(isPreFetch)).toHaveLength(1);
});

test('a changed service worker takes over without help from the page', async ({ startLarder }) => {
  const page = await openPage(await startLarder({ args: argsOf(folder) }));
  await expect(page.locator('p')).toHaveText('first worker');
  await write('sw.js', workerOf('second worker'));
  await expect(page.locator('p')).toHaveText('second worker');
});

test('a mistake in the manifest is shown with its place, and the page again when it is put right', async ({
  startLarder,
}) => {
  const larder = await startLarder({ args: argsOf(folder) });
  await openPage(larder);
  await write('manifest.json', '{\n  "app_id": "Weather1",\n  "name": "Weather"\n  "version": "2"\n}');
  const problem = await larder.window('larder://page/problem');
  await expect(problem.locator('body')).toContainText('manifest.json:4:3: a comma or a closing bracket is missing.');
  await write('manifest.json', manifest({ version: '2.0.0', name: 'Weather two' }));
  await openPage(larder);
  expect(
    Object.fromEntries(
      (
        await backend.whenRequested(
          (request) => isPreFetch(request) && request.query.some(([, value]) => value === '2.0.0'),
        )
      ).query,
    ),
  ).toMatchObject({ version: '2.0.0' });
});

test(
  'a folder that goes away is said to be gone, and shown again when it comes back',
  DEEP,
  async ({ startLarder }) => {
    const larder = await startLarder({ args: argsOf(folder) });
    await openPage(larder);
    await rename(folder, `${folder}-away`);
    await expect((await larder.window('larder://page/problem')).locator('body')).toContainText(
      'the folder or its manifest.json is gone',
    );
    await rename(`${folder}-away`, folder);
    await openPage(larder);
  },
);

test('token and stored data are there again at the next start, also from the shelf', DEEP, async ({ startLarder }) => {
  const first = await startLarder({ args: argsOf(folder) });
  const page = await openPage(first);
  await page.evaluate(async () => {
    await window.bn.setBackgroundFetchToken({ token: 'sesame-0123' });
    localStorage.setItem('kept', 'yes');
  });
  expect(await first.stop()).toBe(0);
  const second = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev'] });
  const launcher = await second.window('larder://launcher/');
  await launcher.getByRole('button', { name: /^Weather/ }).click();
  const again = await openPage(second);
  expect(await again.evaluate(() => localStorage.getItem('kept'))).toBe('yes');
  expect(
    Object.fromEntries(
      (
        await backend.whenRequested(
          (request) => isPreFetch(request) && request.query.some(([name]) => name === 'token'),
        )
      ).query,
    ),
  ).toMatchObject({ token: 'sesame-0123' });
});

test('what is not part of the mini-program, and what lies behind a link, is not served', async ({ startLarder }) => {
  await writeFile(path.join(parent, 'secret.txt'), 'secret');
  await symlink(path.join(parent, 'secret.txt'), path.join(folder, 'link.txt'));
  await write('server.mjs', 'secret');
  const page = await openPage(await startLarder({ args: argsOf(folder) }));
  const statuses = await page.evaluate(() =>
    Promise.all(
      ['link.txt', 'details.json', 'server.mjs', '../secret.txt', 'app.js'].map(
        async (file) => (await fetch(file)).status,
      ),
    ),
  );
  expect(statuses).toEqual([404, 404, 404, 404, 200]);
});

test('a folder without a manifest gets one clear message and no place on the shelf', DEEP, async ({ startLarder }) => {
  await rm(path.join(folder, 'manifest.json'));
  const larder = await startLarder({ args: argsOf(folder) });
  const launcher = await larder.window('larder://launcher/');
  const message = `Cannot open the folder “${folder}”: it has no manifest.json.`;
  await expect(launcher.locator('body')).toContainText(message);
  expect(
    larder
      .standardError()
      .split('\n')
      .filter((line) => line.includes(message)),
  ).toHaveLength(1);
  await expect(launcher.locator('.tile')).toHaveCount(0);
});

test('what a dev server serves runs as a mini-program, and changes without a reload', async ({ startLarder }) => {
  // Not the server's own watcher of the system, which tells late on a busy machine.
  const { createServer } = await import('vite');
  await mkdir(path.join(folder, 'public'));
  for (const name of ['manifest.json', 'details.json'])
    await rename(path.join(folder, name), path.join(folder, 'public', name));
  const port = 21_000 + (process.pid % 20_000);
  await write(
    'index.html',
    '<!doctype html><h1>Dev</h1><output></output><script>window.first = Math.random()</script><script type="module" src="/main.ts"></script>',
  );
  await write('style.css', 'h1 { color: rgb(1, 2, 3) }');
  const script = (text: string): string => `import './style.css';
import { text } from './text.ts';
const show = (value: string): void => void (document.querySelector('output')!.textContent = value);
show(text);
if (import.meta.hot) import.meta.hot.accept('./text.ts', (changed) => show(changed!.text));
// ${text}`;
  await write('main.ts', script('one'));
  await write('text.ts', `export const text: string = 'one';`);
  const server = await createServer({
    root: folder,
    configFile: false,
    logLevel: 'silent',
    server: { host: '127.0.0.1', port, strictPort: true, hmr: { protocol: 'ws', host: '127.0.0.1', clientPort: port } },
  });
  try {
    await server.listen();
    const address = `http://127.0.0.1:${port}/`;
    const larder = await startLarder({ args: argsOf(address) });
    const page = await larder.window(`mp://${appIdOfFolder(address)}/`);
    await expect(page.locator('output')).toHaveText('one');
    await expect(page.locator('h1')).toHaveCSS('color', 'rgb(1, 2, 3)');
    const before = await page.evaluate('window.first');
    await expect
      .poll(async () => {
        await write('text.ts', `export const text: string = 'two';\n`);
        return page.locator('output').textContent();
      })
      .toBe('two');
    expect(await page.evaluate('window.first')).toBe(before);
  } finally {
    await server.close();
  }
});
