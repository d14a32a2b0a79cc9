/** What the launcher's Activity page shows. Plain data; no token, code, URL query or fetched data. */
import type { ErrorCode } from './errors.ts';

/**
 * What a request was for. `download`, `page`: those that failed or were refused, no others. `accounts`: whether the
 * backend has any; `sign-in`: of its OpenID provider. `list`: what the backend offers; `icon`: of one of those.
 */
export const ACTIVITY_KINDS = [
  'pre-fetch',
  'install',
  'periodic',
  'code',
  'details',
  'package',
  'download',
  'page',
  'accounts',
  'sign-in',
  'list',
  'icon',
] as const;
export type ActivityKind = (typeof ACTIVITY_KINDS)[number];
/** About the user's account. */
export type AccountKind = Extract<ActivityKind, 'accounts' | 'sign-in'>;

/**
 * What the page did with what was fetched ahead. `late`: it asked before the answer was there, and waited. `unused`: it
 * did not ask.
 */
export type ActivityUse = 'used' | 'late' | 'unused';

/** How long each part took, in ms; a part that did not happen is absent. In the order they happen. */
export interface ActivityTimings {
  readonly totalMs: number;
  readonly dnsMs?: number;
  readonly connectMs?: number;
  readonly tlsMs?: number;
  /** From the request sent to the first byte of the answer. */
  readonly firstByteMs?: number;
  readonly bodyMs?: number;
  /** The connection was opened before the request: how long that took. */
  readonly openedAheadMs?: number;
  /** The same: how long it had been open when the request came; 0 when the request waited for it. */
  readonly openAlreadyMs?: number;
}

export interface ActivityEntry {
  readonly id: string;
  /** `null`: it was made for no mini-program. */
  readonly appId: string | null;
  /** The mini-program's name when the request was made; the application's own for none. */
  readonly name: string;
  readonly kind: ActivityKind;
  readonly method: 'GET' | 'POST';
  /** Host and port. */
  readonly host: string;
  /** ms since epoch */
  readonly startedAt: number;
  /** `null` while the request is under way. */
  readonly outcome:
    | null
    | { readonly ok: true; readonly status: number; readonly notModified: boolean }
    | { readonly ok: false; readonly status?: number; readonly errCode: ErrorCode; readonly message: string };
  readonly bytes: number;
  readonly redirects: number;
  readonly timings: ActivityTimings | null;
  /** Of the rule for pages that it was made for. */
  readonly key?: string;
  /** Absent until it is known, and for requests that no page waits for. */
  readonly use?: ActivityUse;
}

/** What a developer has the network of one mini-program be, until the application ends. */
export const NETWORK_CONDITIONS = ['normal', 'slow', 'offline'] as const;
export type NetworkCondition = (typeof NETWORK_CONDITIONS)[number];

export const SLOW_NETWORK = {
  /** Added to each connection and to each turn on it. */
  roundTripMs: 400,
  /** In each direction, for all connections of the mini-program together. */
  bytesPerSecond: 50_000,
} as const;

/** A mini-program whose network is not as it is. */
export interface SwitchedNetwork {
  readonly appId: string;
  readonly name: string;
  readonly condition: Exclude<NetworkCondition, 'normal'>;
}

/** What keeps a mini-program from being fetched at this moment. `turn`: nothing, it is due. */
export type ScheduleWait =
  | 'turn'
  | 'time'
  | 'retry'
  | 'network'
  | 'metered'
  | 'power'
  | 'token'
  | 'no-url'
  | 'switched-off'
  | 'not-opened-lately';

/** When a mini-program's next periodic fetch is due, and what it waits for. Times: ms since epoch. */
export interface ScheduleRow {
  readonly appId: string;
  readonly name: string;
  /** The user's switch for this mini-program. */
  readonly enabled: boolean;
  readonly dueAt: number | null;
  readonly waitingFor: ScheduleWait;
  readonly lastSuccessAt: number | null;
  readonly failures: number;
}

/** Whether a fetch by hand is possible: with a token and an address, and when nobody has switched it off. */
export function canFetchNow({ waitingFor }: Pick<ScheduleRow, 'waitingFor'>): boolean {
  return waitingFor !== 'token' && waitingFor !== 'no-url' && waitingFor !== 'switched-off';
}

export interface BackgroundSettings {
  /** The switch for all mini-programs. */
  readonly enabled: boolean;
  readonly notOnBattery: boolean;
  /** Downloads wait, too. `null`: the system does not tell which connection is metered, and nobody has chosen it. */
  readonly notOnMetered: boolean | null;
  /** The fixed time: minutes after local midnight, 0 to 1439. */
  readonly dailyAtMinutes: number;
  readonly startWithSystem: boolean;
}

export type BackgroundChange = Partial<Omit<BackgroundSettings, 'notOnMetered'> & { readonly notOnMetered: boolean }>;

/** What sweeps fetched while nobody looked at the launcher. Times: ms since epoch. */
export interface UnseenFetches {
  readonly firstAt: number;
  readonly lastAt: number;
  /** How many mini-programs have data of the server, new or confirmed by it. */
  readonly fetched: number;
  /** Names of those that have not. */
  readonly failed: readonly string[];
}

export interface ActivityState {
  /** As the application believes it to be, ms since epoch (`--dev-clock-offset`). */
  readonly now: number;
  /** Newest first; at most 500. */
  readonly entries: readonly ActivityEntry[];
  /** Until the page is left; `null`: there is no news. */
  readonly unseen: UnseenFetches | null;
  readonly schedule: readonly ScheduleRow[];
  readonly nextWakeAt: number | null;
  readonly sweeping: boolean;
  readonly online: boolean;
  /** By name. */
  readonly switched: readonly SwitchedNetwork[];
  readonly settings: BackgroundSettings;
}
