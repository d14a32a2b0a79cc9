import { describe, expect, test } from 'vitest';
import { judge } from './oracle.ts';
import { judgeRenewals } from './renewal-oracle.ts';
import { liveThrough } from './year.ts';
import { World } from './world.ts';

const HOUR_MS = 3_600_000;
const appIds = Array.from({ length: 100 }, (_, index) => `app${index}`);

const isDeep = process.env['LARDER_DEEP'] === '1';
/** Time zone and seed; `npm run test:deep` lives through all. */
const YEARS: readonly (readonly [string, number])[] = [
  ['Europe/Berlin', 1],
  ['America/New_York', 2],
  ['Australia/Lord_Howe', 3],
];

describe('a year of periodic fetch for 100 mini-programs', () => {
  test.each(isDeep ? YEARS : YEARS.slice(0, 1))(
    'periodic fetch makes exactly the promised requests when the year is spent in %s',
    async (timeZone, seed) => {
      const world = new World({ startAt: Date.UTC(2027, 0, 1, 9), timeZone, appIds });
      await liveThrough(world, 365, seed, appIds);
      const { problems, expected, gaps } = judge(world, appIds);

      expect(problems.slice(0, 10)).toEqual([]);
      expect(world.requests.length).toBe(expected);
      expect(expected).toBeGreaterThan(15_000);
      expect(gaps.length).toBeGreaterThan(5_000);
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(12 * HOUR_MS);
      expect(Math.max(...gaps)).toBeLessThanOrEqual(12 * HOUR_MS + 120_000);

      // Details are never one start behind.
      const renewals = judgeRenewals(world);
      expect(renewals.waited / renewals.opens).toBeLessThanOrEqual(0.001);
      expect(renewals.undisturbed).toBeGreaterThan(200);
      expect([renewals.behind, renewals.early]).toEqual([0, 0]);
      expect(renewals.renewals).toBeGreaterThan(5_000);

      // Never two requests, never two sweeps at once; only a kill leaves a sweep without an end.
      expect(world.mostAtOnce).toBe(1);
      const sweeps = world.events.filter(({ event }) => event === 'sweep-started' || event === 'sweep-finished');
      const overlapping = sweeps.filter(
        (sweep, index) =>
          sweep.event === sweeps[index - 1]?.event &&
          !world.killedAt.some((at) => sweeps[index - 1]!.at <= at && at <= sweep.at),
      );
      expect(overlapping).toEqual([]);
      // The fixed time comes once a day at most, but for days that a wrong clock repeats.
      const fixed = world.events.filter(
        (event) => event.event === 'sweep-started' && event.reason.endsWith('fixed-time'),
      );
      expect(fixed.length).toBeGreaterThan(250);
      expect(fixed.length).toBeLessThan(366 + world.clockChanges * 2);
      expect(world.events.filter(({ event }) => event === 'problem')).toEqual([]);
      console.log(
        `${timeZone}: ${expected} requests, ${world.segments.length} changes, ${gaps.length} gaps, longest 12 h + ${Math.round((Math.max(...gaps) - 12 * HOUR_MS) / 1000)} s`,
      );
    },
    120_000,
  );
});
