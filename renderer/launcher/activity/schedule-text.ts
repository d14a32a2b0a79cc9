/** What a mini-program's next periodic fetch waits for, in words. */
import type { ActivityState, ScheduleRow } from '../../../preload/contract/activity.ts';
import { clockTime, relativeTime, timeUntil } from '../widgets/format.ts';
import { locale, t } from '../language.ts';

const capital = (text: string): string => text.charAt(0).toLocaleUpperCase(locale()) + text.slice(1);

/** When it is due: "due now" and "06:12" as the start of a sentence. */
function dueText(dueAt: number | null, nowMs: number): string {
  return dueAt === null || dueAt <= nowMs ? t('activity.dueNow') : capital(clockTime(dueAt, nowMs));
}

/** "06:12, needs a network". `nowMs`: the application's time. */
export function waitText(row: ScheduleRow, state: Pick<ActivityState, 'sweeping' | 'settings'>, nowMs: number): string {
  switch (row.waitingFor) {
    case 'turn':
      return state.sweeping ? t('activity.fetching') : t('activity.dueNow');
    case 'time':
      if (row.dueAt === null || row.dueAt <= nowMs) return t('activity.dueNow');
      return t('activity.due', { time: dueText(row.dueAt, nowMs), until: timeUntil(row.dueAt, nowMs) });
    case 'retry':
      return row.dueAt === null || row.dueAt <= nowMs
        ? t('activity.dueNow')
        : t('activity.retry', { failures: row.failures, time: clockTime(row.dueAt, nowMs) });
    case 'network':
      return t('activity.dueNeedsNetwork', { time: dueText(row.dueAt, nowMs) });
    case 'metered':
      return t('activity.dueNeedsUnmetered', { time: dueText(row.dueAt, nowMs) });
    case 'power':
      return t('activity.dueNeedsPower', { time: dueText(row.dueAt, nowMs) });
    case 'token':
      return t('activity.waitsForToken');
    case 'no-url':
      return t('activity.noUrl');
    case 'switched-off':
      return state.settings.enabled ? t('activity.switchedOff') : t('activity.allSwitchedOff');
    case 'not-opened-lately':
      return t('activity.notOpenedLately');
  }
}

/** "Last fetched 2 hours ago", and how often it failed since, unless `waitText` says that already. */
export function historyText(row: ScheduleRow, nowMs: number): string {
  const failures = row.waitingFor === 'retry' ? 0 : row.failures;
  if (row.lastSuccessAt === null)
    return failures > 0 ? t('activity.neverButFailed', { failures }) : t('activity.neverFetched');
  const when = relativeTime(row.lastSuccessAt, nowMs);
  return failures > 0 ? t('activity.lastSuccessButFailed', { when, failures }) : t('activity.lastSuccess', { when });
}

/** The line under the page's title: when Larder wakes next. */
export function wakeText(state: ActivityState, nowMs: number): string {
  if (state.sweeping) return t('activity.sweeping');
  if (!state.settings.enabled) return t('activity.backgroundOff');
  if (state.nextWakeAt === null) return t('activity.noWake');
  if (state.nextWakeAt <= nowMs) return t('activity.wakesNow');
  return t('activity.nextWake', {
    time: clockTime(state.nextWakeAt, nowMs),
    until: timeUntil(state.nextWakeAt, nowMs),
  });
}
