/**
 * HTTP to the MP backend and to the servers of its packages: GET with time limits, redirects that
 * the caller can refuse, and the system proxy. No cookies, nothing cached.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { AppError } from '../../support/errors.ts';
import { createDialer, type AddressRule } from '../connections/dialer.ts';
import { BACKEND, createConnectionPool, type ConnectionPool } from '../connections/pool.ts';
import { createCheckedLookup, isPublicAddress } from '../rules/addresses.ts';
import { RedirectError, walk } from './walk.ts';
import type { RequestObservation } from './request-observer.ts';

export interface BackendHttpOptions {
  readonly userAgent: string;
  /** The PAC string for a URL, as `session.resolveProxy` gives it. Absent: connect directly. */
  readonly resolveProxy?: (url: string) => Promise<string>;
  /** Default: one of its own. */
  readonly pool?: ConnectionPool;
}

export interface BackendRequest {
  readonly accept: string;
  /** Besides. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Besides, but not after a redirect to another origin. */
  readonly originHeaders?: Readonly<Record<string, string>> | undefined;
  readonly timeouts: HttpTimeouts;
  readonly signal?: AbortSignal | undefined;
  /** Off for packages, whose bytes are hashed as they are sent. */
  readonly decompress: boolean;
  /** Throws for a URL that must not be asked: the first one and every redirect's. */
  check(url: URL): void;
  /** Default: `any`. */
  readonly addresses?: AddressRule;
  /** Of other hosts that it is redirected to. Default: as `addresses`. */
  readonly redirectAddresses?: AddressRule;
  /** Told status, redirects and timings; its end is the caller's, who reads the body. */
  readonly observation?: Pick<RequestObservation, 'note'> | undefined;
}

/** All in ms. */
export interface HttpTimeouts {
  /** DNS, proxy, TCP and TLS together. */
  readonly connectMs: number;
  /** From the request sent to the answer's head, and between two parts of its body. */
  readonly idleMs: number;
  /** All of it. */
  readonly totalMs?: number;
}

export interface BackendAnswer {
  readonly status: number;
  /** After redirects. */
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  /** Must be read to its end or destroyed. Fails when the connection is cut. */
  readonly body: Readable;
}

export interface BackendHttp {
  /**
   * Resolves with the answer's head, whatever its status. Rejects with what `check` threw, with
   * `AppError('aborted')`, or with got's error for everything on the network.
   */
  get(url: URL, request: BackendRequest): Promise<BackendAnswer>;
}

/** Ends a request when the caller gives it up, or its connection or all of it takes too long. */
class TimeLimits {
  readonly #abort = new AbortController();
  readonly #caller: AbortSignal | undefined;
  readonly #total: NodeJS.Timeout | undefined;
  #connect: NodeJS.Timeout | undefined;
  #body: Readable | null = null;
  isOver = false;

  constructor(caller: AbortSignal | undefined, totalMs: number | undefined) {
    this.#caller = caller;
    if (totalMs !== undefined) this.#total = setTimeout(() => this.#end(), totalMs);
    caller?.addEventListener('abort', this.#onAbort, { once: true });
    if (caller?.aborted) this.#abort.abort();
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  connecting(limitMs: number): void {
    clearTimeout(this.#connect);
    this.#connect = setTimeout(() => this.#end(), limitMs);
  }

  connected(): void {
    clearTimeout(this.#connect);
  }

  /** From now on an end is the body's: whoever reads it learns why. */
  reading(body: Readable): void {
    this.#body = body;
    body.once('end', () => this.dispose()).once('close', () => this.dispose());
  }

  dispose(): void {
    clearTimeout(this.#total);
    clearTimeout(this.#connect);
    this.#caller?.removeEventListener('abort', this.#onAbort);
  }

  readonly #onAbort = (): void => this.#abort.abort();

  #end(): void {
    this.isOver = true;
    if (this.#body) this.#body.destroy(timedOut());
    else this.#abort.abort(timedOut());
  }
}

const MAX_REDIRECTS = 5;

export function createBackendHttp({ userAgent, resolveProxy, pool }: BackendHttpOptions): BackendHttp {
  const dependencies = {
    pool: pool ?? createConnectionPool(createDialer({ lookup: createCheckedLookup(isPublicAddress) })),
    resolveProxy: resolveProxy ?? (() => Promise.resolve('DIRECT')),
  };
  return {
    async get(url, request) {
      const { connectMs, idleMs, totalMs } = request.timeouts;
      const time = new TimeLimits(request.signal, totalMs);
      try {
        const answer = await walk(dependencies, {
          method: 'GET',
          url,
          headers: { accept: request.accept, 'user-agent': userAgent, ...request.headers },
          originHeaders: request.originHeaders,
          decompress: request.decompress,
          idleMs,
          signal: time.signal,
          owner: BACKEND,
          maxRedirects: MAX_REDIRECTS,
          isRepeatable: true,
          admit(next) {
            request.check(next);
            if (request.signal?.aborted) throw aborted();
            const { addresses = 'any', redirectAddresses = addresses } = request;
            return { pins: [], addresses: next.host === url.host ? addresses : redirectAddresses };
          },
          events: {
            onConnecting: () => time.connecting(connectMs),
            onSent: () => time.connected(),
            onRedirect: (redirects) => request.observation?.note({ redirects }),
            onPhases: (read) => request.observation?.note({ timings: read }),
          },
        });
        request.observation?.note({ status: answer.status });
        time.reading(answer.body);
        const { status, headers, body } = answer;
        return { status, url: answer.url, headers, body };
      } catch (error) {
        time.dispose();
        if (request.signal?.aborted) throw aborted();
        throw error instanceof RedirectError ? new Error(error.message) : time.isOver ? timedOut() : error;
      }
    },
  };
}

function timedOut(): Error {
  return Object.assign(new Error('It took too long'), { code: 'ETIMEDOUT' });
}

function aborted(): AppError {
  return new AppError('aborted', 'The request was cancelled.');
}
