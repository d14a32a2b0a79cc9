/** Large downloads: the question about room, and what of them is on the disk when a worker has kept them. */
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { folderSize } from '../../main/disk-usage/folder-size.ts';
import { startBackend, type Backend } from '../demo-backend/backend.ts';
import { startDownload } from './download-probe.ts';
import { DEEP, expect, test } from './larder-test.ts';
import { originOf, probe, PROBE_ID } from './mini-programs.ts';

const MIB = 1024 * 1024;
const FILE = randomBytes(MIB);
const FILE_MIB = 48;
const OPEN = { 'access-control-allow-origin': '*' };
const PAGE = `${originOf(PROBE_ID)}/`;
const LAUNCHER = 'larder://launcher/';

/** Keeps what has come, and says so in its cache. */
const WORKER = `
addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
addEventListener('backgroundfetchsuccess', (event) => event.waitUntil((async () => {
  const cache = await caches.open('kept');
  for (const record of await event.registration.matchAll()) await cache.put('/kept', await record.responseReady);
})()));
`;

let server: Server;
let backend: Backend;
test.beforeEach(async () => {
  server = createServer((request, response) => {
    if (request.url === '/small') return void response.writeHead(200, OPEN).end('x');
    response.writeHead(200, { ...OPEN, 'content-length': FILE_MIB * MIB });
    const send = (left: number): void => {
      if (response.destroyed) return;
      if (left === 1) response.end(FILE);
      else response.write(FILE, () => send(left - 1));
    };
    send(FILE_MIB);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const domain = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  backend = await startBackend({
    apps: [probe({ preFetchUrl: null, files: { 'sw.js': WORKER }, details: { serviceDomains: [domain] } })],
  });
});
test.afterEach(async () => {
  await backend.close();
  server.closeAllConnections();
  server.close();
});

const fileUrl = (name = 'file'): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}`;
const args = (...more: string[]): string[] => [`--backend-url=${backend.url}`, '--dev', ...more];

test(
  'what a worker has kept in its cache is on the disk once when its event is over',
  DEEP,
  async ({ startLarder, dataFolder }) => {
    // Every piece goes through the protocol of the stand-in.
    test.setTimeout(240_000);
    const larder = await startLarder({ args: args(`--open=${PROBE_ID}`) });
    const page = await larder.window(PAGE);
    const size = (): Promise<number> => folderSize(dataFolder, new AbortController().signal);
    // Worker and cache take room of their own.
    expect(await startDownload(page, { id: 'first', urls: [fileUrl('small')] })).toBe('');
    await larder.event('background-fetch-event-delivered', ({ id }) => id === 'first');
    const before = await size();
    expect(await startDownload(page, { id: 'atlas', urls: [fileUrl()] })).toBe('');
    await expect
      .poll(
        () =>
          larder.events().some((event) => event.event === 'background-fetch-event-delivered' && event.id === 'atlas'),
        {
          timeout: 150_000,
        },
      )
      .toBe(true);
    // Not as a blob: Chromium keeps that on the disk until its collector comes by.
    const kept = await page.evaluate(async () => {
      const reader = (await caches.match('/kept'))!.body!.getReader();
      let bytes = 0;
      for (let part = await reader.read(); !part.done; part = await reader.read()) bytes += part.value.byteLength;
      return bytes;
    });
    expect(kept).toBe(FILE_MIB * MIB);
    await expect.poll(async () => (await size()) - before, { timeout: 30_000 }).toBeLessThan(1.05 * FILE_MIB * MIB);
    // Other files of the profile may have become some kilobytes smaller meanwhile.
    expect((await size()) - before).toBeGreaterThan((FILE_MIB - 1) * MIB);
  },
);

test(
  'a download that needs more room waits for the user in Downloads, and goes on when it is allowed',
  DEEP,
  async ({ startLarder, dataFolder, host }) => {
    test.skip(host === 'electron', 'its message box cannot be answered there');
    await writeFile(path.join(dataFolder, 'settings.json'), JSON.stringify({ backgroundFetchQuotaBytes: 10 * MIB }));
    const larder = await startLarder({ args: args() });
    await larder.window(LAUNCHER);
    expect(await larder.openByHandOver(PROBE_ID)).toBe(0);
    const page = await larder.window(PAGE);
    expect(await startDownload(page, { id: 'atlas', urls: [fileUrl()], title: 'Atlas' })).toBe('');
    const launcher = await larder.window(LAUNCHER);
    await launcher.evaluate(() => (location.hash = 'downloads'));
    await expect(launcher.getByText('Waiting for your answer')).toBeVisible();
    await launcher.getByRole('button', { name: 'Allow up to 5 GB for Probe' }).click();
    await larder.event('background-fetch-settled', ({ result }) => result === 'success');
    await larder.event('background-fetch-event-delivered');
  },
);
