/** What the parts of periodic fetch tell each other. Times are ms since epoch. */
import type { ScheduleWait } from '../../../preload/contract/activity.ts';
import type { BnErrorCode } from '../../../preload/contract/errors.ts';
import type { SentArguments } from '../../../preload/contract/bn.ts';
import type { PeriodicRecord } from '../../models/periodic-state.ts';
import type { Timings } from '../../network/client/transport-types.ts';

/** The part of a record that an attempt without data changes. */
export type RetryState = Pick<PeriodicRecord, 'failures' | 'failedAt' | 'retryAt'>;

export interface PeriodicSettings {
  /** The user's switch for all mini-programs. */
  readonly enabled: boolean;
  /** The fixed time: minutes after local midnight; 240 is 04:00. */
  readonly dailyAtMinutes: number;
  /** 0 to 60, fixed per installation, added to `dailyAtMinutes`. */
  readonly offsetMinutes: number;
  /** IANA name, `Europe/Berlin`. */
  readonly timeZone: string;
  readonly notOnBattery: boolean;
  /** Default: no. */
  readonly notOnMetered?: boolean;
}

export interface Conditions {
  readonly online: boolean;
  readonly onBattery: boolean;
  /** The system calls the connection metered; `null` or absent: nobody knows. */
  readonly isMetered?: boolean | null;
}

/** Everything besides the records that the rule looks at. */
export interface Situation {
  readonly settings: PeriodicSettings;
  readonly conditions: Conditions;
  /** When the last fixed time was served; `null` before the first start. */
  readonly lastFixedTimeRun: number | null;
}

export interface PeriodicWait {
  /** When time alone would make it due; `null`: time alone never does. */
  readonly dueAt: number | null;
  readonly waitingFor: ScheduleWait;
}

/** The arguments of a request as they may be kept: without the token. */
export type KeptArguments = Omit<SentArguments, 'token' | 'code' | 'path' | 'query'>;

interface AnsweredRequest {
  readonly host: string;
  readonly etag: string | null;
  readonly lastModified: string | null;
  /** `etag` and `lastModified` are for requests with this key only. */
  readonly requestKey: string;
  readonly sent: KeptArguments;
  readonly timings?: Timings;
  readonly redirects?: number;
}

export type PeriodicOutcome =
  | (AnsweredRequest & {
      readonly kind: 'data';
      readonly status: number;
      /** Bytes received, before decoding. */
      readonly bytes: number;
      readonly body: string;
    })
  | (AnsweredRequest & { readonly kind: 'not-modified'; readonly status: 304 })
  | {
      readonly kind: 'failure';
      readonly errCode: BnErrorCode;
      /** One sentence for a person; names the host at most. */
      readonly message?: string;
      readonly host?: string;
      readonly status?: number;
      readonly bytes?: number;
      /** `Retry-After`, as ms from now. */
      readonly retryAfterMs?: number | null;
      readonly timings?: Timings;
      readonly redirects?: number;
    };

export type PeriodicSuccess = Exclude<PeriodicOutcome, { kind: 'failure' }>;

/**
 * Makes one request for `appId`; never throws for anything the network does. Calls `onRequest`
 * with the developer server's host when the request is handed to the network.
 */
export type FetchPeriodic = (
  appId: string,
  signal: AbortSignal,
  onRequest: (host: string) => void,
) => Promise<PeriodicOutcome>;

/** A time in a record that the clock contradicts, and what it counts as from now on. */
export interface Correction {
  readonly appId: string;
  readonly lastOpenedAt?: number;
  readonly lastSuccessAt?: number;
  readonly failedAt?: number;
  readonly retryAt?: number;
}

/** Where records live. Any of the writing functions may throw `AppError('storage-failed')`. */
export interface PeriodicStore {
  records(): readonly PeriodicRecord[];
  record(appId: string): PeriodicRecord | undefined;
  /**
   * Keeps the data and sets `lastSuccessAt`, no failures. Nothing is kept when `signal` is
   * aborted before the record is written; the answer tells which.
   */
  saveSuccess(appId: string, success: PeriodicSuccess, at: number, signal: AbortSignal): Promise<'saved' | 'dropped'>;
  saveRetry(appId: string, state: RetryState): void;
  correct(correction: Correction): void;
  /** The token is another one: what was kept does not vouch for the next answer. */
  forgetValidators(appId: string): void;
  lastFixedTimeRun(): number | null;
  setLastFixedTimeRun(at: number): void;
}
