/** How long a record waits after an attempt that brought nothing. */
import type { FetchRecord } from '../jobs/fetch-record.ts';
import type { BackgroundFetchLimits } from '../ports.ts';

/** Attempts where nobody is there, and nobody was before. */
const HOPELESS_ATTEMPTS = 2;

/** Attempts in a row that may fail; a server that has answered before deserves more patience. */
export function attemptsAllowed(record: FetchRecord, limits: BackgroundFetchLimits, isHopeless = false): number {
  if (record.farthest > 0) return limits.attemptsAfterContact;
  return isHopeless ? Math.min(HOPELESS_ATTEMPTS, limits.attemptsBeforeContact) : limits.attemptsBeforeContact;
}

/** ms; doubles with each failure, spread over half as long again, never shorter than the server asked. */
export function retryDelayMs(
  failures: number,
  retryAfterMs: number | null,
  limits: BackgroundFetchLimits,
  random: () => number,
): number {
  const own = Math.min(limits.retryMaxMs, limits.retryBaseMs * 2 ** Math.max(0, failures - 1));
  return Math.round(Math.max(own, retryAfterMs ?? 0) * (1 + random() / 2));
}
