/** What is told of a fetch while it runs: rarely, and the last of it always. */
import { expect, it, onTestFinished, vi } from 'vitest';
import type { BackgroundFetchJob } from '../../../../main/background-fetch/jobs/job.ts';
import { ProgressReports } from '../../../../main/background-fetch/jobs/progress-reports.ts';
import { createEventLog, type LarderEvent } from '../../../../main/log/event-log.ts';

function createWorld() {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const log: LarderEvent[] = [];
  const monotonicNow = (): number => Date.now();
  const reports = new ProgressReports({
    intervalMs: 100,
    monotonicNow,
    events: createEventLog({ now: monotonicNow }, [(event) => log.push(event)]),
  });
  const job = {
    appId: 'abc',
    uuid: 'u1',
    state: { id: 'episode', downloadTotal: 1000 },
    downloaded: 0,
    uploaded: 0,
    settlement: null as object | null,
    speed: { bytesPerSecond: () => 10 },
  };
  const told: number[] = [];
  reports.listen(({ downloaded }) => told.push(downloaded));
  const come = (downloaded: number): void => {
    job.downloaded = downloaded;
    reports.changed(job as unknown as BackgroundFetchJob);
  };
  const logged = (): number[] =>
    log.flatMap((event) => (event.event === 'background-fetch-progress' ? [event.downloaded] : []));
  const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
  return { reports, job, told, come, logged, pass };
}

it('the log has at most one line a second, and what came last is in it when nothing more comes', async () => {
  const { told, come, logged, pass } = createWorld();
  for (let bytes = 1; bytes <= 15; bytes += 1) {
    come(bytes);
    await pass(100);
  }
  expect([told.length, told.at(-1)]).toEqual([15, 15]);
  expect(logged()).toEqual([1, 11]);
  await pass(10_000);
  expect(logged()).toEqual([1, 11, 15]);
});

it.each<[string, (world: ReturnType<typeof createWorld>) => void]>([
  ['has ended', ({ job, come }) => ((job.settlement = {}), come(20))],
  ['is forgotten', ({ reports, job }) => reports.forget(job as unknown as BackgroundFetchJob)],
  ['is left when Larder ends', ({ reports }) => reports.dispose()],
])('no line comes of a fetch that %s', async (_what, end) => {
  const world = createWorld();
  world.come(1);
  await world.pass(100);
  world.come(2);
  await world.pass(100);
  end(world);
  await world.pass(10_000);
  expect(world.logged()).toEqual([1]);
});
