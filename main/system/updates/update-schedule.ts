/** When the feed is asked by itself: soon after the start, then every few hours, never all of a fleet at once. */
import type { Jitter } from '../../support/jitter.ts';
import type { Disposable } from '../../support/shutdown-list.ts';
import type { Updates } from './updates.ts';

const MINUTE_MS = 60_000;
/** The start belongs to the user. */
const FIRST_AFTER_MS = MINUTE_MS;
/** How far apart the first checks of computers are that start together, such as those of an office. */
const FIRST_SPREAD_MS = 20 * MINUTE_MS;
const INTERVAL_MS = 6 * 60 * MINUTE_MS;
const INTERVAL_SPREAD_MS = 60 * MINUTE_MS;
/** After a check that failed, and while something newer is known to wait. */
const RETRY_MS = 60 * MINUTE_MS;

/** ms from the start to the first check, and from one check to the next. */
export function firstCheckAfterMs(jitter: Jitter): number {
  return FIRST_AFTER_MS + jitter('first-update-check') * FIRST_SPREAD_MS;
}

export function nextCheckAfterMs(jitter: Jitter, hasFailed: boolean): number {
  const base = hasFailed ? RETRY_MS : INTERVAL_MS;
  return base + jitter('update-check') * (hasFailed ? RETRY_MS : INTERVAL_SPREAD_MS);
}

export interface UpdateSchedule extends Disposable {
  start(): void;
}

export interface UpdateScheduleOptions {
  readonly updates: Pick<Updates, 'check' | 'getState'>;
  readonly jitter: Jitter;
  readonly timers: { after(ms: number, run: () => void): () => void };
}

/** A computer that slept through a check makes it when it wakes: timers are late then, not lost. */
export function createUpdateSchedule({ updates, jitter, timers }: UpdateScheduleOptions): UpdateSchedule {
  let end = (): void => {};
  const wait = (ms: number): void => {
    end = timers.after(ms, () => {
      let isEnded = false;
      end = () => {
        isEnded = true;
      };
      void updates.check('by-schedule').then(() => {
        if (!isEnded) wait(nextCheckAfterMs(jitter, updates.getState().phase.kind === 'failed'));
      });
    });
  };
  return {
    start() {
      if (updates.getState().phase.kind !== 'off') wait(firstCheckAfterMs(jitter));
    },
    dispose: () => end(),
  };
}
