/**
 * Whose turn it is: several records at once, a limit per host and over all, and the fetch with the
 * fewest records under way first, so that a small one does not wait behind a large one.
 */
import type { FetchRecord } from '../jobs/fetch-record.ts';
import type { BackgroundFetchJob } from '../jobs/job.ts';

export interface Turn {
  readonly job: BackgroundFetchJob;
  readonly record: FetchRecord;
}

export interface RunningTurn extends Turn {
  readonly abort: AbortController;
}

export interface TurnLimits {
  readonly recordsAtOnce: number;
  readonly recordsPerHost: number;
}

interface Line {
  readonly job: BackgroundFetchJob;
  readonly waiting: FetchRecord[];
  running: number;
  /** Grows with each turn it got. */
  servedAt: number;
}

/** A connection is only given up for another fetch when there is much left that would block it. */
const WORTH_YIELDING_BYTES = 1024 * 1024;

export class Turns {
  readonly #limits: TurnLimits;
  readonly #lines = new Map<BackgroundFetchJob, Line>();
  readonly #running = new Set<RunningTurn>();
  readonly #perHost = new Map<string, number>();
  #yielding: RunningTurn | null = null;
  #served = 0;

  constructor(limits: TurnLimits) {
    this.#limits = limits;
  }

  get running(): ReadonlySet<RunningTurn> {
    return this.#running;
  }

  add(job: BackgroundFetchJob): void {
    const waiting = job.records.filter(({ isDone }) => !isDone);
    this.#lines.set(job, { job, waiting, running: 0, servedAt: this.#served });
  }

  remove(job: BackgroundFetchJob): void {
    this.#lines.delete(job);
  }

  waitingOf(job: BackgroundFetchJob): readonly FetchRecord[] {
    return this.#lines.get(job)?.waiting ?? [];
  }

  runningOf(job: BackgroundFetchJob): number {
    return this.#lines.get(job)?.running ?? 0;
  }

  jobs(): Iterable<BackgroundFetchJob> {
    return this.#lines.keys();
  }

  /** The next record to begin; the caller runs it and then calls `end`. `null`: nobody may now. */
  next(isReady: (turn: Turn) => boolean): RunningTurn | null {
    let best: { line: Line; index: number } | null = null;
    for (const line of this.#lines.values()) {
      if (
        best &&
        (line.running > best.line.running || (line.running === best.line.running && line.servedAt > best.line.servedAt))
      )
        continue;
      const index = line.waiting.findIndex((record) => this.#hasRoom(record) && isReady({ job: line.job, record }));
      if (index >= 0) best = { line, index };
    }
    if (!best) return null;
    const { line, index } = best;
    const [record] = line.waiting.splice(index, 1);
    if (!record) return null;
    const turn = { job: line.job, record, abort: new AbortController() };
    line.running += 1;
    line.servedAt = this.#served += 1;
    this.#running.add(turn);
    this.#perHost.set(record.host, (this.#perHost.get(record.host) ?? 0) + 1);
    return turn;
  }

  /** `again`: the record is not done and keeps its place at the front; behind, when it gave way. */
  end(turn: RunningTurn, again: boolean): void {
    const { job, record } = turn;
    this.#running.delete(turn);
    const left = (this.#perHost.get(record.host) ?? 1) - 1;
    if (left > 0) this.#perHost.set(record.host, left);
    else this.#perHost.delete(record.host);
    const line = this.#lines.get(job);
    if (line) {
      line.running -= 1;
      if (again && this.#yielding === turn) line.waiting.push(record);
      else if (again) line.waiting.unshift(record);
    }
    if (this.#yielding === turn) this.#yielding = null;
  }

  /**
   * A fetch that has no connection at all gets one of a fetch that has several, if that one can be
   * resumed where it stops.
   */
  makeWay(isReady: (turn: Turn) => boolean): void {
    if (this.#yielding) return;
    for (const line of this.#lines.values()) {
      const record =
        line.running === 0
          ? line.waiting.find((candidate) => isReady({ job: line.job, record: candidate }))
          : undefined;
      const victim = record && this.#victimFor(record);
      if (!victim) continue;
      this.#yielding = victim;
      victim.abort.abort();
      return;
    }
  }

  #victimFor(record: FetchRecord): RunningTurn | undefined {
    const isHostFull = (this.#perHost.get(record.host) ?? 0) >= this.#limits.recordsPerHost;
    const candidates = [...this.#running].filter(
      (turn) =>
        this.runningOf(turn.job) >= 2 && (!isHostFull || turn.record.host === record.host) && canYield(turn.record),
    );
    return candidates.toSorted((left, right) => this.runningOf(right.job) - this.runningOf(left.job))[0];
  }

  #hasRoom({ host }: FetchRecord): boolean {
    return (
      this.#running.size < this.#limits.recordsAtOnce && (this.#perHost.get(host) ?? 0) < this.#limits.recordsPerHost
    );
  }
}

function canYield(record: FetchRecord): boolean {
  const { head, received } = record;
  if (!head || record.resumeAt === 0 || head.total === null) return false;
  return (head.etag !== null || head.lastModified !== null) && head.total - received > WORTH_YIELDING_BYTES;
}
