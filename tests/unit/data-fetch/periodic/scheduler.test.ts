import { describe, expect, test } from 'vitest';
import { createPeriodicScheduler, type PeriodicScheduler } from '../../../../main/data-fetch/periodic/scheduler.ts';
import type { Conditions, PeriodicOutcome, PeriodicSettings } from '../../../../main/data-fetch/periodic/types.ts';
import type { PeriodicRecord } from '../../../../main/models/periodic-state.ts';
import { createEventLog, type LarderEvent } from '../../../../main/log/event-log.ts';
import { dataOutcome, HOUR_MS, MemoryPeriodicStore, MINUTE_MS, periodicRecord } from '../../../fakes/periodic-store.ts';
import { VirtualTime } from '../../../fakes/virtual-time.ts';

/** Noon; the fixed time is 04:00 UTC. */
const START = Date.UTC(2027, 4, 20, 12);
const NEXT_FIXED = Date.UTC(2027, 4, 21, 4);

interface Bench {
  time: VirtualTime;
  store: MemoryPeriodicStore;
  scheduler: PeriodicScheduler;
  settings: PeriodicSettings;
  conditions: Conditions;
  log: LarderEvent[];
  /** ms since START and app id of every request. */
  requests: [number, string][];
  reasons(): string[];
  answer: PeriodicOutcome;
  /** Another scheduler over the same disk, as after a restart. */
  restart(): void;
}

function openBench(records: readonly PeriodicRecord[], startAt = START): Bench {
  const time = new VirtualTime(startAt);
  const bench: Bench = {
    time,
    store: new MemoryPeriodicStore(records),
    settings: { enabled: true, dailyAtMinutes: 240, offsetMinutes: 0, timeZone: 'UTC', notOnBattery: false },
    conditions: { online: true, onBattery: false },
    log: [],
    requests: [],
    answer: dataOutcome(),
    reasons: () => bench.log.flatMap((event) => (event.event === 'sweep-started' ? [event.reason] : [])),
    restart() {
      bench.scheduler = createPeriodicScheduler({
        clock: time.clock,
        timers: time.timers,
        cron: time.cron,
        events: createEventLog(time.clock, [(event) => bench.log.push(event)]),
        jitter: () => 0,
        store: bench.store,
        async fetchPeriodic(appId, signal, onRequest) {
          bench.requests.push([time.clock.now() - START, appId]);
          onRequest('dev.example');
          await time.wait(1000, signal);
          return bench.answer;
        },
        settings: () => bench.settings,
        conditions: () => bench.conditions,
        onSaved: () => {},
      });
      bench.scheduler.start();
    },
    scheduler: undefined as unknown as PeriodicScheduler,
  };
  bench.restart();
  return bench;
}

const record = (appId: string, change: Partial<PeriodicRecord> = {}): PeriodicRecord =>
  periodicRecord(appId, { lastOpenedAt: START, lastSuccessAt: START - 2 * HOUR_MS, ...change });

describe('createPeriodicScheduler', () => {
  test('start fetches at once what is due, and the rest at its due time', async () => {
    const bench = openBench([record('a'), record('b', { lastSuccessAt: null })]);
    await bench.time.advance(23 * HOUR_MS);
    expect(bench.requests).toEqual([
      [0, 'b'],
      [10 * HOUR_MS, 'a'],
      [12 * HOUR_MS + 1000, 'b'],
      [22 * HOUR_MS + 1000, 'a'],
    ]);
    expect(bench.reasons()).toEqual(['start', 'due-time', 'due-time', 'fixed-time', 'due-time']);
  });

  test('start says when it wakes next, again only when that changes', async () => {
    const bench = openBench([record('a')]);
    await bench.time.advance(HOUR_MS);
    bench.scheduler.trigger('opened');
    await bench.time.advance(10 * HOUR_MS);
    expect(bench.log.filter(({ event }) => event === 'next-wake')).toEqual([
      { event: 'next-wake', at: START, wakeAt: START + 10 * HOUR_MS, appId: 'a' },
      { event: 'next-wake', at: START + 10 * HOUR_MS + 1000, wakeAt: START + 22 * HOUR_MS + 1000, appId: 'a' },
    ]);
  });

  test('the fixed time starts a sweep once a day when the app runs', async () => {
    const bench = openBench([]);
    await bench.time.advance(3 * 24 * HOUR_MS);
    expect(bench.log.filter(({ event }) => event === 'sweep-started')).toEqual(
      [0, 1, 2].map((day) => ({
        event: 'sweep-started',
        at: NEXT_FIXED + day * 24 * HOUR_MS,
        reason: 'fixed-time',
        due: 0,
      })),
    );
  });

  test('start catches up a fixed time that was missed while the app was closed, once', async () => {
    const bench = openBench([record('a')]);
    await bench.time.advance(HOUR_MS);
    await bench.scheduler.dispose();
    await bench.time.advance(5 * 24 * HOUR_MS);
    expect(bench.requests).toEqual([]);
    bench.restart();
    await bench.time.advance(MINUTE_MS);
    expect(bench.reasons()).toEqual(['missed-fixed-time']);
    expect(bench.requests).toEqual([[5 * 24 * HOUR_MS + HOUR_MS, 'a']]);
    await bench.scheduler.dispose();
    bench.restart();
    await bench.time.advance(MINUTE_MS);
    expect(bench.reasons()).toEqual(['missed-fixed-time']);
  });

  test('the first start of all misses no fixed time', () => {
    const bench = openBench([]);
    expect(bench.reasons()).toEqual([]);
    expect(bench.store.fixedTimeRun).toBe(START);
  });

  test.each([
    ['skips', Date.UTC(2028, 2, 26, 12), 1380],
    ['repeats', Date.UTC(2027, 9, 31, 12), 1500],
  ])('a fixed time that a change of clocks %s starts exactly one sweep a day', async (_what, noonAfter, oddGap) => {
    const dayMs = 24 * HOUR_MS;
    const bench = openBench([], noonAfter - 4 * dayMs);
    bench.settings = { ...bench.settings, dailyAtMinutes: 150, timeZone: 'Europe/Berlin' };
    bench.scheduler.trigger('settings');
    await bench.time.runUntil(noonAfter + 3 * dayMs);
    const starts = bench.log.flatMap((event) => (event.event === 'sweep-started' ? [event.at] : []));
    const days = starts.map((at) => Math.floor((at - noonAfter) / dayMs));
    expect(days).toEqual([-4, -3, -2, -1, 0, 1, 2]);
    const gaps = starts.slice(1).map((at, index) => Math.round((at - starts[index]!) / MINUTE_MS));
    expect(gaps.filter((gap) => gap !== 1440)).toEqual([oddGap]);
  });

  test('resume fetches at once what became due during sleep, once however long it was', async () => {
    const bench = openBench([record('a')]);
    bench.time.shift(60 * HOUR_MS);
    bench.scheduler.trigger('resume');
    await bench.time.advance(HOUR_MS);
    expect(bench.requests).toEqual([[60 * HOUR_MS, 'a']]);
    expect(bench.reasons()).toEqual(['resume']);
  });

  test('a sleep that nobody reports is noticed within a minute', async () => {
    const bench = openBench([record('a')]);
    await bench.time.advance(30_000);
    bench.time.shift(11 * HOUR_MS);
    await bench.time.advance(MINUTE_MS);
    expect(bench.requests).toHaveLength(1);
    expect(bench.requests[0]![0] - 11 * HOUR_MS).toBeLessThanOrEqual(MINUTE_MS);
    expect(bench.reasons()).toEqual(['clock']);
  });

  test('a clock that is set back a year counts the last success as now', async () => {
    const bench = openBench([record('a')]);
    const yearMs = 365 * 24 * HOUR_MS;
    bench.time.shift(-yearMs);
    await bench.time.advance(13 * HOUR_MS);
    expect(bench.requests).toHaveLength(1);
    const after = bench.requests[0]![0] + yearMs;
    expect(after).toBeGreaterThanOrEqual(12 * HOUR_MS);
    expect(after).toBeLessThanOrEqual(12 * HOUR_MS + MINUTE_MS);
  });

  test('online starts a sweep when somebody became due while offline', async () => {
    const bench = openBench([record('a')]);
    bench.conditions = { online: false, onBattery: false };
    bench.scheduler.trigger('offline');
    await bench.time.advance(15 * HOUR_MS);
    expect(bench.requests).toEqual([]);
    expect(bench.scheduler.plan().waits.get('a')).toEqual({ dueAt: START + 10 * HOUR_MS, waitingFor: 'network' });
    bench.conditions = { online: true, onBattery: false };
    bench.scheduler.trigger('online');
    await bench.time.advance(HOUR_MS);
    expect(bench.requests).toEqual([[15 * HOUR_MS, 'a']]);
    expect(bench.reasons()).toEqual(['online', 'fixed-time']);
  });

  test('triggers during a sweep join it', async () => {
    const bench = openBench([record('a', { lastSuccessAt: null }), record('b', { lastSuccessAt: null })]);
    await bench.time.advance(500);
    for (const reason of ['resume', 'online', 'power', 'settings', 'opened', 'user'] as const)
      bench.scheduler.trigger(reason);
    bench.scheduler.tokenChanged('b');
    await bench.time.advance(HOUR_MS);
    expect(bench.reasons()).toEqual(['start']);
    expect(bench.requests).toEqual([
      [0, 'a'],
      [1000, 'b'],
    ]);
  });

  test('settings cut the request under way short when periodic fetch is switched off', async () => {
    const bench = openBench([record('a', { lastSuccessAt: null })]);
    await bench.time.advance(500);
    bench.settings = { ...bench.settings, enabled: false };
    bench.scheduler.trigger('settings');
    await bench.time.advance(30 * HOUR_MS);
    expect(bench.requests).toEqual([[0, 'a']]);
    expect(bench.store.record('a')).toMatchObject({ lastSuccessAt: null, failures: 0 });
    bench.settings = { ...bench.settings, enabled: true };
    bench.scheduler.trigger('settings');
    await bench.time.advance(MINUTE_MS);
    expect(bench.requests).toEqual([
      [0, 'a'],
      [30 * HOUR_MS + 500, 'a'],
    ]);
  });

  test('tokenChanged fetches at once when a first token makes a mini-program due', async () => {
    const bench = openBench([record('a', { hasToken: false, lastSuccessAt: null })]);
    await bench.time.advance(HOUR_MS);
    bench.store.change('a', { hasToken: true });
    bench.scheduler.tokenChanged('a');
    await bench.time.advance(HOUR_MS);
    expect(bench.requests).toEqual([[HOUR_MS, 'a']]);
    expect(bench.reasons()).toEqual(['token']);
  });

  test('tokens that change for ever make no more requests than a failing server', async () => {
    const bench = openBench([record('a', { lastSuccessAt: null })]);
    for (let minute = 0; minute < 6 * 60; minute += 1) {
      await bench.time.advance(500);
      bench.scheduler.tokenChanged('a');
      await bench.time.advance(MINUTE_MS - 500);
    }
    expect(bench.requests.length).toBeLessThanOrEqual(6);
  });

  test('a full disk makes no request loop', async () => {
    const bench = openBench([record('a', { lastSuccessAt: null })]);
    bench.store.isFull = true;
    await bench.time.advance(HOUR_MS);
    expect(bench.requests).toHaveLength(3);
    expect(bench.log.some((event) => event.event === 'problem' && event.message === 'The disk is full')).toBe(true);
    bench.store.isFull = false;
    await bench.time.advance(2 * HOUR_MS);
    expect(bench.store.record('a')).toMatchObject({ failures: 0 });
    expect(bench.store.record('a')?.lastSuccessAt).not.toBeNull();
  });

  test('a store that tells of every write starts no second sweep', async () => {
    const bench = openBench([record('a', { lastSuccessAt: null }), record('b', { lastSuccessAt: START + HOUR_MS })]);
    const { store } = bench;
    for (const name of ['setLastFixedTimeRun', 'correct', 'saveRetry'] as const) {
      const write = store[name].bind(store) as (argument: unknown, other?: unknown) => void;
      Object.assign(store, {
        [name]: (argument: unknown, other?: unknown) => {
          write(argument, other);
          bench.scheduler.trigger('settings');
        },
      });
    }
    await bench.scheduler.dispose();
    bench.log.length = 0;
    await bench.time.advance(24 * HOUR_MS);
    bench.restart();
    await bench.time.advance(13 * HOUR_MS);
    const sweeps = bench.log.flatMap(({ event }) => (event.startsWith('sweep-') ? [event] : []));
    expect(sweeps).toEqual(sweeps.map((_, index) => (index % 2 === 0 ? 'sweep-started' : 'sweep-finished')));
    expect(bench.reasons()[0]).toBe('missed-fixed-time');
  });

  test('underWay waits for the request of that mini-program only', async () => {
    const bench = openBench([record('a', { lastSuccessAt: null })]);
    await bench.time.advance(500);
    expect(bench.scheduler.underWay('b')).toBeNull();
    const done = bench.scheduler.underWay('a');
    await bench.time.advance(1000);
    await done;
    expect(bench.store.record('a')?.lastSuccessAt).toBe(START + 1000);
    expect(bench.scheduler.underWay('a')).toBeNull();
  });

  test('removed drops the request under way', async () => {
    const bench = openBench([record('a', { lastSuccessAt: null })]);
    await bench.time.advance(500);
    bench.store.delete('a');
    bench.scheduler.removed('a');
    await bench.time.advance(HOUR_MS);
    expect(bench.requests).toEqual([[0, 'a']]);
    expect(bench.log.find(({ event }) => event === 'periodic-finished')).toMatchObject({
      at: START + 500,
      ok: false,
      errCode: 'aborted',
    });
  });

  test('dispose waits for the request under way and starts nothing after it', async () => {
    const bench = openBench([record('a', { lastSuccessAt: null }), record('b', { lastSuccessAt: null })]);
    await bench.time.advance(500);
    await bench.scheduler.dispose();
    expect(bench.log.at(-1)).toMatchObject({ event: 'sweep-finished', requests: 1, stopped: 'quit' });
    bench.scheduler.trigger('resume');
    await bench.time.advance(48 * HOUR_MS);
    expect(bench.requests).toEqual([[0, 'a']]);
  });
});
