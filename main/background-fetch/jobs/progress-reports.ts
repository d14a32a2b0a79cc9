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
    clearTimeout(this.#timers.get(job));
    this.#timers.delete(job);
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  #report(job: BackgroundFetchJob): void {
    this.forget(job);
    this.#listeners.notify(job);
    if (!job.settlement) this.#log(job);
  }

  #log(job: BackgroundFetchJob): void {
    const now = this.#options.monotonicNow();
    if (now - (this.#loggedAt.get(job) ?? -Infinity) < LOG_INTERVAL_MS) return;
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
