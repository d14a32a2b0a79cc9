import { describe, expect, it } from 'vitest';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { contentOf } from '../../../fixtures/fault-server/content.ts';
import { startLocalServer } from '../../../fakes/local-server.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';
import { APP_ID, register, request, startEngine } from '../engine.ts';
import { until } from '../../../fakes/until.ts';
import type { BackgroundFetchLimits } from '../../../../main/background-fetch/ports.ts';

const OPEN = { 'access-control-allow-origin': '*' };
const FILE = contentOf(21, 200_000);
const HALF = FILE.byteLength / 2;
/** More than the attempts that there are at least. */
const REFUSALS = 8;

interface Course {
  /** What each request asked for, in their order. */
  readonly ranges: (string | undefined)[];
  readonly result: string;
  readonly body: Buffer | string | undefined;
}

/** Half the file; then `trouble`, so often; then the rest for whoever asks for it. */
async function download(
  trouble: (response: ServerResponse, incoming: IncomingMessage) => void,
  limits: Partial<BackgroundFetchLimits> = {},
): Promise<Course> {
  const ranges: (string | undefined)[] = [];
  const server = await startLocalServer((incoming, response) => {
    ranges.push(incoming.headers.range);
    if (ranges.length === 1) {
      response.writeHead(200, { ...OPEN, etag: '"1"', 'content-length': FILE.byteLength });
      return void response.write(FILE.subarray(0, HALF), () => setImmediate(() => response.destroy()));
    }
    if (ranges.length <= 1 + REFUSALS) return trouble(response, incoming);
    const start = Number(/^bytes=(\d+)-$/.exec(incoming.headers.range ?? '')?.[1] ?? 0);
    const range = { 'content-range': `bytes ${start}-${FILE.byteLength - 1}/${FILE.byteLength}` };
    response.writeHead(start > 0 ? 206 : 200, { ...OPEN, etag: '"1"', ...(start > 0 ? range : {}) });
    response.end(FILE.subarray(start));
  });
  const { manager, events } = await startEngine({
    folder: createTemporaryFolder(),
    ports: [Number(new URL(server.url).port)],
    limits: { patienceAfterContactMs: 60_000, patienceElsewhereMs: 60_000, stallTimeoutMs: 5000, ...limits },
  });
  await register(manager, [request(`${server.url}/file`)]);
  await until(() => events.length >= 1);
  const { event, bodies } = events[0]!;
  return { ranges, result: event.registration.failureReason || event.registration.result, body: bodies[0] };
}

const REST = `bytes=${HALF}-`;
const REST_ONLY = [undefined, ...Array.from({ length: REFUSALS + 1 }, () => REST)];

describe('what is there stays, and only the rest is fetched, when the server', () => {
  it.each([408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524])('answers %i for a while', async (status) => {
    const course = await download((response) => response.writeHead(status, OPEN).end('<html>'));
    expect([course.result, FILE.equals(course.body as Buffer)]).toEqual(['success', true]);
    expect(course.ranges).toEqual(REST_ONLY);
  });

  it.each<[string, (response: ServerResponse, incoming: IncomingMessage) => void]>([
    ['answers 503 without CORS headers', (response) => response.writeHead(503).end('busy')],
    [
      'answers 502 for other origins',
      (response) => response.writeHead(502, { 'access-control-allow-origin': 'https://a.example' }).end(),
    ],
    ['answers 429 with Retry-After', (response) => response.writeHead(429, { ...OPEN, 'retry-after': '0' }).end()],
    ['resets every connection', (_response, incoming) => incoming.socket.resetAndDestroy()],
    ['closes every connection', (_response, incoming) => incoming.socket.destroy()],
    [
      'promises and breaks off',
      (response) => {
        response.writeHead(206, {
          ...OPEN,
          'content-range': `bytes ${HALF}-${FILE.byteLength - 1}/${FILE.byteLength}`,
        });
        response.flushHeaders();
        setImmediate(() => response.destroy());
      },
    ],
    ['speaks no HTTP', (_response, incoming) => incoming.socket.end('SSH-2.0-x\r\n')],
    [
      'redirects to a sign-in page elsewhere',
      (response) => response.writeHead(302, { ...OPEN, location: 'https://portal.example/' }).end(),
    ],
    ['redirects to itself', (response) => response.writeHead(302, { ...OPEN, location: '/file' }).end()],
    ['has a page without CORS headers', (response) => response.writeHead(200).end('<h1>Sign in</h1>')],
  ])('%s', async (_what, trouble) => {
    const course = await download(trouble, { maxRedirects: 0 });
    expect([course.result, FILE.equals(course.body as Buffer)]).toEqual(['success', true]);
    expect(course.ranges).toEqual(REST_ONLY);
  });

  it('answers 503 to the question for the whole as well', async () => {
    const course = await download((response, incoming) =>
      incoming.headers.range === undefined
        ? response.writeHead(503, OPEN).end()
        : response.writeHead(200, OPEN).end(FILE.subarray(HALF)),
    );
    expect([course.result, FILE.equals(course.body as Buffer)]).toEqual(['success', true]);
    expect(course.ranges.slice(0, 4)).toEqual([undefined, REST, undefined, undefined]);
  });
});

describe('a record is not given up', () => {
  it('when a long download breaks off more often than there are attempts, and each brings some bytes', async () => {
    let position = 0;
    let isSpoilt = false;
    const ranges: (string | undefined)[] = [];
    const server = await startLocalServer((incoming, response) => {
      ranges.push(incoming.headers.range);
      const start = Number(/^bytes=(\d+)-$/.exec(incoming.headers.range ?? '')?.[1] ?? 0);
      // Once, near the end, an answer that cannot be used: all that comes after is slower than before.
      if (start > HALF && !isSpoilt) {
        isSpoilt = true;
        return void response.writeHead(206, OPEN).end('?');
      }
      const range = { 'content-range': `bytes ${start}-${FILE.byteLength - 1}/${FILE.byteLength}` };
      response.writeHead(start > 0 ? 206 : 200, {
        ...OPEN,
        etag: '"1"',
        'content-length': FILE.byteLength - start,
        ...(start > 0 ? range : {}),
      });
      position = start + 11_000;
      if (position >= FILE.byteLength) return void response.end(FILE.subarray(start));
      // What has come to a connection that breaks at once is lost with it: it breaks when all is there.
      const end = position;
      response.write(FILE.subarray(start, end));
      // Exactly: right after a new beginning the bytes of before are still counted.
      void until(() => received() === end || response.closed).then(() => setTimeout(() => response.destroy(), 20));
    });
    const { manager, events } = await startEngine({
      folder: createTemporaryFolder(),
      ports: [Number(new URL(server.url).port)],
      limits: { stallTimeoutMs: 5000 },
    });
    const received = (): number => manager.downloads.list()[0]?.registration.downloaded ?? 0;
    await register(manager, [request(`${server.url}/file`)]);
    await until(() => events.length >= 1);
    expect(FILE.equals(events[0]!.bodies[0] as Buffer)).toBe(true);
    expect(ranges.filter((range) => range === undefined)).toHaveLength(2);
  });
});

describe('a server that wants days', () => {
  it('is waited for when bytes are there', async () => {
    const server = await startLocalServer((incoming, response) => {
      if (incoming.headers.range !== undefined)
        return void response.writeHead(503, { ...OPEN, 'retry-after': '400000' }).end();
      response.writeHead(200, { ...OPEN, 'content-length': FILE.byteLength });
      response.write(FILE.subarray(0, HALF), () => setImmediate(() => response.destroy()));
    });
    const { manager, events } = await startEngine({
      folder: createTemporaryFolder(),
      ports: [Number(new URL(server.url).port)],
      limits: { patienceAfterContactMs: 7 * 86_400_000 },
    });
    const uuid = await register(manager, [request(`${server.url}/file`)]);
    await until(() => server.requests.length === 2 && manager.downloads.list()[0]?.state === 'waiting-to-retry');
    expect([manager.registrations.snapshot(APP_ID, uuid)?.downloaded, events.length]).toEqual([HALF, 0]);
  });
});

describe('a status that is the answer', () => {
  it.each([400, 401, 403, 404, 410, 451, 501, 505])(
    '%i is asked for once more without Range, and is then final',
    async (status) => {
      const course = await download((response) => response.writeHead(status, OPEN).end('no'));
      expect(course).toEqual({ ranges: [undefined, REST, undefined], result: 'bad-status', body: Buffer.from('no') });
    },
  );
});
