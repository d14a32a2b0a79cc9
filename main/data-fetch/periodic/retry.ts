/** When a failed periodic request is tried again (docs/scheduling.md, "Retries"). */

const MINUTE_MS = 60_000;

const FIRST_RETRY_MS = 15 * MINUTE_MS;
const LONGEST_RETRY_MS = 6 * 60 * MINUTE_MS;
/** A server cannot silence an installation for longer than this. */
const LONGEST_RETRY_AFTER_MS = 24 * 60 * MINUTE_MS;
/** A request that was cut short by us, not failed by a server, leaves at least this before the next. */
export const INTERRUPTED_PAUSE_MS = MINUTE_MS;

/** The first delay grows by up to this share of itself, each later one by up to twice as much again. */
const FIRST_SPREAD = 0.2;
/**
 * A `Retry-After` date sends everyone who was refused back in the same second. They come back over
 * as long again as they were asked to wait, but not longer than this.
 */
const LONGEST_RETRY_AFTER_SPREAD_MS = 2 * 60 * MINUTE_MS;

/**
 * ms to wait after failure number `failures` (1 is the first): 15 min doubling to 6 h, or the
 * server's wish when that is longer. `spread`, in [0, 1), only ever adds: the answer is never
 * shorter than either, and never above 6 h unless the server asked for it. The longer a delay, the
 * more installations wait at once after an outage, and the wider they are spread.
 */
export function retryDelayMs(failures: number, retryAfterMs: number | null, spread: number): number {
  const doublings = Math.min(failures - 1, 10);
  const own = Math.min(FIRST_RETRY_MS * 2 ** doublings, LONGEST_RETRY_MS);
  const asked = Math.min(retryAfterMs ?? 0, LONGEST_RETRY_AFTER_MS);
  if (asked > own) return Math.round(asked + spread * Math.min(asked, LONGEST_RETRY_AFTER_SPREAD_MS));
  const share = Math.min(FIRST_SPREAD * 2 ** doublings, 1);
  return Math.round(Math.min(own * (1 + share * spread), LONGEST_RETRY_MS));
}
