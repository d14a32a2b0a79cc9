/** https://wicg.github.io/background-fetch/#dom-backgroundfetchuioptions-icons */
import { readdir, readFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ICON_LIMIT_BYTES, orderIcons } from '../../../../main/background-fetch/icons/icon-request.ts';
import { encodePng } from '../../../demo-backend/png.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';
import { APP_ID, DRAWN, register, request, startEngine, type Engine } from '../engine.ts';

const PNG = encodePng(4, () => [1, 2, 3]);
const SVG = Buffer.from('<?xml version="1.0"?>\n<!-- drawn -->\n<svg xmlns="http://www.w3.org/2000/svg"/>');

/** A small file that says of itself that it is 30 000 pixels wide and high. */
function bomb(): Buffer {
  const bytes = Buffer.from(PNG);
  bytes.writeUInt32BE(30_000, 16);
  bytes.writeUInt32BE(30_000, 20);
  return bytes;
}

interface IconServer {
  readonly port: number;
  readonly asked: string[];
}

/** No CORS headers: nothing but the user sees what comes. */
async function serve(answers: Readonly<Record<string, Buffer | (() => Buffer | null)>>): Promise<IconServer> {
  const asked: string[] = [];
  const server = http.createServer((incoming, response) => {
    if (incoming.url === '/never') return;
    asked.push(incoming.url ?? '');
    const answer = answers[incoming.url ?? ''];
    const body = typeof answer === 'function' ? answer() : answer;
    if (!body) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': 'text/plain' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, asked };
}

/** A fetch that waits for its first byte, so that it stays under way. */
async function fetchWith({ manager }: Engine, port: number, icons: { src: string; sizes?: string }[]): Promise<string> {
  return register(manager, [request(`http://127.0.0.1:${port}/never`)], { icons });
}

const iconOf = async ({ manager }: Engine, uuid: string) =>
  vi.waitFor(() => {
    const icon = manager.downloads.icon(APP_ID, uuid);
    expect(icon).not.toBeNull();
    return icon!;
  });

describe('the icon of a fetch', () => {
  it('is the one that fits best, asked for without CORS, known by its bytes, and told once it is there', async () => {
    const { port, asked } = await serve({ '/small.png': PNG, '/large.png': PNG });
    const engine = await startEngine({ folder: createTemporaryFolder(), ports: [port] });
    let changes = 0;
    engine.manager.downloads.onListChange(() => (changes += 1));
    const base = `http://127.0.0.1:${port}`;
    const uuid = await fetchWith(engine, port, [
      { src: `${base}/small.png`, sizes: '16x16' },
      { src: `${base}/large.png`, sizes: '192x192' },
    ]);
    expect(engine.manager.downloads.list()[0]?.iconVersion).toBeNull();
    const icon = await iconOf(engine, uuid);
    expect(icon).toMatchObject({ type: 'image/png', size: PNG.length });
    expect(await readFile(icon.path)).toEqual(PNG);
    expect(engine.manager.downloads.list()[0]?.iconVersion).toBe(icon.version);
    expect(asked).toEqual(['/large.png']);
    expect(changes).toBe(2);
  });

  it('is the next one when one is missing, no image, too large, or on a host that is not listed', async () => {
    const { port, asked } = await serve({
      '/page.png': Buffer.from('<html>'),
      '/huge.png': Buffer.concat([PNG, Buffer.alloc(ICON_LIMIT_BYTES)]),
      '/good.svg': SVG,
    });
    const other = await serve({ '/x.png': PNG });
    const engine = await startEngine({ folder: createTemporaryFolder(), ports: [port] });
    const base = `http://127.0.0.1:${port}`;
    const uuid = await fetchWith(
      engine,
      port,
      [
        `http://127.0.0.1:${other.port}/x.png`,
        `${base}/nowhere.png`,
        `${base}/page.png`,
        `${base}/huge.png`,
        `${base}/good.svg`,
      ].map((src) => ({ src })),
    );
    expect(await iconOf(engine, uuid)).toMatchObject({ type: 'image/png', size: DRAWN.length });
    expect(asked).toEqual(['/nowhere.png', '/page.png', '/huge.png', '/good.svg']);
    expect(other.asked).toEqual([]);
  });

  it('is the next one when a small file would be huge as a picture', async () => {
    const { port, asked } = await serve({ '/bomb.png': bomb(), '/good.svg': SVG });
    const engine = await startEngine({ folder: createTemporaryFolder(), ports: [port] });
    const uuid = await fetchWith(
      engine,
      port,
      ['/bomb.png', '/good.svg'].map((name) => ({ src: `http://127.0.0.1:${port}${name}` })),
    );
    expect(await iconOf(engine, uuid)).toMatchObject({ type: 'image/png', size: DRAWN.length });
    expect(asked).toEqual(['/bomb.png', '/good.svg']);
  });

  it('comes from the package when it is the mini-program’s own', async () => {
    const readOwn = () => Promise.resolve({ status: 200, statusText: 'OK', headers: [], body: Readable.from([SVG]) });
    const { port } = await serve({});
    const engine = await startEngine({ folder: createTemporaryFolder(), ports: [port], readOwn });
    const uuid = await fetchWith(engine, port, [{ src: 'mp://abc/icon.svg', sizes: 'any' }]);
    expect(await iconOf(engine, uuid)).toMatchObject({ type: 'image/png', size: DRAWN.length });
  });

  it('stays with the history, after a restart without a request, and goes with the fetch', async () => {
    const { port, asked } = await serve({ '/i.png': PNG });
    const folder = createTemporaryFolder();
    const first = await startEngine({ folder, ports: [port] });
    const uuid = await fetchWith(first, port, [{ src: `http://127.0.0.1:${port}/i.png` }]);
    await iconOf(first, uuid);
    await first.manager.registrations.abort(APP_ID, uuid);
    await vi.waitFor(() => expect(first.manager.downloads.list()[0]?.registration.recordsAvailable).toBe(false));
    await first.manager.dispose();
    const second = await startEngine({ folder, ports: [port] });
    expect(await iconOf(second, uuid)).toMatchObject({ size: PNG.length });
    expect(asked).toHaveLength(1);
    expect(await second.manager.downloads.forget(APP_ID, uuid)).toBe(true);
    expect(second.manager.downloads.icon(APP_ID, uuid)).toBeNull();
    expect(await readdir(path.join(folder, 'background-fetch'))).toEqual([]);
  });

  it('is asked for again when a network is there again', async () => {
    let isThere = false;
    const { port, asked } = await serve({ '/late.png': () => (isThere ? PNG : null) });
    const engine = await startEngine({ folder: createTemporaryFolder(), ports: [port] });
    const uuid = await fetchWith(engine, port, [{ src: `http://127.0.0.1:${port}/late.png` }]);
    engine.manager.downloads.list();
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    isThere = true;
    engine.setOnline(false);
    engine.setOnline(true);
    expect(await iconOf(engine, uuid)).toMatchObject({ type: 'image/png' });
  });
});

describe('orderIcons', () => {
  it('puts the smallest that is large enough first, then what says nothing, then the largest of the small', () => {
    const order = orderIcons([
      { src: 'tiny', sizes: '16x16' },
      { src: 'unknown' },
      { src: 'huge', sizes: '1024x1024' },
      { src: 'fits', sizes: '64x64 144x144' },
      { src: 'small', sizes: '96x96' },
      { src: 'drawn', sizes: 'any' },
    ]);
    expect(order.map(({ src }) => src)).toEqual(['drawn', 'fits', 'huge', 'unknown', 'small', 'tiny']);
  });
});
