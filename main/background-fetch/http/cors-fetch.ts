/**
 * One attempt to get a response: preflight, proxies, redirects, CORS. What the Fetch standard does
 * between a request and the head of its response, without credentials and without a cache.
 */
import type { Readable } from 'node:stream';
import type { LookupFunction } from 'node:net';
import { describeNetworkError, isNobodyThere } from '../../network/client/network-errors.ts';
import { isUnreadable } from '../../network/client/walk.ts';
import { drain } from '../../network/client/wire-limits.ts';
import { parseProxyList, type Route } from '../../network/connections/proxies.ts';
import { untilAborted } from '../../support/until-aborted.ts';
import type { Connections } from './connections.ts';
import { passesCorsCheck, passesPreflight, preflightHeaders } from './cors.ts';
import { exchange, type ExchangeOutcome, type ExchangeRequest } from './http-exchange.ts';
import { exchangeOnSession } from './http2-exchange.ts';
import { openConnection } from './open-connection.ts';
import type { OddServers } from './odd-servers.ts';
import { isLaterStatus } from './later-statuses.ts';
import type { OwnRequest, OwnResponse } from '../ports.ts';
import type { PreflightCache } from './preflight-cache.ts';
import { headerValue, soleValue } from './request-headers.ts';
import type { HeaderList, RecordResponse, StoredRequest } from '../types.ts';
import { elsewhere, nextHop, refused, type Hop } from './redirects.ts';
import { isSameOrigin, reachOf, type ReachRules } from './url-rules.ts';

export interface CorsFetchDependencies {
  readonly appId: string;
  readonly origin: string;
  readonly reach: ReachRules;
  readonly connections: Connections;
  readonly preflights: PreflightCache;
  readonly oddServers: OddServers;
  readonly lookup: LookupFunction;
  resolveProxy(url: string): Promise<string>;
  readOwn(request: OwnRequest): Promise<OwnResponse | null>;
  readonly userAgent: string;
  readonly language: string;
  readonly limits: {
    readonly connectTimeoutMs: number;
    readonly stallTimeoutMs: number;
    readonly maxRedirects: number;
  };
}

export interface FetchAttempt {
  readonly request: StoredRequest;
  readonly bodyFile: string;
  /** `Range` and `If-Range`, or nothing. */
  readonly rangeHeaders: HeaderList;
  readonly signal: AbortSignal;
  readonly onUploaded: (bytes: number) => void;
}

export type FetchAttemptOutcome = { readonly kind: 'response'; readonly response: RawResponse } | NetworkError;

export interface NetworkError {
  readonly kind: 'network-error';
  /** The server may soon be there. */
  readonly isTemporary: boolean;
  /** But that is not likely. */
  readonly isHopeless?: boolean;
  /** Perhaps somebody else has answered: a network that wants a sign-in first, a proxy with pages of its own. */
  readonly isElsewhere?: boolean;
  readonly isStale: boolean;
  /** It was not sent: Larder itself does not let it. */
  readonly isRefused?: boolean;
  /** As the server sent it. */
  readonly retryAfter?: string | undefined;
  readonly message: string;
}

/** Its headers are all of them, names in lower case. */
export interface RawResponse extends RecordResponse {
  /** As on the wire; `null` when there is none. */
  readonly body: Readable | null;
  /** From the package: there is no server whose answers could be resumed. */
  readonly isOwn: boolean;
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** Never rejects. */
export async function corsFetch(deps: CorsFetchDependencies, run: FetchAttempt): Promise<FetchAttemptOutcome> {
  const { request } = run;
  const url = new URL(request.url);
  if (request.isBlocked) return refused('the page’s own Content Security Policy forbids it');
  if (isSameOrigin(url, deps.origin)) return readOwn(deps, run, url);
  if (request.mode === 'same-origin') return refused('the mode "same-origin" allows only the own origin');
  if (request.cache === 'only-if-cached') return refused('nothing is cached');
  let hop: Hop = {
    url,
    method: request.method,
    headers: request.headers,
    hasBody: request.bodyBytes !== null,
    isTainted: false,
    count: 0,
  };
  for (;;) {
    const outcome = await oneHop(deps, run, hop);
    if (!('url' in outcome)) return outcome;
    hop = outcome;
  }
}

async function readOwn(deps: CorsFetchDependencies, { request }: FetchAttempt, url: URL): Promise<FetchAttemptOutcome> {
  url.hash = '';
  const answer = await deps.readOwn({ url, method: request.method, headers: request.headers }).catch(() => null);
  if (!answer) return refused('the package cannot be read');
  const { status, statusText, headers, body } = answer;
  return {
    kind: 'response',
    response: { url: url.href, redirected: false, status, statusText, type: 'basic', headers, body, isOwn: true },
  };
}

async function oneHop(deps: CorsFetchDependencies, run: FetchAttempt, hop: Hop): Promise<FetchAttemptOutcome | Hop> {
  const origin = hop.isTainted ? 'null' : deps.origin;
  const withCredentials = run.request.credentials === 'include';
  const caller = { origin, withCredentials };
  const key = { appId: deps.appId, url: hop.url, caller };
  const preflight = preflightHeaders(hop.method, hop.headers);
  if (preflight && !deps.preflights.allows(key, hop.method, hop.headers)) {
    const answer = await send(
      deps,
      run,
      { ...hop, method: 'OPTIONS', headers: preflight, hasBody: false },
      origin,
      true,
    );
    if (answer.kind === 'network-error') return answer;
    drain(answer.message);
    const status = answer.message.statusCode ?? 0;
    if (!passesPreflight(status, answer.headers, caller, hop.method, hop.headers)) {
      answer.message.destroy();
      return notForThisOrigin(status, answer.headers, 'the CORS preflight was refused');
    }
    deps.preflights.keep(key, answer.headers);
  }
  const answer = await send(deps, run, hop, origin, false);
  if (answer.kind === 'network-error') {
    deps.preflights.forget(key);
    return answer;
  }
  const { message, headers } = answer;
  const give = (outcome: FetchAttemptOutcome | Hop): FetchAttemptOutcome | Hop => {
    message.resume();
    message.destroy();
    return outcome;
  };
  const status = message.statusCode ?? 0;
  if (run.request.mode !== 'no-cors' && !passesCorsCheck(headers, origin, withCredentials)) {
    deps.preflights.forget(key);
    return give(notForThisOrigin(status, headers, 'its answer is not for this origin (CORS)'));
  }
  const location = soleValue(headers, 'location');
  // As in browsers, a redirect to nowhere is an answer.
  if (REDIRECTS.has(status) && location) {
    if (run.request.redirect === 'error') return give(elsewhere('it redirects, and the request allows none'));
    if (run.request.redirect === 'manual') {
      const { href } = hop.url;
      return give({
        kind: 'response',
        response: {
          url: href,
          redirected: hop.count > 0,
          status: 0,
          statusText: '',
          type: 'opaqueredirect',
          headers: [],
          body: null,
          isOwn: false,
        },
      });
    }
    return give(nextHop(hop, status, location, deps.limits.maxRedirects));
  }
  const url = new URL(hop.url);
  url.hash = '';
  const response: RawResponse = {
    url: url.href,
    redirected: hop.count > 0,
    status,
    statusText: message.statusMessage ?? '',
    type: 'cors',
    headers,
    body: message,
    isOwn: false,
  };
  return { kind: 'response', response };
}

/** The pages of servers that are busy seldom have CORS headers; their status speaks of the moment all the same. */
function notForThisOrigin(status: number, headers: HeaderList, message: string): NetworkError {
  if (!isLaterStatus(status)) return elsewhere(message);
  return { ...elsewhere(`it answered ${status}`), isTemporary: true, retryAfter: headerValue(headers, 'retry-after') };
}

type SendOutcome = Extract<ExchangeOutcome, { kind: 'response' }> | NetworkError;

async function send(
  deps: CorsFetchDependencies,
  run: FetchAttempt,
  hop: Hop,
  origin: string,
  isPreflight: boolean,
): Promise<SendOutcome> {
  const { url, method } = hop;
  const reach = reachOf(url, deps.reach);
  if ('problem' in reach) return hop.count > 0 ? elsewhere(reach.problem) : refused(reach.problem);
  const { request, bodyFile } = run;
  const routes = await routesFor(deps, url, run.signal);
  // A request that was sent is not sent again: its connection is its own, and its answer read leniently, at once.
  let isLenient = method !== 'GET' || deps.oddServers.has(deps.appId, url.host);
  const ask = async (route: Route): Promise<ExchangeOutcome> => {
    const connection = await openConnection(
      deps,
      { url, pins: reach.domain.certificates, route, isFresh: isLenient },
      run.signal,
    );
    if ('kind' in connection) return connection;
    const wish: ExchangeRequest = {
      url,
      method,
      headers: isPreflight ? [...ownHeaders(deps, origin), ...hop.headers] : wireHeaders(deps, run, hop, origin),
      body: hop.hasBody ? { file: bodyFile, bytes: request.bodyBytes ?? 0 } : null,
      connection,
      isLenient,
      lookup: deps.lookup,
      connectTimeoutMs: deps.limits.connectTimeoutMs,
      stallTimeoutMs: deps.limits.stallTimeoutMs,
      signal: run.signal,
      onUploaded: run.onUploaded,
      onUnreadable: () => deps.oddServers.note(deps.appId, url.host),
    };
    return connection.session ? exchangeOnSession(wish, connection.session) : exchange(wish);
  };
  for (const [index, route] of routes.entries()) {
    let outcome = await ask(route);
    if (outcome.kind === 'failed' && !isLenient && isUnreadable(outcome.error)) {
      isLenient = true;
      outcome = await ask(route);
    }
    if (outcome.kind === 'response') return outcome;
    const { code, message, isProxy } = describeNetworkError(outcome.error, url.host);
    // The next proxy is for one that cannot be reached; a server that fails is the same behind all.
    const isRefused = isProxy || code !== 'network-error';
    if (index < routes.length - 1 && !outcome.wasConnected && !isRefused && !run.signal.aborted) continue;
    return {
      kind: 'network-error',
      isTemporary: code === 'network-error',
      isHopeless: isNobodyThere(outcome.error),
      isElsewhere: code !== 'network-error',
      // The lookup, or a pin, before anything was sent.
      isRefused: code === 'domain-not-allowed' && hop.count === 0,
      isStale: outcome.isStale,
      message,
    };
  }
  throw new Error('A list of routes is never empty');
}

async function routesFor(deps: CorsFetchDependencies, url: URL, signal: AbortSignal): Promise<readonly Route[]> {
  try {
    // Path and query are nothing a proxy is chosen by.
    return parseProxyList(await untilAborted(signal, deps.resolveProxy(`${url.origin}/`)));
  } catch {
    return [null];
  }
}

function ownHeaders({ userAgent, language }: CorsFetchDependencies, origin: string): HeaderList {
  return [
    ['user-agent', userAgent],
    ['accept', '*/*'],
    ['accept-language', language],
    ['accept-encoding', 'identity'],
    ['origin', origin],
  ];
}

/** The request's own headers win over ours, but for `Origin` and the coding. */
function wireHeaders(
  deps: CorsFetchDependencies,
  { request, rangeHeaders }: FetchAttempt,
  { headers }: Hop,
  origin: string,
): HeaderList {
  const fresh: HeaderList =
    request.cache === 'no-store' || request.cache === 'reload'
      ? [
          ['cache-control', 'no-cache'],
          ['pragma', 'no-cache'],
        ]
      : [];
  const own = [...ownHeaders(deps, origin), ...fresh];
  return [...own.filter(([name]) => !headers.some(([given]) => given === name)), ...headers, ...rangeHeaders];
}
