/** Odd answers: what the page's own `fetch()` reads, the client of main reads, and to the same text. */
import { createServer, type AddressInfo } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { chromium, type Browser, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTransport } from '../../../../main/network/client/transport.ts';
import { findChromium } from '../../../chromium-host/index.ts';

type Bytes = readonly (string | Buffer)[];
/** `where`: the server's origin. */
type Odd = (where: string) => Bytes;

const TEXT = '{"price":"¥5 – بازار 市场","items":[1,2,3]}';
const BODY = Buffer.from(TEXT);
const LENGTH = `Content-Length: ${BODY.length}`;
const JSON_TYPE = 'Content-Type: application/json';
const OK = 'HTTP/1.1 200 OK';

const head = (...lines: string[]): string => `${lines.join('\r\n')}\r\n\r\n`;
const plain =
  (...lines: string[]): Odd =>
  () => [head(OK, JSON_TYPE, ...lines, LENGTH), BODY];
const coded =
  (coding: string, body: Buffer): Odd =>
  () => [head(OK, JSON_TYPE, `Content-Encoding: ${coding}`, `Content-Length: ${body.length}`), body];
const chunked =
  (chunks: string): Odd =>
  () => [head(OK, JSON_TYPE, 'Transfer-Encoding: chunked'), chunks];
const redirect =
  (location: string, status = '302 Found'): Odd =>
  (where) => [head(`HTTP/1.1 ${status}`, `Location: ${location.replace('{where}', where)}`, 'Content-Length: 0')];
const hex = BODY.length.toString(16);

const ODD: readonly (readonly [string, Odd])[] = [
  ['nothing odd', plain()],
  ['spaces around a value', plain('X-A: \t  b  \t')],
  ['no space behind the colon', plain('X-A:b')],
  ['a space before the colon', plain('X-A : b')],
  ['a space in the name of a header', plain('X Powered By: shop')],
  ['a line that is no header', plain('this is nothing')],
  ['a header without a name', plain(': nothing')],
  ['a folded header', plain('X-A: a\r\n b')],
  ['a control character in a value', plain('X-A: a\u0001b')],
  ['a value that is not ASCII', plain('X-A: Café – 市场')],
  ['60 KiB of headers', plain(`X-Large: ${'a'.repeat(60 * 1024)}`)],
  ['no reason', () => [head('HTTP/1.1 200', LENGTH), BODY]],
  ['a reason that is not ASCII', () => [head('HTTP/1.1 200 はい', LENGTH), BODY]],
  ['a status of its own', () => [head('HTTP/1.1 299 Fine', LENGTH), BODY]],
  ['lines that end with a line feed only', () => [`${OK}\n${LENGTH}\n\n`, BODY]],
  ['an empty line before it', () => ['\r\n', head(OK, LENGTH), BODY]],
  ['HTTP/1.0 without a length', () => [head('HTTP/1.0 200 OK'), BODY]],
  ['an odd version', () => [head('HTTP/1.2 200 OK', LENGTH), BODY]],
  ['100 before it', () => [head('HTTP/1.1 100 Continue'), head(OK, LENGTH), BODY]],
  ['103 before it', () => [head('HTTP/1.1 103 Early Hints', 'Link: </x>; rel=preload'), head(OK, LENGTH), BODY]],
  ['no length and no end but the connection’s', () => [head(OK, 'Connection: close'), BODY]],
  ['the same length twice', plain(LENGTH)],
  ['the same length twice in one line', () => [head(OK, `${LENGTH}, ${BODY.length}`), BODY]],
  [
    'length and chunks together',
    () => [head(OK, LENGTH, 'Transfer-Encoding: chunked'), `${hex}\r\n${TEXT}\r\n0\r\n\r\n`],
  ],
  ['a length that is too small', () => [head(OK, 'Content-Length: 5'), BODY]],
  ['a length that is too large', () => [head(OK, `Content-Length: ${BODY.length + 5}`), BODY]],
  ['two lengths that differ', () => [head(OK, LENGTH, 'Content-Length: 5'), BODY]],
  ['a length that is no number', () => [head(OK, 'Content-Length: many'), BODY]],
  ['chunk extensions', chunked(`${hex};name=value;other\r\n${TEXT}\r\n0;last\r\n\r\n`)],
  ['spaces behind the size of a chunk', chunked(`${hex}  \r\n${TEXT}\r\n0\r\n\r\n`)],
  ['zeros before the size of a chunk', chunked(`000${hex}\r\n${TEXT}\r\n000\r\n\r\n`)],
  ['chunks that end with a line feed only', chunked(`${hex}\n${TEXT}\n0\n\n`)],
  ['a trailer', chunked(`${hex}\r\n${TEXT}\r\n0\r\nX-Sum: 1\r\n\r\n`)],
  ['chunks without their end', chunked(`${hex}\r\n${TEXT}\r\n`)],
  ['the transfer coding "identity"', plain('Transfer-Encoding: identity')],
  ['gzip', coded('gzip', gzipSync(BODY))],
  ['x-gzip', coded('x-gzip', gzipSync(BODY))],
  ['GZIP in capitals', coded('GZIP', gzipSync(BODY))],
  ['gzip twice', coded('gzip, gzip', gzipSync(gzipSync(BODY)))],
  ['two codings', coded('deflate, gzip', gzipSync(deflateSync(BODY)))],
  ['gzip in two members', coded('gzip', Buffer.concat([gzipSync(BODY.subarray(0, 9)), gzipSync(BODY.subarray(9))]))],
  ['gzip with garbage behind it', coded('gzip', Buffer.concat([gzipSync(BODY), Buffer.from('garbage')]))],
  ['gzip without its last bytes', coded('gzip', gzipSync(BODY).subarray(0, -4))],
  ['gzip that breaks off', coded('gzip', gzipSync(BODY).subarray(0, -20))],
  ['an empty body that says gzip', coded('gzip', Buffer.alloc(0))],
  ['plain text that says gzip', coded('gzip', BODY)],
  ['deflate with its wrapper', coded('deflate', deflateSync(BODY))],
  ['deflate without its wrapper', coded('deflate', deflateRawSync(BODY))],
  ['br', coded('br', brotliCompressSync(BODY))],
  ['zstd', coded('zstd', zstdCompressSync(BODY))],
  ['a coding nobody knows', coded('utf-8', BODY)],
  ['a coding nobody knows around gzip', coded('gzip, utf-8', gzipSync(BODY))],
  ['the coding "identity"', coded('identity', BODY)],
  ['an empty coding', coded('', BODY)],
  ['the charset of a label in quotes', () => [head(OK, 'Content-Type: text/plain; charset="UTF8"', LENGTH), BODY]],
  ['a charset nobody knows', () => [head(OK, 'Content-Type: text/plain; charset=utf-99', LENGTH), BODY]],
  ['a type that is none', () => [head(OK, 'Content-Type: json', LENGTH), BODY]],
  ['two types', () => [head(OK, 'Content-Type: text/html', JSON_TYPE, LENGTH), BODY]],
  ['a mark of UTF-8', () => [head(OK, JSON_TYPE, `Content-Length: ${BODY.length + 3}`), '\uFEFF', BODY]],
  ['204 with a type', () => [head('HTTP/1.1 204 No Content', JSON_TYPE)]],
  ['a redirect in raw UTF-8', redirect('/plain/市场?q=بازار')],
  ['a redirect with spaces', redirect('/plain/a b?c d')],
  ['a redirect with spaces around it', redirect('  /plain  ')],
  ['a redirect without a path', redirect('?plain')],
  ['a redirect to the same host by "//"', redirect('//{host}/plain')],
  ['a redirect with backslashes', redirect('\\plain')],
  ['a redirect to a fragment', redirect('/plain#part')],
  ['307', redirect('/plain', '307 Temporary Redirect')],
  ['308', redirect('/plain', '308 Permanent Redirect')],
  ['303', redirect('/plain', '303 See Other')],
  ['301 without a reason', redirect('/plain', '301')],
];

let browser: Browser;
let page: Page;
let port = 0;
const server = createServer((socket) => {
  socket.on('error', () => {});
  socket.once('data', (data: Buffer) => {
    const asked = data.toString('latin1').split(' ')[1] ?? '/';
    const index = /^\/odd\/(\d+)/.exec(asked)?.[1];
    const isPlain = asked.includes('plain');
    const answer: Bytes =
      index !== undefined && !isPlain
        ? (ODD[Number(index)]?.[1](`http://127.0.0.1:${port}`) ?? [])
        : [
            head(OK, isPlain ? JSON_TYPE : 'Content-Type: text/html', `Content-Length: ${isPlain ? BODY.length : 0}`),
            ...(isPlain ? [BODY] : []),
          ];
    socket.end(
      Buffer.concat(
        answer.map((part) =>
          typeof part === 'string' ? Buffer.from(part.replace('{host}', `127.0.0.1:${port}`)) : part,
        ),
      ),
    );
  });
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
  const found = await findChromium({ headless: true });
  if (!found) throw new Error('Cannot compare with a browser: no Chromium is installed.');
  browser = await chromium.launch({ executablePath: found.path, args: ['--no-sandbox'] });
  page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${port}/`);
});
afterAll(async () => {
  await browser?.close();
  server.close();
});

/** At least so many answers are read by the page: a test that compares nothing must not pass. */
const READ_BY_THE_PAGE = 55;

/** Where main keeps to the rules, and why. `null`: it does not read what the page reads. */
const KEPT_TO: ReadonlyMap<string, { readonly why: string; readonly text: string | null }> = new Map([
  ['gzip that breaks off', { why: 'half an answer is none', text: null }],
  ['gzip without its last bytes', { why: 'it cannot be told from one that breaks off', text: null }],
  ['gzip with garbage behind it', { why: 'it cannot be told from a second part that is damaged', text: null }],
  ['chunks that end with a line feed only', { why: 'Node takes chunks apart, and wants both signs', text: null }],
  ['a length that is no number', { why: 'its end cannot be told from a connection that broke', text: null }],
  ['gzip in two members', { why: 'the page reads the first alone, which is half of it', text: TEXT }],
  ['a coding nobody knows around gzip', { why: 'bytes that are no text are never handed out as text', text: null }],
]);

/** `null`: it is not read. */
const asThePage = (path: string): Promise<string | null> =>
  page.evaluate(
    (asked) =>
      fetch(asked, { cache: 'no-store' })
        .then((answer) => (answer.ok ? answer.text() : null))
        .catch(() => null),
    path,
  );

async function asMain(path: string): Promise<string | null> {
  const host = `127.0.0.1:${port}`;
  const transport = createTransport({
    version: '1',
    dev: true,
    clock: Date,
    isOnline: () => true,
    resolveProxy: () => Promise.resolve('DIRECT'),
  });
  const outcome = await transport.get({
    url: new URL(`http://${host}${path}`),
    domains: [{ domain: host, certificates: [] }],
    signal: new AbortController().signal,
  });
  return outcome.kind === 'answer' ? outcome.text : null;
}

describe('the client of main reads what fetch() reads', () => {
  const read: string[] = [];

  it.each(ODD.map(([what], index) => [what, index] as const))('%s', async (what, index) => {
    const inPage = await asThePage(`/odd/${index}`);
    if (inPage === null) return;
    read.push(what);
    const kept = KEPT_TO.get(what);
    expect(await asMain(`/odd/${index}`)).toBe(kept ? kept.text : inPage);
    // A difference that is none any more is no longer listed.
    if (kept) expect(kept.text).not.toBe(inPage);
  });

  it('was put to the test', () => {
    expect(read.length).toBeGreaterThanOrEqual(READ_BY_THE_PAGE);
    expect([...KEPT_TO.keys()].filter((what) => !read.includes(what))).toEqual([]);
  });
});
