import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planPeriodic, waitOf } from '../../../../main/data-fetch/periodic/due.ts';
import type { Situation } from '../../../../main/data-fetch/periodic/types.ts';
import type { PeriodicRecord } from '../../../../main/models/periodic-state.ts';
import { HOUR_MS, MINUTE_MS, periodicRecord } from '../../../fakes/periodic-store.ts';

const NOW = Date.UTC(2027, 4, 20, 12);
const DAY_MS = 24 * HOUR_MS;

const situation: Situation = {
  settings: { enabled: true, dailyAtMinutes: 240, offsetMinutes: 0, timeZone: 'UTC', notOnBattery: false },
  conditions: { online: true, onBattery: false },
  lastFixedTimeRun: NOW,
};
const withSettings = (
  change: Partial<Situation['settings']>,
  conditions: Partial<Situation['conditions']> = {},
): Situation => ({
  ...situation,
  settings: { ...situation.settings, ...change },
  conditions: { ...situation.conditions, ...conditions },
});

/** Opened an hour ago, updated 12 h ago: due to the millisecond. */
const dueRecord = (change: Partial<PeriodicRecord> = {}): PeriodicRecord =>
  periodicRecord('a', { lastOpenedAt: NOW - HOUR_MS, lastSuccessAt: NOW - 12 * HOUR_MS, ...change });

describe('waitOf', () => {
  test.each<[string, Partial<PeriodicRecord>, Situation, ReturnType<typeof waitOf>]>([
    ['its turn when everything holds', {}, situation, { dueAt: NOW, waitingFor: 'turn' }],
    [
      'its turn when it never succeeded',
      { lastSuccessAt: null },
      situation,
      { dueAt: NOW - HOUR_MS, waitingFor: 'turn' },
    ],
    [
      'time when a millisecond is missing',
      { lastSuccessAt: NOW - 12 * HOUR_MS + 1 },
      situation,
      { dueAt: NOW + 1, waitingFor: 'time' },
    ],
    [
      'its turn when it was opened exactly 7 days ago',
      { lastOpenedAt: NOW - 7 * DAY_MS },
      situation,
      { dueAt: NOW, waitingFor: 'turn' },
    ],
    [
      'an opening when the last is longer ago',
      { lastOpenedAt: NOW - 7 * DAY_MS - 1 },
      situation,
      { dueAt: null, waitingFor: 'not-opened-lately' },
    ],
    [
      'an opening when it will be forgotten before it is due',
      { lastOpenedAt: NOW - 7 * DAY_MS + HOUR_MS, lastSuccessAt: NOW - HOUR_MS },
      situation,
      { dueAt: null, waitingFor: 'not-opened-lately' },
    ],
    [
      'an opening when it was never opened',
      { lastOpenedAt: null },
      situation,
      { dueAt: null, waitingFor: 'not-opened-lately' },
    ],
    ['a token when none is set', { hasToken: false }, situation, { dueAt: null, waitingFor: 'token' }],
    ['a URL when the details name none', { hasUrl: false }, situation, { dueAt: null, waitingFor: 'no-url' }],
    ['its own switch when that is off', { enabled: false }, situation, { dueAt: NOW, waitingFor: 'switched-off' }],
    [
      'the global switch when that is off',
      {},
      withSettings({ enabled: false }),
      { dueAt: NOW, waitingFor: 'switched-off' },
    ],
    ['a network when offline', {}, withSettings({}, { online: false }), { dueAt: NOW, waitingFor: 'network' }],
    [
      'power when on battery and that is asked for',
      {},
      withSettings({ notOnBattery: true }, { onBattery: true }),
      { dueAt: NOW, waitingFor: 'power' },
    ],
    [
      'another connection when it is metered and that is asked for',
      {},
      withSettings({ notOnMetered: true }, { isMetered: true }),
      { dueAt: NOW, waitingFor: 'metered' },
    ],
    [
      'its turn when metered and that is not asked for',
      {},
      withSettings({}, { isMetered: true }),
      { dueAt: NOW, waitingFor: 'turn' },
    ],
    [
      'its turn when nobody knows whether it is metered',
      {},
      withSettings({ notOnMetered: true }, { isMetered: null }),
      { dueAt: NOW, waitingFor: 'turn' },
    ],
    [
      'its turn when on battery and that is not asked for',
      {},
      withSettings({}, { onBattery: true }),
      { dueAt: NOW, waitingFor: 'turn' },
    ],
    [
      'a retry when the last request failed',
      { failures: 1, failedAt: NOW - MINUTE_MS, retryAt: NOW + 14 * MINUTE_MS },
      situation,
      { dueAt: NOW + 14 * MINUTE_MS, waitingFor: 'retry' },
    ],
    [
      'its turn when the retry has come',
      { failures: 1, failedAt: NOW - HOUR_MS, retryAt: NOW },
      situation,
      { dueAt: NOW, waitingFor: 'turn' },
    ],
    [
      '12 h from now when the last success is in the future',
      { lastSuccessAt: NOW + 300 * DAY_MS },
      situation,
      { dueAt: NOW + 12 * HOUR_MS, waitingFor: 'time' },
    ],
    [
      'the same length of a retry when the failure is in the future',
      { failures: 2, failedAt: NOW + DAY_MS, retryAt: NOW + DAY_MS + HOUR_MS },
      situation,
      { dueAt: NOW + HOUR_MS, waitingFor: 'retry' },
    ],
    [
      'its turn when it was opened in the future',
      { lastOpenedAt: NOW + DAY_MS },
      situation,
      { dueAt: NOW, waitingFor: 'turn' },
    ],
  ])('waitOf answers %s', (_name, change, given, expected) => {
    expect(waitOf(dueRecord(change), given, NOW)).toEqual(expected);
  });
});

describe('planPeriodic', () => {
  test('planPeriodic orders by how long overdue, and puts those that failed last', () => {
    const records = [
      dueRecord({ appId: 'late', lastSuccessAt: NOW - 20 * HOUR_MS }),
      dueRecord({
        appId: 'failed',
        lastSuccessAt: NOW - 50 * HOUR_MS,
        failures: 1,
        failedAt: NOW - HOUR_MS,
        retryAt: NOW - 1,
      }),
      dueRecord({ appId: 'just' }),
      dueRecord({ appId: 'later', lastSuccessAt: NOW - 30 * HOUR_MS }),
      dueRecord({ appId: 'also-just' }),
      dueRecord({ appId: 'not-yet', lastSuccessAt: NOW - HOUR_MS }),
    ];
    expect(planPeriodic(records, situation, NOW).due).toEqual(['later', 'late', 'also-just', 'just', 'failed']);
  });

  test('planPeriodic wakes now when something is due', () => {
    const records = [dueRecord(), dueRecord({ appId: 'b', lastSuccessAt: NOW - HOUR_MS })];
    const plan = planPeriodic(records, situation, NOW);
    expect(plan).toMatchObject({ nextWakeAt: NOW, nextAppId: 'a', nextDueAt: NOW + 11 * HOUR_MS });
  });

  test('planPeriodic wakes at the earliest due time when nothing is due', () => {
    const records = [
      dueRecord({ appId: 'b', lastSuccessAt: NOW - HOUR_MS }),
      dueRecord({ appId: 'c', lastSuccessAt: NOW - 2 * HOUR_MS }),
      dueRecord({ appId: 'd', lastSuccessAt: NOW - 9 * HOUR_MS, hasToken: false }),
    ];
    expect(planPeriodic(records, situation, NOW)).toMatchObject({
      due: [],
      nextWakeAt: NOW + 10 * HOUR_MS,
      nextAppId: 'c',
    });
  });

  test('planPeriodic does not wake when only an event can make something due', () => {
    const plan = planPeriodic(
      [dueRecord(), dueRecord({ appId: 'b', hasUrl: false })],
      withSettings({}, { online: false }),
      NOW,
    );
    expect(plan).toMatchObject({ due: [], nextWakeAt: null, nextAppId: null });
  });

  test('planPeriodic asks to write down as now what lies in the future', () => {
    const records = [
      dueRecord(),
      dueRecord({ appId: 'b', lastOpenedAt: NOW + 5, lastSuccessAt: NOW + 6 }),
      dueRecord({ appId: 'c', failures: 3, failedAt: NOW + 10, retryAt: NOW + 10 + HOUR_MS }),
    ];
    expect(planPeriodic(records, situation, NOW).corrections).toEqual([
      { appId: 'b', lastOpenedAt: NOW, lastSuccessAt: NOW },
      { appId: 'c', failedAt: NOW, retryAt: NOW + HOUR_MS },
    ]);
  });

  test('planPeriodic knows a missed fixed time', () => {
    const fixedAt = Date.UTC(2027, 4, 20, 4);
    const missed = (lastFixedTimeRun: number | null, given = situation): boolean =>
      planPeriodic([], { ...given, lastFixedTimeRun }, NOW).fixedTime.missed;
    expect(planPeriodic([], situation, NOW).fixedTime).toEqual({
      lastAt: fixedAt,
      nextAt: fixedAt + DAY_MS,
      missed: false,
    });
    expect(missed(fixedAt - 1)).toBe(true);
    expect(missed(fixedAt)).toBe(false);
    expect(missed(null)).toBe(false);
    expect(missed(fixedAt - 1, withSettings({ enabled: false }))).toBe(false);
  });

  test('planPeriodic and waitOf agree, and the wake time is the first change, for any records', () => {
    const time = fc.option(fc.integer({ min: -10 * DAY_MS, max: 2 * DAY_MS }).map((ms) => NOW + ms));
    const record = fc.record({
      lastOpenedAt: time,
      lastSuccessAt: time,
      hasToken: fc.boolean(),
      hasUrl: fc.boolean(),
      enabled: fc.boolean(),
      failure: fc.option(
        fc.record({
          failures: fc.integer({ min: 0, max: 9 }),
          failedAt: fc.integer({ min: -DAY_MS, max: DAY_MS }),
          waitMs: fc.integer({ min: 0, max: DAY_MS }),
        }),
      ),
    });
    fc.assert(
      fc.property(fc.array(record, { maxLength: 12 }), fc.boolean(), fc.boolean(), (drawn, online, enabled) => {
        const given = withSettings({ enabled }, { online });
        const records = drawn.map(({ failure, ...fields }, index) =>
          periodicRecord(`app${index}`, {
            ...fields,
            ...(failure
              ? {
                  failures: failure.failures,
                  failedAt: NOW + failure.failedAt,
                  retryAt: NOW + failure.failedAt + failure.waitMs,
                }
              : {}),
          }),
        );
        const plan = planPeriodic(records, given, NOW);
        expect([...plan.due].sort()).toEqual(
          records
            .filter((one) => waitOf(one, given, NOW).waitingFor === 'turn')
            .map((one) => one.appId)
            .sort(),
        );
        // With the corrections written down, nobody becomes due before the wake time, and somebody does at it.
        const corrected = records.map((one) => ({
          ...one,
          ...plan.corrections.find(({ appId }) => appId === one.appId),
        }));
        if (plan.due.length > 0) expect(plan.nextWakeAt).toBe(NOW);
        else if (plan.nextWakeAt !== null) {
          expect(planPeriodic(corrected, given, plan.nextWakeAt - 1).due).toEqual([]);
          expect(planPeriodic(corrected, given, plan.nextWakeAt).due).toContain(plan.nextAppId);
        } else {
          for (const days of [1, 3, 30]) expect(planPeriodic(corrected, given, NOW + days * DAY_MS).due).toEqual([]);
        }
      }),
      { numRuns: 500 },
    );
  });
});
