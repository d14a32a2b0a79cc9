/** A mini-program that downloads what a test asks it to, and a server that sends only as far as the test lets it. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import type { BackendApp } from '../demo-backend/backend.ts';
import { encodePng } from '../demo-backend/png.ts';
import { probe } from './mini-programs.ts';

const WORKER = `
addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
addEventListener('backgroundfetchsuccess', (event) => event.waitUntil(event.updateUI({ title: event.registration.id + ' is ready' })));
addEventListener('backgroundfetchclick', (event) => event.waitUntil(clients.openWindow('/?clicked=' + event.registration.id)));
`;

export function downloadProbe(domains: readonly string[], appId?: string): BackendApp {
  return probe({
    ...(appId ? { appId } : {}),
    preFetchUrl: null,
    files: { 'sw.js': WORKER },
    details: { serviceDomains: domains },
  });
}

export interface DownloadWish {
  readonly id: string;
  readonly urls: readonly string[];
  readonly title?: string;
  readonly icon?: string;
  readonly downloadTotal?: number;
}

/** Starts it in the page; answers the name of the error, or ''. */
export function startDownload(page: Page, wish: DownloadWish): Promise<string> {
  return page.evaluate(async ({ id, urls, title, icon, downloadTotal }) => {
    await navigator.serviceWorker.register('/sw.js');
    const registration = await navigator.serviceWorker.ready;
    const active = registration.active!;
    while (active.state !== 'activated')
      await new Promise((resolve) => active.addEventListener('statechange', resolve, { once: true }));
    const { backgroundFetch } = registration as unknown as {
      backgroundFetch: { fetch(...args: unknown[]): Promise<unknown> };
    };
    const options = {
      ...(title ? { title } : {}),
      ...(icon ? { icons: [{ src: icon, sizes: '64x64', type: 'image/png' }] } : {}),
      ...(downloadTotal ? { downloadTotal } : {}),
    };
    return backgroundFetch.fetch(id, urls, options).then(
      () => '',
      (error: Error) => error.name,
    );
  }, wish);
}

export interface FileServer {
  /** `HOST:PORT` by which everybody reaches it on loopback. */
  readonly host: string;
  readonly port: number;
  /** From now on whole files are sent. */
  release(): void;
  close(): Promise<void>;
}

export const FILE_BYTES = 400_000;
const ICON = encodePng(64, (x, y) => [x * 4, y * 4, 120]);
const WRITE_BYTES = 20_000;

/** `/file/…`: 400 000 bytes, at first only the first half; `/icon.png`; everything else is missing. Ranges are answered. */
export async function startFileServer(): Promise<FileServer> {
  const waiting = new Set<() => void>();
  let isReleased = false;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://server.example');
    response.on('error', () => {});
    if (pathname === '/icon.png') response.writeHead(200, { 'content-type': 'image/png' }).end(ICON);
    else if (pathname.startsWith('/file/')) void sendFile(request, response);
    else response.writeHead(404, { 'access-control-allow-origin': '*' }).end();
  });

  async function sendFile(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const range = start > 0 ? { 'content-range': `bytes ${start}-${FILE_BYTES - 1}/${FILE_BYTES}` } : {};
    response.writeHead(start > 0 ? 206 : 200, {
      'access-control-allow-origin': '*',
      etag: '"1"',
      'content-length': FILE_BYTES - start,
      ...range,
    });
    for (let position = start; position < FILE_BYTES && !response.destroyed; position += WRITE_BYTES) {
      if (position >= FILE_BYTES / 2 && !isReleased) await new Promise<void>((resolve) => waiting.add(resolve));
      response.write(Buffer.alloc(Math.min(WRITE_BYTES, FILE_BYTES - position), 'f'));
    }
    response.end();
  }

  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    port,
    release() {
      isReleased = true;
      for (const resolve of waiting) resolve();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
