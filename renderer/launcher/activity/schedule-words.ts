/** What a mini-program's next periodic fetch waits for, in words. */
import type { ActivityState, ScheduleRow } from '../../../preload/contract/activity.ts';
import { clockTime, relativeTime, timeUntil } from '../format.ts';
import { strings } from '../strings.ts';

const { activity } = strings;
const capital = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);

/** When it is due: "due now" and "06:12" as the start of a sentence. */
function dueText(dueAt: number | null, nowMs: number): string {
  return dueAt === null || dueAt <= nowMs ? activity.dueNow : capital(clockTime(dueAt, nowMs));
}

/** "06:12, needs a network". `nowMs`: the application's time. */
export function waitText(row: ScheduleRow, state: Pick<ActivityState, 'sweeping' | 'settings'>, nowMs: number): string {
  switch (row.waitingFor) {
    case 'turn':
      return state.sweeping ? activity.fetching : activity.dueNow;
    case 'time':
      if (row.dueAt === null || row.dueAt <= nowMs) return activity.dueNow;
      return activity.when(dueText(row.dueAt, nowMs), timeUntil(row.dueAt, nowMs));
    case 'retry':
      return row.dueAt === null || row.dueAt <= nowMs ? activity.dueNow : activity.retry(row.failures, clockTime(row.dueAt, nowMs));
    case 'network':
      return activity.when(dueText(row.dueAt, nowMs), activity.needsNetwork);
    case 'power':
      return activity.when(dueText(row.dueAt, nowMs), activity.needsPower);
    case 'token':
      return activity.waitsForToken;
    case 'no-url':
      return activity.noUrl;
    case 'switched-off':
      return state.settings.enabled ? activity.switchedOff : activity.allSwitchedOff;
    case 'not-opened-lately':
      return activity.notOpenedLately;
  }
}

/** "Last fetched 2 hours ago", and how often it failed since, unless `waitText` says that already. */
export function historyText(row: ScheduleRow, nowMs: number): string {
  const failures = row.waitingFor === 'retry' ? 0 : row.failures;
  if (row.lastSuccessAt === null) return failures > 0 ? activity.neverButFailed(failures) : activity.neverFetched;
  const success = activity.lastSuccess(relativeTime(row.lastSuccessAt, nowMs));
  return failures > 0 ? `${success}; ${activity.failures(failures)}` : success;
}

/** The line under the page's title: when Larder wakes next. */
export function wakeText(state: ActivityState, nowMs: number): string {
  if (state.sweeping) return activity.sweeping;
  if (!state.settings.enabled) return activity.backgroundOff;
  if (state.nextWakeAt === null) return activity.noWake;
  if (state.nextWakeAt <= nowMs) return activity.wakesNow;
  return activity.nextWake(clockTime(state.nextWakeAt, nowMs), timeUntil(state.nextWakeAt, nowMs));
}
