/**
 * The server that downloads are measured against, in a process of its own: `node source-process.ts [CERTIFICATE KEY]` prints
 * its port, and with these two files (PEM) that of a second one, which speaks HTTP/2 as well. `GET /bytes/<n>` answers so
 * many bytes, whole or from a `Range` on; `POST /sink` reads what comes.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import http2 from 'node:http2';
import type net from 'node:net';
import type { AddressInfo } from 'node:net';
import { contentOf } from '../../fixtures/fault-server/content.ts';

const BLOCK = contentOf(1, 1024 * 1024);

const listener = (request: IncomingMessage, response: ServerResponse): void => {
  response.on('error', () => {});
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  const bytes = /^\/bytes\/(\d+)/.exec(path)?.[1];
  if (bytes !== undefined) answer(request, response, Number(bytes));
  else if (path === '/sink') swallow(request, response);
  else response.writeHead(404).end();
};

function answer(request: IncomingMessage, response: ServerResponse, total: number): void {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const range = start > 0 ? { 'content-range': `bytes ${start}-${total - 1}/${total}` } : {};
  response.writeHead(start > 0 ? 206 : 200, {
    'access-control-allow-origin': '*',
    'content-type': 'application/octet-stream',
    etag: `"${total}"`,
    'content-length': total - start,
    ...range,
  });
  send(response, total - start);
}

/** Answers how many bytes came. */
function swallow(request: IncomingMessage, response: ServerResponse): void {
  let bytes = 0;
  request.on('data', (chunk: Buffer) => (bytes += chunk.byteLength));
  request.on('end', () => response.writeHead(200, { 'access-control-allow-origin': '*' }).end(String(bytes)));
}

function send(response: ServerResponse, left: number): void {
  if (response.destroyed) return;
  if (left <= BLOCK.byteLength) return void response.end(BLOCK.subarray(0, left));
  response.write(BLOCK, () => send(response, left - BLOCK.byteLength));
}

const [certificate, key] = process.argv.slice(2);
const servers: net.Server[] = [http.createServer(listener)];
if (certificate && key)
  servers.push(
    // What Node gives for HTTP/2 is used as what it gives for HTTP/1.1.
    http2.createSecureServer({ cert: readFileSync(certificate), key: readFileSync(key) }, listener as never),
  );
const ports: number[] = [];
for (const server of servers) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ports.push((server.address() as AddressInfo).port);
}
process.stdout.write(`${ports.join(' ')}\n`);
