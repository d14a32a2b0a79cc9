/** Whether a year's details were never one start behind. Judged from what reached the backend and what was opened. */
import type { World } from './world.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const PERIOD_MS = 12 * HOUR_MS;
/** A sweep may have others to ask first, one of which hangs. */
const TURN_MS = 10 * 60_000;

export interface RenewalVerdict {
  /** Opens within 7 days of the last one, by a clock that nobody set meanwhile. */
  readonly opens: number;
  /** Those of them that had to ask the backend before the pre-fetch could leave. */
  readonly waited: number;
  /** Opens after 12 hours and a turn in which nothing kept renewals back. */
  readonly undisturbed: number;
  /** Those of them whose details were older than that. */
  readonly behind: number;
  readonly renewals: number;
  /** Renewals of details that were younger than 12 hours, where no clock was set. */
  readonly early: number;
}

export function judgeRenewals({ backend, disturbedAt }: World): RenewalVerdict {
  const again = backend.openings.filter(
    ({ sinceLastMs, isDatedRight }) => sinceLastMs !== null && sinceLastMs <= 7 * DAY_MS && isDatedRight,
  );
  const calmSince = (elapsed: number): number => disturbedAt.findLast((at) => at <= elapsed) ?? 0;
  const undisturbed = again.filter(
    ({ elapsed, sinceLastMs, sinceSwitchMs, isSwitchedOn }) =>
      isSwitchedOn && Math.min(elapsed - calmSince(elapsed), sinceLastMs ?? 0, sinceSwitchMs) > PERIOD_MS + TURN_MS,
  );
  return {
    opens: again.length,
    waited: again.filter(({ ageMs }) => ageMs === null || ageMs > 7 * DAY_MS).length,
    undisturbed: undisturbed.length,
    behind: undisturbed.filter(({ ageMs }) => (ageMs ?? Infinity) > PERIOD_MS + TURN_MS).length,
    renewals: backend.requests.length,
    early: backend.requests.filter(({ ageMs }) => ageMs >= 0 && ageMs < PERIOD_MS).length,
  };
}
