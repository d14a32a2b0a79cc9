/** Connections that are kept and opened ahead, and servers that drop them at the worst moment. */
import http2, { type Http2SecureServer } from 'node:http2';
import https from 'node:https';
import net, { type AddressInfo, type Server, type Socket } from 'node:net';
import tls from 'node:tls';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createDialer } from '../../../../main/network/connections/dialer.ts';
import {
  createConnectionPool,
  MAX_OPENED_AHEAD,
  type ConnectionPool,
} from '../../../../main/network/connections/pool.ts';
import { createTransport } from '../../../../main/network/client/transport.ts';
import type { TransportOutcome } from '../../../../main/network/client/transport-types.ts';
import { createCheckedLookup } from '../../../../main/network/rules/addresses.ts';
import { issueCertificate, type Issued } from './certificates.ts';

const HOST = 'api.example.com';
let root: Issued;
let leaf: Issued;
const closing: (() => void)[] = [];

beforeAll(async () => {
  root = await issueCertificate({ name: 'Test root', isAuthority: true });
  leaf = await issueCertificate({ name: HOST, dnsNames: [HOST], issuer: root });
});
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

interface Listening {
  readonly port: number;
  /** TCP connections so far. */
  connections(): number;
}

async function listen(server: Server | https.Server | Http2SecureServer): Promise<Listening> {
  const sockets = new Set<Socket>();
  let count = 0;
  server.on('connection', (socket: Socket) => {
    count += 1;
    sockets.add(socket);
    socket.on('error', () => {}).once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, connections: () => count };
}

function createPool(idleMs?: number): ConnectionPool {
  const lookup = createCheckedLookup(
    () => true,
    () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]),
  );
  const pool = createConnectionPool(createDialer({ lookup, certificateAuthorities: [root.certificatePem] }), idleMs);
  closing.push(() => pool.dispose());
  return pool;
}

interface GetOptions {
  readonly appId?: string;
  readonly pins?: readonly string[];
  readonly isRepeatable?: boolean;
  readonly path?: string;
  /** Default: the server's. */
  readonly domain?: string;
  /** The proxies for it, as PAC says them. */
  readonly route?: string;
}

function get(pool: ConnectionPool, port: number, options: GetOptions = {}): Promise<TransportOutcome> {
  const {
    appId = 'One',
    pins = [],
    isRepeatable = true,
    path = '/',
    domain = `${HOST}:${port}`,
    route = 'DIRECT',
  } = options;
  const url = new URL(`https://${HOST}:${port}${path}`);
  return createTransport({
    version: '1',
    dev: false,
    clock: { now: () => 0 },
    isOnline: () => true,
    resolveProxy: () => Promise.resolve(route),
    isAddressAllowed: () => true,
    pool,
  }).get({
    url,
    domains: [{ domain, certificates: [...pins] }],
    signal: new AbortController().signal,
    isRepeatable,
    purpose: { appId, kind: 'pre-fetch', shownUrl: url },
  });
}

const secured = (): https.ServerOptions => ({ cert: leaf.certificatePem, key: leaf.keyPem });
const target = (port: number, owner = 'One') => ({
  owner,
  url: new URL(`https://${HOST}:${port}/`),
  pins: [],
  addresses: 'checked' as const,
  route: null,
});

describe('kept connections over HTTP/1.1', () => {
  const answering = (): Promise<Listening> =>
    listen(https.createServer({ ...secured(), keepAliveTimeout: 30_000 }, (_request, response) => response.end('ok')));

  it('are used again by the same mini-program, and no part of opening is counted', async () => {
    const server = await answering();
    const pool = createPool();
    const first = await get(pool, server.port);
    await expect.poll(() => pool.counts().idle).toBe(1);
    const second = await get(pool, server.port);
    expect([first.kind, second.kind, server.connections()]).toEqual(['answer', 'answer', 1]);
    expect(first.timings.tlsMs).toBeGreaterThan(0);
    expect(second.timings).not.toHaveProperty('tlsMs');
    expect(second.timings).not.toHaveProperty('connectMs');
  });

  it.each([
    ['another mini-program', { appId: 'Two' }],
    ['other pins', { pins: ['the leaf'] }],
  ])('are never used for %s', async (_name, other) => {
    const server = await answering();
    const pool = createPool();
    await get(pool, server.port);
    const outcome = await get(pool, server.port, 'pins' in other ? { pins: [leaf.pin] } : other);
    expect([outcome.kind, server.connections()]).toEqual(['answer', 2]);
  });

  it.each<[string, GetOptions, Partial<TransportOutcome>]>([
    [
      'the domain is no longer listed',
      { domain: 'other.example.com' },
      { kind: 'failed', code: 'domain-not-allowed' } as never,
    ],
    [
      'the domain has other pins now',
      { pins: [`sha256/${'A'.repeat(43)}=`] },
      { kind: 'failed', code: 'pin-mismatch' } as never,
    ],
  ])('carry nothing more when %s', async (_name, changed, expected) => {
    const asked: string[] = [];
    const server = await listen(
      https.createServer({ ...secured(), keepAliveTimeout: 30_000 }, (request, response) => {
        asked.push(request.url ?? '');
        response.end('ok');
      }),
    );
    const pool = createPool();
    await get(pool, server.port, { path: '/before' });
    await expect.poll(() => pool.counts().idle).toBe(1);
    expect(await get(pool, server.port, { ...changed, path: '/after' })).toMatchObject(expected);
    expect(asked).toEqual(['/before']);
  });

  it('fail in the middle of an answer when the proxy stops, without a word of it handed out', async () => {
    const server = await listen(
      https.createServer(secured(), (_request, response) => {
        response.writeHead(200, { 'content-length': 100_000 });
        response.write('x'.repeat(50_000));
      }),
    );
    let stop = (): void => {};
    const proxy = await listen(
      net.createServer((client) => {
        client.once('data', () => {
          const upstream = net.connect(server.port, '127.0.0.1', () => {
            client.write('HTTP/1.1 200 OK\r\n\r\n');
            client.pipe(upstream).pipe(client);
            let passed = 0;
            upstream.on('data', (data: Buffer) => {
              passed += data.byteLength;
              if (passed > 40_000) stop();
            });
          });
          upstream.on('error', () => {});
          stop = () => [client, upstream].forEach((socket) => socket.destroy());
        });
      }),
    );
    const outcome = await get(createPool(), server.port, { route: `PROXY 127.0.0.1:${proxy.port}` });
    expect(outcome).toMatchObject({ kind: 'failed', code: 'network-error' });
  });

  it('are open before the request when they were opened ahead', async () => {
    const server = await answering();
    const pool = createPool();
    pool.openAhead(target(server.port));
    pool.openAhead(target(server.port));
    await expect.poll(() => pool.counts().idle).toBe(1);
    const outcome = await get(pool, server.port);
    expect([outcome.kind, server.connections()]).toEqual(['answer', 1]);
    expect(outcome.timings).not.toHaveProperty('tlsMs');
    expect(outcome.timings.openedAheadMs).toBeGreaterThan(0);
    expect(outcome.timings.openAlreadyMs).toBeGreaterThan(0);
    await expect.poll(() => pool.counts().idle).toBe(1);
    // The next request finds a connection that is kept, not one that was opened ahead of it.
    expect((await get(pool, server.port)).timings).not.toHaveProperty('openedAheadMs');
  });

  it('serve a request that comes while they are opened ahead', async () => {
    const server = await answering();
    const pool = createPool();
    pool.openAhead(target(server.port));
    const outcome = await get(pool, server.port);
    expect([outcome.kind, outcome.timings.openAlreadyMs]).toEqual(['answer', 0]);
    expect(outcome.timings.openedAheadMs).toBeGreaterThan(0);
    expect(server.connections()).toBe(1);
  });

  it('are opened ahead six at most', async () => {
    const servers = await Promise.all(Array.from({ length: 8 }, answering));
    const pool = createPool();
    for (const { port } of servers) pool.openAhead(target(port));
    await expect.poll(() => pool.counts().idle).toBe(MAX_OPENED_AHEAD);
    for (const { port } of servers) pool.openAhead(target(port));
    expect(servers.reduce((sum, { connections }) => sum + connections(), 0)).toBe(MAX_OPENED_AHEAD);
  });

  it('are closed after their time', async () => {
    const server = await answering();
    const pool = createPool(50);
    await get(pool, server.port);
    await expect.poll(() => pool.counts().idle).toBe(0);
  });

  it('are closed with their owner', async () => {
    const server = await answering();
    const pool = createPool();
    await get(pool, server.port);
    await get(pool, server.port, { appId: 'Two' });
    await expect.poll(() => pool.counts().idle).toBe(2);
    pool.closeOwner('One');
    await expect.poll(() => pool.counts().idle).toBe(1);
  });

  it('are not kept when the server says so', async () => {
    const server = await listen(
      https.createServer(secured(), (_request, response) => {
        response.writeHead(200, { connection: 'close' }).end('ok');
      }),
    );
    const pool = createPool();
    await get(pool, server.port);
    await expect.poll(() => pool.counts().idle).toBe(0);
  });
});

/** Speaks HTTP/1.1 by hand: answers the first request of a connection and drops the second without a word. */
function droppingServer(seen: string[]): Promise<Listening> {
  return listen(
    tls.createServer(secured(), (socket) => {
      let requests = 0;
      socket.on('error', () => {});
      socket.on('data', (data) => {
        seen.push(data.toString('latin1').split(' ')[1] ?? '');
        requests += 1;
        if (requests === 1) socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n\r\nok');
        else socket.destroy();
      });
    }),
  );
}

describe('a kept connection that the server drops', () => {
  it('costs nothing but a new one when the request may be sent twice', async () => {
    const seen: string[] = [];
    const server = await droppingServer(seen);
    const pool = createPool();
    await get(pool, server.port);
    await expect.poll(() => pool.counts().idle).toBe(1);
    expect((await get(pool, server.port, { path: '/second' })).kind).toBe('answer');
    expect([seen, server.connections()]).toEqual([['/', '/second', '/second'], 2]);
  });

  it('fails the request when it holds a one-time code', async () => {
    const seen: string[] = [];
    const server = await droppingServer(seen);
    const pool = createPool();
    await get(pool, server.port);
    await expect.poll(() => pool.counts().idle).toBe(1);
    const outcome = await get(pool, server.port, { path: '/?code=once', isRepeatable: false });
    expect(outcome).toMatchObject({ kind: 'failed', code: 'network-error' });
    expect(seen).toEqual(['/', '/?code=once']);
  });

  it('is not tried again when it was opened for this request', async () => {
    const server = await listen(
      tls.createServer(secured(), (socket) => void socket.on('data', () => socket.destroy())),
    );
    const outcome = await get(createPool(), server.port);
    expect([outcome.kind, server.connections()]).toEqual(['failed', 1]);
  });
});

describe('HTTP/2', () => {
  const speaking = (onStream: (stream: http2.ServerHttp2Stream) => void): Promise<Listening> => {
    const server = http2.createSecureServer(secured());
    server
      .on('sessionError', () => {})
      .on('stream', (stream) => {
        stream.on('error', () => {});
        onStream(stream);
      });
    return listen(server);
  };

  it('carries many requests on one connection', async () => {
    const server = await speaking((stream) => {
      stream.respond({ ':status': 200, 'content-type': 'text/plain' });
      stream.end('two');
    });
    const pool = createPool();
    const first = await get(pool, server.port);
    const others = await Promise.all(Array.from({ length: 20 }, () => get(pool, server.port)));
    expect(first).toMatchObject({ kind: 'answer', text: 'two' });
    expect(others.every((outcome) => outcome.kind === 'answer' && outcome.text === 'two')).toBe(true);
    expect(server.connections()).toBe(1);
  });

  it('gives a request that is alone a window that fills a fast line, and many together not more than that', async () => {
    const MIB = 1024 * 1024;
    const held: http2.ServerHttp2Stream[] = [];
    /** What may be sent in one stream without a word of ours. */
    const windowNow = (): number => session.remoteSettings.initialWindowSize ?? 0;
    const server = await speaking((stream) => void held.push(stream));
    const pool = createPool();
    const asked = [get(pool, server.port)];
    await expect.poll(() => held.length).toBe(1);
    const session = held[0]!.session!;
    expect(windowNow()).toBeGreaterThanOrEqual(16 * MIB);
    expect(session.state.remoteWindowSize).toBeGreaterThanOrEqual(16 * MIB);
    asked.push(...Array.from({ length: 63 }, () => get(pool, server.port)));
    await expect.poll(() => held.length).toBe(64);
    await expect.poll(() => held.length * windowNow()).toBeLessThanOrEqual(32 * MIB);
    for (const stream of held) {
      stream.respond({ ':status': 200, 'content-type': 'text/plain' });
      stream.end('two');
    }
    const outcomes = await Promise.all(asked);
    expect(outcomes.every(({ kind }) => kind === 'answer')).toBe(true);
    await expect.poll(windowNow).toBeGreaterThanOrEqual(16 * MIB);
    expect(server.connections()).toBe(1);
  });

  it('sends again what the server refused to look at, even with a one-time code', async () => {
    let requests = 0;
    const server = await speaking((stream) => {
      requests += 1;
      if (requests === 2) return stream.close(http2.constants.NGHTTP2_REFUSED_STREAM);
      stream.respond({ ':status': 200 });
      stream.end('ok');
    });
    const pool = createPool();
    await get(pool, server.port);
    expect((await get(pool, server.port, { isRepeatable: false })).kind).toBe('answer');
    expect(requests).toBe(3);
  });

  it('opens a new connection after GOAWAY', async () => {
    const server = await speaking((stream) => {
      const { session } = stream;
      stream.respond({ ':status': 200 });
      stream.end('ok');
      stream.once('close', () => session?.goaway());
    });
    const pool = createPool();
    for (let round = 0; round < 3; round += 1) {
      expect((await get(pool, server.port)).kind).toBe('answer');
      await expect.poll(() => pool.counts().open).toBe(0);
    }
    expect(server.connections()).toBe(3);
  });

  it('is given up for HTTP/1.1 when the server names it and does not speak it', async () => {
    const seen: string[] = [];
    const server = await listen(
      tls.createServer({ ...secured(), ALPNProtocols: ['h2', 'http/1.1'] }, (socket) => {
        socket.on('error', () => {});
        socket.on('data', (data) => {
          seen.push(socket.alpnProtocol || '');
          if (socket.alpnProtocol === 'h2') socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
          else if (data.includes('GET'))
            socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok');
        });
      }),
    );
    const outcome = await get(createPool(), server.port);
    expect(outcome).toMatchObject({ kind: 'answer', text: 'ok' });
    expect(seen.at(-1)).toBe('http/1.1');
  });
});
