/** Bodies of background fetches in a real service worker: read to their end, broken off, lost, and asked for by those who should not. */
import { createHash, randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { BODY_LIMITS } from '../../main/background-fetch/jobs/body-readers.ts';
import { startBackend, type Backend } from '../demo-backend/backend.ts';
import { FILE_BYTES, startFileServer, type FileServer } from './download-probe.ts';
import { expect, test } from './larder-test.ts';
import { originOf, probe, PROBE_ID } from './mini-programs.ts';
import type { RunningLarder } from './running-larder.ts';

const PAGE = `${originOf(PROBE_ID)}/`;
const OTHER_ID = 'bodyNeighbour';
/** More than Chromium takes ahead of whoever reads: a stream of it that nobody reads stays open. */
const LARGE = randomBytes(20 * 1024 * 1024 + 11);
const toldOf = (bytes: Uint8Array): string => `${bytes.byteLength} ${createHash('sha256').update(bytes).digest('hex')}`;
const WHOLE = toldOf(LARGE);
const EMPTY = toldOf(new Uint8Array(0));

/**
 * Keeps the responses of its fetches beyond their events, those of each record twice, and does with them what its page
 * tells it. `flood`: a thousand responses of a fetch that is under way, and a stream of each that nobody reads.
 */
const WORKER = `
const kept = {}, readers = {}, flood = [];
addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
addEventListener('backgroundfetchsuccess', (event) => event.waitUntil((async () => {
  const { registration } = event;
  const responses = async () => Promise.all((await registration.matchAll()).map(({ responseReady }) => responseReady));
  kept[registration.id] = [await responses(), await responses()];
})()));
const tell = async (bytes) => {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return bytes.byteLength + ' ' + [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
};
const readTo = async (reader, parts, limit) => {
  for (let bytes = 0; bytes < limit;) {
    const { done, value } = await reader.read();
    if (done) return;
    parts.push(value);
    bytes += value.byteLength;
  }
};
const commands = {
  whole: async ({ id, copy, index }) => tell(await kept[id][copy][index].arrayBuffer()),
  both: ({ id }) => Promise.all(kept[id].map(async ([response]) => tell(await response.arrayBuffer()))),
  async cancel({ id }) {
    const reader = kept[id][0][0].body.getReader();
    await readTo(reader, [], 600_000);
    await reader.cancel();
    return (await reader.read()).done;
  },
  async begin({ id }) {
    readers[id] = { reader: kept[id][0][0].body.getReader(), parts: [] };
    await readTo(readers[id].reader, readers[id].parts, 300_000);
    return true;
  },
  async finish({ id }) {
    const { reader, parts } = readers[id];
    await readTo(reader, parts, Infinity);
    return tell(await new Blob(parts).arrayBuffer());
  },
  async flood({ id, first, from }) {
    const under = await registration.backgroundFetch.get(id);
    for (let count = 0; count < 1_000; count += 1)
      for (const { responseReady } of await under.matchAll()) flood.push(await responseReady);
    const statuses = {};
    self.unread = await Promise.all(Array.from({ length: 1_000 }, async (_, number) => {
      const response = await fetch('/.container-body?from=' + from + '&reader=' + (first + number));
      statuses[response.status] = (statuses[response.status] ?? 0) + 1;
      return response;
    }));
    return statuses;
  },
  lastOfFlood: async () => tell(await flood.at(-1).arrayBuffer()),
};
addEventListener('message', ({ data, ports: [port] }) => {
  commands[data.command](data).then((result) => port.postMessage(result), (error) => port.postMessage(String(error)));
});
`;

let backend: Backend;
/** Sends half of its files until it is told to go on. */
let files: FileServer;
test.beforeEach(async () => {
  files = await startFileServer();
  const details = { serviceDomains: ['{host}', files.host] };
  backend = await startBackend({
    apps: [
      probe({ preFetchUrl: null, files: { 'sw.js': WORKER }, details }),
      probe({ appId: OTHER_ID, preFetchUrl: null, files: { 'sw.js': WORKER }, details }),
    ],
    routes: { '/large': () => ({ body: LARGE }), '/empty': () => ({ body: '' }) },
  });
});
test.afterEach(async () => {
  await backend.close();
  await files.close();
});

const args = (...more: string[]): string[] => [`--backend-url=${backend.url}`, '--dev', ...more];

async function openPage(larder: RunningLarder, url = PAGE): Promise<Page> {
  const page = await larder.window(url);
  await page.waitForFunction(() => document.readyState === 'complete');
  return page;
}

/** Brings both bodies; resolves when its event is over. */
async function bring(larder: RunningLarder, page: Page, id: string): Promise<void> {
  await begin(page, id, [`${backend.url}/large`, `${backend.url}/empty`]);
  await larder.event('background-fetch-event-delivered', (event) => event.id === id);
}

async function begin(page: Page, id: string, addresses: readonly string[]): Promise<void> {
  await page.evaluate(
    async ([urls, name]) => {
      await navigator.serviceWorker.register('/sw.js');
      const registration = await navigator.serviceWorker.ready;
      const { active } = registration;
      while (active!.state !== 'activated')
        await new Promise((resolve) => active!.addEventListener('statechange', resolve, { once: true }));
      const { backgroundFetch } = registration as unknown as {
        backgroundFetch: { fetch(id: string, urls: readonly string[]): Promise<unknown> };
      };
      await backgroundFetch.fetch(name, urls);
    },
    [addresses, id] as const,
  );
}

function command<T = string>(page: Page, wish: Readonly<Record<string, unknown>>): Promise<T> {
  return page.evaluate(async (data) => {
    const { active } = await navigator.serviceWorker.ready;
    const { port1, port2 } = new MessageChannel();
    const answered = new Promise((resolve) => {
      port1.onmessage = (event) => resolve(event.data);
    });
    active!.postMessage(data, [port2]);
    return answered;
  }, wish) as Promise<T>;
}

async function bodyFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => /^body-\d+-\d+$/.test(path.basename(name))).map((name) => path.join(folder, name));
}

/** What `/.container-body` answers the page: status, or the error's name. Nothing of a body is taken. */
function ask(page: Page, queries: readonly string[], origin = '', method = 'GET'): Promise<(number | string)[]> {
  return page.evaluate(
    async ([list, where, how]) => {
      const statuses: (number | string)[] = [];
      for (const query of list) {
        const answer = await fetch(`${where}/.container-body${query}`, { method: how }).catch((error: Error) => error);
        statuses.push(answer instanceof Response ? answer.status : answer.name);
        if (answer instanceof Response) await answer.body?.cancel();
      }
      return statuses;
    },
    [queries, origin, method] as const,
  );
}

test('bodies are read to their end after the event, by two at once, and then their files go', async ({
  startLarder,
  dataFolder,
}) => {
  const larder = await startLarder({ args: args(`--open=${PROBE_ID}`) });
  const page = await openPage(larder);
  await bring(larder, page, 'two');
  expect(await bodyFiles(dataFolder)).toHaveLength(2);
  expect(await command<string[]>(page, { command: 'both', id: 'two' })).toEqual([WHOLE, WHOLE]);
  expect(await command(page, { command: 'whole', id: 'two', copy: 0, index: 1 })).toBe(EMPTY);
  expect(await command(page, { command: 'whole', id: 'two', copy: 1, index: 1 })).toBe(EMPTY);
  await expect.poll(() => bodyFiles(dataFolder)).toEqual([]);
});

test('a reader that is cancelled, and a page that is closed, leave the other readers alone', async ({
  startLarder,
  dataFolder,
}) => {
  const larder = await startLarder({ args: args(`--open=${PROBE_ID}`) });
  const page = await openPage(larder);
  await bring(larder, page, 'cancelled');
  expect(await command<boolean>(page, { command: 'cancel', id: 'cancelled' })).toBe(true);
  expect(await command(page, { command: 'whole', id: 'cancelled', copy: 1, index: 0 })).toBe(WHOLE);

  await bring(larder, page, 'left');
  expect(await command<boolean>(page, { command: 'begin', id: 'left' })).toBe(true);
  await page.close();
  await larder.openByHandOver(PROBE_ID);
  const again = await openPage(larder);
  expect(await command(again, { command: 'finish', id: 'left' })).toBe(WHOLE);
  // The empty ones of both fetches, and the other copy of the second.
  await expect.poll(async () => (await bodyFiles(dataFolder)).length).toBe(3);
});

test('a body whose file goes away is a network error for its worker, which goes on', async ({
  startLarder,
  dataFolder,
}) => {
  const larder = await startLarder({ args: args(`--open=${PROBE_ID}`) });
  const page = await openPage(larder);
  await bring(larder, page, 'lost');
  expect(await command<boolean>(page, { command: 'begin', id: 'lost' })).toBe(true);
  for (const file of await bodyFiles(dataFolder)) await rm(file);
  expect(await command(page, { command: 'finish', id: 'lost' })).toBe('TypeError: network error');
  expect(await command(page, { command: 'whole', id: 'lost', copy: 1, index: 0 })).toMatch(/^TypeError: /);
  await bring(larder, page, 'whole');
  expect(await command(page, { command: 'whole', id: 'whole', copy: 0, index: 0 })).toBe(WHOLE);
});

test('the address of bodies has an answer for whoever should not ask, and thousands of readers have an end', async ({
  startLarder,
}) => {
  test.setTimeout(120_000);
  const larder = await startLarder({ args: args(`--open=${PROBE_ID}`) });
  const page = await openPage(larder);
  await bring(larder, page, 'first');
  // Two copies of two records: these are the first readers of this Larder.
  const numbers = [1, 2, 3, 4];
  const wrong = ['', '?reader=1', '?from=0', '?reader=5000&from=0', '?reader=0&from=0', '?reader=-1&from=0'];
  const wrongPlaces = ['-1', 'NaN', '1.5', '0x10', '1e3', 'Infinity', '9'.repeat(40), ' ', '%00'];
  expect(await ask(page, [...wrong, ...wrongPlaces.map((from) => `?reader=1&from=${from}`)])).toEqual(
    Array.from({ length: wrong.length + wrongPlaces.length }, () => 404),
  );
  expect(await ask(page, ['?reader=1&from=0'], '', 'POST')).toEqual([404]);
  // A page is of the same mini-program as its worker; what it begins and leaves takes nothing from the worker.
  for (const from of [0, 100]) await expect.poll(() => ask(page, [`?reader=1&from=${from}`])).toEqual([200]);
  const twice = await page.evaluate(async () => {
    const open = (): Promise<Response> => fetch('/.container-body?reader=1&from=0');
    let one = await open();
    // The one before may not have heard yet that nobody wants it.
    while (one.status === 409) one = await open();
    const other = await open();
    await one.body?.cancel();
    return [one.status, other.status];
  });
  expect(twice).toEqual([200, 409]);
  expect(await command(page, { command: 'whole', id: 'first', copy: 0, index: 0 })).toBe(WHOLE);

  await larder.openByHandOver(OTHER_ID);
  const other = await openPage(larder, `${originOf(OTHER_ID)}/`);
  expect(
    await ask(
      other,
      numbers.map((reader) => `?reader=${reader}&from=0`),
    ),
  ).toEqual([404, 404, 404, 404]);
  const elsewhere = new URL(page.url()).origin;
  expect(await ask(other, ['?reader=3&from=0'], elsewhere)).toEqual(['TypeError']);

  // Streams of what has not come yet: nothing of them is in Chromium's own buffers, which are one for a whole host here.
  const half = FILE_BYTES / 2;
  await begin(page, 'flood', [`http://${files.host}/file/flood`]);
  await larder.event('background-fetch-progress', (event) => event.id === 'flood' && event.downloaded >= half);
  const statuses = await command<Record<string, number>>(page, {
    command: 'flood',
    id: 'flood',
    first: numbers.length + 1,
    from: half,
  });
  expect(statuses).toEqual({ 200: BODY_LIMITS.streams, 503: 1_000 - BODY_LIMITS.streams });
  // The neighbour has streams of its own, and its calls are answered.
  await bring(larder, other, 'beside');
  expect(await command(other, { command: 'whole', id: 'beside', copy: 0, index: 0 })).toBe(WHOLE);
  files.release();
  await larder.event('background-fetch-event-delivered', (event) => event.id === 'flood');
  const file = toldOf(Buffer.alloc(FILE_BYTES, 'f'));
  expect(await command(page, { command: 'lastOfFlood' })).toBe(file);
  expect(await command(page, { command: 'whole', id: 'flood', copy: 1, index: 0 })).toBe(file);
});
