/**
 * The rule of periodic fetch: who is due, and when to wake next. Pure, so that a year can be
 * simulated (docs/scheduling.md has it as a picture).
 */
import { fixedTimesAround } from './fixed-time.ts';
import type { Correction, PeriodicWait, Situation } from './types.ts';
import type { PeriodicRecord } from '../../models/periodic-state.ts';

const HOUR_MS = 3_600_000;

/** From one successful update to the next. */
const PERIOD_MS = 12 * HOUR_MS;
/** A mini-program that was not opened for this long is left alone. */
const OPENED_WITHIN_MS = 7 * 24 * HOUR_MS;

export interface PeriodicPlan {
  /** Due now: those that did not fail last time first, then the longest overdue. */
  readonly due: readonly string[];
  /** When the first that is not due yet becomes due by time alone. */
  readonly nextDueAt: number | null;
  /** `now` when something is due, else `nextDueAt`. `null`: time alone makes nothing due. */
  readonly nextWakeAt: number | null;
  /** Who `nextWakeAt` is for. */
  readonly nextAppId: string | null;
  readonly waits: ReadonlyMap<string, PeriodicWait>;
  readonly fixedTime: {
    readonly lastAt: number;
    readonly nextAt: number;
    /** `lastAt` came and no sweep has served it. */
    readonly missed: boolean;
  };
  /** To be written down, or a time in the future would move away for ever. */
  readonly corrections: readonly Correction[];
}

/** What the conditions and the global switch forbid for every mini-program; `null`: nothing. */
export function blockedBy({
  settings,
  conditions,
}: Situation): 'switched-off' | 'network' | 'metered' | 'power' | null {
  if (!settings.enabled) return 'switched-off';
  if (!conditions.online) return 'network';
  if (settings.notOnMetered && conditions.isMetered) return 'metered';
  if (settings.notOnBattery && conditions.onBattery) return 'power';
  return null;
}

/** The times in `record` that lie in the future, moved to `now`; `null` when there are none. */
function correctionOf(record: PeriodicRecord, now: number): Correction | null {
  const { appId, lastOpenedAt, lastSuccessAt, failedAt, retryAt } = record;
  const opened = lastOpenedAt !== null && lastOpenedAt > now;
  const succeeded = lastSuccessAt !== null && lastSuccessAt > now;
  const failed = failedAt !== null && failedAt > now;
  if (!opened && !succeeded && !failed) return null;
  return {
    appId,
    ...(opened ? { lastOpenedAt: now } : {}),
    ...(succeeded ? { lastSuccessAt: now } : {}),
    // The wait keeps its length.
    ...(failed ? { failedAt: now, retryAt: now + Math.max(0, (retryAt ?? failedAt) - failedAt) } : {}),
  };
}

/** What `record`, whose times are not in the future, waits for. */
function waitOfCorrected(record: PeriodicRecord, situation: Situation, now: number): PeriodicWait {
  const { lastOpenedAt } = record;
  if (!record.hasUrl) return { dueAt: null, waitingFor: 'no-url' };
  if (!record.hasToken) return { dueAt: null, waitingFor: 'token' };
  if (lastOpenedAt === null) return { dueAt: null, waitingFor: 'not-opened-lately' };
  const periodAt = record.lastSuccessAt === null ? lastOpenedAt : record.lastSuccessAt + PERIOD_MS;
  const dueAt = Math.max(periodAt, record.retryAt ?? -Infinity);
  const forgottenAt = lastOpenedAt + OPENED_WITHIN_MS;
  if (now > forgottenAt || dueAt > forgottenAt) return { dueAt: null, waitingFor: 'not-opened-lately' };
  const blocker = record.enabled ? blockedBy(situation) : 'switched-off';
  if (blocker) return { dueAt, waitingFor: blocker };
  if (dueAt <= now) return { dueAt, waitingFor: 'turn' };
  return { dueAt, waitingFor: dueAt > periodAt ? 'retry' : 'time' };
}

/** What one mini-program waits for at `now`. */
export function waitOf(record: PeriodicRecord, situation: Situation, now: number): PeriodicWait {
  const correction = correctionOf(record, now);
  return waitOfCorrected(correction ? { ...record, ...correction } : record, situation, now);
}

/** The whole rule. Throws `RangeError` for a time zone that does not exist. */
export function planPeriodic(records: readonly PeriodicRecord[], situation: Situation, now: number): PeriodicPlan {
  const waits = new Map<string, PeriodicWait>();
  const due: { appId: string; failing: boolean; dueAt: number }[] = [];
  const corrections: Correction[] = [];
  let nextDueAt: number | null = null;
  let nextAppId: string | null = null;
  for (const record of records) {
    const correction = correctionOf(record, now);
    if (correction) corrections.push(correction);
    const wait = waitOfCorrected(correction ? { ...record, ...correction } : record, situation, now);
    waits.set(record.appId, wait);
    if (wait.dueAt === null) continue;
    if (wait.waitingFor === 'turn') {
      due.push({ appId: record.appId, failing: record.failures > 0, dueAt: wait.dueAt });
    } else if (wait.waitingFor === 'time' || wait.waitingFor === 'retry') {
      if (nextDueAt === null || wait.dueAt < nextDueAt) [nextDueAt, nextAppId] = [wait.dueAt, record.appId];
    }
  }
  // A server that hangs costs a minute of everyone's turn, so its retries come last.
  due.sort((a, b) => Number(a.failing) - Number(b.failing) || a.dueAt - b.dueAt || (a.appId < b.appId ? -1 : 1));
  const first = due[0];
  const { dailyAtMinutes, offsetMinutes, timeZone } = situation.settings;
  const fixed = fixedTimesAround(now, dailyAtMinutes + offsetMinutes, timeZone);
  const servedAt = Math.min(situation.lastFixedTimeRun ?? now, now);
  return {
    due: due.map(({ appId }) => appId),
    nextDueAt,
    nextWakeAt: first ? now : nextDueAt,
    nextAppId: first ? first.appId : nextAppId,
    waits,
    fixedTime: { ...fixed, missed: situation.settings.enabled && fixed.lastAt > servedAt },
    corrections,
  };
}
