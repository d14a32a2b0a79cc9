/** One request on one open connection, and its answer's head: no redirects, no retries, no cookies, nothing cached. */
import { constants } from 'node:http2';
import type { ClientRequest, IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import got, { type Response, type StreamOptions } from 'got';
import { ACCEPTED_CODINGS, decodeBody, isEncoded } from './content-decoding.ts';
import type { Lease } from '../connections/pool.ts';
import { phasesSoFar, type Phases } from './phases.ts';
import { limitInterimAnswers } from './wire-limits.ts';

/** What Chromium reads, too. */
const MAX_HEADER_BYTES = 64 * 1024;

export interface ExchangeRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is, with the type that the headers name. */
  readonly body?: string | undefined;
  /** Off where the bytes are wanted as they are sent. */
  readonly decompress: boolean;
  /** ms from the request sent to the answer's head, and between two parts of its body. */
  readonly idleMs?: number | undefined;
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The first header called `name`, as it was sent. */
  header(name: string): string | undefined;
  /** Must be read to its end or destroyed; either gives the connection back. Fails when the connection is cut. */
  readonly body: Readable;
  /** So far. */
  phases(): Phases;
}

export interface ExchangeEvents {
  /** All of the request was written. */
  onSent(): void;
  onPhases(read: () => Phases): void;
}

/** got is loaded at its first use, which takes longer than a request should take to leave: not at the first request then. */
export function getReadyToExchange(): void {
  void got.stream;
}

/** HTTP/2: the server said that it has not looked at the request, and it may be sent again whatever it is. */
export class NotLookedAt extends Error {
  override readonly name = 'NotLookedAt';
  readonly code = 'ECONNRESET';

  constructor(cause: Error) {
    super('The server did not look at the request', { cause });
  }
}

/** Rejects with what got or Node raised. The lease is released when the body ends, or at once when there is none. */
export async function exchange(lease: Lease, request: ExchangeRequest, events: ExchangeEvents): Promise<Answer> {
  const { url, idleMs } = request;
  const body = got.stream(url, {
    method: request.method,
    headers: { ...(request.decompress ? { 'accept-encoding': ACCEPTED_CODINGS } : {}), ...request.headers },
    ...(request.json === undefined ? {} : { json: request.json }),
    ...(request.body === undefined ? {} : { body: request.body }),
    followRedirect: false,
    throwHttpErrors: false,
    retry: { limit: 0 },
    // Ours reads what browsers read.
    decompress: false,
    maxHeaderSize: MAX_HEADER_BYTES,
    signal: request.signal,
    ...(idleMs === undefined ? {} : { timeout: { response: idleMs, socket: idleMs } }),
    ...lease.got,
  } as StreamOptions);
  // Stays for the life of the stream: an error that comes while nobody reads is not lost on the reader, who finds
  // the stream destroyed, and must not end the process.
  body.on('error', () => {});
  // got's streams are closed only by those who destroy them.
  body.once('end', () => lease.release()).once('close', () => lease.release());
  const phases = (): Phases => ({
    ...lease.phases,
    ...lease.openedAhead,
    ...withoutOpening(phasesSoFar(body.timings, url)),
  });
  events.onPhases(phases);
  body.once('request', (sent: ClientRequest) => {
    sent.once('finish', events.onSent);
    limitInterimAnswers(sent);
    // Nobody asked for another protocol, and got leaves the socket to whoever listens.
    sent.once('upgrade', (_answer, socket) => {
      socket.destroy();
      body.destroy(Object.assign(new Error('It changed the protocol'), { code: 'EPROTOCOL' }));
    });
  });
  let stream: (() => unknown) | null = null;
  body.once('request', (sent: ClientRequest & { readonly stream?: unknown }) => {
    stream = () => sent.stream;
  });
  const response = await new Promise<Response>((resolve, reject) => {
    body.once('response', resolve);
    body.once('error', (error: Error) => reject(wasRefused(stream?.()) ? new NotLookedAt(error) : error));
  });
  const header = (name: string): string | undefined => rawHeader(response.rawHeaders, name);
  const codings = request.decompress ? header('content-encoding') : undefined;
  return {
    status: response.statusCode,
    headers: response.headers,
    header,
    body: isEncoded(codings) ? quiet(decodeBody(body, codings)) : body,
    phases,
  };
}

/** REFUSED_STREAM, or above the last stream of a GOAWAY: https://www.rfc-editor.org/rfc/rfc9113#section-8.7 */
function wasRefused(stream: unknown): boolean {
  return (
    typeof stream === 'object' &&
    stream !== null &&
    'rstCode' in stream &&
    stream.rstCode === constants.NGHTTP2_REFUSED_STREAM
  );
}

/** As the body that it decodes: an error that comes while nobody reads ends no process. */
function quiet(stream: Readable): Readable {
  return stream.on('error', () => {});
}

/** The connection is open: what got takes for opening it is none. */
function withoutOpening({ dnsMs: _dns, connectMs: _connect, tlsMs: _tls, ...phases }: Phases): Phases {
  return phases;
}

function rawHeader(rawHeaders: readonly string[], name: string): string | undefined {
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === name) return rawHeaders[index + 1];
  }
  return undefined;
}
