/**
 * The engine of the Background Fetch API: everything pages, service workers and the Downloads page
 * ask for goes through here. A caller is known by its `appId`; nothing of one is ever shown to another.
 */
import { readFile } from 'node:fs/promises';
import { createCheckedLookup, isPublicAddress } from '../network/rules/addresses.ts';
import type { Disposable } from '../support/shutdown-list.ts';
import { errorMessage } from '../support/errors.ts';
import type { LarderEvents } from '../support/event-log.ts';
import { createConnections, type Connections } from './http/connections.ts';
import { Downloader } from './transfer/downloader.ts';
import { EventDelivery } from './event-delivery.ts';
import { SettleHold } from './jobs/settle-hold.ts';
import { FetchIcons, type FetchIcon } from './icons/fetch-icons.ts';
import { requestIcon } from './icons/icon-request.ts';
import type { BackgroundFetchJob, JobHooks } from './jobs/job.ts';
import { matchesQuery } from './jobs/matching.ts';
import { overviewOf } from './jobs/overview.ts';
import { BACKGROUND_FETCH_LIMITS, type BackgroundFetchDependencies, type BackgroundFetchLimits } from './ports.ts';
import { ProgressReports } from './jobs/progress-reports.ts';
import { readBody, readResponse } from './jobs/record-reading.ts';
import { createFetch } from './jobs/registration.ts';
import { readStoredFetches } from './jobs/stored-fetches.ts';
import type {
  BodyChunk,
  FailureReason,
  FetchOverview,
  ImageResource,
  MatchQuery,
  NewBackgroundFetch,
  RecordView,
  RegisterOutcome,
  RegistrationSnapshot,
  ResponseOutcome,
} from './types.ts';
import { Usage } from './jobs/usage.ts';

type BackgroundFetchEventName = Extract<keyof LarderEvents, `background-fetch-${string}`>;

export interface FetchChange {
  readonly appId: string;
  readonly registration: RegistrationSnapshot;
}

/** What the IPC layer, the workers' host and the Downloads page use. */
export type BackgroundFetchEngine = Omit<Manager, 'restore'>;

/**
 * Reads what is on the disk. Fetches resume, and events that nobody took are delivered, once `start`
 * is called: the caller must be ready to be asked for both.
 */
export async function openBackgroundFetches(deps: BackgroundFetchDependencies): Promise<BackgroundFetchEngine> {
  const manager = new Manager(deps);
  await manager.restore();
  return manager;
}

class Manager implements Disposable {
  readonly #deps: BackgroundFetchDependencies;
  readonly #limits: BackgroundFetchLimits;
  readonly #monotonicNow: () => number;
  readonly #jobs = new Map<string, BackgroundFetchJob>();
  /** `fetch()` calls that are not answered yet, each by its key. */
  readonly #registering = new Map<string, string>();
  readonly #usage: Usage;
  readonly #reports: ProgressReports;
  readonly #connections: Connections;
  readonly #downloader: Downloader;
  readonly #delivery: EventDelivery;
  readonly #hooks: JobHooks;
  readonly #icons: FetchIcons;
  readonly #listListeners = new Set<() => void>();
  readonly #settleHold = new SettleHold();
  readonly #closing = new AbortController();
  #isStarted = false;
  #endNetwork = (): void => {};
  #wasOnline: boolean;

  constructor(deps: BackgroundFetchDependencies) {
    this.#deps = deps;
    this.#monotonicNow = deps.monotonicNow ?? (() => performance.now());
    this.#limits = { ...BACKGROUND_FETCH_LIMITS, ...deps.limits };
    const { miniPrograms, network } = deps;
    const isAddressAllowed = network.isAddressAllowed ?? (deps.dev ? () => true : isPublicAddress);
    const lookup = createCheckedLookup(isAddressAllowed, network.resolveHost);
    this.#usage = new Usage((appId) => miniPrograms.quotaBytes(appId));
    this.#reports = new ProgressReports({
      intervalMs: this.#limits.progressIntervalMs,
      events: deps.events,
      monotonicNow: this.#monotonicNow,
    });
    this.#connections = createConnections({ lookup, certificateAuthorities: network.certificateAuthorities });
    this.#downloader = new Downloader({
      deps,
      limits: this.#limits,
      usage: this.#usage,
      connections: this.#connections,
      lookup,
      isAddressAllowed,
      monotonicNow: this.#monotonicNow,
      onOver: (job) => void (this.#settleHold.isHeld(job.uuid) || this.#settle(job, job.failureReason ?? '')),
    });
    this.#delivery = new EventDelivery({ deps, limits: this.#limits, onFinished: (job) => this.#archive(job) });
    this.#hooks = {
      now: () => deps.clock.now(),
      monotonicNow: this.#monotonicNow,
      changed: (job) => this.#reports.changed(job),
      stored: (job, bytes) => this.#usage.add(job.appId, bytes),
    };
    this.#icons = new FetchIcons({
      request: (appId, icons) => requestIcon(this.#downloader.runFor(appId), deps.dev, icons, this.#closing.signal),
      onLoaded: () => this.#listListeners.forEach((listener) => listener()),
      monotonicNow: () => performance.now(),
    });
    this.#wasOnline = network.isOnline();
  }

  async restore(): Promise<void> {
    for (const appId of this.#deps.miniPrograms.appIds()) {
      for (const job of await readStoredFetches(appId, this.#deps, this.#hooks)) {
        this.#usage.add(appId, job.state.finished ? 0 : job.state.uploadTotal);
        this.#jobs.set(job.uuid, job);
      }
      await this.#pruneHistory(appId);
    }
  }

  /** Goes on with what was found, and begins to deliver events. Call once, when workers can be reached. */
  start(): void {
    this.#isStarted = true;
    this.#endNetwork = this.#deps.network.onChange(() => this.#networkChanged());
    for (const job of this.#jobs.values()) {
      if (job.settlement) {
        if (job.events.length > 0 || !job.state.finished) this.#delivery.start(job);
        continue;
      }
      if (!job.isPaused) this.#emit('background-fetch-resumed', job, { why: 'start' });
      this.#downloader.add(job);
    }
  }

  /**
   * `BackgroundFetchManager.fetch()`. That there is an active worker for `scope` is for the caller to check.
   * It does not settle before `release`, or `holdMs`: its page's first question must find it under way.
   */
  async register(appId: string, fetch: NewBackgroundFetch, holdMs = 0): Promise<RegisterOutcome> {
    const key = JSON.stringify([appId, fetch.scope, fetch.id]);
    const isIdTaken = this.#registering.has(key) || this.#activeJob(appId, fetch.scope, fetch.id) !== null;
    const making = [...this.#registering.values()].filter((owner) => owner === appId).length;
    const activeCount = making + this.#jobsOf(appId).filter(({ isActive }) => isActive).length;
    if (!isIdTaken) this.#registering.set(key, appId);
    try {
      const outcome = await createFetch(appId, fetch, {
        deps: this.#deps,
        limits: this.#limits,
        usage: this.#usage,
        hooks: this.#hooks,
        activeCount,
        isIdTaken,
      });
      if (!outcome.ok) return outcome;
      const { job } = outcome;
      this.#jobs.set(job.uuid, job);
      const { downloadTotal, uploadTotal, requests } = job.state;
      this.#emit('background-fetch-registered', job, { records: requests.length, downloadTotal, uploadTotal });
      const registration = job.snapshot();
      this.#settleHold.hold(job.uuid, holdMs, () => this.release(appId, job.uuid));
      if (this.#isStarted) this.#downloader.add(job);
      this.#listListeners.forEach((listener) => listener());
      return { ok: true, registration };
    } finally {
      if (!isIdTaken) this.#registering.delete(key);
    }
  }

  /** The page knows of the fetch: it may settle. */
  release(appId: string, uuid: string): void {
    const job = this.#job(appId, uuid);
    if (!job && this.#jobs.has(uuid)) return;
    this.#settleHold.release(uuid);
    if (job?.isOver) void this.#settle(job, job.failureReason ?? '');
  }

  /** `BackgroundFetchManager.get()` */
  get(appId: string, scope: string, id: string): RegistrationSnapshot | null {
    return this.#activeJob(appId, scope, id)?.snapshot() ?? null;
  }

  /** `BackgroundFetchManager.getIds()` */
  getIds(appId: string, scope: string): readonly string[] {
    return this.#jobsOf(appId)
      .filter((job) => job.isActive && job.state.scope === scope)
      .map(({ state }) => state.id);
  }

  /** The attributes of a registration object that a page still holds. */
  snapshot(appId: string, uuid: string): RegistrationSnapshot | null {
    return this.#job(appId, uuid)?.snapshot() ?? null;
  }

  /** `BackgroundFetchRegistration.abort()`, and the user's wish. False when it has settled. */
  async abort(appId: string, uuid: string): Promise<boolean> {
    const job = this.#job(appId, uuid);
    if (!job?.isActive) return false;
    await this.#settle(job, 'aborted');
    return true;
  }

  /** The service worker registration for `scope` is gone: its fetches end as aborted, and nobody is told. */
  async abandon(appId: string, scope: string): Promise<void> {
    const jobs = this.#jobsOf(appId).filter(
      ({ state, events }) => state.scope === scope && (!state.finished || events.length > 0),
    );
    for (const job of jobs) this.#delivery.abandon(job);
    await Promise.all(jobs.map((job) => this.#settle(job, 'aborted')));
  }

  /** False when it cannot be paused: it has settled, or repeats what must not be repeated. */
  async pause(appId: string, uuid: string): Promise<boolean> {
    const job = this.#job(appId, uuid);
    if (!job?.canPause || job.isPaused) return false;
    await job.setPaused(true);
    this.#emit('background-fetch-paused', job, { why: 'user' });
    return true;
  }

  async resume(appId: string, uuid: string): Promise<boolean> {
    const job = this.#job(appId, uuid);
    if (!job?.isActive || !job.isPaused) return false;
    await job.setPaused(false);
    this.#emit('background-fetch-resumed', job, { why: 'user' });
    this.#downloader.pump();
    return true;
  }

  /** `matchAll()`; `match()` is its first. `null`: `InvalidStateError`, the records are not available any more. */
  matchAll(appId: string, uuid: string, query: MatchQuery): readonly RecordView[] | null {
    const job = this.#job(appId, uuid);
    if (!job?.recordsAvailable) return null;
    return job.records
      .filter((record) => matchesQuery(record, query))
      .map(({ index, request }) => ({ index, request }));
  }

  /** The body of a record's request; `null` when it has none or is gone. */
  async requestBody(appId: string, uuid: string, index: number): Promise<Uint8Array | null> {
    const job = this.#job(appId, uuid);
    if (!job?.recordsAvailable || !job.records[index]?.request.bodyBytes) return null;
    return readFile(job.folder.requestFile(index)).catch(() => null);
  }

  /** `BackgroundFetchRecord.responseReady`: waits for the head of the response. */
  response(appId: string, uuid: string, index: number, signal: AbortSignal): Promise<ResponseOutcome> {
    const record = this.#job(appId, uuid)?.records[index];
    return record
      ? readResponse(record, AbortSignal.any([signal, this.#closing.signal]))
      : Promise.resolve({ kind: 'error' });
  }

  /** Bytes of the body from `offset` on, at most 256 KiB; waits until there are some. */
  body(
    appId: string,
    uuid: string,
    index: number,
    generation: number,
    offset: number,
    signal: AbortSignal,
  ): Promise<BodyChunk> {
    const job = this.#job(appId, uuid);
    const record = job?.records[index];
    if (!job || !record) return Promise.resolve({ kind: 'error' });
    const file = (wanted: number): string => job.folder.bodyFile(index, wanted);
    return readBody(record, file, generation, offset, AbortSignal.any([signal, this.#closing.signal]));
  }

  /** The user has clicked on it: fires `backgroundfetchclick`, also when it has settled. */
  async click(appId: string, uuid: string): Promise<boolean> {
    const job = this.#job(appId, uuid);
    if (!job) return false;
    await job.addEvent('click');
    this.#delivery.start(job);
    return true;
  }

  /** `updateUI()` of the event `eventId`. False: `InvalidStateError`. */
  async updateUi(
    appId: string,
    eventId: string,
    change: { title?: string; icons?: readonly ImageResource[] },
  ): Promise<boolean> {
    const job = this.#delivery.claimUiUpdate(appId, eventId);
    if (!job) return false;
    await job.setUi(change);
    return true;
  }

  /** Every fetch of every mini-program, the newest first, settled ones too. */
  list(): readonly FetchOverview[] {
    const now = this.#monotonicNow();
    return [...this.#jobs.values()]
      .toSorted((left, right) => right.state.registeredAt - left.state.registeredAt)
      .map((job) =>
        overviewOf(job, {
          state: this.#downloader.stateOf(job),
          iconVersion: this.#icons.of(job)?.version ?? null,
          now,
        }),
      );
  }

  /** The file of a fetch's own icon, as far as it is there. */
  icon(appId: string, uuid: string): FetchIcon | null {
    const job = this.#job(appId, uuid);
    return job ? this.#icons.of(job) : null;
  }

  /** Bytes that all fetches of a mini-program keep on the disk. */
  usedBytes(appId: string): number {
    return this.#usage.used(appId);
  }

  /** Takes a settled fetch out of the history. False while it is active or its events wait. */
  async forget(appId: string, uuid: string): Promise<boolean> {
    const job = this.#job(appId, uuid);
    if (!job?.state.finished || job.events.length > 0) return false;
    await this.#discard(job);
    return true;
  }

  /** The mini-program goes: everything of it ends, without events, and its files are deleted. */
  async removeApp(appId: string): Promise<void> {
    await Promise.all(this.#jobsOf(appId).map((job) => this.#discard(job)));
  }

  /** Called with every change of a fetch, at most every 50 ms for each, and at its end. Returns the function that ends it. */
  onChange(listener: (change: FetchChange) => void): () => void {
    return this.#reports.listen((job) => listener({ appId: job.appId, registration: job.snapshot() }));
  }

  /** Called when the list has changed in what is no business of its pages: a new fetch, an icon. Returns the function that ends it. */
  onListChange(listener: () => void): () => void {
    this.#listListeners.add(listener);
    return () => this.#listListeners.delete(listener);
  }

  /** A worker may be reachable now: events that wait are tried at once. */
  deliverNow(): void {
    this.#delivery.retryNow();
    for (const job of this.#jobs.values()) if (job.events.length > 0) this.#delivery.start(job);
  }

  /** Stops in order; everything goes on from where it is at the next start. */
  async dispose(): Promise<void> {
    this.#endNetwork();
    this.#closing.abort();
    this.#settleHold.dispose();
    this.#delivery.dispose();
    const active = [...this.#jobs.values()].filter(({ isActive, isPaused }) => isActive && !isPaused);
    await this.#downloader.dispose();
    this.#connections.dispose();
    for (const job of this.#jobs.values()) await job.journal.close();
    for (const job of active) this.#emit('background-fetch-paused', job, { why: 'quit' });
    this.#reports.dispose();
  }

  async #settle(job: BackgroundFetchJob, reason: '' | FailureReason): Promise<void> {
    if (!job.isActive || !this.#jobs.has(job.uuid)) return;
    try {
      await job.settle(reason);
    } catch (error) {
      this.#deps.reportProblem(job.appId, `Cannot save how a background fetch ended: ${errorMessage(error)}`);
    }
    this.#downloader.remove(job);
    const { downloaded, uploaded } = job;
    const ms = Math.max(0, (job.settlement?.at ?? 0) - job.state.registeredAt);
    this.#emit('background-fetch-settled', job, {
      result: reason === '' ? 'success' : 'failure',
      failureReason: reason,
      downloaded,
      uploaded,
      ms,
    });
    this.#delivery.start(job);
  }

  async #archive(job: BackgroundFetchJob): Promise<void> {
    if (!this.#jobs.has(job.uuid)) return;
    await job.archive();
    await this.#pruneHistory(job.appId);
  }

  async #pruneHistory(appId: string): Promise<void> {
    const finished = this.#jobsOf(appId)
      .filter((job) => job.state.finished && job.events.length === 0)
      .toSorted((left, right) => (right.settlement?.at ?? 0) - (left.settlement?.at ?? 0));
    for (const job of finished.slice(this.#limits.historyPerApp)) await this.#discard(job);
  }

  async #discard(job: BackgroundFetchJob): Promise<void> {
    this.#jobs.delete(job.uuid);
    this.#reports.forget(job);
    this.#usage.add(job.appId, -job.storedBytes);
    job.events = [];
    this.#downloader.remove(job);
    await job.journal.close();
    await job.folder.remove();
  }

  #networkChanged(): void {
    const isOnline = this.#deps.network.isOnline();
    if (isOnline === this.#wasOnline) return;
    this.#wasOnline = isOnline;
    for (const job of this.#jobs.values()) {
      if (!job.isActive || job.isPaused) continue;
      if (isOnline) this.#emit('background-fetch-resumed', job, { why: 'online' });
      else this.#emit('background-fetch-paused', job, { why: 'offline' });
      this.#reports.changed(job);
    }
    if (isOnline) this.#icons.retry(this.#jobs.values());
    this.#downloader.networkChanged();
    if (isOnline) this.deliverNow();
  }

  #emit<E extends BackgroundFetchEventName>(
    event: E,
    { appId, uuid, state }: BackgroundFetchJob,
    fields: Omit<LarderEvents[E], 'appId' | 'id' | 'uuid'>,
  ): void {
    this.#deps.events.emit(event, { appId, id: state.id, uuid, ...fields } as LarderEvents[E]);
  }

  #job(appId: string, uuid: string): BackgroundFetchJob | null {
    const job = this.#jobs.get(uuid);
    return job?.appId === appId ? job : null;
  }

  #jobsOf(appId: string): BackgroundFetchJob[] {
    return [...this.#jobs.values()].filter((job) => job.appId === appId);
  }

  #activeJob(appId: string, scope: string, id: string): BackgroundFetchJob | null {
    return this.#jobsOf(appId).find((job) => job.isActive && job.state.id === id && job.state.scope === scope) ?? null;
  }
}
