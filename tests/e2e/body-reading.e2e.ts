/** Bodies of background fetches in a real service worker: read to their end, broken off, and lost. */
import { createHash, randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { startBackend, type Backend } from '../demo-backend/backend.ts';
import { expect, test } from './larder-test.ts';
import { originOf, probe, PROBE_ID } from './mini-programs.ts';
import type { RunningLarder } from './running-larder.ts';

const PAGE = `${originOf(PROBE_ID)}/`;
/** More than Chromium takes ahead of whoever reads: a stream of it that nobody reads stays open. */
const LARGE = randomBytes(20 * 1024 * 1024 + 11);
const toldOf = (bytes: Uint8Array): string => `${bytes.byteLength} ${createHash('sha256').update(bytes).digest('hex')}`;
const WHOLE = toldOf(LARGE);
const EMPTY = toldOf(new Uint8Array(0));

/**
 * Keeps the responses of its fetches beyond their events, those of each record twice, and does with them what its page
 * tells it.
 */
const WORKER = `
const kept = {}, readers = {};
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
};
addEventListener('message', ({ data, ports: [port] }) => {
  commands[data.command](data).then((result) => port.postMessage(result), (error) => port.postMessage(String(error)));
});
`;

let backend: Backend;
test.beforeEach(async () => {
  backend = await startBackend({
    apps: [probe({ preFetchUrl: null, files: { 'sw.js': WORKER } })],
    routes: { '/large': () => ({ body: LARGE }), '/empty': () => ({ body: '' }) },
  });
});
test.afterEach(() => backend.close());

const args = (...more: string[]): string[] => [`--backend-url=${backend.url}`, '--dev', ...more];

async function openPage(larder: RunningLarder): Promise<Page> {
  const page = await larder.window(PAGE);
  await page.waitForFunction(() => document.readyState === 'complete');
  return page;
}

/** Brings both bodies; resolves when its event is over. */
async function bring(larder: RunningLarder, page: Page, id: string): Promise<void> {
  await page.evaluate(
    async ([base, name]) => {
      await navigator.serviceWorker.register('/sw.js');
      const registration = await navigator.serviceWorker.ready;
      const { active } = registration;
      while (active!.state !== 'activated')
        await new Promise((resolve) => active!.addEventListener('statechange', resolve, { once: true }));
      const { backgroundFetch } = registration as unknown as {
        backgroundFetch: { fetch(id: string, urls: readonly string[]): Promise<unknown> };
      };
      await backgroundFetch.fetch(name, [`${base}/large`, `${base}/empty`]);
    },
    [backend.url, id] as const,
  );
  await larder.event('background-fetch-event-delivered', (event) => event.id === id);
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
