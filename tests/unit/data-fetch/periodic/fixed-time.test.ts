import fc from 'fast-check';
import { getTasks, schedule } from 'node-cron';
import { describe, expect, test } from 'vitest';
import { dailyExpression, scheduleDaily } from '../../../../main/data-fetch/periodic/cron.ts';
import { fixedTimesAround } from '../../../../main/data-fetch/periodic/fixed-time.ts';

const iso = (instant: number): string => new Date(instant).toISOString();
const HOUR_MS = 3_600_000;

/** Zones with a change of clocks at night, at midnight, by half an hour, and without one. */
const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'America/Santiago',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'Africa/Cairo',
  'UTC',
  'Pacific/Apia',
];

describe('fixedTimesAround', () => {
  test('fixedTimesAround answers the last and the next 04:00 of the zone', () => {
    const { lastAt, nextAt } = fixedTimesAround(Date.UTC(2027, 5, 1, 12), 240, 'Europe/Berlin');
    expect([iso(lastAt), iso(nextAt)]).toEqual(['2027-06-01T02:00:00.000Z', '2027-06-02T02:00:00.000Z']);
  });

  test('fixedTimesAround counts the instant itself as the last', () => {
    const at = Date.UTC(2027, 5, 1, 2);
    expect(fixedTimesAround(at, 240, 'Europe/Berlin').lastAt).toBe(at);
    expect(fixedTimesAround(at - 1, 240, 'Europe/Berlin').nextAt).toBe(at);
  });

  test('fixedTimesAround comes an hour later when the hour is skipped', () => {
    // Berlin, 28 March 2027: 02:00 becomes 03:00.
    const { nextAt } = fixedTimesAround(Date.UTC(2027, 2, 27, 12), 150, 'Europe/Berlin');
    expect(iso(nextAt)).toBe('2027-03-28T01:30:00.000Z');
  });

  test('fixedTimesAround takes the first when the hour is repeated', () => {
    // Berlin, 31 October 2027: 03:00 becomes 02:00.
    const first = Date.UTC(2027, 9, 31, 0, 30);
    expect(fixedTimesAround(first - 1, 150, 'Europe/Berlin').nextAt).toBe(first);
    expect(fixedTimesAround(first + 90 * 60_000, 150, 'Europe/Berlin')).toEqual({
      lastAt: first,
      nextAt: first + 25 * HOUR_MS,
    });
  });

  test('fixedTimesAround goes past midnight when the offset does', () => {
    const { nextAt } = fixedTimesAround(Date.UTC(2027, 5, 1, 12), 23 * 60 + 50 + 30, 'UTC');
    expect(iso(nextAt)).toBe('2027-06-02T00:20:00.000Z');
  });

  test('fixedTimesAround gives one time per local day, 22 to 26 h apart, in every zone', () => {
    for (const zone of ZONES) {
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 1499 }), fc.integer({ min: 0, max: 360 }), (minutes, day) => {
          const now = Date.UTC(2027, 0, 2 + day, 7, 11, 13);
          const { lastAt, nextAt } = fixedTimesAround(now, minutes, zone);
          expect(lastAt).toBeLessThanOrEqual(now);
          expect(nextAt).toBeGreaterThan(now);
          expect(nextAt - lastAt).toBeGreaterThanOrEqual(22 * HOUR_MS);
          expect(nextAt - lastAt).toBeLessThanOrEqual(26 * HOUR_MS);
          expect(fixedTimesAround(nextAt, minutes, zone).lastAt).toBe(nextAt);
        }),
        { numRuns: 60 },
      );
    }
  });

  test('fixedTimesAround refuses a time zone that does not exist', () => {
    expect(() => fixedTimesAround(0, 240, 'Europe/Nowhere')).toThrow(RangeError);
  });
});

describe('scheduleDaily', () => {
  test('dailyExpression writes the minutes as a cron expression', () => {
    expect([0, 240, 300, 1439, 1450].map(dailyExpression)).toEqual([
      '0 0 * * *',
      '0 4 * * *',
      '0 5 * * *',
      '59 23 * * *',
      '10 0 * * *',
    ]);
  });

  test('node-cron agrees with fixedTimesAround on the next 04:17 in every zone', () => {
    for (const zone of ZONES) {
      const task = schedule(dailyExpression(257), () => {}, { timezone: zone });
      try {
        expect(task.getNextRun()?.getTime()).toBe(fixedTimesAround(Date.now(), 257, zone).nextAt);
      } finally {
        void task.destroy();
      }
    }
  });

  test('scheduleDaily ends its task when disposed', async () => {
    const before = getTasks().size;
    const task = scheduleDaily(240, 'UTC', () => {});
    expect(getTasks().size).toBe(before + 1);
    await task.dispose();
    expect(getTasks().size).toBe(before);
  });
});
