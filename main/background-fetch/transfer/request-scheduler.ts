/**
 * Whose slot it is: several records at once, for each mini-program a limit per host and over all, and the fetch with
 * the fewest records under way first, so that a small one does not wait behind a large one. Servers that never come
 * to an end cost their own mini-program its slots alone: the one with the fewest is first, and each may have one.
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
  /** Connections of all mini-programs, but for the first of each. */
  readonly maxConnections: number;
  /** Of one mini-program, as the next two. */
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

interface PerHost {
  readonly appId: string;
  readonly host: string;
  running: number;
}

/** A connection is only given up for another fetch when there is much left that would block it. */
const WORTH_YIELDING_BYTES = 1024 * 1024;

export class RequestScheduler {
  readonly #limits: SchedulerLimits;
  readonly #isMultiplexed: (host: string) => boolean;
  readonly #queues = new Map<BackgroundFetchJob, JobQueue>();
  readonly #running = new Set<RunningSlot>();
  /** Records under way, by mini-program, and by mini-program and host: what two of them ask of one server is not shared. */
  readonly #perApp = new Map<string, number>();
  readonly #perHost = new Map<string, PerHost>();
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

  /** What answers to records of a mini-program under way, but for `except`, have announced and not brought yet. */
  bytesToCome(appId: string, except: FetchRecord): number {
    let bytes = 0;
    for (const { job, record } of this.#running)
      if (job.appId === appId && record !== except) bytes += record.bytesToCome;
    return bytes;
  }

  jobs(): Iterable<BackgroundFetchJob> {
    return this.#queues.keys();
  }

  /** The next record to begin; the caller runs it and then calls `end`. `null`: nobody may now. */
  next(isReady: (slot: Slot) => boolean): RunningSlot | null {
    let best: { queue: JobQueue; index: number } | null = null;
    for (const queue of this.#queues.values()) {
      if (best && this.#order(queue, best.queue) > 0) continue;
      const { job } = queue;
      const mayConnect = this.#mayConnect(job.appId);
      const index = queue.waiting.findIndex(
        (record) => this.#hasRoom(job.appId, record, mayConnect) && isReady({ job, record }),
      );
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
    this.#count(slot, 1);
    return slot;
  }

  /** `again`: the record is not done and keeps its place at the front; behind, when it gave way. */
  end(slot: RunningSlot, again: boolean): void {
    const { job, record } = slot;
    this.#running.delete(slot);
    this.#count(slot, -1);
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
      const preempted = record && this.#preemptible(queue.job, record);
      if (!preempted) continue;
      this.#yielding = preempted;
      preempted.abort.abort();
      return;
    }
  }

  #preemptible(job: BackgroundFetchJob, record: FetchRecord): RunningSlot | undefined {
    const isHostFull = this.#runningAt(job.appId, record.host) >= this.#limitOf(record.host);
    const isAppFull = this.#connections(job.appId) >= this.#limits.maxConcurrentRecords;
    const candidates = [...this.#running].filter(
      (slot) =>
        this.runningOf(slot.job) >= 2 &&
        (slot.job.appId === job.appId || (!isHostFull && !isAppFull)) &&
        (slot.record.host === record.host || !isHostFull) &&
        canYield(slot.record),
    );
    return candidates.toSorted((left, right) => this.runningOf(right.job) - this.runningOf(left.job))[0];
  }

  /** Below 0: `left` is to be served first. */
  #order(left: JobQueue, right: JobQueue): number {
    return (
      (this.#perApp.get(left.job.appId) ?? 0) - (this.#perApp.get(right.job.appId) ?? 0) ||
      left.running - right.running ||
      left.servedAt - right.servedAt
    );
  }

  #count({ job: { appId }, record: { host } }: Slot, by: 1 | -1): void {
    const ofApp = (this.#perApp.get(appId) ?? 0) + by;
    if (ofApp > 0) this.#perApp.set(appId, ofApp);
    else this.#perApp.delete(appId);
    const key = `${appId} ${host}`;
    const atHost = this.#perHost.get(key) ?? { appId, host, running: 0 };
    atHost.running += by;
    if (atHost.running > 0) this.#perHost.set(key, atHost);
    else this.#perHost.delete(key);
  }

  #runningAt(appId: string, host: string): number {
    return this.#perHost.get(`${appId} ${host}`)?.running ?? 0;
  }

  #limitOf(host: string): number {
    return this.#isMultiplexed(host) ? this.#limits.maxStreamsPerHost : this.#limits.maxConcurrentPerHost;
  }

  /** Records that have one of their own; `null`: of all mini-programs. */
  #connections(appId: string | null): number {
    let count = 0;
    for (const entry of this.#perHost.values())
      if ((appId === null || entry.appId === appId) && !this.#isMultiplexed(entry.host)) count += entry.running;
    return count;
  }

  #mayConnect(appId: string): boolean {
    const own = this.#connections(appId);
    return (
      own === 0 || (own < this.#limits.maxConcurrentRecords && this.#connections(null) < this.#limits.maxConnections)
    );
  }

  #hasRoom(appId: string, { host }: FetchRecord, mayConnect: boolean): boolean {
    return this.#runningAt(appId, host) < this.#limitOf(host) && (mayConnect || this.#isMultiplexed(host));
  }
}

function canYield(record: FetchRecord): boolean {
  const { head, received } = record;
  if (!head || record.resumeAt === 0 || head.total === null) return false;
  return (head.etag !== null || head.lastModified !== null) && head.total - received > WORTH_YIELDING_BYTES;
}
