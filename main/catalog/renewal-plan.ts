/**
 * Which details are renewed ahead of the next start: those of mini-programs in use that nobody has asked about for 12
 * hours. Pure, so that a year can be simulated. Times are ms since epoch.
 */
const HOUR_MS = 3_600_000;
/** Between two requests for the details of one mini-program. */
export const RENEWAL_PERIOD_MS = 12 * HOUR_MS;
/** A mini-program that was not opened for this long is left alone. */
const OPENED_WITHIN_MS = 7 * 24 * HOUR_MS;
/** After a request that may have brought nothing. */
const RETRY_MS = HOUR_MS;

export interface RenewalRecord {
  readonly appId: string;
  readonly lastOpenedAt: number | null;
  /** When the kept details were fetched, or found to be the same. `null`: there are none. */
  readonly fetchedAt: number | null;
  /** When they were last asked for, whatever came of it. */
  readonly triedAt: number | null;
  /** The user's switch for its background activity. */
  readonly enabled: boolean;
}

export interface RenewalPlan {
  /** Due now, the oldest first. */
  readonly due: readonly string[];
  /** When the first that is not due yet becomes due; `null`: time alone makes nothing due. */
  readonly nextDueAt: number | null;
}

export function planRenewals(records: Iterable<RenewalRecord>, now: number): RenewalPlan {
  const due: { readonly appId: string; readonly dueAt: number }[] = [];
  let nextDueAt: number | null = null;
  for (const record of records) {
    const dueAt = dueAtOf(record, now);
    if (dueAt === null) continue;
    if (dueAt <= now) due.push({ appId: record.appId, dueAt });
    else nextDueAt = Math.min(nextDueAt ?? Infinity, dueAt);
  }
  due.sort((a, b) => a.dueAt - b.dueAt || (a.appId < b.appId ? -1 : 1));
  return { due: due.map(({ appId }) => appId), nextDueAt };
}

/** `null`: never, as things are. A time in the future is one of a clock that was wrong. */
function dueAtOf({ lastOpenedAt, fetchedAt, triedAt, enabled }: RenewalRecord, now: number): number | null {
  if (!enabled || lastOpenedAt === null || fetchedAt === null) return null;
  const fetched = fetchedAt > now ? -Infinity : fetchedAt + RENEWAL_PERIOD_MS;
  const retry = triedAt === null || triedAt > now ? -Infinity : triedAt + RETRY_MS;
  const dueAt = Math.max(fetched, retry);
  return Math.max(dueAt, now) > Math.min(lastOpenedAt, now) + OPENED_WITHIN_MS ? null : dueAt;
}
