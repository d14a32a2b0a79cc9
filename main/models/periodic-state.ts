/** What periodic fetch keeps in a mini-program's state file (`periodic`), and how the rule sees it. */
import * as z from '../support/zod.ts';
import { once } from '../support/once.ts';
import type { MiniProgramSummary, ScheduleSummary } from './mini-program-summary.ts';
import type { MiniProgramState } from './state-schema.ts';

/** All that the due rule knows about one local mini-program. */
export interface PeriodicRecord {
  readonly appId: string;
  readonly lastOpenedAt: number | null;
  readonly hasToken: boolean;
  /** Its details name a `backgroundFetchUrl`. */
  readonly hasUrl: boolean;
  /** The user's switch for this mini-program. */
  readonly enabled: boolean;
  readonly lastSuccessAt: number | null;
  /** Failures since the last success. */
  readonly failures: number;
  /** When the last failure or interruption was written down; `retryAt` counts from it. */
  readonly failedAt: number | null;
  readonly retryAt: number | null;
}

const timeMs = () => z.int().check(z.nonnegative());

/** Two names in turn: the body that the state names is never the one being written. */
export const BODY_NAMES = ['periodic-a.txt', 'periodic-b.txt'] as const;

export const periodicStateSchema = once(() =>
  z.object({
    /** The user's switch for this mini-program. */
    enabled: z._default(z.boolean(), true),
    lastSuccessAt: z._default(z.nullable(timeMs()), null),
    failures: z._default(z.int().check(z.nonnegative()), 0),
    failedAt: z._default(z.nullable(timeMs()), null),
    retryAt: z._default(z.nullable(timeMs()), null),
    data: z._default(
      z.nullable(
        z.object({
          body: z.enum(BODY_NAMES),
          /** When it arrived, or was last confirmed by a 304. */
          arrivedAt: timeMs(),
          /** The arguments that were sent, but for the token, which only the vault keeps. */
          sent: z.object({ appid: z.string(), timestamp: timeMs(), lang: z.string(), version: z.string() }),
          /** The token of the request is still the one that is set. */
          hasCurrentToken: z.boolean(),
        }),
      ),
      null,
    ),
    validators: z._default(
      z.nullable(
        z.object({
          etag: z.nullable(z.string()),
          lastModified: z.nullable(z.string()),
          /** They belong to requests with this key only. */
          requestKey: z.string(),
        }),
      ),
      null,
    ),
  }),
);

export type PeriodicState = z.infer<ReturnType<typeof periodicStateSchema>>;

export function periodicStateOf(state: Pick<MiniProgramState, 'periodic'>): PeriodicState {
  return state.periodic ?? periodicStateSchema().parse({});
}

/** The part of it that the index keeps, too. */
export function scheduleOf({ periodic }: Pick<MiniProgramSummary, 'periodic'>): ScheduleSummary {
  return periodic ?? periodicStateSchema().parse({});
}

export function recordOf(state: MiniProgramSummary, hasToken: boolean): PeriodicRecord {
  const { enabled, lastSuccessAt, failures, failedAt, retryAt } = scheduleOf(state);
  return {
    appId: state.appId,
    lastOpenedAt: state.lastOpenedAt,
    hasToken,
    hasUrl: state.details?.hasBackgroundFetchUrl ?? false,
    enabled,
    lastSuccessAt,
    failures,
    failedAt,
    retryAt,
  };
}
