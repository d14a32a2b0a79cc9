/** One HTTP exchange with one host: no redirects, no retries, no cookies. */
import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';
import { hostOf } from '../../network/rules/service-domains.ts';
import type { Connection } from './connections.ts';
import { MAX_HEAD_BYTES, repairAnswers } from '../../network/client/lenient-head.ts';
import { isUnreadable } from '../../network/client/walk.ts';
import { limitInterimAnswers } from '../../network/client/wire-limits.ts';
import { piecesOf } from './sent-pieces.ts';
import { readerOf } from './socket-reader.ts';
import type { HeaderList } from '../types.ts';

export interface ExchangeRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: HeaderList;
  readonly body: { readonly file: string; readonly bytes: number } | null;
  readonly connection: Connection;
  /** The connection is of this exchange alone: heads are read that the parser would refuse. */
  readonly isLenient: boolean;
  readonly lookup: LookupFunction;
  readonly connectTimeoutMs: number;
  readonly stallTimeoutMs: number;
  readonly signal: AbortSignal;
  /** So many bytes of the body are with the network. */
  readonly onUploaded: (bytes: number) => void;
  /** The parser does not take the body apart. */
  readonly onUnreadable: () => void;
}

/** What the two protocols have in common. */
export type ResponseMessage = Readable & { statusCode?: number | undefined; statusMessage?: string | undefined };

export type ExchangeOutcome =
  | { readonly kind: 'response'; readonly message: ResponseMessage; readonly headers: HeaderList }
  /** `isStale`: a kept connection had been closed by the server; nothing is wrong with the server. */
  | { readonly kind: 'failed'; readonly error: unknown; readonly isStale: boolean; readonly wasConnected: boolean };

/** Never rejects. The message is paused; whoever gets it reads or destroys it. */
export function exchange(request: ExchangeRequest): Promise<ExchangeOutcome> {
  return new Promise((resolve) => {
    let wasConnected = false;
    let outgoing: ClientRequest;
    const connectTimer = setTimeout(() => outgoing.destroy(timeoutError('connect')), request.connectTimeoutMs);
    const fail = (error: unknown): void => {
      clearTimeout(connectTimer);
      const isStale = outgoing?.reusedSocket === true && (error as NodeJS.ErrnoException).code === 'ECONNRESET';
      resolve({ kind: 'failed', error, isStale, wasConnected });
    };
    try {
      outgoing = start(request);
    } catch (error) {
      fail(error);
      return;
    }
    limitInterimAnswers(outgoing);
    outgoing.once('socket', (socket) => {
      if (request.isLenient) repairAnswers(socket);
      const onConnected = (): void => {
        wasConnected = true;
        clearTimeout(connectTimer);
      };
      if (!socket.connecting) onConnected();
      else socket.once(request.url.protocol === 'https:' ? 'secureConnect' : 'connect', onConnected);
    });
    outgoing.setTimeout(request.stallTimeoutMs, () => onStall(outgoing));
    outgoing.on('error', (error) => {
      if (isUnreadable(error)) request.onUnreadable();
      fail(error);
    });
    outgoing.once('response', (message) => {
      clearTimeout(connectTimer);
      // The connection may break before anyone reads: the reader finds the message destroyed.
      message.on('error', () => {});
      message.once('close', () => request.connection.release());
      resolve({ kind: 'response', message, headers: headerList(message.rawHeaders) });
    });
    // Of an answer that changes the protocol (101) Node tells no error: it closes the connection.
    outgoing.once('close', () => fail(Object.assign(new Error('No answer to this request'), { code: 'EPROTOCOL' })));
    if (request.body) void sendBody(outgoing, request);
    else outgoing.end();
  });
}

function start(request: ExchangeRequest): ClientRequest {
  const { url, method, headers, body, connection, lookup, signal, isLenient } = request;
  const secure = url.protocol === 'https:';
  const outgoing = (secure ? https : http).request({
    host: hostOf(url),
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    path: `${url.pathname}${url.search}`,
    method,
    agent: connection.agent,
    lookup,
    signal,
    maxHeaderSize: MAX_HEAD_BYTES,
    insecureHTTPParser: isLenient,
    ...(secure ? connection.tls : {}),
  });
  outgoing.setHeader('host', url.host);
  for (const [name, value] of headers) outgoing.setHeader(name, value);
  const mustTellLength = body !== null || method === 'POST' || method === 'PUT';
  if (mustTellLength) outgoing.setHeader('content-length', body?.bytes ?? 0);
  return outgoing;
}

/** The socket's timer also runs while we hold the network back ourselves; that is no stall. */
function onStall(outgoing: ClientRequest): void {
  const { socket, res } = outgoing as ClientRequest & { res?: IncomingMessage };
  const reader = readerOf(socket);
  if (reader?.isHeld || res?.isPaused()) return;
  const error = timeoutError('stall');
  if (res && !res.complete) res.destroy(error);
  else outgoing.destroy(error);
  socket?.destroy();
}

async function sendBody(outgoing: ClientRequest, { body, onUploaded }: ExchangeRequest): Promise<void> {
  if (!body) return;
  const closed = new Promise<void>((resolve) => outgoing.once('close', () => resolve()));
  try {
    for await (const bytes of piecesOf(body.file)) {
      const written = new Promise<void>((resolve, reject) =>
        outgoing.write(bytes, (error) => (error ? reject(error) : resolve())),
      );
      await Promise.race([written, closed]);
      if (outgoing.destroyed) return;
      onUploaded(bytes.byteLength);
    }
    outgoing.end();
  } catch (error) {
    // A server may answer and close before it has read everything; its answer counts then.
    if (!outgoing.destroyed && !(outgoing as ClientRequest & { res?: IncomingMessage }).res)
      outgoing.destroy(error as Error);
  }
}

function headerList(rawHeaders: readonly string[]): HeaderList {
  const headers: [string, string][] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2)
    headers.push([(rawHeaders[index] ?? '').toLowerCase(), rawHeaders[index + 1] ?? '']);
  return headers;
}

function timeoutError(phase: string): Error {
  return Object.assign(new Error(`Time is over (${phase})`), { code: 'ETIMEDOUT' });
}
