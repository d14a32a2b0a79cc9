import type { AccountKind, ActivityKind } from '../../preload/contract/activity.ts';
import type { FetchType } from '../../preload/contract/bn.ts';
import type { BnErrorCode, ErrorCode } from '../../preload/contract/errors.ts';
import type { WireEventKind, WireRegistration } from '../../preload/contract/background-fetch.ts';
import { createListeners } from '../support/listeners.ts';
import { createQuietEvents } from './quiet-events.ts';

/** Why a sweep started. `due-time`: the earliest due time came. */
export type SweepReason =
  | 'start'
  | 'fixed-time'
  | 'missed-fixed-time'
  | 'due-time'
  | 'resume'
  | 'online'
  | 'metered'
  | 'power'
  | 'settings'
  | 'opened'
  | 'token'
  | 'clock'
  | 'user';

/** What ended a sweep before its list was done. */
export type SweepStop = 'network' | 'metered' | 'power' | 'switched-off' | 'quit';

/** `id` is the developer's; `uuid` tells two fetches with the same id apart. */
interface BackgroundFetchFields {
  appId: string;
  id: string;
  uuid: string;
}

/** Why a version was taken back. `never-loaded`: the process ended during its first starts. `damaged`: and cannot be fetched again. */
export type RollbackCode = 'load-failed' | 'renderer-gone' | 'unresponsive' | 'never-loaded' | 'damaged';

/** The fetch events of `--log-json`. None holds a token, a code, a URL query or fetched data. */
export interface LarderEvents {
  'app-started': { version: string; platform: string };
  /** Somebody asked for it; nothing has been done yet. `version`: of the package that will run, `null` when none is installed. */
  'miniprogram-opened': { appId: string; coldStart: boolean; version: string | null };
  'details-fetched': {
    appId: string;
    ok: boolean;
    ms: number;
    usedBy: 'this-start' | 'next-start';
    errCode?: ErrorCode;
  };
  /** The request is with the network, or is known never to be. */
  'prefetch-started': { appId: string; key?: string; host: string };
  'prefetch-finished': {
    appId: string;
    /** Of the rule for pages; absent: `preFetchUrl`. */
    key?: string;
    ok: boolean;
    status?: number;
    bytes: number;
    ms: number;
    errCode?: ErrorCode;
  };
  /** The page did not ask for what was fetched for it. */
  'prefetch-unused': { appId: string; key?: string; bytes: number };
  /** The request beside a first download of the package ended, or could not be made. */
  'install-fetch-finished': {
    appId: string;
    ok: boolean;
    status?: number;
    bytes: number;
    ms: number;
    errCode?: ErrorCode;
  };
  /** A request of system 1 that never left: its host is not listed, its template or permission is wrong. `host`: empty when the address has none. */
  'request-refused': { appId: string; kind: ActivityKind; host: string; errCode: ErrorCode; message: string };
  'data-delivered': {
    appId: string;
    fetchType: FetchType;
    key?: string;
    how: 'call' | 'listener';
    bytes: number;
    waitedMs: number;
  };
  /** `due`: how many were due when the sweep began. */
  'sweep-started': { reason: SweepReason; due: number };
  'sweep-finished': {
    reason: SweepReason;
    requests: number;
    succeeded: number;
    failed: number;
    stopped: SweepStop | null;
    ms: number;
  };
  'periodic-started': { appId: string; host: string };
  /** `retryAt` (ms since epoch): when a failed request is tried again. */
  'periodic-finished': {
    appId: string;
    ok: boolean;
    notModified: boolean;
    host?: string;
    status?: number;
    bytes: number;
    ms: number;
    errCode?: BnErrorCode;
    retryAt?: number;
  };
  /** `wakeAt`: ms since epoch; `null`: nothing becomes due by time alone. `appId`: who it is for. */
  'next-wake': { wakeAt: number | null; appId: string | null };
  'background-fetch-registered': BackgroundFetchFields & {
    records: number;
    downloadTotal: number;
    uploadTotal: number;
  };
  /** At most one a second for each fetch. */
  'background-fetch-progress': BackgroundFetchFields & {
    downloaded: number;
    uploaded: number;
    downloadTotal: number;
    bytesPerSecond: number;
  };
  /** `room`: the user is asked whether it may keep as much. */
  'background-fetch-paused': BackgroundFetchFields & { why: 'user' | 'offline' | 'metered' | 'room' | 'quit' };
  'background-fetch-resumed': BackgroundFetchFields & { why: 'user' | 'online' | 'metered' | 'room' | 'start' };
  'background-fetch-settled': BackgroundFetchFields & {
    result: 'success' | 'failure';
    failureReason: WireRegistration['failureReason'];
    downloaded: number;
    uploaded: number;
    ms: number;
  };
  /** `fetch()` threw before anything was stored; `host`: of its first request, empty when that has none. */
  'background-fetch-refused': { appId: string; id: string; host: string; message: string };
  /** A record ended for good and is not what was asked for; `message`: why, as the end of a sentence. */
  'background-fetch-record-failed': BackgroundFetchFields & {
    host: string;
    failureReason: WireRegistration['failureReason'];
    /** It was never sent. */
    isRefused: boolean;
    message: string;
  };
  /** A request that a page made itself and that its policy or the container refused; `message`: why, as the end of a sentence. */
  'page-request-refused': { appId: string; host: string; message: string };
  /** A page asked to be allowed something that no mini-program is; told once in a run. */
  'permission-refused': { appId: string; permission: string };
  'background-fetch-event-delivered': BackgroundFetchFields & {
    type: `backgroundfetch${WireEventKind}`;
    attempts: number;
  };
  'window-created': { appId: string };
  'page-loaded': { appId: string; ms: number };
  /** A first installation, or damaged files that were fetched again. `ms`: of download, check and unpacking. */
  'package-installed': { appId: string; version: string; bytes: number; ms: number };
  'package-failed': { appId: string; errCode: ErrorCode };
  /** A newer version is fetched while `fromVersion` is in use. */
  'update-started': { appId: string; fromVersion: string; version: string };
  /** It is on the disk and waits for the next cold start. `bytes`: 0 when it was there already. */
  'update-installed': { appId: string; fromVersion: string; version: string; bytes: number; ms: number };
  'update-failed': { appId: string; fromVersion: string; version: string; errCode: ErrorCode };
  /** A cold start uses it from now on. `fromVersion`: `null` when nothing was installed any more. */
  'update-adopted': { appId: string; fromVersion: string | null; version: string };
  /** `fromVersion` did not start; `version` is used again. */
  'update-rolled-back': { appId: string; fromVersion: string; version: string; errCode: RollbackCode };
  /** A request about accounts ended: what the backend says of them (`accounts`), or one to its provider (`sign-in`). */
  'account-request': {
    kind: AccountKind;
    method: 'GET' | 'POST';
    host: string;
    ok: boolean;
    status?: number;
    bytes: number;
    ms: number;
    errCode?: ErrorCode;
  };
  problem: { appId?: string; message: string };
}

export type LarderEventName = keyof LarderEvents;
export type LarderEvent = { [E in LarderEventName]: { event: E; at: number } & LarderEvents[E] }[LarderEventName];

/** Takes every event, in order. `at` (ms since epoch, the app's clock) is added by the log. */
export interface EventLog {
  emit<E extends LarderEventName>(event: E, fields: LarderEvents[E]): void;
}

export interface ObservableEventLog extends EventLog {
  /** Called with every event from now on. Returns the function that ends it. */
  onEvent(listener: (event: LarderEvent) => void): () => void;
}

/**
 * `first`: who writes them down, told before all others, and not more of one mini-program than can be read. A listener
 * that throws does not disturb the caller.
 */
export function createEventLog(
  clock: { now(): number },
  first: readonly ((event: LarderEvent) => void)[] = [],
): ObservableEventLog {
  // A closed standard output must not end a fetch.
  const listeners = createListeners<[LarderEvent]>(() => {});
  for (const write of first) listeners.add(createQuietEvents(write));
  return {
    emit: (event, fields) => listeners.notify({ event, at: clock.now(), ...fields } as LarderEvent),
    onEvent: listeners.add,
  };
}
