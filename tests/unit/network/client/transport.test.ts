import zlib from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createTransport, type TransportDependencies } from '../../../../main/network/client/transport.ts';
import type { TransportOutcome, TransportRequest } from '../../../../main/network/client/transport-types.ts';
import { startHttpServer, startRawServer, type Answer, type LocalServer, type RawServer } from './local-server.ts';
import { until } from '../../../fakes/until.ts';

const KIB = 1024;
const NOW = Date.parse('2026-03-01T10:00:00Z');

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function serve(answer: Answer): Promise<LocalServer> {
  const server = await startHttpServer(answer);
  closing.push(server.close);
  return server;
}

async function serveRaw(onConnection: Parameters<typeof startRawServer>[0]): Promise<RawServer> {
  const server = await startRawServer(onConnection);
  closing.push(server.close);
  return server;
}

/** In developer mode, where `http:` and loopback are allowed for listed hosts. */
function get(
  port: number,
  path = '/',
  options: Partial<TransportRequest> & { deps?: Partial<TransportDependencies> } = {},
): Promise<TransportOutcome> {
  const { deps, ...request } = options;
  const transport = createTransport({
    version: '1.2.3',
    dev: true,
    clock: { now: () => NOW },
    isOnline: () => true,
    resolveProxy: () => Promise.resolve('DIRECT'),
    ...deps,
  });
  return transport.get({
    url: new URL(`http://127.0.0.1:${port}${path}`),
    domains: [{ domain: `127.0.0.1:${port}`, certificates: [] }],
    signal: new AbortController().signal,
    ...request,
  });
}

describe('the transport', () => {
  it('answers text, validators and timings, and sends no more than the documented headers', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, {
        'content-type': 'application/json',
        etag: '"v1"',
        'last-modified': 'Sun, 01 Mar 2026 09:00:00 GMT',
      });
      response.end('{"a":"é"}');
    });
    const outcome = await get(server.port, '/data?token=T');
    expect(outcome).toMatchObject({
      kind: 'answer',
      status: 200,
      text: '{"a":"é"}',
      bytes: 10,
      etag: '"v1"',
      lastModified: 'Sun, 01 Mar 2026 09:00:00 GMT',
      arrivedAt: NOW,
      redirects: 0,
    });
    expect(outcome.timings.totalMs).toBeGreaterThanOrEqual(outcome.timings.firstByteMs ?? Infinity);
    const [request] = server.requests;
    expect(request).toMatchObject({ method: 'GET', url: '/data?token=T' });
    expect(request?.headers).toEqual({
      host: `127.0.0.1:${server.port}`,
      connection: 'keep-alive',
      'user-agent': 'Larder/1.2.3',
      accept: 'application/json, text/plain;q=0.9, */*;q=0.8',
      'accept-encoding': expect.stringContaining('gzip') as string,
    });
  });

  it('tells when the request is with the network, before the answer', async () => {
    const order: string[] = [];
    const server = await serve((_request, response) => {
      order.push('arrived');
      response.end('x');
    });
    await get(server.port, '/', { onDeparture: () => order.push('departed') });
    expect(order).toEqual(['departed', 'arrived']);
  });

  it('has left when its connection is being opened, which may take any number of round trips', async () => {
    const silent = await serveRaw(() => {});
    const abort = new AbortController();
    const departed = Promise.withResolvers<void>();
    const outcome = get(silent.port, '/', {
      url: new URL(`https://127.0.0.1:${silent.port}/`),
      signal: abort.signal,
      onDeparture: departed.resolve,
    });
    await departed.promise;
    abort.abort();
    expect(await outcome).toMatchObject({ kind: 'failed', code: 'aborted' });
  });

  it.each([
    [400, 'bad-status'],
    [404, 'bad-status'],
    [500, 'bad-status'],
    [304, 'bad-status'],
    [300, 'bad-status'],
  ])('fails when the answer is %i', async (status, code) => {
    const server = await serve((_request, response) => response.writeHead(status).end());
    expect(await get(server.port)).toMatchObject({ kind: 'failed', code, status });
  });

  it.each([200, 201, 204])('accepts status %i', async (status) => {
    const server = await serve((_request, response) => response.writeHead(status).end());
    expect(await get(server.port)).toMatchObject({ kind: 'answer', status, text: '' });
  });

  it('surfaces Retry-After of a refusal', async () => {
    const server = await serve((_request, response) => response.writeHead(503, { 'retry-after': '120' }).end());
    expect(await get(server.port)).toMatchObject({ code: 'bad-status', status: 503, retryAfterMs: 120_000 });
  });

  it('sends validators and answers not-modified for 304', async () => {
    const server = await serve((_request, response) => response.writeHead(304, { etag: '"v2"' }).end());
    const outcome = await get(server.port, '/', {
      validators: { etag: '"v1"', lastModified: 'Sun, 01 Mar 2026 09:00:00 GMT' },
    });
    expect(outcome).toMatchObject({ kind: 'not-modified', status: 304, etag: '"v2"', arrivedAt: NOW });
    expect(server.requests[0]?.headers).toMatchObject({
      'if-none-match': '"v1"',
      'if-modified-since': 'Sun, 01 Mar 2026 09:00:00 GMT',
    });
  });
});

describe('the transport limits the body', () => {
  it('accepts exactly 256 KiB', async () => {
    const server = await serve((_request, response) => response.end('x'.repeat(256 * KIB)));
    expect(await get(server.port)).toMatchObject({ kind: 'answer', bytes: 256 * KIB });
  });

  it.each([
    ['with a length', (response: { end(body: string): void }) => response.end('x'.repeat(257 * KIB))],
    [
      'in chunks',
      (response: { write(body: string): void; end(body: string): void }) => (
        response.write('x'),
        response.end('x'.repeat(257 * KIB))
      ),
    ],
  ])('fails when 257 KiB come %s', async (_how, send) => {
    const server = await serve((_request, response) => send(response));
    expect(await get(server.port)).toMatchObject({ kind: 'failed', code: 'too-large', status: 200 });
  });

  it('closes the connection when the body never ends', async () => {
    let isClosed = false;
    const server = await serve((_request, response) => {
      response.on('close', () => (isClosed = true));
      const more = (): void => {
        while (!isClosed && response.write('x'.repeat(16 * KIB)));
        if (!isClosed) response.once('drain', more);
      };
      more();
    });
    const outcome = await get(server.port);
    expect(outcome).toMatchObject({ kind: 'failed', code: 'too-large' });
    expect(outcome.kind === 'failed' && outcome.bytes).toBeLessThan(512 * KIB);
    await until(() => isClosed);
  });

  it.each([
    ['gzip', zlib.gzipSync],
    ['br', zlib.brotliCompressSync],
    ['deflate', zlib.deflateSync],
    ['zstd', zlib.zstdCompressSync],
  ])('counts the bytes after %s', async (encoding, compress) => {
    const server = await serve((request, response) => {
      response.setHeader('content-encoding', encoding);
      response.end(compress('x'.repeat(request.url === '/small' ? 1000 : 64 * KIB * KIB)));
    });
    expect(await get(server.port, '/small')).toMatchObject({ kind: 'answer', bytes: 1000 });
    const outcome = await get(server.port, '/bomb');
    expect(outcome).toMatchObject({ kind: 'failed', code: 'too-large' });
    expect(outcome.kind === 'failed' && outcome.bytes).toBeLessThan(1024 * KIB);
  });

  it.each([
    ['bytes that are no text', { 'content-type': 'text/plain' }, Buffer.from([0x61, 0xff, 0xfe])],
    ['a NUL', { 'content-type': 'application/json' }, Buffer.from('a\0b')],
    ['bytes in a coding nobody knows', { 'content-encoding': 'squeeze' }, Buffer.from([0x61, 0xff, 0xfe])],
  ])('fails when the answer is %s', async (_what, headers, body) => {
    const server = await serve((_request, response) => response.writeHead(200, headers).end(body));
    expect(await get(server.port)).toMatchObject({ kind: 'failed', code: 'not-text', status: 200 });
  });
});

describe('the transport tells network failures apart', () => {
  it.each([
    ['a body shorter than its length', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf'],
    ['a chunked body without its end', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n'],
    ['no answer', ''],
    ['something that is not HTTP', 'SSH-2.0-OpenSSH\r\n'],
  ])('fails when the server closes after %s', async (_what, answer) => {
    const server = await serveRaw((socket) => socket.once('data', () => socket.end(answer)));
    expect(await get(server.port)).toMatchObject({ kind: 'failed', code: 'network-error' });
  });

  it('fails when a compressed body is cut off', async () => {
    const half = zlib.gzipSync('text that is compressed '.repeat(100)).subarray(0, 40);
    const server = await serve((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(half),
    );
    expect(await get(server.port)).toMatchObject({ kind: 'failed', code: 'network-error' });
  });

  it('fails when nothing listens, and says offline when there is no network', async () => {
    const server = await startHttpServer(() => {});
    await server.close();
    expect(await get(server.port)).toMatchObject({ code: 'network-error' });
    expect(await get(server.port, '/', { deps: { isOnline: () => false } })).toMatchObject({ code: 'offline' });
  });

  it('makes no connection outside developer mode when there is no network', async () => {
    const server = await serveRaw(() => {});
    const outcome = await get(server.port, '/', {
      url: new URL(`https://api.example.com:${server.port}/`),
      domains: [{ domain: `api.example.com:${server.port}`, certificates: [] }],
      deps: { dev: false, isOnline: () => false, isAddressAllowed: () => true, resolveHost: loopback },
    });
    expect(outcome).toMatchObject({ code: 'offline' });
    expect(server.sockets.size).toBe(0);
  });

  it('fails when the host has no address', async () => {
    const resolveHost = () => Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }));
    const outcome = await get(80, '/', {
      url: new URL('http://api.example.com/'),
      domains: [{ domain: 'api.example.com', certificates: [] }],
      deps: { resolveHost },
    });
    expect(outcome).toMatchObject({ code: 'network-error' });
  });

  it('ends with timeout when the answer takes too long, and closes the connection', async () => {
    let isClosed = false;
    const server = await serve((_request, response) => response.once('close', () => (isClosed = true)));
    expect(await get(server.port, '/', { deps: { limits: { totalTimeoutMs: 300 } } })).toMatchObject({
      code: 'timeout',
    });
    await until(() => isClosed || server.requests.length === 0);
  });

  it('ends with timeout when the body trickles', async () => {
    const server = await serve((_request, response) => {
      const timer = setInterval(() => response.write('x'), 5);
      response.on('close', () => clearInterval(timer));
    });
    expect(await get(server.port, '/', { deps: { limits: { totalTimeoutMs: 80 } } })).toMatchObject({
      code: 'timeout',
    });
  });

  it('ends with timeout when the secure connection is not made in time, long before the whole time is over', async () => {
    const server = await serveRaw(() => {});
    const outcome = await get(server.port, '/', {
      url: new URL(`https://127.0.0.1:${server.port}/`),
      deps: { limits: { connectTimeoutMs: 50, totalTimeoutMs: 60_000 } },
    });
    expect(outcome).toMatchObject({ code: 'timeout' });
  });

  it('counts only the connection as connecting', async () => {
    const server = await serve((_request, response) => setTimeout(() => response.end('late'), 1300));
    expect(await get(server.port, '/', { deps: { limits: { connectTimeoutMs: 1000 } } })).toMatchObject({
      kind: 'answer',
      text: 'late',
    });
  });

  it('ends with aborted when the caller gives up, before and while it waits', async () => {
    const server = await serve(() => {});
    const abort = new AbortController();
    const waiting = get(server.port, '/', { signal: abort.signal });
    await until(() => server.requests.length >= 1);
    abort.abort();
    expect(await waiting).toMatchObject({ code: 'aborted' });
    let departures = 0;
    expect(await get(server.port, '/', { signal: abort.signal, onDeparture: () => (departures += 1) })).toMatchObject({
      code: 'aborted',
    });
    expect({ departures, requests: server.requests.length }).toEqual({ departures: 1, requests: 1 });
  });

  it('never shows path or query in a message', async () => {
    const server = await serve((_request, response) => response.writeHead(500).end());
    const messages = [
      await get(server.port, '/SECRET?token=SECRET'),
      await get(server.port, '/SECRET?token=SECRET', { domains: [] }),
      await get(1, '/SECRET?token=SECRET', { domains: [{ domain: '127.0.0.1:1', certificates: [] }] }),
    ].map((outcome) => JSON.stringify(outcome));
    expect(messages).toHaveLength(3);
    for (const message of messages) expect(message).toMatch(/"kind":"failed"/);
    expect(messages.join()).not.toContain('SECRET');
  });
});

const loopback = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
