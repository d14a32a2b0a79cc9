import { schedule } from 'node-cron';
import type { Disposable } from '../../support/shutdown-list.ts';

/**
 * Calls `run` every day at `minutes` after local midnight in `timeZone`, until disposed. It is a
 * hint only: a skipped hour or a sleeping computer swallows a call, a repeated hour doubles it.
 */
export type DailyCron = (minutes: number, timeZone: string, run: () => void) => Disposable;

/** The fixed time by node-cron. */
export const scheduleDaily: DailyCron = (minutes, timeZone, run) => {
  const task = schedule(dailyExpression(minutes), run, {
    name: 'periodic-fetch',
    timezone: timeZone,
    noOverlap: true,
    // Catching up is the scheduler's; a sleeping computer is nothing to warn about.
    suppressMissedWarning: true,
  });
  return { dispose: () => task.destroy() };
};

/** The cron expression of `minutes` after midnight, taken modulo a day. */
export function dailyExpression(minutes: number): string {
  const ofDay = minutes % (24 * 60);
  return `${ofDay % 60} ${Math.floor(ofDay / 60)} * * *`;
}
