/** Answers that Node's parser refuses and the page's own fetch() reads. */
import { createServer, type AddressInfo } from 'node:net';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { repairHead } from '../../../../main/network/client/lenient-head.ts';
import { contentOf } from '../../../fixtures/fault-server/content.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';
import { register, request, startEngine } from '../engine.ts';
import { until } from '../../../fakes/until.ts';

const FILE = contentOf(51, 5000);
const OPEN = 'Access-Control-Allow-Origin: *';
const LENGTH = `Content-Length: ${FILE.byteLength}`;
const CHUNKED = [Buffer.from(`${FILE.byteLength.toString(16)}\r\n`), FILE, '\r\n0\r\n\r\n'];

/** Answers every connection with these bytes, then closes it; counts them. */
async function startRawServer(answer: (asked: string) => readonly (string | Buffer)[]) {
  const asked: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (data: Buffer) => {
      const path = data.toString('latin1').split(' ')[1] ?? '';
      asked.push(path);
      socket.end(Buffer.concat(answer(path).map((part) => (typeof part === 'string' ? Buffer.from(part) : part))));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, asked };
}

async function download(
  answer: Parameters<typeof startRawServer>[0],
  change: Parameters<typeof request>[1] = {},
): Promise<{ body: Buffer | string | undefined; asked: string[] }> {
  const { port, asked } = await startRawServer(answer);
  const { manager, events } = await startEngine({ folder: createTemporaryFolder(), ports: [port] });
  await register(manager, [request(`http://127.0.0.1:${port}/file`, change)]);
  await until(() => events.length >= 1);
  return { body: events[0]!.bodies[0], asked };
}

const head = (...lines: string[]): string => `${lines.join('\r\n')}\r\n\r\n`;
const OK = 'HTTP/1.1 200 OK';
const TABLE: readonly (readonly [string, readonly (string | Buffer)[]])[] = [
  ['length and chunks together', [head(OK, OPEN, LENGTH, 'Transfer-Encoding: chunked'), ...CHUNKED]],
  ['lines that end with a line feed only', [`${OK}\n${OPEN}\n${LENGTH}\n\n`, FILE]],
  ['24 KiB of headers', [head(OK, OPEN, `Content-Security-Policy: ${'a'.repeat(24 * 1024)}`, LENGTH), FILE]],
  ['60 KiB of headers', [head(OK, OPEN, `X-Large: ${'a'.repeat(60 * 1024)}`, LENGTH), FILE]],
  ['a space in the name of a header', [head(OK, OPEN, 'X Powered By: shop', LENGTH), FILE]],
  ['a space before the colon', [head(OK, 'Access-Control-Allow-Origin : *', LENGTH), FILE]],
  ['a line that is no header', [head(OK, OPEN, 'this is nothing', LENGTH), FILE]],
  ['a header without a name', [head(OK, OPEN, ': nothing', LENGTH), FILE]],
  ['the transfer coding "identity"', [head('HTTP/1.0 200 OK', OPEN, 'Transfer-Encoding: identity', LENGTH), FILE]],
  ['no reason', [head('HTTP/1.1 200', OPEN, LENGTH), FILE]],
  ['a control character in a value', [head(OK, OPEN, 'X-A: a\u0001b', LENGTH), FILE]],
  ['a folded line', [head(OK, OPEN, 'X-A: a\r\n b', LENGTH), FILE]],
  ['the same length twice', [head(OK, OPEN, LENGTH, LENGTH), FILE]],
  ['the same length twice in one line', [head(OK, OPEN, `${LENGTH}, ${FILE.byteLength}`), FILE]],
  ['an odd version', [head('HTTP/1.2 200 OK', OPEN, LENGTH), FILE]],
  ['an empty line before it', ['\r\n', head(OK, OPEN, LENGTH), FILE]],
  ['an interim answer before it', [head('HTTP/1.1 103 Early Hints', 'Link : x'), head(OK, OPEN, LENGTH), FILE]],
  ['"deflate" with its wrapper', [head(OK, OPEN, 'Content-Encoding: deflate'), deflateSync(FILE)]],
  ['"deflate" without its wrapper', [head(OK, OPEN, 'Content-Encoding: deflate'), deflateRawSync(FILE)]],
  ['a coding nobody knows', [head(OK, OPEN, 'Content-Encoding: utf-8', LENGTH), FILE]],
  ['two codings', [head(OK, OPEN, 'Content-Encoding: deflate, gzip'), gzipSync(deflateRawSync(FILE))]],
];

describe('an answer is read', () => {
  it.each(TABLE)('with %s', async (_what, answer) => {
    const { body, asked } = await download(() => answer);
    expect(Buffer.isBuffer(body) && FILE.equals(body)).toBe(true);
    expect(asked.length).toBeLessThanOrEqual(2);
  });

  it.each(TABLE.slice(0, 8))('with %s, to a request that must not be sent twice', async (_what, answer) => {
    const { body, asked } = await download(() => answer, { method: 'POST', body: Buffer.from('once') });
    expect([Buffer.isBuffer(body) && FILE.equals(body), asked]).toEqual([true, ['/file']]);
  });

  it('with a coding and no bytes', async () => {
    const { body } = await download(() => [head(OK, OPEN, 'Content-Encoding: gzip', 'Content-Length: 0')]);
    expect(body).toEqual(Buffer.alloc(0));
  });

  it.each([
    ['raw UTF-8', Buffer.from('/фильм'), '/%D1%84%D0%B8%D0%BB%D1%8C%D0%BC'],
    ['raw Latin-1', Buffer.from('/caf\u00e9', 'latin1'), '/caf%E9'],
    ['escapes', Buffer.from('/%D1%84'), '/%D1%84'],
    ['the same place twice', Buffer.from('/x\r\nLocation: /x'), '/x'],
  ])('behind a Location of %s', async (_what, location, expected) => {
    const { body, asked } = await download((path) =>
      path === '/file'
        ? [`HTTP/1.1 302 Found\r\n${OPEN}\r\nContent-Length: 0\r\nLocation: `, location, '\r\n\r\n']
        : [head(OK, OPEN, LENGTH), FILE],
    );
    expect([Buffer.isBuffer(body) && FILE.equals(body), asked]).toEqual([true, ['/file', expected]]);
  });
});

describe('an answer is refused', () => {
  it.each([
    ['two lengths that contradict each other', [head(OK, OPEN, LENGTH, 'Content-Length: 5'), FILE]],
    ['a length that is none', [head(OK, OPEN, 'Content-Length: many'), FILE]],
    ['no HTTP at all', ['220 mail.example ESMTP\r\n\r\n']],
    ['more than 64 KiB of headers', [head(OK, OPEN, `X-Large: ${'a'.repeat(70 * 1024)}`, LENGTH), FILE]],
    [
      'a header for another origin behind a broken line',
      [head(OK, 'X: \u0000', 'Access-Control-Allow-Origin: null'), FILE],
    ],
  ])('with %s', async (_what, answer) => {
    const { body } = await download(() => answer);
    expect(body).toBe('error');
  });
});

describe('a head that is put right', () => {
  it('says the same as before, and nothing that it did not say', () => {
    expect(
      repairHead('HTTP/1.1 200 OK\nA : 1\nB: 2\n 3\nContent-Length: 5\nTransfer-Encoding: Chunked\nbad name: x'),
    ).toBe('HTTP/1.1 200 OK\r\nA: 1\r\nB: 2 3\r\nTransfer-Encoding: Chunked\r\n\r\n');
  });
});
