/** Answers as other people's servers, proxies and object stores give them, byte by byte. */
import { brotliCompressSync, deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { contentOf } from '../../../fixtures/fault-server/content.ts';

export type Bytes = readonly (string | Buffer)[];

export interface ForeignAnswer {
  readonly name: string;
  /** The first answer. What is asked for later is `PLAIN`, but for the same address. */
  readonly bytes: Bytes;
  /** Where Larder keeps to another answer than the page's own `fetch()`, and why; `null`: to none. */
  readonly kept?: { readonly why: string; readonly status: number | null };
}

export const BODY = contentOf(77, 5000);
const LENGTH = `Content-Length: ${BODY.length}`;
const OPEN = 'Access-Control-Allow-Origin: *';
const SHOWN = 'Access-Control-Expose-Headers: *';
const OK = 'HTTP/1.1 200 OK';
const hex = BODY.length.toString(16);

export const head = (...lines: string[]): string => `${lines.join('\r\n')}\r\n\r\n`;
export const PLAIN: Bytes = [head(OK, OPEN, SHOWN, LENGTH), BODY];

const answer = (name: string, bytes: Bytes, kept?: ForeignAnswer['kept']): ForeignAnswer =>
  kept ? { name, bytes, kept } : { name, bytes };
const withLines = (name: string, ...lines: string[]): ForeignAnswer =>
  answer(name, [head(OK, OPEN, SHOWN, ...lines, LENGTH), BODY]);
const withStatus = (name: string, line: string): ForeignAnswer => answer(name, [head(line, OPEN, SHOWN, LENGTH), BODY]);
const empty = (name: string, line: string, ...lines: string[]): ForeignAnswer =>
  answer(name, [head(line, OPEN, SHOWN, ...lines)]);
const coded = (name: string, coding: string, body: Buffer, length = body.length): ForeignAnswer =>
  answer(name, [head(OK, OPEN, SHOWN, `Content-Encoding: ${coding}`, `Content-Length: ${length}`), body]);
const chunked = (name: string, chunks: Bytes, ...lines: string[]): ForeignAnswer =>
  answer(name, [head(OK, OPEN, SHOWN, 'Transfer-Encoding: chunked', ...lines), ...chunks]);
const moved = (name: string, location: string | Buffer, status = '302 Found'): ForeignAnswer =>
  answer(name, [`HTTP/1.1 ${status}\r\n${OPEN}\r\n${SHOWN}\r\nContent-Length: 0\r\nLocation: `, location, '\r\n\r\n']);

export const FOREIGN_ANSWERS: readonly ForeignAnswer[] = [
  answer('nothing odd', PLAIN),
  // Old and small servers.
  answer('python -m http.server: HTTP/1.0 with a length', [
    head('HTTP/1.0 200 OK', 'Server: SimpleHTTP/0.6 Python/3.13.5', OPEN, SHOWN, LENGTH),
    BODY,
  ]),
  answer('a CGI script: HTTP/1.0, whose end is the connection’s', [head('HTTP/1.0 200 OK', OPEN, SHOWN), BODY]),
  withLines('php -S: Host in the answer, Connection: close', 'Host: localhost:8000', 'Connection: close'),
  withStatus('an embedded server: no reason', 'HTTP/1.1 200'),
  withStatus('a reason of 8 KiB', `HTTP/1.1 200 ${'very '.repeat(1638)}well`),
  withStatus('a reason in UTF-8', 'HTTP/1.1 200 好的'),
  withStatus('a status line in small letters', 'http/1.1 200 ok'),
  withStatus('a status line with spaces', 'HTTP/1.1   200   OK'),
  withStatus('SHOUTcast: ICY 200 OK', 'ICY 200 OK'),
  withStatus('HTTP/1.2', 'HTTP/1.2 200 OK'),
  answer('bare line feeds', [`${OK}\n${OPEN}\n${SHOWN}\n${LENGTH}\n\n`, BODY]),
  answer('an empty line before the answer', ['\r\n', ...PLAIN]),
  answer('something behind the body', [...PLAIN, 'HTTP/1.1 400 Bad Request\r\n\r\n']),
  // Headers.
  withLines('an empty header (aria2 1461)', 'X-A:', 'X-B: '),
  answer('a control character in a header', [head(OK, OPEN, SHOWN, 'X-A: a\u0001b', LENGTH), BODY], {
    why: 'control characters are left out',
    status: 200,
  }),
  withLines('a header in UTF-8', 'X-A: Café'),
  withLines('a header in two lines', 'X-A: a', 'X-A: b'),
  withLines('a folded header', 'X-A: a\r\n  b'),
  withLines('no space behind the colon', 'X-A:b'),
  withLines('spaces and tabs around a value', 'X-A: \t b \t'),
  withLines('a header that is a word', 'nothing'),
  withLines('two types', 'Content-Type: text/html', 'Content-Type: audio/mpeg'),
  withLines('a cookie and what the web may not see', 'Set-Cookie: a=b', 'Set-Cookie2: c=d', 'X-A: c'),
  withLines('a type that is none', 'Content-Type: mp3'),
  withLines('50 KiB of policy', `Content-Security-Policy: ${'a '.repeat(25_000)}`),
  answer('an origin twice', [head(OK, OPEN, OPEN, LENGTH), BODY]),
  answer('no origin', [head(OK, LENGTH), BODY]),
  answer('the origin null', [head(OK, 'Access-Control-Allow-Origin: null', LENGTH), BODY]),
  answer('an origin with spaces around it', [head(OK, 'Access-Control-Allow-Origin:  * ', SHOWN, LENGTH), BODY]),
  // Interim answers.
  answer('100 before the answer', [head('HTTP/1.1 100 Continue'), ...PLAIN]),
  answer('102 before the answer', [head('HTTP/1.1 102 Processing'), ...PLAIN]),
  answer('103 before the answer', [head('HTTP/1.1 103 Early Hints', 'Link: </a.css>; rel=preload'), ...PLAIN]),
  answer('five interim answers', [...Array.from({ length: 5 }, () => head('HTTP/1.1 103 Early Hints')), ...PLAIN]),
  // Lengths.
  answer('the same length twice', [head(OK, OPEN, SHOWN, LENGTH, LENGTH), BODY]),
  answer('the same length twice in a line', [head(OK, OPEN, SHOWN, `${LENGTH}, ${BODY.length}`), BODY]),
  answer('two lengths that differ', [head(OK, OPEN, SHOWN, LENGTH, 'Content-Length: 5'), BODY]),
  answer('a length with a sign', [head(OK, OPEN, SHOWN, `Content-Length: +${BODY.length}`), BODY], {
    why: 'its end cannot be told from a connection that broke',
    status: null,
  }),
  answer('a negative length', [head(OK, OPEN, SHOWN, 'Content-Length: -1'), BODY], {
    why: 'its end cannot be told from a connection that broke',
    status: null,
  }),
  answer('a length with zeros before it', [head(OK, OPEN, SHOWN, `Content-Length: 000${BODY.length}`), BODY]),
  answer('a length that is too large', [head(OK, OPEN, SHOWN, `Content-Length: ${BODY.length + 9}`), BODY]),
  answer('a length that is too small', [head(OK, OPEN, SHOWN, 'Content-Length: 1000'), BODY]),
  answer('an empty file', [head(OK, OPEN, SHOWN, 'Content-Length: 0')]),
  // Chunks.
  chunked('a chunk with an extension', [`${hex};name=value\r\n`, BODY, '\r\n0\r\n\r\n']),
  chunked('a chunk with zeros and capitals', [`000${hex.toUpperCase()}\r\n`, BODY, '\r\n000\r\n\r\n']),
  chunked('a chunk with spaces behind its size', [`${hex}  \r\n`, BODY, '\r\n0\r\n\r\n']),
  chunked('trailers', [`${hex}\r\n`, BODY, '\r\n0\r\nX-Sum: 1\r\nX-A: b\r\n\r\n'], 'Trailer: X-Sum'),
  chunked('chunks without their end', [`${hex}\r\n`, BODY, '\r\n']),
  chunked('chunks and a length', [`${hex}\r\n`, BODY, '\r\n0\r\n\r\n'], LENGTH),
  chunked('a chunk of four bytes that says five', ['5\r\nfour\r\n0\r\n\r\n']),
  answer('chunks, spelt otherwise', [
    head(OK, OPEN, SHOWN, 'transfer-encoding:CHUNKED'),
    `${hex}\r\n`,
    BODY,
    '\r\n0\r\n\r\n',
  ]),
  withLines('the transfer coding identity', 'Transfer-Encoding: identity'),
  // Codings.
  coded('gzip, asked for or not', 'gzip', gzipSync(BODY)),
  coded('x-gzip', 'x-gzip', gzipSync(BODY)),
  coded('GZIP', 'GZIP', gzipSync(BODY)),
  coded('gzip with the length of the file (conan 6996)', 'gzip', gzipSync(BODY), BODY.length + 4000),
  coded('gzip that is none', 'gzip', BODY),
  answer('gzip that breaks off', [head(OK, OPEN, SHOWN, 'Content-Encoding: gzip'), gzipSync(BODY).subarray(0, -600)], {
    why: 'half an answer is none',
    status: null,
  }),
  coded('deflate without its wrapper', 'deflate', deflateRawSync(BODY)),
  coded('br', 'br', brotliCompressSync(BODY)),
  coded('zstd', 'zstd', zstdCompressSync(BODY)),
  coded('S3: aws-chunked', 'aws-chunked', BODY),
  coded('the coding none', 'none', BODY),
  coded('the coding binary', 'binary', BODY),
  coded('an empty coding', '', BODY),
  coded('identity', 'identity', BODY),
  // Statuses nobody asked for.
  empty('204', 'HTTP/1.1 204 No Content'),
  empty('204 with a length', 'HTTP/1.1 204 No Content', 'Content-Length: 0'),
  empty('205', 'HTTP/1.1 205 Reset Content', 'Content-Length: 0'),
  empty('304', 'HTTP/1.1 304 Not Modified', 'ETag: "a"'),
  withStatus('203', 'HTTP/1.1 203 Non-Authoritative Information'),
  withStatus('226', 'HTTP/1.1 226 IM Used'),
  withStatus('299', 'HTTP/1.1 299 Fine'),
  withStatus('416', 'HTTP/1.1 416 Range Not Satisfiable'),
  withStatus('418', 'HTTP/1.1 418 I’m a teapot'),
  withStatus('450 of a parental control', 'HTTP/1.1 450 Blocked'),
  withStatus('600', 'HTTP/1.1 600 Other'),
  withStatus('999 of LinkedIn', 'HTTP/1.1 999 Request denied'),
  withStatus('300 with choices', 'HTTP/1.1 300 Multiple Choices'),
  answer(
    '206 of everything',
    [
      head(
        'HTTP/1.1 206 Partial Content',
        OPEN,
        SHOWN,
        `Content-Range: bytes 0-${BODY.length - 1}/${BODY.length}`,
        LENGTH,
      ),
      BODY,
    ],
    { why: 'the whole file is a good answer, whatever it is called', status: 206 },
  ),
  // Redirects.
  moved('an absolute redirect without a scheme', '//{host}/plain'),
  moved('a relative redirect', 'plain?a=b'),
  moved('a redirect to a query', '?plain'),
  moved('a redirect with spaces', '/plain/a b?c d'),
  moved('a redirect with spaces around it', '  /plain  '),
  moved('a redirect with a tab in it (curl 12147)', '/pl\tain'),
  moved('a redirect with three slashes (curl 12147)', 'http:///{host}/plain'),
  moved('a redirect with backslashes', '\\plain\\x'),
  moved('a redirect in UTF-8', Buffer.from('/plain/фильм')),
  moved('a redirect in Latin-1', Buffer.from('/plain/caf\u00e9', 'latin1')),
  moved('a redirect to a fragment', '/plain#part'),
  moved('an empty redirect (request 3016)', ''),
  moved('301', '/plain', '301'),
  moved('303', '/plain', '303 See Other'),
  moved('307', '/plain', '307 Temporary Redirect'),
  moved('308', '/plain', '308 Permanent Redirect'),
  moved('305, which nobody follows', '/plain', '305 Use Proxy'),
  moved('a redirect to data:', 'data:text/plain,x'),
  moved('a redirect to a user', 'http://user:pass@{host}/plain'),
  answer('a redirect without a place (wpull 390)', [head('HTTP/1.1 302 Found', OPEN, SHOWN, LENGTH), BODY]),
  answer('a place without a redirect', [
    head(OK, OPEN, SHOWN, 'Location: /plain', 'Refresh: 0;url=/plain', LENGTH),
    BODY,
  ]),
  // No HTTP.
  answer('HTTP/0.9', [BODY]),
  answer('nothing at all', ['']),
  answer('another protocol', ['220 mail.example ESMTP ready\r\n']),
];
