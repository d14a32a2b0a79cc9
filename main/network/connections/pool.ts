/**
 * Connections that are kept between requests, and opened before them. Pooled by owner (a mini-program or the
 * backend), origin, pins and route: what another mini-program opened was not checked against this one's pins and is
 * never used for it.
 */
import { isAppId } from '../../models/app-id.ts';
import { repairAnswers } from '../client/lenient-head.ts';
import type { AddressRule, DialPhases, Dialer } from './dialer.ts';
import { keepSession, keepSocket, type GotConnection, type KeptConnection } from './kept-connection.ts';
import { forwardedLease, isForwarded, lenientLease } from './leases-of-their-own.ts';
import type { Route } from './proxies.ts';

/** An open connection is given up after this long without a request. */
export const IDLE_MS = 60_000;
/** Connections at once that were opened before any request asked for them. */
export const MAX_OPENED_AHEAD = 6;

/** What is known of an origin without an open connection is forgotten beyond this. */
const MAX_SHELVES = 500;

/** The owner of connections to the MP backend and to the servers of packages. No app id has a space. */
export const BACKEND = 'the backend';
/** The owner of connections to the OpenID provider that the user signs in at. */
export const PROVIDER = 'the provider';
const DOWNLOADS = 'downloads ';

/** The owner of what a mini-program downloads: it does not hold up what its pages wait for. */
export function downloadsOf(appId: string): string {
  return DOWNLOADS + appId;
}

/** Whose requests they are; `null`: no mini-program's. */
export function miniProgramOf(owner: string): string | null {
  const appId = owner.startsWith(DOWNLOADS) ? owner.slice(DOWNLOADS.length) : owner;
  return isAppId(appId) ? appId : null;
}

export interface ConnectionTarget {
  /** An app id, `downloadsOf` one, `BACKEND` or `PROVIDER`. */
  readonly owner: string;
  /** Only its origin counts. */
  readonly url: URL;
  readonly pins: readonly string[];
  /** Which addresses a name may lead to. */
  readonly addresses: AddressRule;
  readonly route: Route;
}

export interface AcquireOptions {
  /** True: a connection of this request's own, which nothing has used before. */
  readonly isFresh: boolean;
  /** A connection of its own, closed after; answers on it are read as browsers read them. */
  readonly isLenient?: boolean;
  /** True: this origin agreed on HTTP/2 and did not speak it; it is asked for HTTP/1.1 from now on. */
  readonly distrustsHttp2?: boolean;
  readonly signal: AbortSignal;
  readonly onPhases?: (read: () => DialPhases) => void;
}

export interface OpenedAhead {
  /** How long opening it took. */
  readonly openedAheadMs: number;
  /** How long it had been open when the request came. */
  readonly openAlreadyMs: number;
}

export interface Lease {
  readonly got: GotConnection;
  readonly protocol: 'h2' | 'http/1.1';
  /** False: it is opened as the request is sent. */
  readonly isConnected: boolean;
  /** It was open before: the server may have given it up without our knowing. */
  readonly wasOpen: boolean;
  /** False: the server agreed on HTTP/2 and has not said a word of it. */
  readonly hasSpoken: boolean;
  /** Of opening it for this request; `{}` when it was open. */
  readonly phases: DialPhases;
  /** Of a connection that nothing has used since it was opened ahead. */
  readonly openedAhead?: OpenedAhead;
  /** Once, when the answer was read to its end or given up. */
  release(): void;
}

export interface ConnectionPool {
  /** Rejects as `Dialer.dial`. */
  acquire(target: ConnectionTarget, options: AcquireOptions): Promise<Lease>;
  /** Opens a connection for the next request, unless one is there or on its way. What fails is not told. */
  openAhead(target: ConnectionTarget): void;
  /** Open connections, and those of them that nothing uses. */
  counts(): { readonly open: number; readonly idle: number };
  /** Ends the connections of `owner` at once. */
  closeOwner(owner: string): void;
  dispose(): void;
}

interface Opening {
  readonly connection: Promise<KeptConnection>;
  readonly abort: AbortController;
}

interface Shelf {
  readonly owner: string;
  readonly connections: Set<KeptConnection>;
  /** Opened ahead and not yet there. */
  readonly opening: Set<Opening>;
  /** Known from the last connection. */
  protocol: 'h2' | 'http/1.1' | null;
  /** The server said HTTP/2 and did not speak it. */
  isHttp2Broken: boolean;
}

export function createConnectionPool(dialer: Dialer, idleMs: number = IDLE_MS): ConnectionPool {
  const shelves = new Map<string, Shelf>();
  /** Opened ahead, open, and not used yet. */
  const unused = new Set<KeptConnection>();
  /** Opened ahead and not asked for: how long that took, and since when it is open, by `performance.now()`. */
  const openedAhead = new WeakMap<KeptConnection, { readonly ms: number; readonly since: number }>();
  let openingAhead = 0;
  let isDisposed = false;

  const forgetEmpty = (): void => {
    for (const [key, { connections, opening }] of shelves)
      if (connections.size === 0 && opening.size === 0) shelves.delete(key);
  };

  const shelfOf = ({ owner, url, pins, addresses, route }: ConnectionTarget): Shelf => {
    const key = JSON.stringify([owner, url.origin, [...pins].sort(), addresses, route]);
    const known = shelves.get(key);
    if (known) return known;
    if (shelves.size >= MAX_SHELVES) forgetEmpty();
    const shelf: Shelf = { owner, connections: new Set(), opening: new Set(), protocol: null, isHttp2Broken: false };
    shelves.set(key, shelf);
    return shelf;
  };

  const open = async (
    shelf: Shelf,
    { url, pins, addresses, route }: ConnectionTarget,
    signal: AbortSignal,
    isLenient: boolean,
    onPhases?: (read: () => DialPhases) => void,
  ): Promise<{ connection: KeptConnection; phases: DialPhases }> => {
    const offersHttp2 = !shelf.isHttp2Broken && !isLenient;
    const dialed = await dialer.dial({
      owner: shelf.owner,
      url,
      pins,
      addresses,
      route,
      offersHttp2,
      signal,
      ...(onPhases ? { onPhases } : {}),
    });
    if (isLenient) repairAnswers(dialed.socket);
    const onClosed = (): void => {
      shelf.connections.delete(connection);
      unused.delete(connection);
    };
    const connection: KeptConnection =
      dialed.protocol === 'h2'
        ? keepSession(dialed.socket, url.origin, idleMs, onClosed)
        : keepSocket(dialed.socket, url.protocol === 'https:', idleMs, onClosed);
    if (!isLenient) shelf.protocol = dialed.protocol;
    if (isDisposed || signal.aborted) {
      connection.close();
      throw signal.reason ?? new Error('The pool is closed');
    }
    shelf.connections.add(connection);
    return { connection, phases: dialed.phases };
  };

  const lease = (connection: KeptConnection, wasOpen: boolean, phases: DialPhases, askedAt = 0): Lease => {
    let isReleased = false;
    const ahead = openedAhead.get(connection);
    unused.delete(connection);
    openedAhead.delete(connection);
    connection.begin();
    return {
      got: connection.got,
      protocol: connection.protocol,
      isConnected: true,
      wasOpen,
      phases,
      ...(ahead ? { openedAhead: { openedAheadMs: ahead.ms, openAlreadyMs: Math.max(0, askedAt - ahead.since) } } : {}),
      get hasSpoken() {
        return connection.hasSpoken;
      },
      release() {
        if (!isReleased) connection.end();
        isReleased = true;
      },
    };
  };

  const findOpen = (shelf: Shelf): KeptConnection | undefined =>
    [...shelf.connections].find(({ isUsable, room }) => isUsable && room > 0);

  /** The next one opened ahead for `shelf`, taken off its list; `null` when it failed or `signal` aborted. */
  const awaitOpening = async (shelf: Shelf, signal: AbortSignal): Promise<KeptConnection | null> => {
    const [opening] = shelf.opening;
    if (!opening) return null;
    // HTTP/2: it serves everybody who waits for it. Else the first who came has it.
    if (shelf.protocol !== 'h2') shelf.opening.delete(opening);
    const aborted = new Promise<null>((resolve) => {
      signal.addEventListener('abort', () => resolve(null), { once: true });
    });
    const connection = await Promise.race([opening.connection.catch(() => null), aborted]);
    return connection?.isUsable && connection.room > 0 ? connection : null;
  };

  return {
    async acquire(target, { isFresh, isLenient = false, distrustsHttp2 = false, signal, onPhases }) {
      signal.throwIfAborted();
      if (isForwarded(target)) return forwardedLease(target.route);
      const shelf = shelfOf(target);
      if (distrustsHttp2) shelf.isHttp2Broken = true;
      if (!isFresh && !isLenient) {
        const askedAt = performance.now();
        const kept = findOpen(shelf) ?? (await awaitOpening(shelf, signal));
        signal.throwIfAborted();
        if (kept) return lease(kept, true, {}, askedAt);
      }
      const { connection, phases } = await open(shelf, target, signal, isLenient, onPhases);
      return isLenient
        ? lenientLease(lease(connection, false, phases), target, connection)
        : lease(connection, false, phases);
    },
    openAhead(target) {
      if (isForwarded(target)) return;
      const shelf = shelfOf(target);
      if (isDisposed || shelf.opening.size > 0 || findOpen(shelf)) return;
      if (openingAhead + unused.size >= MAX_OPENED_AHEAD) return;
      openingAhead += 1;
      const abort = new AbortController();
      const startedAt = performance.now();
      const connection = open(shelf, target, abort.signal, false).then((opened) => {
        const since = performance.now();
        openedAhead.set(opened.connection, { ms: since - startedAt, since });
        return opened.connection;
      });
      const opening: Opening = { connection, abort };
      shelf.opening.add(opening);
      const ended = (): void => {
        shelf.opening.delete(opening);
        openingAhead -= 1;
      };
      connection.then((opened) => {
        ended();
        // Whoever waited for it has begun to use it by now.
        if (opened.isIdle) unused.add(opened);
      }, ended);
    },
    counts() {
      const open = [...shelves.values()].flatMap(({ connections }) => [...connections]);
      return { open: open.length, idle: open.filter(({ isIdle }) => isIdle).length };
    },
    closeOwner(owner) {
      for (const [key, shelf] of shelves) {
        if (shelf.owner !== owner) continue;
        closeShelf(shelf);
        shelves.delete(key);
      }
    },
    dispose() {
      isDisposed = true;
      for (const shelf of shelves.values()) closeShelf(shelf);
      shelves.clear();
    },
  };
}

function closeShelf({ connections, opening }: Shelf): void {
  for (const { abort } of opening) abort.abort(new Error('The connection is no longer wanted'));
  for (const connection of [...connections]) connection.close();
}
