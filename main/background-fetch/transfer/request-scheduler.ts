/**
 * Whose slot it is: several records at once, a limit per host and over all, and the fetch with the
 * fewest records under way first, so that a small one does not wait behind a large one.
 */
import type { FetchRecord } from '../jobs/fetch-record.ts';
import type { BackgroundFetchJob } from '../jobs/job.ts';

export interface Slot {
  readonly job: BackgroundFetchJob;
  readonly record: FetchRecord;
}

export interface RunningSlot extends Slot {
  readonly abort: AbortController;
}

export interface SchedulerLimits {
  readonly maxConcurrentRecords: number;
  readonly maxConcurrentPerHost: number;
  readonly maxStreamsPerHost: number;
}

interface JobQueue {
  readonly job: BackgroundFetchJob;
  readonly waiting: FetchRecord[];
  running: number;
  /** Grows with each slot it got. */
  servedAt: number;
}

/** A connection is only given up for another fetch when there is much left that would block it. */
const WORTH_YIELDING_BYTES = 1024 * 1024;

export class RequestScheduler {
  readonly #limits: SchedulerLimits;
  readonly #isMultiplexed: (host: string) => boolean;
  readonly #queues = new Map<BackgroundFetchJob, JobQueue>();
  readonly #running = new Set<RunningSlot>();
  readonly #perHost = new Map<string, number>();
  #yielding: RunningSlot | null = null;
  #served = 0;

  /** `isMultiplexed`: many records of this host share one connection. */
  constructor(limits: SchedulerLimits, isMultiplexed: (host: string) => boolean = () => false) {
    this.#limits = limits;
    this.#isMultiplexed = isMultiplexed;
  }

  get running(): ReadonlySet<RunningSlot> {
    return this.#running;
  }

  add(job: BackgroundFetchJob): void {
    const waiting = job.records.filter(({ isDone }) => !isDone);
    this.#queues.set(job, { job, waiting, running: 0, servedAt: this.#served });
  }

  remove(job: BackgroundFetchJob): void {
    this.#queues.delete(job);
  }

  waitingOf(job: BackgroundFetchJob): readonly FetchRecord[] {
    return this.#queues.get(job)?.waiting ?? [];
  }

  runningOf(job: BackgroundFetchJob): number {
    return this.#queues.get(job)?.running ?? 0;
  }

  jobs(): Iterable<BackgroundFetchJob> {
    return this.#queues.keys();
  }

  /** The next record to begin; the caller runs it and then calls `end`. `null`: nobody may now. */
  next(isReady: (slot: Slot) => boolean): RunningSlot | null {
    let best: { queue: JobQueue; index: number } | null = null;
    for (const queue of this.#queues.values()) {
      if (
        best &&
        (queue.running > best.queue.running ||
          (queue.running === best.queue.running && queue.servedAt > best.queue.servedAt))
      )
        continue;
      const index = queue.waiting.findIndex((record) => this.#hasRoom(record) && isReady({ job: queue.job, record }));
      if (index >= 0) best = { queue, index };
    }
    if (!best) return null;
    const { queue, index } = best;
    const [record] = queue.waiting.splice(index, 1);
    if (!record) return null;
    const slot = { job: queue.job, record, abort: new AbortController() };
    queue.running += 1;
    queue.servedAt = this.#served += 1;
    this.#running.add(slot);
    this.#perHost.set(record.host, (this.#perHost.get(record.host) ?? 0) + 1);
    return slot;
  }

  /** `again`: the record is not done and keeps its place at the front; behind, when it gave way. */
  end(slot: RunningSlot, again: boolean): void {
    const { job, record } = slot;
    this.#running.delete(slot);
    const left = (this.#perHost.get(record.host) ?? 1) - 1;
    if (left > 0) this.#perHost.set(record.host, left);
    else this.#perHost.delete(record.host);
    const queue = this.#queues.get(job);
    if (queue) {
      queue.running -= 1;
      if (again && this.#yielding === slot) queue.waiting.push(record);
      else if (again) queue.waiting.unshift(record);
    }
    if (this.#yielding === slot) this.#yielding = null;
  }

  /**
   * A fetch that has no connection at all gets one of a fetch that has several, if that one can be
   * resumed where it stops.
   */
  preempt(isReady: (slot: Slot) => boolean): void {
    if (this.#yielding) return;
    for (const queue of this.#queues.values()) {
      const record =
        queue.running === 0
          ? queue.waiting.find((candidate) => isReady({ job: queue.job, record: candidate }))
          : undefined;
      const preempted = record && this.#preemptible(record);
      if (!preempted) continue;
      this.#yielding = preempted;
      preempted.abort.abort();
      return;
    }
  }

  #preemptible(record: FetchRecord): RunningSlot | undefined {
    const isHostFull = (this.#perHost.get(record.host) ?? 0) >= this.#limitOf(record.host);
    const candidates = [...this.#running].filter(
      (slot) =>
        this.runningOf(slot.job) >= 2 && (!isHostFull || slot.record.host === record.host) && canYield(slot.record),
    );
    return candidates.toSorted((left, right) => this.runningOf(right.job) - this.runningOf(left.job))[0];
  }

  #limitOf(host: string): number {
    return this.#isMultiplexed(host) ? this.#limits.maxStreamsPerHost : this.#limits.maxConcurrentPerHost;
  }

  /** Records that have one of their own. */
  #connections(): number {
    let count = 0;
    for (const [host, running] of this.#perHost) if (!this.#isMultiplexed(host)) count += running;
    return count;
  }

  #hasRoom({ host }: FetchRecord): boolean {
    if ((this.#perHost.get(host) ?? 0) >= this.#limitOf(host)) return false;
    return this.#isMultiplexed(host) || this.#connections() < this.#limits.maxConcurrentRecords;
  }
}

function canYield(record: FetchRecord): boolean {
  const { head, received } = record;
  if (!head || record.resumeAt === 0 || head.total === null) return false;
  return (head.etag !== null || head.lastModified !== null) && head.total - received > WORTH_YIELDING_BYTES;
}
