/**
 * The engine of the Background Fetch API: its parts, their start and their end, and what the network
 * and the end of a fetch mean for all of them. Pages and workers ask `registrations`, the user `downloads`.
 */
import { createCheckedLookup, isPublicAddress } from '../network/rules/addresses.ts';
import type { Disposable } from '../support/shutdown-list.ts';
import { errorMessage } from '../support/errors.ts';
import { DownloadsControl } from './downloads-control.ts';
import { EventDelivery } from './events/event-delivery.ts';
import { createConnections, type Connections } from './http/connections.ts';
import { FetchIcons } from './icons/fetch-icons.ts';
import { requestIcon } from './icons/icon-request.ts';
import { emitFetchEvent } from './jobs/fetch-events.ts';
import type { BackgroundFetchJob } from './jobs/job.ts';
import type { JobHooks } from './jobs/job-hooks.ts';
import { JobList } from './jobs/job-list.ts';
import { snapshotOf } from './jobs/overview.ts';
import { ProgressReports } from './jobs/progress-reports.ts';
import { SettleHold } from './jobs/settle-hold.ts';
import { isSoonOver } from './jobs/soon-over.ts';
import { readStoredFetches } from './jobs/stored-fetches.ts';
import { Usage } from './jobs/usage.ts';
import { BACKGROUND_FETCH_LIMITS, type BackgroundFetchDependencies, type BackgroundFetchLimits } from './ports.ts';
import { Registrations } from './registrations.ts';
import { connectionOf, pausedBy, type ConnectionState } from './transfer/connection.ts';
import { Downloader } from './transfer/downloader.ts';
import type { FailureReason, RegistrationSnapshot } from './types.ts';

export interface FetchChange {
  readonly appId: string;
  readonly registration: RegistrationSnapshot;
}

/** What the IPC layer, the workers' host and the Downloads page use. */
export type BackgroundFetchEngine = Omit<Engine, 'restore'>;

class Engine implements Disposable {
  /** What pages and workers ask. */
  readonly registrations: Registrations;
  /** What the user asks. */
  readonly downloads: DownloadsControl;
  readonly #deps: BackgroundFetchDependencies;
  readonly #limits: BackgroundFetchLimits;
  readonly #monotonicNow: () => number;
  readonly #jobs = new JobList();
  readonly #usage: Usage;
  readonly #reports: ProgressReports;
  readonly #connections: Connections;
  readonly #downloader: Downloader;
  readonly #delivery: EventDelivery;
  readonly #hooks: JobHooks;
  readonly #icons: FetchIcons;
  readonly #settleHold = new SettleHold();
  readonly #closing = new AbortController();
  #isStarted = false;
  #endNetwork = (): void => {};
  #connection: ConnectionState;

  constructor(deps: BackgroundFetchDependencies) {
    this.#deps = deps;
    this.#monotonicNow = deps.monotonicNow ?? (() => performance.now());
    this.#limits = { ...BACKGROUND_FETCH_LIMITS, ...deps.limits };
    const { dev, miniPrograms, network } = deps;
    const isAddressAllowed = network.isAddressAllowed ?? (dev ? () => true : isPublicAddress);
    const lookupOf = (appId: string) => createCheckedLookup(isAddressAllowed, network.resolverOf?.(appId));
    this.#usage = new Usage((appId) => miniPrograms.quotaBytes(appId));
    this.#reports = new ProgressReports({
      intervalMs: this.#limits.progressIntervalMs,
      events: deps.events,
      monotonicNow: this.#monotonicNow,
    });
    this.#connections = createConnections({
      lookupOf,
      certificateAuthorities: network.certificateAuthorities,
      pool: network.pool,
    });
    this.#downloader = new Downloader({
      deps,
      limits: this.#limits,
      usage: this.#usage,
      connections: this.#connections,
      lookupOf,
      isAddressAllowed,
      monotonicNow: this.#monotonicNow,
      onRoomNeeded: (job) => this.downloads.roomNeeded(job),
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
      request: async (appId, icons) =>
        this.#isStarted
          ? requestIcon(icons, {
              run: this.#downloader.runFor(appId),
              dev: deps.dev,
              closing: this.#closing.signal,
              showable: (bytes) => deps.showable(appId, bytes),
            })
          : null,
      onLoaded: () => this.downloads.listChanged(),
      monotonicNow: () => performance.now(),
    });
    const shared = {
      jobs: this.#jobs,
      usage: this.#usage,
      delivery: this.#delivery,
      settle: (job: BackgroundFetchJob, reason: '' | FailureReason) => this.#settle(job, reason),
    };
    this.registrations = new Registrations({
      ...shared,
      deps,
      limits: this.#limits,
      hooks: this.#hooks,
      settleHold: this.#settleHold,
      closing: this.#closing.signal,
      onAdmitted: (job) => {
        if (this.#isStarted && isSoonOver(job, network)) deps.wake?.(job.appId, job.state.scope);
        if (this.#isStarted) this.#downloader.add(job);
      },
      onNotStored: (job) => this.#downloader.remove(job),
      onRegistered: (job) => {
        if (job.neededRoom === null) this.downloads.listChanged();
        else this.downloads.roomNeeded(job);
        const why = connectionOf(network, job.appId);
        if (why !== 'online') emitFetchEvent(deps.events, 'background-fetch-paused', job, { why: pausedBy(why) });
      },
    });
    this.downloads = new DownloadsControl({
      ...shared,
      downloader: this.#downloader,
      mayAskForRoom: (appId) => miniPrograms.mayAskForRoom?.(appId) ?? false,
      icons: this.#icons,
      events: deps.events,
      monotonicNow: this.#monotonicNow,
      discard: (job) => this.#discard(job),
    });
    this.#connection = connectionOf(network);
  }

  async restore(): Promise<void> {
    for (const appId of this.#deps.miniPrograms.appIds()) {
      for (const job of await readStoredFetches(appId, this.#deps, this.#hooks)) {
        this.#usage.add(appId, job.state.finished ? 0 : job.state.uploadTotal + job.state.metadataBytes);
        this.#jobs.add(job);
      }
      await this.#pruneHistory(appId);
    }
  }

  /** Goes on with what was found, and begins to deliver events. Call once, when workers can be reached. */
  start(): void {
    this.#isStarted = true;
    const { network } = this.#deps;
    const end = network.onChange(() => this.#networkChanged());
    const endCutOff = network.onCutOff?.((appId) => this.#cutOffChanged(appId));
    this.#endNetwork = () => void (end(), endCutOff?.());
    this.#icons.retry(this.#jobs.all());
    this.#delivery.open(this.#jobs.all());
    for (const job of this.#jobs.all()) {
      if (job.settlement) {
        if (job.events.length > 0 || !job.state.finished) this.#delivery.start(job);
        continue;
      }
      this.#askAgain(job);
      if (!job.isPaused && job.neededRoom === null)
        emitFetchEvent(this.#deps.events, 'background-fetch-resumed', job, { why: 'start' });
      this.#downloader.add(job);
    }
  }

  /** What waited for an answer when Larder ended is asked about anew. */
  #askAgain(job: BackgroundFetchJob): void {
    const missing = job.state.downloadTotal - job.receivedBytes;
    if (missing <= 0 || this.#usage.fits(job.appId, missing)) return;
    if (!this.#deps.miniPrograms.mayAskForRoom?.(job.appId)) return;
    job.neededRoom = missing;
    this.downloads.roomNeeded(job);
  }

  /** The mini-program goes: everything of it ends, without events, and its files are deleted. */
  async removeApp(appId: string): Promise<void> {
    this.registrations.readers.closeApp(appId);
    await Promise.all(this.#jobs.ofApp(appId).map((job) => this.#discard(job)));
  }

  /** Called with every change of a fetch, at most every 50 ms for each, and at its end. Returns the function that ends it. */
  onChange(listener: (change: FetchChange) => void): () => void {
    return this.#reports.listen((job) => listener({ appId: job.appId, registration: snapshotOf(job) }));
  }

  /** A worker may be reachable now: events that wait are tried at once. */
  deliverNow(): void {
    this.#delivery.retryNow();
    for (const job of this.#jobs.all()) if (job.events.length > 0) this.#delivery.start(job);
  }

  /** Stops in order; everything goes on from where it is at the next start. */
  async dispose(): Promise<void> {
    this.#endNetwork();
    this.#closing.abort();
    this.#settleHold.dispose();
    await this.#delivery.dispose();
    const active = this.#jobs.all().filter(({ isActive, isPaused }) => isActive && !isPaused);
    await this.#downloader.dispose();
    this.#connections.dispose();
    for (const job of this.#jobs.all()) await job.journal.close();
    for (const job of active) emitFetchEvent(this.#deps.events, 'background-fetch-paused', job, { why: 'quit' });
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
    const ms = Math.max(0, (job.settlement?.at ?? 0) - job.state.registeredAt);
    emitFetchEvent(this.#deps.events, 'background-fetch-settled', job, {
      result: reason === '' ? 'success' : 'failure',
      failureReason: reason,
      downloaded: job.downloaded,
      uploaded: job.uploaded,
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
    const finished = this.#jobs
      .ofApp(appId)
      .filter((job) => job.state.finished && job.events.length === 0)
      .toSorted((left, right) => (right.settlement?.at ?? 0) - (left.settlement?.at ?? 0));
    for (const job of finished.slice(this.#limits.historyPerApp)) await this.#discard(job);
  }

  async #discard(job: BackgroundFetchJob): Promise<void> {
    this.#jobs.remove(job);
    this.#reports.forget(job);
    this.#downloader.remove(job);
    await job.discard();
  }

  #networkChanged(): void {
    const before = this.#connection;
    const connection = connectionOf(this.#deps.network);
    if (connection === before) return;
    this.#connection = connection;
    for (const job of this.#jobs.all()) {
      if (!job.isActive || job.isPaused) continue;
      this.#reports.changed(job);
      // It stands still before and after.
      if (this.#deps.network.isCutOff?.(job.appId)) continue;
      const why = before === 'metered' ? 'metered' : 'online';
      if (connection === 'online') emitFetchEvent(this.#deps.events, 'background-fetch-resumed', job, { why });
      else if (before === 'online')
        emitFetchEvent(this.#deps.events, 'background-fetch-paused', job, { why: pausedBy(connection) });
    }
    this.#downloader.networkChanged();
    if (connection === 'offline') return;
    this.#icons.retry(this.#jobs.all());
    this.deliverNow();
  }

  #cutOffChanged(appId: string): void {
    // Without a network nothing changes for it.
    if (!this.#deps.network.isOnline()) return;
    const isCutOff = connectionOf(this.#deps.network, appId) === 'switched-off';
    for (const job of this.#jobs.ofApp(appId)) {
      if (!job.isActive || job.isPaused) continue;
      if (isCutOff) emitFetchEvent(this.#deps.events, 'background-fetch-paused', job, { why: 'offline' });
      else emitFetchEvent(this.#deps.events, 'background-fetch-resumed', job, { why: 'online' });
      this.#reports.changed(job);
    }
    this.#downloader.networkChanged(appId);
  }
}

/**
 * Reads what is on the disk. Fetches resume, and events that nobody took are delivered, once `start`
 * is called: the caller must be ready to be asked for both.
 */
export async function openBackgroundFetches(deps: BackgroundFetchDependencies): Promise<BackgroundFetchEngine> {
  const engine = new Engine(deps);
  await engine.restore();
  return engine;
}
