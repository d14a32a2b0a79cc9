import { describe, expect, it } from 'vitest';
import type { FetchRecord } from '../../../../main/background-fetch/jobs/fetch-record.ts';
import type { BackgroundFetchJob } from '../../../../main/background-fetch/jobs/job.ts';
import { BACKGROUND_FETCH_LIMITS } from '../../../../main/background-fetch/ports.ts';
import { RequestScheduler, type RunningSlot } from '../../../../main/background-fetch/transfer/request-scheduler.ts';

const { maxConnections, maxConcurrentRecords, maxConcurrentPerHost, maxStreamsPerHost } = BACKGROUND_FETCH_LIMITS;

/** A fetch of `count` records, one after the other of these hosts. */
function job(appId: string, count: number, hosts: readonly string[]): BackgroundFetchJob {
  const records = Array.from({ length: count }, (_, index) => ({
    index,
    host: hosts[index % hosts.length],
    isDone: false,
    head: null,
  }));
  return { appId, records: records as unknown as FetchRecord[] } as unknown as BackgroundFetchJob;
}

function startAll(scheduler: RequestScheduler): RunningSlot[] {
  const started: RunningSlot[] = [];
  for (let slot = scheduler.next(() => true); slot; slot = scheduler.next(() => true)) started.push(slot);
  return started;
}

/** Records under way, by mini-program. */
function share(scheduler: RequestScheduler): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { job: of } of scheduler.running) counts[of.appId] = (counts[of.appId] ?? 0) + 1;
  return counts;
}

const HOSTS = ['a.example', 'b.example', 'c.example', 'd.example'];

describe('RequestScheduler', () => {
  it.each<[what: string, hostile: readonly BackgroundFetchJob[]]>([
    ['one fetch of thousands of records', [job('hostile', 5_000, HOSTS)]],
    ['a hundred fetches', Array.from({ length: 100 }, () => job('hostile', 50, HOSTS))],
    ['a hundred fetches of one record', Array.from({ length: 100 }, () => job('hostile', 1, HOSTS))],
    ['the victim’s own host', [job('hostile', 500, ['victim.example'])]],
    [
      'a hundred fetches of the victim’s own host',
      Array.from({ length: 100 }, () => job('hostile', 9, ['victim.example'])),
    ],
    [
      'a host for each record',
      [
        job(
          'hostile',
          500,
          Array.from({ length: 500 }, (_, index) => `h${index}.example`),
        ),
      ],
    ],
  ])('gives another mini-program all it may have while one has %s that never end', (_what, hostile) => {
    const scheduler = new RequestScheduler(BACKGROUND_FETCH_LIMITS);
    for (const one of hostile) scheduler.add(one);
    expect(startAll(scheduler).length).toBeLessThanOrEqual(maxConcurrentRecords);
    scheduler.add(job('victim', 20, ['victim.example']));
    startAll(scheduler);
    expect(share(scheduler)['victim']).toBe(maxConcurrentPerHost);
  });

  it('gives each mini-program one connection, however many others have all there are', () => {
    const scheduler = new RequestScheduler(BACKGROUND_FETCH_LIMITS);
    for (let index = 0; index < 20; index += 1) scheduler.add(job(`hostile${index}`, 50, HOSTS));
    startAll(scheduler);
    expect(scheduler.running.size).toBe(maxConnections);
    scheduler.add(job('victim', 5, ['victim.example']));
    startAll(scheduler);
    expect(share(scheduler)['victim']).toBe(1);
    expect(scheduler.running.size).toBe(maxConnections + 1);
  });

  it('serves the mini-program with the fewest records under way first, then the fetch with the fewest', () => {
    const scheduler = new RequestScheduler({ ...BACKGROUND_FETCH_LIMITS, maxConnections: 4 });
    const large = job('one', 9, HOSTS);
    for (const one of [large, job('one', 9, HOSTS), job('two', 9, HOSTS)]) scheduler.add(one);
    startAll(scheduler);
    expect(share(scheduler)).toEqual({ one: 2, two: 2 });
    expect(scheduler.runningOf(large)).toBe(1);
    for (const slot of [...scheduler.running]) scheduler.end(slot, false);
    expect(scheduler.running.size).toBe(0);
  });

  it('counts streams of a host that speaks HTTP/2 for that host and mini-program alone', () => {
    const scheduler = new RequestScheduler(BACKGROUND_FETCH_LIMITS, (host) => host === 'fast.example');
    scheduler.add(job('one', 500, ['fast.example']));
    scheduler.add(job('two', 500, ['fast.example', 'a.example']));
    startAll(scheduler);
    expect(share(scheduler)).toEqual({ one: maxStreamsPerHost, two: maxStreamsPerHost + maxConcurrentPerHost });
  });

  it('takes a connection of the mini-program that is full, not of another one', () => {
    const scheduler = new RequestScheduler(BACKGROUND_FETCH_LIMITS);
    const yielding = { total: 10_000_000, etag: '"1"', lastModified: null };
    for (const appId of ['one', 'other']) {
      const one = job(appId, 20, HOSTS);
      for (const record of one.records) Object.assign(record, { head: yielding, received: 0, resumeAt: 1 });
      scheduler.add(one);
    }
    startAll(scheduler);
    scheduler.add(job('one', 1, ['a.example']));
    expect(startAll(scheduler)).toEqual([]);
    scheduler.preempt(() => true);
    const aborted = [...scheduler.running].filter(({ abort }) => abort.signal.aborted);
    expect(aborted.map(({ job: of }) => of.appId)).toEqual(['one']);
  });
});
