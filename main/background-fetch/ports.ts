/** What the engine needs of the rest of the container. Nothing here knows Electron. */
import type { Readable } from 'node:stream';
import type { ServiceDomain } from '../models/details-schema.ts';
import type { ConnectionPool } from '../network/connections/pool.ts';
import type { AddressRule, ResolveHost } from '../network/rules/addresses.ts';
import type { ShownPicture } from '../pictures/strangers-picture.ts';
import type { Clock } from '../support/clock.ts';
import type { EventLog } from '../log/event-log.ts';
import type { BackgroundFetchEventData, HeaderList } from './types.ts';

/**
 * Fires the event in the service worker registered for `scope` and waits for its `waitUntil`.
 * `delivered`: the event was handled, or nobody will ever handle it (no such worker any more).
 * `retry`, or a rejection: the worker could not be reached; it is tried again, with back-off.
 */
export type DeliverEvent = (
  appId: string,
  scope: string,
  event: BackgroundFetchEventData,
) => Promise<'delivered' | 'retry'>;

export interface OwnRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: HeaderList;
}

export interface OwnResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: HeaderList;
  readonly body: Readable | null;
}

/** What one mini-program may do and where it is kept. */
export interface MiniProgramPort {
  /** Mini-programs on this computer; asked once, at the start. */
  appIds(): readonly string[];
  /** Absolute folder of one mini-program's files. */
  folderOf(appId: string): string;
  /** Serialized origin, such as `mp://abc`. */
  originOf(appId: string): string;
  serviceDomains(appId: string): readonly ServiceDomain[];
  /** A worker without a window starts one more: counted on the disk. False: it has started as many as it may. */
  countWindowless(appId: string): boolean;
  /** False when the user has forbidden background fetches for it. */
  isAllowed(appId: string): boolean;
  /** Bytes all its fetches may keep together. */
  quotaBytes(appId: string): number;
  /** The user can be asked for more than that. Default: no; what does not fit is refused. */
  mayAskForRoom?(appId: string): boolean;
  /** Answers a request to its own origin from the package. `null`: a network error. */
  readOwn(appId: string, request: OwnRequest): Promise<OwnResponse | null>;
}

export interface NetworkPort {
  isOnline(): boolean;
  /** There is none for this mini-program, by its developer's choice. Default: there is. */
  isCutOff?(appId: string): boolean;
  /** Calls back with each whose `isCutOff` may have changed; returns the function that ends it. */
  onCutOff?(listener: (appId: string) => void): () => void;
  /** The user wants nothing to be loaded over this connection. Default: no. */
  isHeldBack?(): boolean;
  /** Calls back at every change of both; returns the function that ends it. */
  onChange(listener: () => void): () => void;
  /** What all downloads together may receive; default and `null`: as much as comes. Asked anew all the time. */
  maxBytesPerSecond?(): number | null;
  /** The same for those of one mini-program. */
  maxBytesPerSecondOf?(appId: string): number | null;
  /** `session.resolveProxy`: a PAC string such as `PROXY proxy.example:8080; DIRECT`. */
  resolveProxy(url: string): Promise<string>;
  /** Default: public addresses, and in developer mode all. */
  readonly isAddressAllowed?: AddressRule;
  /** Default: the system's resolver, for each mini-program as often as it asks. */
  readonly resolverOf?: (appId: string) => ResolveHost;
  /** Default: one of its own. */
  readonly pool?: ConnectionPool;
  /** PEM; trusted instead of Node's defaults. */
  readonly certificateAuthorities?: readonly string[];
}

export interface BackgroundFetchDependencies {
  readonly miniPrograms: MiniProgramPort;
  readonly network: NetworkPort;
  readonly deliver: DeliverEvent;
  /** The worker of `scope` will be needed in a moment: it may start now. Default: it starts with the event. */
  readonly wake?: (appId: string, scope: string) => void;
  /** Bytes free on the disk of `folder`. */
  readonly freeBytes: (folder: string) => Promise<number>;
  /** What may be shown of a picture that came from outside; `null`: nothing. */
  readonly showable: (appId: string, bytes: Buffer) => Promise<ShownPicture | null>;
  /** Keeps a copy of a file that cannot be read. */
  readonly quarantine: (file: string, label: string) => void;
  readonly reportProblem: (appId: string, message: string) => void;
  readonly clock: Clock;
  /** ms that never jump, for waits and speeds. Default: since the start of the process. */
  readonly monotonicNow?: () => number;
  readonly events: EventLog;
  readonly dev: boolean;
  /** For `User-Agent`. */
  readonly version: string;
  /** BCP 47, for `Accept-Language`. */
  readonly language: () => string;
  /** 0 to 1; spreads retries. */
  readonly random?: () => number;
  readonly limits?: Partial<BackgroundFetchLimits>;
}

export interface BackgroundFetchLimits {
  /** Connections for records of all mini-programs, but for the first of each. */
  readonly maxConnections: number;
  /** Of one mini-program, as the next two. */
  readonly maxConcurrentRecords: number;
  readonly maxConcurrentPerHost: number;
  /** To a host that speaks HTTP/2; they do not count to the others. */
  readonly maxStreamsPerHost: number;
  readonly activeFetchesPerApp: number;
  readonly recordsPerFetch: number;
  readonly connectTimeoutMs: number;
  /** Without one byte in either direction. */
  readonly stallTimeoutMs: number;
  readonly maxRedirects: number;
  /** First wait after a failed attempt; doubles. */
  readonly retryBaseMs: number;
  readonly retryMaxMs: number;
  /** As `retryMaxMs`, once a server has been away for long. */
  readonly retryLongMs: number;
  /** Attempts in a row that bring nothing, at least, before and after the first bytes arrived; and beginnings anew, at most. */
  readonly attemptsBeforeContact: number;
  readonly attemptsAfterContact: number;
  /** How long a server may be away before its record has failed: nothing is there yet; something is. */
  readonly patienceBeforeContactMs: number;
  readonly patienceAfterContactMs: number;
  /** The same where perhaps somebody else answers, such as the sign-in page of a network. */
  readonly patienceElsewhereMs: number;
  /** A `Retry-After` beyond this is a final answer, when nothing is there yet. */
  readonly maxRetryAfterMs: number;
  readonly progressIntervalMs: number;
  /** First wait after an event could not be delivered; doubles. */
  readonly deliveryBaseMs: number;
  readonly deliveryMaxMs: number;
  /** Settled fetches that are remembered for each mini-program. */
  readonly historyPerApp: number;
  /** Left free on the disk. */
  readonly diskReserveBytes: number;
}

export const BACKGROUND_FETCH_LIMITS: BackgroundFetchLimits = {
  maxConnections: 30,
  maxConcurrentRecords: 10,
  maxConcurrentPerHost: 6,
  maxStreamsPerHost: 100,
  activeFetchesPerApp: 100,
  recordsPerFetch: 10_000,
  connectTimeoutMs: 10_000,
  stallTimeoutMs: 30_000,
  maxRedirects: 20,
  retryBaseMs: 500,
  retryMaxMs: 60_000,
  retryLongMs: 900_000,
  attemptsBeforeContact: 4,
  attemptsAfterContact: 10,
  patienceBeforeContactMs: 300_000,
  patienceAfterContactMs: 7 * 86_400_000,
  patienceElsewhereMs: 3_600_000,
  maxRetryAfterMs: 3_600_000,
  progressIntervalMs: 50,
  deliveryBaseMs: 1000,
  deliveryMaxMs: 600_000,
  historyPerApp: 50,
  diskReserveBytes: 64 * 1024 * 1024,
};
