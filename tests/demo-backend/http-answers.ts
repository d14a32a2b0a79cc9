/** The few shapes of answer that a backend gives. */
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Failure } from './controls.ts';

/** What a developer server's route answers. Strings are sent as they are, other values as JSON. */
export interface RouteAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export function sendJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': body.length,
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(body);
}

/** Any page may read the developer server, as its author would have set it up, and how long each part of it took. */
export const READABLE_BY_PAGES = { 'access-control-allow-origin': '*', 'timing-allow-origin': '*' } as const;

/** Sends with an `ETag`, and 304 when the caller has that already. */
export function sendData(request: IncomingMessage, response: ServerResponse, answer: RouteAnswer): void {
  const isText = typeof answer.body === 'string' || answer.body instanceof Uint8Array;
  const body = Buffer.from(isText ? (answer.body as string) : JSON.stringify(answer.body ?? null));
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  const headers = {
    'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8',
    'cache-control': 'no-cache',
    etag,
    ...READABLE_BY_PAGES,
    ...answer.headers,
  };
  if ((answer.status ?? 200) === 200 && request.headers['if-none-match'] === etag) {
    response.writeHead(304, headers).end();
    return;
  }
  response.writeHead(answer.status ?? 200, { ...headers, 'content-length': body.length });
  response.end(request.method === 'HEAD' ? undefined : body);
}

export function sendFailure(response: ServerResponse, failure: Failure): void {
  if (failure === 'hang') return;
  if (failure === 'reset') {
    response.destroy();
    return;
  }
  sendJson(response, failure, { message: `The backend was told to answer ${failure}.` }, READABLE_BY_PAGES);
}

const SLICES = 20;

/** Sends bytes, or the range that was asked for. All of them take `overMs`, a range its share of that. */
export async function sendBytes(
  request: IncomingMessage,
  response: ServerResponse,
  source: { readonly size: number; read(start: number, end: number): Uint8Array },
  options: { type: string; overMs: number; headers?: Readonly<Record<string, string>> },
): Promise<void> {
  const range = parseRange(request.headers.range, source.size);
  const headers = { 'content-type': options.type, 'accept-ranges': 'bytes', ...options.headers };
  if (range === 'unsatisfiable') {
    response.writeHead(416, { ...headers, 'content-range': `bytes */${source.size}` }).end();
    return;
  }
  const { start, end } = range ?? { start: 0, end: source.size };
  response.writeHead(range ? 206 : 200, {
    ...headers,
    'content-length': end - start,
    ...(range ? { 'content-range': `bytes ${start}-${end - 1}/${source.size}` } : {}),
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const slice = Math.max(1, Math.min(256 * 1024, Math.ceil((end - start) / SLICES)));
  const overMs = (options.overMs * (end - start)) / Math.max(1, source.size);
  const pauseMs = overMs / Math.max(1, Math.ceil((end - start) / slice) - 1);
  for (let position = start; position < end && !response.destroyed; position += slice) {
    if (position > start && pauseMs > 0) await delay(pauseMs);
    if (!response.write(source.read(position, Math.min(end, position + slice)))) await drained(response);
  }
  response.end();
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
  });
}

function parseRange(header: string | undefined, size: number): { start: number; end: number } | 'unsatisfiable' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return null;
  const start = match[1] ? Number(match[1]) : Math.max(0, size - Number(match[2]));
  const end = match[1] && match[2] ? Math.min(size, Number(match[2]) + 1) : size;
  return start < end ? { start, end } : 'unsatisfiable';
}
