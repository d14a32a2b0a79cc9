/** How long a record waits after an attempt that brought nothing, and when it is given up. */
import type { FetchRecord } from '../jobs/fetch-record.ts';
import type { BackgroundFetchLimits } from '../ports.ts';

/** Attempts where nobody is there, and nobody was before. */
const HOPELESS_ATTEMPTS = 2;
/** Of the time that a server has been away: who was away for an hour need not be asked every minute. */
const SHARE_OF_OUTAGE = 1 / 8;

/** What is known of a record's attempts. */
export type Attempts = Pick<FetchRecord, 'restarts' | 'failures' | 'troubleSince'>;

export interface Trouble {
  /** Bytes of the fetch have come from this host: there is something to lose. */
  readonly hasContact: boolean;
  readonly isHopeless?: boolean;
  /** Somebody else may have answered. */
  readonly isElsewhere?: boolean;
  /** By the clock that never jumps. */
  readonly now: number;
}

/**
 * No more attempts after the one that has just failed, or is about to. Time decides, for an outage lasts as
 * long as it lasts; a few attempts there must have been, for a computer may have slept meanwhile.
 */
export function isGivenUp(record: Attempts, trouble: Trouble, limits: BackgroundFetchLimits): boolean {
  const { hasContact, isHopeless = false, isElsewhere = false, now } = trouble;
  // Whoever begins again and again gets nowhere, however good the connection is.
  if (record.restarts >= limits.attemptsAfterContact) return true;
  if (!hasContact && isElsewhere) return true;
  if (!hasContact && isHopeless) return record.failures >= Math.min(HOPELESS_ATTEMPTS, limits.attemptsBeforeContact);
  const attempts = hasContact ? limits.attemptsAfterContact : limits.attemptsBeforeContact;
  if (record.failures < attempts) return false;
  return now - (record.troubleSince ?? now) >= patienceMs(hasContact, isElsewhere, limits);
}

function patienceMs(hasContact: boolean, isElsewhere: boolean, limits: BackgroundFetchLimits): number {
  if (!hasContact) return limits.patienceBeforeContactMs;
  return isElsewhere ? limits.patienceElsewhereMs : limits.patienceAfterContactMs;
}

/**
 * The longest `Retry-After` that is waited for. What is there is worth any wait that is shorter than the
 * patience for it.
 */
export function maxRetryAfterMs(hasContact: boolean, limits: BackgroundFetchLimits): number {
  return hasContact ? Math.max(limits.maxRetryAfterMs, limits.patienceAfterContactMs) : limits.maxRetryAfterMs;
}

/** ms; doubles with each failure, spread over half as long again, never shorter than the server asked. */
export function retryDelayMs(
  { failures, awayMs, retryAfterMs }: { failures: number; awayMs: number; retryAfterMs: number | null },
  limits: BackgroundFetchLimits,
  random: () => number,
): number {
  const longest = Math.max(limits.retryMaxMs, Math.min(limits.retryLongMs, awayMs * SHARE_OF_OUTAGE));
  const own = Math.min(longest, limits.retryBaseMs * 2 ** Math.min(40, Math.max(0, failures - 1)));
  return Math.round(Math.max(own, retryAfterMs ?? 0) * (1 + random() / 2));
}
