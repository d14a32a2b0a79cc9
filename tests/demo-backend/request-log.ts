/** What reached a backend, in order. Tokens and codes are hidden. */
import type { IncomingMessage, ServerResponse } from 'node:http';

export interface LoggedRequest {
  /** ms since epoch, when the request's head had arrived. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  /** Query arguments in the order sent. */
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly userAgent: string | null;
  readonly origin: string | null;
  readonly ifNoneMatch: string | null;
  readonly range: string | null;
  /** Of the answer's body, handed to the network; 0 until the answer has ended. */
  readonly sentBytes: number;
}

export interface RequestLog {
  add(request: IncomingMessage, response: ServerResponse, url: URL): void;
  list(): readonly LoggedRequest[];
  clear(): void;
  /** Resolves with the first request, past or coming, that matches. Rejects after `limitMs`. */
  when(matches: (request: LoggedRequest) => boolean, limitMs: number): Promise<LoggedRequest>;
}

const MAX_ENTRIES = 5_000;
const SECRET_ARGUMENTS = new Set(['token', 'code']);

/** `showSecrets`: tests compare the tokens that they set themselves. */
export function createRequestLog(options: { showSecrets: boolean }): RequestLog {
  let entries: LoggedRequest[] = [];
  const waiting = new Set<(entry: LoggedRequest) => void>();
  const shown = (name: string, value: string): string =>
    options.showSecrets || !SECRET_ARGUMENTS.has(name) ? value : '[hidden]';
  return {
    add(request, response, url) {
      const header = (name: string): string | null => {
        const value = request.headers[name];
        return typeof value === 'string' ? value : null;
      };
      const entry: { -readonly [K in keyof LoggedRequest]: LoggedRequest[K] } = {
        at: Date.now(),
        method: request.method ?? 'GET',
        path: url.pathname,
        query: [...url.searchParams].map(([name, value]) => [name, shown(name, value)] as const),
        userAgent: header('user-agent'),
        origin: header('origin'),
        ifNoneMatch: header('if-none-match'),
        range: header('range'),
        sentBytes: 0,
      };
      countBody(response, (bytes) => (entry.sentBytes = bytes));
      entries.push(entry);
      if (entries.length > MAX_ENTRIES) entries = entries.slice(-MAX_ENTRIES / 2);
      for (const notify of [...waiting]) notify(entry);
    },
    list: () => [...entries],
    clear() {
      entries = [];
    },
    when(matches, limitMs) {
      const past = entries.find(matches);
      if (past) return Promise.resolve(past);
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(notify);
          reject(
            new Error(
              `No such request within ${limitMs} ms; there were ${entries.map((entry) => `${entry.method} ${entry.path}`).join(', ') || 'none'}.`,
            ),
          );
        }, limitMs);
        const notify = (entry: LoggedRequest): void => {
          if (!matches(entry)) return;
          clearTimeout(timer);
          waiting.delete(notify);
          resolve(entry);
        };
        waiting.add(notify);
      });
    },
  };
}

/** A killed caller leaves bytes in the network: what was written is the most that it can have received. */
function countBody(response: ServerResponse, onEnd: (bytes: number) => void): void {
  const { socket } = response;
  if (!socket) return;
  const before = socket.bytesWritten;
  response.once('close', () => onEnd(Math.max(0, socket.bytesWritten - before - headBytes(response))));
}

function headBytes(response: ServerResponse): number {
  // Node keeps the head as it was sent; without it the whole counts.
  const head = (response as { _header?: unknown })._header;
  return typeof head === 'string' ? Buffer.byteLength(head, 'latin1') : 0;
}
