/** What the user sees of all fetches, and does with them: the Downloads page, tray, notifications. */
import type { EventLog } from '../log/event-log.ts';
import { createListeners } from '../support/listeners.ts';
import { once } from '../support/once.ts';
import type { EventDelivery } from './events/event-delivery.ts';
import type { FetchIcon, FetchIcons } from './icons/fetch-icons.ts';
import { emitFetchEvent } from './jobs/fetch-events.ts';
import type { BackgroundFetchJob } from './jobs/job.ts';
import type { JobList } from './jobs/job-list.ts';
import { overviewOf } from './jobs/overview.ts';
import type { Usage } from './jobs/usage.ts';
import type { Downloader } from './transfer/downloader.ts';
import type { FailureReason, FetchOverview } from './types.ts';

export interface DownloadsControlDependencies {
  readonly jobs: JobList;
  readonly downloader: Pick<Downloader, 'pump' | 'stateOf'>;
  readonly delivery: Pick<EventDelivery, 'start' | 'tryAgain'>;
  readonly icons: Pick<FetchIcons, 'of'>;
  readonly usage: Pick<Usage, 'used' | 'fits'>;
  mayAskForRoom(appId: string): boolean;
  readonly events: EventLog;
  monotonicNow(): number;
  settle(job: BackgroundFetchJob, reason: FailureReason): Promise<void>;
  /** Takes it out of the list and off the disk. */
  discard(job: BackgroundFetchJob): Promise<void>;
}

export class DownloadsControl {
  readonly #deps: DownloadsControlDependencies;
  readonly #listListeners = createListeners();
  readonly #roomListeners = createListeners<[appId: string]>();

  constructor(deps: DownloadsControlDependencies) {
    this.#deps = deps;
  }

  /** Every fetch of every mini-program, the newest first, settled ones too. */
  list(): readonly FetchOverview[] {
    const { jobs, downloader, icons, monotonicNow } = this.#deps;
    // Read once, and not at all without downloads: at a start the clock is a module that is not there yet.
    const clock = once(monotonicNow);
    return jobs
      .all()
      .toSorted((left, right) => right.state.registeredAt - left.state.registeredAt)
      .map((job) =>
        overviewOf(job, { state: downloader.stateOf(job), iconVersion: icons.of(job)?.version ?? null, now: clock() }),
      );
  }

  /** Called when the list has changed in what is no business of its pages: a new fetch, an icon. Returns the function that ends it. */
  onListChange(listener: () => void): () => void {
    return this.#listListeners.add(listener);
  }

  listChanged(): void {
    this.#listListeners.notify();
  }

  /** Called when a fetch begins to wait for room that the user may allow. Returns the function that ends it. */
  onRoomNeeded(listener: (appId: string) => void): () => void {
    return this.#roomListeners.add(listener);
  }

  /** The fetch waits for an answer of the user. */
  roomNeeded(job: BackgroundFetchJob): void {
    emitFetchEvent(this.#deps.events, 'background-fetch-paused', job, { why: 'room' });
    this.#roomListeners.notify(job.appId);
    this.listChanged();
  }

  /** Bytes that all fetches of a mini-program need, with those that wait for room. */
  neededBytes(appId: string): number {
    const waiting = this.#deps.jobs.ofApp(appId).filter(({ isActive }) => isActive);
    return this.usedBytes(appId) + waiting.reduce((sum, { neededRoom }) => sum + (neededRoom ?? 0), 0);
  }

  /** Quotas or answers of the user are others: what waits for room goes on, has failed, or waits on. */
  async roomChanged(): Promise<void> {
    const { jobs, usage, mayAskForRoom, settle, downloader, events } = this.#deps;
    for (const job of jobs.all()) {
      if (job.neededRoom === null || !job.isActive) continue;
      if (usage.fits(job.appId, job.neededRoom)) {
        job.neededRoom = null;
        emitFetchEvent(events, 'background-fetch-resumed', job, { why: 'room' });
      } else if (!mayAskForRoom(job.appId)) await settle(job, 'quota-exceeded');
    }
    downloader.pump();
    this.listChanged();
  }

  /** The file of a fetch's own icon, as far as it is there. */
  icon(appId: string, uuid: string): FetchIcon | null {
    const job = this.#deps.jobs.get(appId, uuid);
    return job ? this.#deps.icons.of(job) : null;
  }

  /** Bytes that all fetches of a mini-program keep on the disk. */
  usedBytes(appId: string): number {
    return this.#deps.usage.used(appId);
  }

  /** False when it cannot be paused: it has settled, or repeats what must not be repeated. */
  async pause(appId: string, uuid: string): Promise<boolean> {
    const job = this.#deps.jobs.get(appId, uuid);
    if (!job?.canPause || job.isPaused) return false;
    await job.setPaused(true);
    emitFetchEvent(this.#deps.events, 'background-fetch-paused', job, { why: 'user' });
    return true;
  }

  async resume(appId: string, uuid: string): Promise<boolean> {
    const job = this.#deps.jobs.get(appId, uuid);
    if (job?.isKept) {
      const isTried = await this.#deps.delivery.tryAgain(job);
      this.listChanged();
      return isTried;
    }
    if (!job?.isActive || !job.isPaused) return false;
    await job.setPaused(false);
    emitFetchEvent(this.#deps.events, 'background-fetch-resumed', job, { why: 'user' });
    this.#deps.downloader.pump();
    return true;
  }

  /** False when it has settled. */
  async abort(appId: string, uuid: string): Promise<boolean> {
    const job = this.#deps.jobs.get(appId, uuid);
    if (!job?.isActive) return false;
    await this.#deps.settle(job, 'aborted');
    return true;
  }

  /** Every fetch that can be paused. */
  async pauseAll(): Promise<void> {
    await Promise.all(this.#deps.jobs.all().map((job) => this.pause(job.appId, job.uuid)));
  }

  /** Every fetch that the user has paused. */
  async resumeAll(): Promise<void> {
    const paused = this.#deps.jobs.all().filter(({ isPaused }) => isPaused);
    await Promise.all(paused.map((job) => this.resume(job.appId, job.uuid)));
  }

  /** Ends every fetch of a mini-program that is under way, so that a page that waits for one is told. */
  async abortAll(appId: string): Promise<void> {
    const active = this.#deps.jobs.ofApp(appId).filter(({ isActive }) => isActive);
    for (const job of active) await this.#deps.settle(job, 'aborted');
  }

  /** The user has clicked on it: fires `backgroundfetchclick`, also when it has settled. */
  async click(appId: string, uuid: string): Promise<boolean> {
    const job = this.#deps.jobs.get(appId, uuid);
    if (!job) return false;
    await job.addEvent('click');
    this.#deps.delivery.start(job);
    return true;
  }

  /** Takes a settled fetch out of the history. False while it is active or its events wait. */
  async forget(appId: string, uuid: string): Promise<boolean> {
    const job = this.#deps.jobs.get(appId, uuid);
    if (!job?.state.finished || job.events.length > 0) return false;
    await this.#deps.discard(job);
    return true;
  }
}
