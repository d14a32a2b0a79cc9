// The developer server: what Larder asks for this mini-program. Plain Node: `node server.mjs`.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const details = JSON.parse(readFileSync(new URL('{{details}}', import.meta.url), 'utf8'));
const { origin, port, hostname } = new URL(details.developmentSettings.preFetchUrl);

const FILE_BYTES = 24_000_000;
const BYTES_PER_SECOND = 3_000_000;
const ETAG = '"large-file-1"';

/** Byte i is i modulo 251: a part can be checked wherever it begins. */
const contentOf = (start, length) => Uint8Array.from({ length }, (_, index) => (start + index) % 251);
const now = () => new Date().toISOString().slice(11, 19);

let count = 0;
function news(query) {
  count += 1;
  return {
    headline: `Answer ${count} of your server`,
    // A real server would look the user up by the one-time `code` of the request.
    ...(query.has('token') ? {} : { token: `session-${Date.now()}` }),
    file: { url: `${origin}/large-file`, bytes: FILE_BYTES, title: 'The large file' },
  };
}

function sendJson(response, value) {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

/** Slowly, so that there is something to see; and from the middle when it is asked to. */
function sendFile(request, response) {
  const [, first] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
  const isPart = first !== undefined && (request.headers['if-range'] ?? ETAG) === ETAG && Number(first) < FILE_BYTES;
  let at = isPart ? Number(first) : 0;
  response.writeHead(isPart ? 206 : 200, {
    'content-type': 'application/octet-stream',
    'content-length': FILE_BYTES - at,
    'accept-ranges': 'bytes',
    etag: ETAG,
    // The page has another origin: without this it may not read the answer.
    'access-control-allow-origin': '*',
    ...(isPart ? { 'content-range': `bytes ${at}-${FILE_BYTES - 1}/${FILE_BYTES}` } : {}),
  });
  const timer = setInterval(() => {
    const length = Math.min(BYTES_PER_SECOND / 10, FILE_BYTES - at);
    response.write(contentOf(at, length));
    at += length;
    if (at === FILE_BYTES) response.end();
  }, 100);
  response.on('finish', () => clearInterval(timer)).on('close', () => clearInterval(timer));
}

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', origin);
  console.log(
    `${now()} ${request.method} ${url.pathname}${url.searchParams.has('token') ? ', with a token' : ''}${request.headers.range ? `, ${request.headers.range}` : ''}`,
  );
  if (url.pathname === '/pre' || url.pathname === '/periodic') sendJson(response, news(url.searchParams));
  else if (url.pathname === '/large-file') sendFile(request, response);
  else response.writeHead(404).end();
});
server.on('error', (error) => {
  console.error(error.code === 'EADDRINUSE' ? `Port ${port} is in use: put another into {{details}}.` : error.message);
  process.exitCode = 1;
});
server.listen(Number(port), hostname, () => console.log(`The server listens at ${origin}.`));
