/** Tells listeners that a fetch has changed: not at every chunk, but never too late for its end. */
import type { EventLog } from '../../log/event-log.ts';
import { createListeners } from '../../support/listeners.ts';
import type { BackgroundFetchJob } from './job.ts';

const LOG_INTERVAL_MS = 1000;

export interface ProgressReportsOptions {
  readonly intervalMs: number;
  readonly events: EventLog;
  /** ms that never jump. */
  readonly monotonicNow: () => number;
}

export type JobListener = (job: BackgroundFetchJob) => void;

export class ProgressReports {
  readonly #options: ProgressReportsOptions;
  readonly #listeners = createListeners<[BackgroundFetchJob]>();
  readonly #timers = new Map<BackgroundFetchJob, NodeJS.Timeout>();
  readonly #logTimers = new Map<BackgroundFetchJob, NodeJS.Timeout>();
  readonly #loggedAt = new WeakMap<BackgroundFetchJob, number>();

  constructor(options: ProgressReportsOptions) {
    this.#options = options;
  }

  listen(listener: JobListener): () => void {
    return this.#listeners.add(listener);
  }

  /** Reports now when the fetch has ended, else within the interval. */
  changed(job: BackgroundFetchJob): void {
    if (job.settlement) return this.#report(job);
    if (!this.#timers.has(job))
      this.#timers.set(
        job,
        setTimeout(() => this.#report(job), this.#options.intervalMs),
      );
  }

  forget(job: BackgroundFetchJob): void {
    for (const timers of [this.#timers, this.#logTimers]) {
      clearTimeout(timers.get(job));
      timers.delete(job);
    }
  }

  dispose(): void {
    for (const timers of [this.#timers, this.#logTimers]) {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    }
  }

  #report(job: BackgroundFetchJob): void {
    clearTimeout(this.#timers.get(job));
    this.#timers.delete(job);
    if (job.settlement) this.forget(job);
    this.#listeners.notify(job);
    if (!job.settlement) this.#logInTime(job);
  }

  /** At most one line a second, and the last of what came within a second is one of them. */
  #logInTime(job: BackgroundFetchJob): void {
    if (this.#logTimers.has(job)) return;
    const waitMs = (this.#loggedAt.get(job) ?? -Infinity) + LOG_INTERVAL_MS - this.#options.monotonicNow();
    if (waitMs <= 0) return this.#log(job);
    this.#logTimers.set(
      job,
      setTimeout(() => this.#log(job), waitMs),
    );
  }

  #log(job: BackgroundFetchJob): void {
    this.#logTimers.delete(job);
    const now = this.#options.monotonicNow();
    this.#loggedAt.set(job, now);
    const { appId, uuid, state, downloaded, uploaded } = job;
    const bytesPerSecond = Math.round(job.speed.bytesPerSecond(now));
    this.#options.events.emit('background-fetch-progress', {
      appId,
      id: state.id,
      uuid,
      downloaded,
      uploaded,
      downloadTotal: state.downloadTotal,
      bytesPerSecond,
    });
  }
}
