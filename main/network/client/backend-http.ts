/**
 * HTTP to the MP backend and to the servers of its packages: GET with time limits, redirects that
 * the caller can refuse, and the system proxy. No cookies, no retries, no kept connections.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';
import got, { type Response } from 'got';
import { locationOf } from './location.ts';
import { phasesSoFar } from './phases.ts';
import { createAgents, destroyAgents, parseProxyList, type Route } from '../connections/proxies.ts';
import { AppError } from '../../support/errors.ts';
import type { RequestObservation } from './request-observer.ts';

export interface BackendHttpOptions {
  readonly userAgent: string;
  /** The PAC string for a URL, as `session.resolveProxy` gives it. Absent: connect directly. */
  readonly resolveProxy?: (url: string) => Promise<string>;
}

export interface BackendRequest {
  readonly accept: string;
  readonly timeouts: HttpTimeouts;
  readonly signal?: AbortSignal | undefined;
  /** Off for packages, whose bytes are hashed as they are sent. */
  readonly decompress: boolean;
  /** Throws for a URL that must not be asked: the first one and every redirect's. */
  check(url: URL): void;
  /** Resolves and checks host names of direct connections. */
  readonly lookup?: LookupFunction | undefined;
  /** Told status, redirects and timings; its end is the caller's, who reads the body. */
  readonly observation?: Pick<RequestObservation, 'note'> | undefined;
}

/** All in ms. */
export interface HttpTimeouts {
  /** DNS, TCP and TLS, each. */
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

const MAX_REDIRECTS = 5;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

export function createBackendHttp({ userAgent, resolveProxy }: BackendHttpOptions): BackendHttp {
  async function routesTo(url: URL): Promise<readonly Route[]> {
    if (!resolveProxy) return [null];
    return parseProxyList(await resolveProxy(url.href).catch(() => 'DIRECT'));
  }

  async function ask(url: URL, request: BackendRequest): Promise<BackendAnswer> {
    let failure: unknown;
    for (const route of await routesTo(url)) {
      try {
        return await askThrough(route, url, request);
      } catch (error) {
        failure = error;
        if (request.signal?.aborted) break;
      }
    }
    throw failure;
  }

  function askThrough(route: Route, url: URL, request: BackendRequest): Promise<BackendAnswer> {
    const agents = createAgents(route);
    const { connectMs, idleMs, totalMs } = request.timeouts;
    return new Promise((resolve, reject) => {
      const body = got.stream(url, {
        agent: agents,
        decompress: request.decompress,
        followRedirect: false,
        throwHttpErrors: false,
        retry: { limit: 0 },
        headers: { accept: request.accept, 'user-agent': userAgent },
        timeout: {
          lookup: connectMs,
          connect: connectMs,
          secureConnect: connectMs,
          response: idleMs,
          socket: idleMs,
          ...(totalMs === undefined ? {} : { request: totalMs }),
        },
        ...(request.signal ? { signal: request.signal } : {}),
        ...(request.lookup && route === null ? { dnsLookup: request.lookup as never } : {}),
      });
      // Stays for the life of the stream: an error that comes while nobody reads is not lost on
      // the reader, who finds the stream destroyed, and must not end the process.
      body.on('error', reject);
      body.once('close', () => destroyAgents(agents));
      request.observation?.note({ timings: () => phasesSoFar(body.timings, url) });
      body.once('response', (response: Response) => {
        request.observation?.note({ status: response.statusCode });
        resolve({ status: response.statusCode, url, headers: response.headers, body });
      });
    });
  }

  return {
    async get(first, request) {
      let url = first;
      for (let redirects = 0; ; redirects += 1) {
        request.check(url);
        if (request.signal?.aborted) throw aborted();
        const answer = await ask(url, request).catch((error: unknown) => {
          throw request.signal?.aborted ? aborted() : error;
        });
        const header = answer.headers.location;
        if (!REDIRECTS.has(answer.status) || header === undefined) return answer;
        const location = locationOf(header);
        answer.body.destroy();
        if (redirects === MAX_REDIRECTS) throw new Error(`more than ${MAX_REDIRECTS} redirects`);
        if (!URL.canParse(location, url)) throw new Error('a redirect to something that is not a URL');
        url = new URL(location, url);
        request.observation?.note({ redirects: redirects + 1 });
      }
    },
  };
}

function aborted(): AppError {
  return new AppError('aborted', 'The request was cancelled.');
}

/** Why a server gave no answer. */
export type NetworkFailureKind = 'timeout' | 'no-address' | 'refused' | 'cut-off' | 'bad-certificate' | 'failed';

/** Codes of Node's that say: the connection is there, and its certificate is not to be trusted. */
const CERTIFICATE_ERRORS =
  /^(?:ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(?:VERIFY|GET_ISSUER))/;

export function networkFailureKind(error: unknown): NetworkFailureKind {
  const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } };
  const given = typeof cause?.code === 'string' ? cause.code : code;
  switch (given) {
    case 'ETIMEDOUT':
      return 'timeout';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'no-address';
    case 'ECONNREFUSED':
      return 'refused';
    case 'ECONNRESET':
    case 'EPIPE':
    case 'ERR_HTTP_CONTENT_LENGTH_MISMATCH':
      return 'cut-off';
    default:
      return [given, code].some((one) => typeof one === 'string' && CERTIFICATE_ERRORS.test(one))
        ? 'bad-certificate'
        : 'failed';
  }
}

const FAILURE_REASONS: Readonly<Record<NetworkFailureKind, string>> = {
  timeout: 'it takes too long to answer',
  'no-address': 'its address cannot be found',
  refused: 'it refuses the connection',
  'cut-off': 'the connection was cut off',
  'bad-certificate': 'its certificate is not valid',
  failed: 'the request failed',
};

/** Why a request failed, as the end of a sentence: a host's answer must not bring a URL or a token into it. */
export function networkFailureReason(error: unknown): string {
  return FAILURE_REASONS[networkFailureKind(error)];
}
