/** What a connection reads of an answer that nobody has made room for. */
import http, { type ServerResponse } from 'node:http';
import { lookup } from 'node:dns';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createConnections, type Connections } from '../../../../main/background-fetch/http/connections.ts';
import { exchange } from '../../../../main/background-fetch/http/http-exchange.ts';
import { UNASKED_BYTES } from '../../../../main/background-fetch/http/socket-reader.ts';
import { BACKGROUND_FETCH_LIMITS } from '../../../../main/background-fetch/ports.ts';
import { readFrom } from '../../../../main/background-fetch/transfer/body-source.ts';
import { WRITE_BEHIND_BYTES } from '../../../../main/background-fetch/transfer/write-budget.ts';
import { contentOf } from '../../../fixtures/fault-server/content.ts';

const KIB = 1024;
const MIB = 1024 * KIB;
const SMALL = contentOf(1, 512 * KIB);
const LARGE = contentOf(2, 8 * MIB);
/** Of one piece of an answer in chunks: many come with one read. */
const CHUNK_BYTES = 1000;
const MAX_HEAD_BYTES = KIB;

interface Answer {
  readonly what: string;
  readonly body: Uint8Array;
  readonly hasLength: boolean;
  /** The head goes out alone. */
  readonly isHeadFirst: boolean;
}

const ANSWERS: readonly Answer[] = [
  { what: 'a small body', body: SMALL, hasLength: true, isHeadFirst: false },
  { what: 'a small body some time after its head', body: SMALL, hasLength: true, isHeadFirst: true },
  { what: 'a large body', body: LARGE, hasLength: true, isHeadFirst: false },
  { what: 'a large body some time after its head', body: LARGE, hasLength: true, isHeadFirst: true },
  { what: 'a body in small chunks', body: SMALL, hasLength: false, isHeadFirst: false },
  { what: 'a body in small chunks some time after its head', body: SMALL, hasLength: false, isHeadFirst: true },
];

const others = createConnections({ lookupOf: () => lookup as never });
const server = http.createServer((request, response) => {
  const answer = ANSWERS[Number(request.url?.slice(1))];
  if (answer) void send(answer, response);
  else response.end('short');
});
let origin = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  others.dispose();
  server.closeAllConnections();
  server.close();
});

async function send({ body, hasLength, isHeadFirst }: Answer, response: ServerResponse): Promise<void> {
  response.on('error', () => {});
  if (hasLength) response.setHeader('content-length', body.byteLength);
  if (isHeadFirst) {
    response.flushHeaders();
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (hasLength) return void response.end(body);
  for (let at = 0; at < body.byteLength; at += CHUNK_BYTES) response.write(body.subarray(at, at + CHUNK_BYTES));
  response.end();
}

type Message = http.IncomingMessage;

async function ask(path: string, connections: Connections): Promise<Message> {
  const url = new URL(path, origin);
  const { signal } = new AbortController();
  const connection = await connections.open({ appId: 'abc', url, pins: [], route: null, isFresh: false, signal });
  const outcome = await exchange({
    url,
    method: 'GET',
    headers: [],
    body: null,
    connection,
    isLenient: false,
    lookup: lookup as never,
    connectTimeoutMs: 10_000,
    stallTimeoutMs: 10_000,
    signal,
    onUploaded: () => {},
    onUnreadable: () => {},
  });
  if (outcome.kind !== 'response') throw outcome.error;
  return outcome.message as Message;
}

/** Every connection that has something to read has been asked for it meanwhile. */
async function otherAnswers(): Promise<void> {
  for (let count = 0; count < 20; count += 1) {
    const message = await ask('/short', others);
    await new Promise((resolve) => message.resume().once('end', resolve));
  }
}

describe('what a connection reads that nobody has made room for', () => {
  it('leaves all records under way of a mini-program within 1 MiB, with what waits for the disk', () => {
    expect(WRITE_BEHIND_BYTES + BACKGROUND_FETCH_LIMITS.maxConcurrentRecords * UNASKED_BYTES).toBeLessThanOrEqual(MIB);
  });

  it.each(
    [false, true].flatMap((isKept) =>
      ANSWERS.map((answer, index) => ({
        ...answer,
        index,
        isKept,
        on: isKept ? 'a kept connection' : 'a new connection',
      })),
    ),
  )('is little of $what on $on, and none is lost when somebody reads', async ({ index, body, hasLength, isKept }) => {
    const connections = createConnections({ lookupOf: () => lookup as never });
    const bytesBefore = isKept ? await readShort(connections) : 0;
    const message = await ask(`/${index}`, connections);
    const { socket } = message;
    const readBytes = (): number => socket.bytesRead - bytesBefore;
    await otherAnswers();
    const unaskedBytes = readBytes();
    expect(unaskedBytes).toBeLessThanOrEqual(UNASKED_BYTES + MAX_HEAD_BYTES);
    const received = await readHeld(message, hasLength ? body.byteLength : null, readBytes);
    expect(received.body.equals(body)).toBe(true);
    expect(received.mostUnasked).toBeLessThanOrEqual(UNASKED_BYTES);
    // It can be used again, unless a long body was led past its parser.
    if (hasLength && body.byteLength < MIB) {
      await readShort(connections);
      expect([message.complete, socket.destroyed, socket.bytesRead > bytesBefore + body.byteLength]).toEqual([
        true,
        false,
        true,
      ]);
    }
    message.destroy();
    connections.dispose();
  });
});

describe('a piece of a small body that is in the file', () => {
  it.each([
    { what: 'of a known length', path: '/0' },
    { what: 'in chunks', path: '/4' },
  ])('holds no memory: $what', async ({ path }) => {
    const message = await ask(path, others);
    const expectedBytes = Number(message.headers['content-length'] ?? Number.NaN);
    const held: number[] = [];
    let takenBytes = 0;
    await new Promise<void>((resolve, reject) => {
      readFrom(message, Number.isNaN(expectedBytes) ? null : expectedBytes, {
        readBytes: () => 64 * KIB,
        mayRead: () => true,
        onChunk(chunk, release) {
          takenBytes += chunk.byteLength;
          release?.();
          // The small ones are not worth it.
          held.push(chunk.byteLength);
        },
        onEnd: resolve,
        onError: reject,
      });
    });
    expect(takenBytes).toBe(SMALL.byteLength);
    expect(Math.max(...held)).toBeLessThan(8 * KIB);
  });
});

/** Resolves with the bytes that its connection has read since it was opened. */
async function readShort(connections: Connections): Promise<number> {
  const message = await ask('/short', connections);
  const { socket } = message;
  await new Promise((resolve) => message.resume().once('end', resolve));
  // Node gives a socket back in the turn after.
  await new Promise((resolve) => setImmediate(resolve));
  return socket.bytesRead;
}

/** Reads a body that is held back after each piece, until other answers have been read. */
async function readHeld(
  message: Message,
  expectedBytes: number | null,
  readBytes: () => number,
): Promise<{ body: Buffer; mostUnasked: number }> {
  const chunks: Buffer[] = [];
  let takenBytes = 0;
  let holds = 0;
  let mostUnasked = 0;
  let asking = Promise.resolve();
  await new Promise<void>((resolve, reject) => {
    const source = readFrom(message, expectedBytes, {
      readBytes: () => 64 * KIB,
      mayRead() {
        // Every tenth piece is enough to tell.
        if (chunks.length % 10 !== 1) return true;
        holds += 1;
        const framing = expectedBytes === null ? 8 * (takenBytes / CHUNK_BYTES) : 0;
        asking = otherAnswers().then(() => {
          mostUnasked = Math.max(mostUnasked, readBytes() - takenBytes - framing - MAX_HEAD_BYTES);
          source.resume();
        });
        return false;
      },
      onChunk(chunk, release) {
        chunks.push(Buffer.from(chunk));
        takenBytes += chunk.byteLength;
        release?.();
      },
      onEnd: resolve,
      onError: reject,
    });
  });
  await asking;
  if (holds === 0) throw new Error('the body was never held back');
  return { body: Buffer.concat(chunks), mostUnasked };
}
