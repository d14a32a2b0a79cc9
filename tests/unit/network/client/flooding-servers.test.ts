/** Servers that send far more than the answer, or never the rest of it: each request ends, and its connection with it. */
import { EventEmitter } from 'node:events';
import net from 'node:net';
import { PassThrough } from 'node:stream';
import tls from 'node:tls';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { MAX_HEAD_BYTES, repairAnswers } from '../../../../main/network/client/lenient-head.ts';
import { createTransport } from '../../../../main/network/client/transport.ts';
import type { TransportOutcome, TransportRequest } from '../../../../main/network/client/transport-types.ts';
import { drain, WIRE_LIMITS } from '../../../../main/network/client/wire-limits.ts';
import { createDialer } from '../../../../main/network/connections/dialer.ts';
import { createConnectionPool, type ConnectionPool } from '../../../../main/network/connections/pool.ts';
import { issueCertificate, type Issued } from './certificates.ts';
import { until } from '../../../fakes/until.ts';

let authority: Issued;
let leaf: Issued;
beforeAll(async () => {
  authority = await issueCertificate({ name: 'Test authority', isAuthority: true });
  leaf = await issueCertificate({ name: 'server', ipAddresses: ['127.0.0.1'], issuer: authority });
});

interface Flooding {
  readonly port: number;
  /** Connections that the other side has not closed. */
  open(): number;
  /** All that there were. */
  count(): number;
}

type Talk = (socket: net.Socket, connection: number) => void;

/** `isHttp2`: over TLS, with HTTP/2 agreed on. `talk` begins at the first bytes, or with `atOnce` at the connection. */
async function startFlooding(talk: Talk, { isHttp2 = false, atOnce = false } = {}): Promise<Flooding> {
  const sockets = new Set<net.Socket>();
  let connections = 0;
  const onConnection = (socket: net.Socket): void => {
    sockets.add(socket);
    socket.on('error', () => {}).once('close', () => sockets.delete(socket));
    connections += 1;
    const connection = connections;
    if (atOnce) talk(socket, connection);
    else socket.once('data', () => talk(socket, connection));
    socket.resume();
  };
  const server = isHttp2
    ? tls.createServer({ key: leaf.keyPem, cert: leaf.certificatePem, ALPNProtocols: ['h2'] }, onConnection)
    : net.createServer(onConnection);
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as net.AddressInfo).port, open: () => sockets.size, count: () => connections };
}

/** Writes `piece` until the other side is gone. */
function flood(socket: net.Socket, piece: string | Buffer): void {
  const many = Buffer.concat(Array<Buffer>(2000).fill(Buffer.from(piece)));
  const go = (): void => {
    while (!socket.destroyed && socket.write(many));
    if (!socket.destroyed) socket.once('drain', go);
  };
  go();
}

function startPool(): ConnectionPool {
  const pool = createConnectionPool(
    createDialer({ lookup: net.isIP as never, certificateAuthorities: [authority.certificatePem] }),
  );
  onTestFinished(() => pool.dispose());
  return pool;
}

function get(port: number, protocol: 'http' | 'https', request: Partial<TransportRequest> = {}) {
  const pool = startPool();
  const outcome: Promise<TransportOutcome> = createTransport({
    version: '1',
    dev: true,
    clock: { now: () => 0 },
    isOnline: () => true,
    resolveProxy: () => Promise.resolve('DIRECT'),
    pool,
  }).get({
    url: new URL(`${protocol}://127.0.0.1:${port}/`),
    domains: [{ domain: `127.0.0.1:${port}`, certificates: [] }],
    signal: new AbortController().signal,
    ...request,
  });
  return { outcome, pool };
}

const NOT_READABLE = 'HTTP/1.1 200 OK\r\nbad header\r\nContent-Length: 1\r\n\r\nx';
const REDIRECT = 'HTTP/1.1 302 Found\r\nLocation: http://elsewhere.example/\r\n';

describe('a request over HTTP/1.1 ends, and its connection with it, when the server', () => {
  it.each<[string, Talk, string]>([
    ['sends interim answers for ever', (socket) => flood(socket, 'HTTP/1.1 100 \r\n\r\n'), 'network-error'],
    ['sends hints for ever', (socket) => flood(socket, 'HTTP/1.1 103 Hints\r\nlink: </a>\r\n\r\n'), 'network-error'],
    [
      'sends interim answers for ever where odd heads are read',
      (socket, connection) =>
        connection === 1 ? socket.end(NOT_READABLE) : flood(socket, 'HTTP/1.1 100 Continue\n\n'),
      'network-error',
    ],
    [
      'changes the protocol',
      (socket) => socket.write('HTTP/1.1 101 Switching\r\nUpgrade: other\r\nConnection: upgrade\r\n\r\n'),
      'network-error',
    ],
    ['never ends its head', (socket) => flood(socket, 'a: b\r\n'), 'network-error'],
    [
      'never ends its trailers',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n');
        flood(socket, 'a: b\r\n');
      },
      'network-error',
    ],
    [
      'redirects with a body that is long',
      (socket) => {
        socket.write(`${REDIRECT}Transfer-Encoding: chunked\r\n\r\n`);
        flood(socket, '1\r\nx\r\n');
      },
      'domain-not-allowed',
    ],
  ])(
    '%s',
    async (_what, talk, code) => {
      const server = await startFlooding(talk);
      const { outcome, pool } = get(server.port, 'http');
      expect(await outcome).toMatchObject({ kind: 'failed', code });
      await until(() => pool.counts().open === 0 && server.open() === 0);
    },
    30_000,
  );
});

/** https://www.rfc-editor.org/rfc/rfc9113#section-4.1 */
function frame(type: number, flags: number, stream: number, payload: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.byteLength, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}
const [DATA, HEADERS, SETTINGS, WINDOW_UPDATE, ALTSVC, ORIGIN] = [0, 1, 4, 8, 10, 12];
const [END_STREAM, END_HEADERS] = [1, 4];
const GREETING = Buffer.concat([frame(SETTINGS, 0, 0), frame(SETTINGS, 1, 0)]);
const [STATUS_200, STATUS_304] = [Buffer.from([0x88]), Buffer.from([0x8b])];
/** `:status: 103`, not indexed. */
const STATUS_103 = Buffer.from('\u0008\u0003103', 'latin1');

describe('a connection of HTTP/2 is closed when the server', () => {
  const ok = (socket: net.Socket): void => {
    socket.write(GREETING);
    socket.write(frame(HEADERS, END_HEADERS | END_STREAM, 1, STATUS_200));
  };
  it.each<[string, Talk, Partial<TransportRequest>, object]>([
    [
      'sends interim answers for ever',
      (socket) => {
        socket.write(GREETING);
        flood(socket, frame(HEADERS, END_HEADERS, 1, STATUS_103));
      },
      {},
      { kind: 'failed', code: 'network-error' },
    ],
    [
      'says that nothing has changed, and sends a body for ever',
      (socket) => {
        socket.write(GREETING);
        socket.write(frame(HEADERS, END_HEADERS, 1, STATUS_304));
        flood(socket, frame(DATA, 0, 1, Buffer.alloc(1000)));
      },
      { validators: { etag: '"a"', lastModified: null } },
      { kind: 'not-modified' },
    ],
    [
      'opens windows for ever, after its answer',
      (socket) => {
        ok(socket);
        flood(socket, frame(WINDOW_UPDATE, 0, 0, Buffer.from([0, 0, 0, 1])));
      },
      {},
      { kind: 'answer' },
    ],
    [
      'names other services for ever, after its answer',
      (socket) => {
        ok(socket);
        flood(socket, frame(ALTSVC, 0, 0, Buffer.from('\u0000\u0005httpsh2=":1"', 'latin1')));
      },
      {},
      { kind: 'answer' },
    ],
    [
      'names origins for ever, after its answer',
      (socket) => {
        ok(socket);
        flood(socket, frame(ORIGIN, 0, 0, Buffer.from('\u0000\u0009https://a', 'latin1')));
      },
      {},
      { kind: 'answer' },
    ],
  ])(
    '%s',
    async (_what, talk, request, expected) => {
      const server = await startFlooding(talk, { isHttp2: true });
      const { outcome, pool } = get(server.port, 'https', request);
      expect(await outcome).toMatchObject(expected);
      await until(() => pool.counts().open === 0 && server.open() === 0);
    },
    30_000,
  );
});

it.each([false, true])(
  'a connection that was opened ahead is closed when the server talks first (HTTP/2: %s)',
  async (isHttp2) => {
    const server = await startFlooding(
      (socket) => {
        if (isHttp2) socket.write(GREETING);
        flood(socket, isHttp2 ? frame(WINDOW_UPDATE, 0, 0, Buffer.from([0, 0, 0, 1])) : 'HTTP/1.1 200 OK\r\n\r\n');
      },
      { isHttp2, atOnce: true },
    );
    const pool = startPool();
    const url = new URL(`${isHttp2 ? 'https' : 'http'}://127.0.0.1:${server.port}/`);
    pool.openAhead({ owner: 'abc', url, pins: [], addresses: 'any', route: null });
    await until(() => server.count() === 1 && server.open() === 0 && pool.counts().open === 0);
  },
  30_000,
);

it('a body that nobody needs is read for so long, and for so many bytes', () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const slow = new PassThrough();
  drain(slow);
  vi.advanceTimersByTime(WIRE_LIMITS.drainMs - 1);
  expect(slow.destroyed).toBe(false);
  vi.advanceTimersByTime(1);
  expect(slow.destroyed).toBe(true);

  const long = new PassThrough();
  drain(long);
  long.emit('data', Buffer.alloc(WIRE_LIMITS.drainBytes));
  expect(long.destroyed).toBe(false);
  long.emit('data', Buffer.alloc(1));
  expect(long.destroyed).toBe(true);
});

describe('the heads that are put right', () => {
  /** What the parser gets, in the order of its coming. */
  function repaired(pieces: readonly Buffer[]): string[] {
    const socket = new EventEmitter();
    const passed: string[] = [];
    socket.on('data', (bytes: Buffer) => passed.push(bytes.toString('latin1')));
    repairAnswers(socket as net.Socket);
    for (const piece of pieces) socket.emit('data', piece);
    return passed;
  }

  it('are so many as one may have bytes: what follows is the parser’s, in one piece', () => {
    const interim = 'HTTP/1.1 100\n\n';
    const flooded = Buffer.from(interim.repeat(100_000));
    const passed = repaired([flooded]);
    expect(passed).toHaveLength(Math.floor(MAX_HEAD_BYTES / interim.length) + 2);
    expect(passed.at(-1)).toMatch(/^(HTTP\/1\.1 100\n\n)+$/);
  });

  it.each([1, 2, 3, 7, 1000])('are the same in pieces of %i bytes', (size) => {
    const answer = Buffer.from(
      '\r\nHTTP/1.1 100 \n\nHTTP/1.1 103 Hints\r\nlink: a\r\n\r\nHTTP/1.1 200 OK\nX-A: b\n c\r\nContent-Length: 4\r\n\r\nbodyand more',
    );
    const pieces = Array.from({ length: Math.ceil(answer.byteLength / size) }, (_, index) =>
      answer.subarray(index * size, (index + 1) * size),
    );
    expect(repaired(pieces).join('')).toBe(
      'HTTP/1.1 100 \r\n\r\nHTTP/1.1 103 Hints\r\nlink: a\r\n\r\nHTTP/1.1 200 OK\r\nX-A: b c\r\nContent-Length: 4\r\n\r\nbody',
    );
  });

  it('that never end are the parser’s', () => {
    const line = `a: ${'b'.repeat(997)}\r\n`;
    const passed = repaired([Buffer.from('HTTP/1.1 200 OK\r\n'), ...Array<Buffer>(100).fill(Buffer.from(line))]);
    expect(passed[0]).toHaveLength(MAX_HEAD_BYTES);
    expect(passed.join('')).toBe(`HTTP/1.1 200 OK\r\n${line.repeat(100)}`);
  });
});
