/**
 * The one way of a request from its URL to the head of an answer: redirects, the system's proxies in their order,
 * kept connections that turn out to be dead. Every URL is admitted by the caller before it is asked.
 */
import type { AddressRule } from '../connections/dialer.ts';
import type { AcquireOptions, ConnectionPool, Lease } from '../connections/pool.ts';
import { parseProxyList, type Route } from '../connections/proxies.ts';
import { exchange, NotLookedAt, type Answer, type ExchangeRequest } from './exchange.ts';
import { describeNetworkError } from './network-errors.ts';
import type { Phases } from './phases.ts';
import { locationOf } from './location.ts';
import { drain, WIRE_LIMITS } from './wire-limits.ts';
import { untilAborted } from '../../support/until-aborted.ts';

export interface WalkDependencies {
  readonly pool: ConnectionPool;
  /** `session.resolveProxy`: a PAC string such as `PROXY proxy.example:8080; DIRECT`. */
  resolveProxy(url: string): Promise<string>;
}

/** How one host may be asked. */
export interface Admission {
  readonly pins: readonly string[];
  readonly addresses: AddressRule;
}

export interface WalkRequest extends ExchangeRequest {
  /** Whose connections these are: an app id, or `BACKEND`. */
  readonly owner: string;
  readonly maxRedirects: number;
  /** Besides, for the origin of the first URL alone. */
  readonly originHeaders?: Readonly<Record<string, string>> | undefined;
  /**
   * False for what the server must not see twice (a one-time code): such a request is sent again only when the
   * server said that it has not looked at it.
   */
  readonly isRepeatable: boolean;
  /** Answers are read as browsers read them, each on a connection of its own. */
  readonly isLenient?: boolean;
  /** Throws to refuse `url`: the first one and every redirect's. */
  admit(url: URL): Admission;
  readonly events?: Partial<WalkEvents>;
}

export interface WalkEvents {
  /** The request, or what opens its connection, is with the network. At each attempt. */
  onDeparture(): void;
  onConnecting(): void;
  /** The request was written to an established connection. */
  onSent(): void;
  onRedirect(redirects: number): void;
  onPhases(read: () => Phases): void;
}

/** An answer that redirects to nowhere. */
export class RedirectError extends Error {
  override readonly name = 'RedirectError';
  /** The redirects that were followed. */
  readonly redirects: number;

  constructor(message: string, redirects: number) {
    super(message);
    this.redirects = redirects;
  }
}

export interface WalkedAnswer extends Answer {
  /** After redirects. */
  readonly url: URL;
  readonly redirects: number;
}

/** A connection that is not there in time, or a dead end: the request goes no further. */
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * Rejects with what `admit` threw, with `RedirectError`, or with what Node, got, the proxy, the lookup or the
 * certificate check raised.
 */
export async function walk(dependencies: WalkDependencies, request: WalkRequest): Promise<WalkedAnswer> {
  let { url } = request;
  for (let redirects = 0; ; redirects += 1) {
    const admission = request.admit(url);
    const isFirstOrigin = url.origin === request.url.origin;
    const headers = { ...request.headers, ...(isFirstOrigin ? request.originHeaders : {}) };
    const answer = await askOnAnyRoute(dependencies, { ...request, url, headers }, admission);
    if (!REDIRECTS.has(answer.status) || request.maxRedirects === 0) return { ...answer, url, redirects };
    const location = answer.header('location');
    discard(answer);
    if (location === undefined)
      throw new RedirectError(`it answered ${answer.status} without saying where to`, redirects);
    if (redirects === request.maxRedirects)
      throw new RedirectError(`more than ${request.maxRedirects} redirects`, redirects);
    const next = URL.parse(locationOf(location), url);
    if (!next) throw new RedirectError('it redirects to something that is not a URL', redirects);
    url = next;
    request.events?.onRedirect?.(redirects + 1);
  }
}

/** The next route only when one cannot be reached: a server that fails is the same behind all. */
async function askOnAnyRoute(
  dependencies: WalkDependencies,
  request: WalkRequest,
  admission: Admission,
): Promise<Answer> {
  // The system's answer may be a script's, which asks a server itself.
  request.events?.onConnecting?.();
  const routes = await routesTo(dependencies, request);
  for (const [index, route] of routes.entries()) {
    let lease: Lease | null = null;
    try {
      request.events?.onConnecting?.();
      lease = await acquire(dependencies, request, admission, route, {
        isFresh: false,
        isLenient: request.isLenient ?? false,
      });
      return await askOnce(dependencies, request, admission, route, lease);
    } catch (error) {
      const isLast = index === routes.length - 1;
      if (isLast || lease?.isConnected || request.signal.aborted || !isUnreachable(error, request.url)) throw error;
    }
  }
  throw new Error('A list of routes is never empty');
}

function isUnreachable(error: unknown, url: URL): boolean {
  const { code, isProxy } = describeNetworkError(error, url.host);
  return code === 'network-error' && !isProxy;
}

/**
 * Sends it on `lease`; once more on a new connection when that one was dead before a byte of an answer came, or when
 * only browsers can read the head that came.
 */
async function askOnce(
  dependencies: WalkDependencies,
  request: WalkRequest,
  admission: Admission,
  route: Route,
  lease: Lease,
): Promise<Answer> {
  try {
    return await send(lease, request);
  } catch (error) {
    const mayBeDead = lease.wasOpen || !lease.hasSpoken;
    const isUntouched = error instanceof NotLookedAt;
    const isOdd = isUnreadable(error) && request.isRepeatable && !request.isLenient;
    if (request.signal.aborted || !(isOdd || isUntouched || (mayBeDead && request.isRepeatable && isDropped(error))))
      throw error;
    request.events?.onConnecting?.();
    const options = {
      isFresh: true,
      isLenient: isOdd || (request.isLenient ?? false),
      distrustsHttp2: !lease.hasSpoken,
    };
    return await send(await acquire(dependencies, request, admission, route, options), request);
  }
}

function acquire(
  { pool }: WalkDependencies,
  { url, owner, signal, events }: WalkRequest,
  { pins, addresses }: Admission,
  route: Route,
  options: Pick<AcquireOptions, 'isFresh' | 'isLenient' | 'distrustsHttp2'>,
): Promise<Lease> {
  const lease = pool.acquire(
    { owner, url, pins, addresses, route },
    { ...options, signal, onPhases: (read) => events?.onPhases?.(read) },
  );
  // Its name is being looked up, if no connection is there: what waits for it to leave waits for no round trip.
  events?.onDeparture?.();
  return lease;
}

function send(lease: Lease, request: WalkRequest): Promise<Answer> {
  const { events } = request;
  return exchange(lease, request, {
    onSent: () => events?.onSent?.(),
    onPhases: (read) => events?.onPhases?.(read),
  });
}

const DROPPED: ReadonlySet<unknown> = new Set([
  'ECONNRESET',
  'EPIPE',
  'ERR_HTTP2_STREAM_ERROR',
  'ERR_HTTP2_SESSION_ERROR',
  'ERR_HTTP2_INVALID_SESSION',
  'ERR_HTTP2_GOAWAY_SESSION',
  'ERR_HTTP2_ERROR',
  'ERR_STREAM_PREMATURE_CLOSE',
]);

/** Node's parser does not take what came for an answer. */
export function isUnreadable(error: unknown): boolean {
  return codesOf(error).some((code) => typeof code === 'string' && code.startsWith('HPE_'));
}

/** The connection ended before an answer came. */
function isDropped(error: unknown): boolean {
  return codesOf(error).some((code) => DROPPED.has(code));
}

function codesOf(error: unknown): readonly unknown[] {
  const codes: unknown[] = [];
  for (let cause = error, depth = 0; cause instanceof Error && depth < 8; cause = cause.cause, depth += 1)
    codes.push((cause as NodeJS.ErrnoException).code);
  return codes;
}

async function routesTo({ resolveProxy }: WalkDependencies, { url, signal }: WalkRequest): Promise<readonly Route[]> {
  try {
    // Path and query may hold a token, and are nothing a proxy is chosen by.
    return parseProxyList(await untilAborted(signal, resolveProxy(`${url.origin}/`)));
  } catch {
    return [null];
  }
}

/** A short body is read, so that its connection can be used again. */
function discard({ body, header }: Answer): void {
  if (Number(header('content-length') ?? Infinity) <= WIRE_LIMITS.drainBytes) drain(body);
  else body.destroy();
}
