/** What reached a backend, in order. Tokens and codes are hidden. */
import type { IncomingMessage } from 'node:http';

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
}

export interface RequestLog {
  add(request: IncomingMessage, url: URL): void;
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
  const shown = (name: string, value: string): string => (options.showSecrets || !SECRET_ARGUMENTS.has(name) ? value : '[hidden]');
  return {
    add(request, url) {
      const header = (name: string): string | null => {
        const value = request.headers[name];
        return typeof value === 'string' ? value : null;
      };
      const entry: LoggedRequest = {
        at: Date.now(),
        method: request.method ?? 'GET',
        path: url.pathname,
        query: [...url.searchParams].map(([name, value]) => [name, shown(name, value)] as const),
        userAgent: header('user-agent'),
        origin: header('origin'),
        ifNoneMatch: header('if-none-match'),
        range: header('range'),
      };
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
          reject(new Error(`No such request within ${limitMs} ms; there were ${entries.map((entry) => `${entry.method} ${entry.path}`).join(', ') || 'none'}.`));
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
