/** What wakes the scheduler when nothing happens: one timer, and the daily call at the fixed time. */
import type { Clock } from '../../support/clock.ts';
import type { DailyCron } from './cron.ts';
import type { Timers } from './timers.ts';
import type { PeriodicSettings } from './types.ts';

/** A timer that is this far off its time means that the clock was set or the computer slept. */
const CLOCK_TOLERANCE_MS = 10_000;
/** node-cron goes first at the fixed time; what it swallows is noticed after this long. */
const CRON_GRACE_MS = 5_000;

export interface WakeUpsDependencies {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly cron: DailyCron;
  /** The longest timer, in ms. */
  readonly heartbeatMs: number;
  onFixedTime(): void;
  onTime(why: 'clock' | 'due-time'): void;
}

export interface WakeUps {
  /** Sets timer and daily call anew. `wakeAt`: when something becomes due; `fixedAt`: the next fixed time. Ms since epoch. */
  arm(settings: PeriodicSettings, wakeAt: number | null, fixedAt: number): void;
  /** No timer until the next `arm`. */
  cancelTimer(): void;
  dispose(): Promise<void>;
}

export function createWakeUps({ clock, timers, cron, heartbeatMs, ...calls }: WakeUpsDependencies): WakeUps {
  let cancelTimer = (): void => {};
  let cronTask: { key: string; task: ReturnType<DailyCron> } | null = null;
  let wakeAt = Infinity;
  let fixedAt = Infinity;

  function armCron({ enabled, dailyAtMinutes, offsetMinutes, timeZone }: PeriodicSettings): void {
    const minutes = dailyAtMinutes + offsetMinutes;
    const key = enabled ? `${minutes} ${timeZone}` : '';
    if ((cronTask?.key ?? '') === key) return;
    void cronTask?.task.dispose();
    cronTask = enabled ? { key, task: cron(minutes, timeZone, calls.onFixedTime) } : null;
  }

  function armTimer(): void {
    cancelTimer();
    const now = clock.now();
    const delay = Math.min(Math.max(0, Math.min(wakeAt, fixedAt + CRON_GRACE_MS) - now), heartbeatMs);
    cancelTimer = timers.after(delay, () => onTimer(now + delay));
  }

  function onTimer(expectedAt: number): void {
    const now = clock.now();
    if (Math.abs(now - expectedAt) > CLOCK_TOLERANCE_MS) calls.onTime('clock');
    else if (now >= fixedAt + CRON_GRACE_MS || now >= wakeAt) calls.onTime('due-time');
    else armTimer();
  }

  return {
    arm(settings, nextWakeAt, nextFixedAt) {
      wakeAt = nextWakeAt ?? Infinity;
      fixedAt = settings.enabled ? nextFixedAt : Infinity;
      armCron(settings);
      armTimer();
    },
    cancelTimer: () => cancelTimer(),
    async dispose() {
      cancelTimer();
      await cronTask?.task.dispose();
    },
  };
}
