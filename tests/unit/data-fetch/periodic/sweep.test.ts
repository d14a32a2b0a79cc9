import { describe, expect, test } from 'vitest';
import { blockedBy, planPeriodic, waitOf } from '../../../../main/data-fetch/periodic/due.ts';
import {
  createSweeper,
  NOTHING_TO_RENEW,
  type SweptRenewals,
  type Sweeper,
} from '../../../../main/data-fetch/periodic/sweep.ts';
import type { FetchPeriodic, PeriodicOutcome, Situation } from '../../../../main/data-fetch/periodic/types.ts';
import { createEventLog, type LarderEvent } from '../../../../main/log/event-log.ts';
import { dataOutcome, HOUR_MS, MemoryPeriodicStore, MINUTE_MS, periodicRecord } from '../../../fakes/periodic-store.ts';
import { VirtualTime } from '../../../fakes/virtual-time.ts';

const START = Date.UTC(2027, 4, 20, 12);

interface Bench {
  time: VirtualTime;
  store: MemoryPeriodicStore;
  sweeper: Sweeper;
  situation: { -readonly [Key in keyof Situation]: Situation[Key] };
  log: LarderEvent[];
  /** `+ms appId` for every request that began. */
  requests: string[];
  answers: Map<string, PeriodicOutcome>;
}

/** Mini-programs of which the first is overdue the longest; each request takes a second. */
function openBench(
  appIds: readonly string[],
  options: { fetchPeriodic?: FetchPeriodic; renewals?: SweptRenewals } = {},
): Bench {
  const time = new VirtualTime(START);
  const store = new MemoryPeriodicStore(
    appIds.map((appId, index) =>
      periodicRecord(appId, { lastOpenedAt: START - HOUR_MS, lastSuccessAt: START - 20 * HOUR_MS + index * MINUTE_MS }),
    ),
  );
  const situation: Bench['situation'] = {
    settings: {
      enabled: true,
      dailyAtMinutes: 240,
      offsetMinutes: 0,
      timeZone: 'UTC',
      notOnBattery: true,
      notOnMetered: true,
    },
    conditions: { online: true, onBattery: false },
    lastFixedTimeRun: START,
  };
  const log: LarderEvent[] = [];
  const requests: string[] = [];
  const answers = new Map<string, PeriodicOutcome>();
  const fetchPeriodic: FetchPeriodic = async (appId, signal, onRequest) => {
    requests.push(`+${time.clock.now() - START} ${appId}`);
    onRequest('dev.example');
    await time.wait(1000, signal);
    return signal.aborted ? { kind: 'failure', errCode: 'aborted' } : (answers.get(appId) ?? dataOutcome());
  };
  const sweeper = createSweeper({
    clock: time.clock,
    events: createEventLog(time.clock, [(event) => log.push(event)]),
    jitter: () => 0,
    fetchPeriodic: options.fetchPeriodic ?? fetchPeriodic,
    store,
    recordOf: (appId) => store.record(appId),
    waitOf: (record) => waitOf(record, situation, time.clock.now()),
    blockedBy: () => blockedBy(situation),
    plan: () => planPeriodic(store.records(), situation, time.clock.now()),
    renewals: options.renewals ?? NOTHING_TO_RENEW,
    saveRetry: (appId, state) => store.saveRetry(appId, state),
    onSaved: () => {},
  });
  return { time, store, sweeper, situation, log, requests, answers };
}

describe('createSweeper', () => {
  test('run makes one request after the other when several are due', async () => {
    const { time, store, sweeper, requests, log } = openBench(['a', 'b', 'c']);
    const result = sweeper.run('due-time');
    await time.advance(10_000);
    expect(await result).toEqual({ requests: 3, succeeded: 3, failed: 0, stopped: null });
    expect(requests).toEqual(['+0 a', '+1000 b', '+2000 c']);
    expect(store.record('b')).toMatchObject({ lastSuccessAt: START + 2000, failures: 0, retryAt: null });
    expect(log.map(({ event }) => event)).toEqual([
      'sweep-started',
      'periodic-started',
      'periodic-finished',
      'periodic-started',
      'periodic-finished',
      'periodic-started',
      'periodic-finished',
      'sweep-finished',
    ]);
    expect(log[2]).toEqual({
      event: 'periodic-finished',
      at: START + 1000,
      appId: 'a',
      ok: true,
      notModified: false,
      host: 'dev.example',
      status: 200,
      bytes: 2,
      ms: 1000,
    });
  });

  test('run skips who is not due any more and takes in who became due, when that happens meanwhile', async () => {
    const { time, store, sweeper, requests } = openBench(['a', 'b', 'c']);
    store.change('c', { lastSuccessAt: START - 12 * HOUR_MS + 500 });
    const result = sweeper.run('due-time');
    await time.advance(100);
    store.change('b', { hasToken: false });
    await time.advance(10_000);
    expect((await result).requests).toBe(2);
    expect(requests).toEqual(['+0 a', '+1000 c']);
  });

  test('run goes on with the others when one fails, and lets it wait', async () => {
    const { time, store, sweeper, requests, answers, log } = openBench(['a', 'b']);
    answers.set('a', {
      kind: 'failure',
      errCode: 'bad-status',
      host: 'dev.example',
      status: 503,
      bytes: 0,
      retryAfterMs: HOUR_MS,
    });
    const result = sweeper.run('due-time');
    await time.advance(10_000);
    expect(await result).toEqual({ requests: 2, succeeded: 1, failed: 1, stopped: null });
    expect(requests).toEqual(['+0 a', '+1000 b']);
    expect(store.record('a')).toMatchObject({
      lastSuccessAt: START - 20 * HOUR_MS,
      failures: 1,
      failedAt: START + 1000,
      retryAt: START + 1000 + HOUR_MS,
    });
    expect(log.find(({ event }) => event === 'periodic-finished')).toMatchObject({
      ok: false,
      status: 503,
      errCode: 'bad-status',
      retryAt: START + 1000 + HOUR_MS,
    });
  });

  test('run counts 304 as a success that renews the time', async () => {
    const { time, store, sweeper, answers, log } = openBench(['a']);
    answers.set('a', {
      kind: 'not-modified',
      host: 'dev.example',
      status: 304,
      etag: '"1"',
      lastModified: null,
      requestKey: 'key',
      sent: { appid: 'a', timestamp: 1, lang: 'en', version: '1' },
    });
    const result = sweeper.run('due-time');
    await time.advance(10_000);
    expect((await result).succeeded).toBe(1);
    expect(store.record('a')?.lastSuccessAt).toBe(START + 1000);
    expect(log[2]).toMatchObject({ ok: true, notModified: true, status: 304, bytes: 0 });
  });

  test.each([
    ['network', { conditions: { online: false, onBattery: false } }],
    ['power', { conditions: { online: true, onBattery: true } }],
    ['metered', { conditions: { online: true, onBattery: false, isMetered: true } }],
    [
      'switched-off',
      { settings: { enabled: false, dailyAtMinutes: 240, offsetMinutes: 0, timeZone: 'UTC', notOnBattery: true } },
    ],
  ] as const)('run stops before the next request when %s is lost', async (stopped, change) => {
    const { time, sweeper, situation, requests } = openBench(['a', 'b']);
    const result = sweeper.run('due-time');
    await time.advance(500);
    Object.assign(situation, change);
    await time.advance(10_000);
    expect(await result).toMatchObject({ requests: 1, stopped });
    expect(requests).toEqual(['+0 a']);
  });

  test('run counts no failure when the network was lost under the request', async () => {
    const { time, store, sweeper, situation, answers } = openBench(['a']);
    answers.set('a', { kind: 'failure', errCode: 'network-error' });
    const result = sweeper.run('due-time');
    await time.advance(500);
    situation.conditions = { online: false, onBattery: false };
    await time.advance(10_000);
    await result;
    expect(store.record('a')).toMatchObject({ failures: 0, retryAt: START + 1000 + MINUTE_MS });
  });

  test('interrupt ends the sweep and counts no failure when the app quits', async () => {
    const { time, store, sweeper, requests } = openBench(['a', 'b']);
    const result = sweeper.run('due-time');
    await time.advance(500);
    sweeper.interrupt('quit');
    expect(await result).toEqual({ requests: 1, succeeded: 0, failed: 1, stopped: 'quit' });
    expect(requests).toEqual(['+0 a']);
    expect(store.record('a')).toMatchObject({
      failures: 0,
      retryAt: START + 500 + MINUTE_MS,
      lastSuccessAt: START - 20 * HOUR_MS,
    });
  });

  test('interrupt drops a good answer and counts a failure when the token changed meanwhile', async () => {
    const { time, store, sweeper, requests } = openBench(['a', 'b'], {
      // An answer that arrives although it is not wanted any more.
      fetchPeriodic: async (appId) => {
        requests.push(appId);
        await time.wait(1000);
        return dataOutcome();
      },
    });
    const result = sweeper.run('due-time');
    await time.advance(500);
    sweeper.interrupt('changed');
    await time.advance(10_000);
    expect(await result).toMatchObject({ requests: 2, succeeded: 1 });
    expect(store.record('a')).toMatchObject({
      failures: 1,
      retryAt: START + 1000 + 15 * MINUTE_MS,
      lastSuccessAt: START - 20 * HOUR_MS,
    });
  });

  test('run writes nothing when the mini-program was removed meanwhile', async () => {
    const { time, store, sweeper, log } = openBench(['a', 'b']);
    const result = sweeper.run('due-time');
    await time.advance(500);
    store.delete('a');
    sweeper.interrupt('removed');
    await time.advance(10_000);
    expect(await result).toMatchObject({ requests: 2, succeeded: 1 });
    expect(store.record('a')).toBeUndefined();
    expect(log.some(({ event }) => event === 'problem')).toBe(false);
  });

  test('run reports and goes on when a request ends in a bug', async () => {
    const bench = openBench(['a', 'b'], {
      fetchPeriodic: (appId) => (appId === 'a' ? Promise.reject(new Error('a bug')) : Promise.resolve(dataOutcome())),
    });
    expect(await bench.sweeper.run('user')).toMatchObject({ requests: 2, succeeded: 1, failed: 1 });
    expect(bench.log.find(({ event }) => event === 'problem')).toMatchObject({
      appId: 'a',
      message: 'Cannot update the data: a bug',
    });
    expect(bench.store.record('a')?.failures).toBe(1);
  });

  test('runOne makes a request that nobody is due for, and says how it went', async () => {
    const { time, store, sweeper, answers } = openBench(['a', 'b']);
    store.change('a', { lastSuccessAt: START - MINUTE_MS, lastOpenedAt: null });
    answers.set('b', { kind: 'failure', errCode: 'bad-status', message: 'It answered 503.', status: 503 });
    const verdicts = [sweeper.runOne('a'), sweeper.runOne('b'), sweeper.runOne('gone')];
    await time.advance(10_000);
    expect(await Promise.all(verdicts)).toEqual([
      { ok: true },
      { ok: false, errCode: 'bad-status', message: 'It answered 503.' },
      { ok: false, errCode: 'aborted' },
    ]);
    expect(store.record('a')).toMatchObject({ lastSuccessAt: START + 1000 });
    expect(store.record('b')).toMatchObject({ failures: 1, retryAt: START + 2000 + 15 * MINUTE_MS });
  });

  test('runOne is next in line during a sweep, which then does not ask again', async () => {
    const { time, sweeper, requests } = openBench(['a', 'b', 'c']);
    const result = sweeper.run('due-time');
    await time.advance(500);
    const verdict = sweeper.runOne('c');
    await time.advance(10_000);
    expect(await verdict).toEqual({ ok: true });
    // b waited for its turn already when c was asked for.
    expect(requests).toEqual(['+0 a', '+1000 c', '+2000 b']);
    expect(await result).toMatchObject({ requests: 2, succeeded: 2 });
  });

  test('runOne waits for no sweep that ends with the application', async () => {
    const { time, sweeper, requests } = openBench(['a', 'b']);
    const sweep = sweeper.run('due-time');
    await time.advance(500);
    const verdict = sweeper.runOne('b');
    sweeper.interrupt('quit');
    expect(await verdict).toEqual({ ok: false, errCode: 'aborted' });
    await Promise.all([sweep, sweeper.idle()]);
    expect(requests).toEqual(['+0 a']);
  });

  test('current names the request under way and settles when it is written down', async () => {
    const { time, store, sweeper } = openBench(['a']);
    const result = sweeper.run('due-time');
    await time.advance(500);
    const current = sweeper.current();
    expect(current?.appId).toBe('a');
    void current?.done.then(() => store.change('a', { enabled: false }));
    await time.advance(10_000);
    await result;
    expect(store.record('a')).toMatchObject({ lastSuccessAt: START + 1000, enabled: false });
    expect(sweeper.current()).toBeNull();
  });
});
