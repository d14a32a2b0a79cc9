/** The Background Fetch API from a mini-program's page and service worker to the server and back. */
import type { Page } from '@playwright/test';
import { startBackend, type Backend } from '../demo-backend/backend.ts';
import type { DownloadsState } from '../../preload/contract/downloads.ts';
import { expect, test } from './larder-test.ts';
import { originOf, probe, PROBE_ID } from './mini-programs.ts';
import type { RunningLarder } from './running-larder.ts';

const PAGE = `${originOf(PROBE_ID)}/`;

/** Tells the server of every event: that is seen without a window, too. */
const WORKER = `
addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
const tell = (base, note) => fetch(base + '/note?' + new URLSearchParams(note));
const handle = async (event) => {
  const { registration, type } = event;
  const records = await registration.matchAll().catch(() => []);
  const base = records[0] ? new URL(records[0].request.url).origin : '';
  const texts = [];
  for (const record of records) {
    const response = await record.responseReady.catch((error) => error);
    if (!(response instanceof Response)) { texts.push(response.name); continue; }
    await (await caches.open('kept')).put('/kept/' + texts.length, response.clone());
    texts.push(response.status + ' ' + response.url.replace(base, '') + ' ' + (await response.text()).length);
  }
  if (event.updateUI) await event.updateUI({ title: 'Changed by the worker' });
  for (const client of await clients.matchAll()) client.postMessage({ type, id: registration.id, result: registration.result, reason: registration.failureReason, texts });
  if (base) await tell(base, { type, id: registration.id, texts: texts.join() });
};
for (const kind of ['success', 'fail', 'abort']) addEventListener('backgroundfetch' + kind, (event) => event.waitUntil(handle(event)));
addEventListener('backgroundfetchclick', (event) => event.waitUntil((async () => {
  const client = await clients.openWindow('/?clicked=' + event.registration.id);
  await (await caches.open('kept')).put('/clicked', new Response(client ? new URL(client.url).search : 'null'));
})()));
`;

let backend: Backend;
let release: () => void;
test.beforeEach(async () => {
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  backend = await startBackend({
    apps: [probe({ preFetchUrl: null, files: { 'sw.js': WORKER } })],
    routes: {
      '/episode': () => ({ body: 'e'.repeat(300_000) }),
      '/artwork': () => ({ body: 'a'.repeat(10), headers: { 'content-type': 'image/png' } }),
      '/note': () => ({ body: 'noted' }),
      '/upload': async ({ incoming }) => {
        let size = 0;
        for await (const chunk of incoming) size += (chunk as Buffer).length;
        return { body: String(size) };
      },
      '/slow': async () => {
        await released;
        return { body: 'late' };
      },
    },
  });
});
test.afterEach(() => {
  release();
  return backend.close();
});

const args = (...more: string[]): string[] => [`--backend-url=${backend.url}`, '--dev', ...more];
const noted = (id: string): Promise<Record<string, string>> =>
  backend
    .whenRequested(
      ({ path, query }) => path === '/note' && query.some(([name, value]) => name === 'id' && value === id),
      30_000,
    )
    .then(({ query }) => Object.fromEntries(query) as Record<string, string>);

async function openProbe(larder: RunningLarder): Promise<Page> {
  const page = await larder.window(PAGE);
  await page.waitForFunction(() => document.readyState === 'complete');
  await page.evaluate(async () => {
    await navigator.serviceWorker.register('/sw.js');
    const { active } = await navigator.serviceWorker.ready;
    while (active!.state !== 'activated')
      await new Promise((resolve) => active!.addEventListener('statechange', resolve, { once: true }));
  });
  return page;
}

/** Runs in the page, with `manager`, the server's `base`, and `told(id)`: what the worker said of a fetch. */
function run<T>(page: Page, body: string): Promise<T> {
  return page.evaluate(`(async () => {
    const base = ${JSON.stringify(backend.url)};
    const manager = (await navigator.serviceWorker.ready).backgroundFetch;
    const told = (id) => new Promise((resolve) => navigator.serviceWorker.addEventListener('message', ({ data }) => data.id === id && resolve(data)));
    ${body}
  })()`);
}

test('a fetch comes to the worker as a success, with its records, which the cache keeps', async ({ startLarder }) => {
  const larder = await startLarder({ args: args(`--open=${PROBE_ID}`) });
  const page = await openProbe(larder);
  const seen = await run<unknown[]>(
    page,
    `
    const answer = told('podcast');
    const progress = [];
    const fetch = await manager.fetch('podcast', [base + '/episode', base + '/artwork', '/index.html'], { title: 'Episode', icons: [{ src: '/icon.png' }] });
    fetch.onprogress = () => progress.push(fetch.downloaded);
    const record = await fetch.match(base + '/artwork');
    const early = await (await record.responseReady).text();
    const data = await answer;
    const kept = await caches.match('/kept/0');
    return [fetch instanceof BackgroundFetchRegistration, early, data, progress.length > 0, fetch.result, fetch.downloaded, kept.url.startsWith(base), (await kept.text()).length];`,
  );
  expect(seen).toEqual([
    true,
    'a'.repeat(10),
    {
      type: 'backgroundfetchsuccess',
      id: 'podcast',
      result: 'success',
      reason: '',
      texts: ['200 /episode 300000', '200 /artwork 10', expect.stringMatching(/^200 .*\/index\.html \d+$/)],
    },
    true,
    'success',
    expect.any(Number),
    true,
    300_000,
  ]);
  expect(seen[5]).toBeGreaterThan(300_010);
  await larder.event(
    'background-fetch-event-delivered',
    ({ type, attempts }) => type === 'backgroundfetchsuccess' && attempts === 1,
  );
  expect(await run(page, 'return manager.getIds()')).toEqual([]);
});

test('uploads, failures and aborts are told with their reasons', async ({ startLarder }) => {
  const page = await openProbe(await startLarder({ args: args(`--open=${PROBE_ID}`) }));
  const seen = await run(
    page,
    `
    const answers = ['upload', 'missing', 'stopped'].map(told);
    const upload = await manager.fetch('upload', new Request(base + '/upload', { method: 'POST', body: 'u'.repeat(100000) }));
    await manager.fetch('missing', base + '/nowhere');
    await (await manager.fetch('stopped', base + '/slow')).abort();
    const [up, missing, stopped] = await Promise.all(answers);
    const refused = [];
    for (const attempt of [() => manager.fetch('x', []), () => manager.fetch('x', 'ftp://a.example/'), () => manager.fetch('x', '/x', { downloadTotal: 2 ** 60 })]) refused.push(await attempt().then(() => 'ok', ({ name }) => name));
    return [up.texts, upload.uploadTotal, upload.uploaded, [missing.type, missing.reason, missing.texts[0].slice(0, 3)], [stopped.type, stopped.result, stopped.reason, stopped.texts], refused];`,
  );
  expect(seen).toEqual([
    ['200 /upload 6'],
    100_000,
    100_000,
    ['backgroundfetchfail', 'bad-status', '404'],
    ['backgroundfetchabort', 'failure', 'aborted', ['AbortError']],
    ['TypeError', 'TypeError', 'QuotaExceededError'],
  ]);
});

test('a fetch outlives its window, and the worker is told without anyone opening the mini-program', async ({
  startLarder,
}) => {
  const larder = await startLarder({ args: args(`--open=${PROBE_ID}`) });
  const page = await openProbe(larder);
  await run(page, `await manager.fetch('later', base + '/slow');`);
  await page.close();
  release();
  expect(await noted('later')).toMatchObject({ type: 'backgroundfetchsuccess', texts: '200 /slow 4' });
});

test('a fetch goes on at the next start, and its event comes once, without anyone opening the mini-program', async ({
  startLarder,
}) => {
  const first = await startLarder({ args: args(`--open=${PROBE_ID}`) });
  await run(await openProbe(first), `await manager.fetch('tomorrow', base + '/slow');`);
  await first.event('background-fetch-registered');
  await first.kill();
  release();
  const second = await startLarder({ args: args() });
  expect(await noted('tomorrow')).toMatchObject({ type: 'backgroundfetchsuccess' });
  await second.event('background-fetch-event-delivered');
  await second.stop();
  const third = await startLarder({ args: args() });
  await third.stop();
  expect(backend.requests().filter(({ path }) => path === '/note')).toHaveLength(1);
});

test('a click on a download lets the worker open a page; nothing else does', async ({ startLarder }) => {
  const larder = await startLarder({ args: args() });
  const launcher = await larder.window('larder://launcher/');
  expect(await larder.openByHandOver(PROBE_ID)).toBe(0);
  const page = await openProbe(larder);
  await run(
    page,
    `const answer = told('done'); await manager.fetch('done', base + '/artwork', { title: 'Artwork' }); await answer;`,
  );
  await larder.event('background-fetch-event-delivered');
  const downloads = (await launcher.evaluate(() => window.container.invoke('launcher:get-downloads'))) as {
    value: DownloadsState;
  };
  expect(downloads.value.items).toMatchObject([{ title: 'Changed by the worker' }]);
  await page.close();
  await launcher.evaluate(([appId, id]) => window.container.invoke('launcher:download-click', appId, id), [
    PROBE_ID,
    downloads.value.items[0]!.id,
  ] as const);
  const opened = await larder.window(PAGE);
  await expect.poll(() => opened.evaluate(async () => (await caches.match('/clicked'))?.text())).toBe('?clicked=done');
});
