/** Brings the records of all active fetches forward: turns, attempts, retries, the network's coming and going. */
import { userAgent } from '../../../preload/contract/brand.ts';
import type { LookupFunction } from 'node:net';
import type { AddressRule } from '../../network/rules/addresses.ts';
import { errorMessage } from '../../support/errors.ts';
import { connectionOf, WAITING_FOR } from './connection.ts';
import { attempt, type AttemptContext, type AttemptOutcome } from './attempt.ts';
import type { Connections } from '../http/connections.ts';
import type { FetchRecord } from '../jobs/fetch-record.ts';
import type { BackgroundFetchJob } from '../jobs/job.ts';
import type { BackgroundFetchDependencies, BackgroundFetchLimits } from '../ports.ts';
import { OddServers } from '../http/odd-servers.ts';
import { PreflightCache } from '../http/preflight-cache.ts';
import type { CorsFetchDependencies } from '../http/cors-fetch.ts';
import { createRates, type Rate } from './rate-limit.ts';
import { isGivenUp, maxRetryAfterMs, retryDelayMs, type Trouble } from './retry-policy.ts';
import { RequestScheduler, type RunningSlot, type Slot } from './request-scheduler.ts';
import type { FetchActivity, FailureReason } from '../types.ts';
import { isSameOrigin } from '../http/url-rules.ts';
import type { Usage } from '../jobs/usage.ts';
import { WRITE_BEHIND_BYTES, WriteBudget } from './write-budget.ts';

export interface DownloaderOptions {
  readonly deps: BackgroundFetchDependencies;
  readonly limits: BackgroundFetchLimits;
  readonly usage: Usage;
  readonly connections: Connections;
  readonly lookupOf: (appId: string) => LookupFunction;
  readonly isAddressAllowed: AddressRule;
  /** All records have ended, or one leaves no room for the others. */
  readonly onOver: (job: BackgroundFetchJob) => void;
  /** It stands still until the user has said whether its mini-program may keep more. */
  readonly onRoomNeeded: (job: BackgroundFetchJob) => void;
  /** ms that never jump: a clock that is set back must not make a record wait for hours. */
  readonly monotonicNow: () => number;
}

const MAX_TIMER_MS = 2 ** 31 - 1;

type RetryWish = Omit<Extract<AttemptOutcome, { kind: 'unavailable' }>, 'kind'> & { readonly atOnce?: boolean };

/** Whoever answered, or was not asked at all, was not away. */
const lastWord = ({ failures }: FetchRecord, { isElsewhere = false, message }: RetryWish): string =>
  isElsewhere || failures < 2 ? message : `${message}, and did not come back`;

export class Downloader {
  readonly #options: DownloaderOptions;
  readonly #scheduler: RequestScheduler;
  /** Of each mini-program: what stalls keeps its room, and must not keep that of others. */
  readonly #budgets = new Map<string, WriteBudget>();
  readonly #rateOf: (appId: string) => Rate;
  readonly #preflights: PreflightCache;
  readonly #oddServers = new OddServers();
  readonly #underWay = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #isDisposed = false;
  constructor(options: DownloaderOptions) {
    this.#options = options;
    this.#scheduler = new RequestScheduler(options.limits, (host) => options.connections.isMultiplexed(host));
    this.#rateOf = createRates(options.deps.network, options.monotonicNow);
    this.#preflights = new PreflightCache(options.monotonicNow);
  }

  add(job: BackgroundFetchJob): void {
    this.#scheduler.add(job);
    if (job.isOver) this.#options.onOver(job);
    else this.pump();
  }

  remove(job: BackgroundFetchJob): void {
    this.#scheduler.remove(job);
    job.interrupt();
    this.pump();
  }

  stateOf(job: BackgroundFetchJob): FetchActivity {
    if (!job.isActive) return 'settled';
    if (job.isPaused) return 'paused';
    if (job.neededRoom !== null) return 'waiting-for-room';
    if (this.#scheduler.runningOf(job) > 0) return 'running';
    const waiting = this.#scheduler.waitingOf(job);
    if (waiting.length > 0 && waiting.every((record) => this.#needsNetwork(job, record)))
      return WAITING_FOR[connectionOf(this.#options.deps.network, job.appId)];
    const now = this.#options.monotonicNow();
    return waiting.length > 0 && waiting.every(({ retryAt }) => retryAt > now) ? 'waiting-to-retry' : 'running';
  }

  /** The network went or came back, or became one that nothing may be loaded over. `appId`: for this mini-program alone. */
  networkChanged(appId?: string): void {
    for (const job of this.#scheduler.jobs()) {
      const isMeant = appId === undefined || job.appId === appId;
      if (!isMeant || connectionOf(this.#options.deps.network, job.appId) !== 'online') continue;
      for (const record of this.#scheduler.waitingOf(job)) record.forgetTrouble();
    }
    for (const { job, record, abort } of this.#scheduler.running) {
      // What must not be repeated is left to its fate.
      if (record.request.method === 'GET' && this.#needsNetwork(job, record)) abort.abort();
    }
    this.pump();
  }

  /** Begins what may begin now. Called whenever that may have become more. */
  pump(): void {
    if (this.#isDisposed) return;
    // One moment for all: what is not due yet is what the timer is set for.
    const now = this.#options.monotonicNow();
    const isReady = (slot: Slot): boolean => this.#isReady(slot, now);
    for (let slot = this.#scheduler.next(isReady); slot; slot = this.#scheduler.next(isReady)) {
      const run = this.#run(slot);
      this.#underWay.add(run);
      void run.finally(() => this.#underWay.delete(run));
    }
    this.#scheduler.preempt(isReady);
    this.#setTimer(now);
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
    for (const { abort } of this.#scheduler.running) abort.abort();
    await Promise.all(this.#underWay);
  }

  #isReady({ job, record }: Slot, now: number): boolean {
    const mayRun = job.isActive && !job.isPaused && job.neededRoom === null;
    return mayRun && record.retryAt <= now && !this.#needsNetwork(job, record);
  }

  /** Offline, and the record is not in the package. A server on this computer waits too: so a developer sees what users will. */
  #needsNetwork(job: BackgroundFetchJob, record: FetchRecord): boolean {
    const { network, miniPrograms } = this.#options.deps;
    const isOwn = isSameOrigin(new URL(record.request.url), miniPrograms.originOf(job.appId));
    return !isOwn && connectionOf(network, job.appId) !== 'online';
  }

  async #run(slot: RunningSlot): Promise<void> {
    const { job, record } = slot;
    let outcome: AttemptOutcome;
    try {
      outcome = await attempt(record, this.#contextOf(slot));
    } catch (error) {
      // Nothing of the kind is expected; the fetch must end all the same.
      this.#options.deps.reportProblem(
        job.appId,
        `A record of a background fetch ended in an unexpected way: ${errorMessage(error)}`,
      );
      outcome = { kind: 'failed', reason: 'fetch-error', message: errorMessage(error) };
    }
    job.received(record, record.written - record.received);
    if (job.isActive && !this.#isDisposed)
      await this.#conclude(job, record, outcome).catch((error: unknown) => this.#diskFailed(job, record, error));
    this.#scheduler.end(slot, job.isActive && !record.isDone);
    if (job.isActive && job.isOver && !this.#isDisposed) this.#options.onOver(job);
    this.pump();
  }

  async #conclude(job: BackgroundFetchJob, record: FetchRecord, outcome: AttemptOutcome): Promise<void> {
    switch (outcome.kind) {
      case 'complete': {
        const status = record.head?.status ?? 0;
        return status >= 200 && status <= 299
          ? job.finishRecord(record, 'success')
          : this.#fail(job, record, { reason: 'bad-status', message: `it answered ${status}` });
      }
      case 'failed':
        // On a full disk there is no room for that line either; nobody may read such a body.
        if (outcome.reason === 'quota-exceeded')
          await job.folder.removeBody(record.index, record.generation).catch(() => {});
        return this.#fail(job, record, outcome);
      case 'unavailable':
        return this.#retryLater(job, record, outcome);
      case 'start-over':
        job.startOver(record, outcome.isSpoilt);
        return this.#retryLater(job, record, { retryAfterMs: null, atOnce: true, message: outcome.message });
      case 'needs-room':
        if (job.neededRoom !== null) return;
        job.neededRoom = outcome.bytes;
        job.interrupt();
        return this.#options.onRoomNeeded(job);
      case 'more':
      case 'again':
      case 'stopped':
        return;
    }
  }

  /** Ends a record for good, and says where and why. */
  #fail(
    job: BackgroundFetchJob,
    record: FetchRecord,
    { reason, isRefused = false, message }: { reason: FailureReason; isRefused?: boolean; message: string },
  ): Promise<void> {
    const { host } = new URL(record.request.url);
    const { appId, uuid, state } = job;
    const fields = { appId, id: state.id, uuid, host, failureReason: reason, isRefused, message };
    this.#options.deps.events.emit('background-fetch-record-failed', fields);
    return job.finishRecord(record, reason, { host, isRefused });
  }

  async #retryLater(job: BackgroundFetchJob, record: FetchRecord, wish: RetryWish): Promise<void> {
    const { deps, limits } = this.#options;
    const { retryAfterMs, atOnce = false } = wish;
    // Nobody's failure: it waits for the network, which resets everything.
    if (this.#needsNetwork(job, record)) return;
    const now = this.#options.monotonicNow();
    record.failures += 1;
    record.troubleSince ??= now;
    if (isGivenUp(record, { ...this.#troubleOf(job, record), ...wish }, limits))
      return this.#fail(job, record, { ...wish, reason: 'fetch-error', message: lastWord(record, wish) });
    const { failures, troubleSince } = record;
    const wait = { failures, awayMs: now - troubleSince, retryAfterMs };
    record.retryAt = now + (atOnce && failures === 1 ? 0 : retryDelayMs(wait, limits, deps.random ?? Math.random));
  }

  #troubleOf(job: BackgroundFetchJob, record: FetchRecord): Trouble {
    return { hasContact: job.contactedHosts.has(record.host), now: this.#options.monotonicNow() };
  }

  #diskFailed(job: BackgroundFetchJob, record: FetchRecord, error: unknown): void {
    record.result ||= 'fetch-error';
    job.failureReason ??= 'fetch-error';
    this.#options.deps.reportProblem(job.appId, `Cannot save how far a background fetch got: ${errorMessage(error)}`);
  }

  #contextOf({ job, record, abort }: RunningSlot): AttemptContext {
    const { deps, limits } = this.#options;
    const trouble = this.#troubleOf(job, record);
    const ifItFails = { restarts: record.restarts, failures: record.failures + 1, troubleSince: record.troubleSince };
    return {
      run: this.runFor(job.appId),
      budget: this.#budgetOf(job.appId),
      signal: AbortSignal.any([abort.signal, job.stopSignal]),
      mayRetry: !isGivenUp(ifItFails, trouble, limits),
      maxRetryAfterMs: maxRetryAfterMs(trouble.hasContact, limits),
      now: () => deps.clock.now(),
      bodyFile: (generation) => job.folder.bodyFile(record.index, generation),
      requestFile: job.folder.requestFile(record.index),
      stored: job.stored,
      markSent: async () => {
        record.isSent = true;
        await job.journal.append({ t: 'sent', r: record.index });
      },
      hasRoomForHead: (head) => job.hasRoomForHead(head),
      beginResponse: (head) => job.beginResponse(record, head),
      refuseBytes: (bytes) => this.#refuseBytes(job, bytes),
      mayAskForRoom: () => deps.miniPrograms.mayAskForRoom?.(job.appId) ?? false,
      bytesToCome: () => this.#scheduler.bytesToCome(job.appId, record),
      hasDiskSpace: async (bytes) => {
        const free = await deps.freeBytes(job.folder.path).catch(() => Infinity);
        return free >= bytes + limits.diskReserveBytes;
      },
      onReceived: (bytes) => job.received(record, bytes),
      onWritten: (bytes) => job.written(record, bytes),
      onUploaded: (bytes) => job.sent(record, bytes),
    };
  }

  #budgetOf(appId: string): WriteBudget {
    const readers = this.#options.limits.maxConcurrentPerHost + 1;
    const budget = this.#budgets.get(appId) ?? new WriteBudget(WRITE_BEHIND_BYTES, readers, this.#rateOf(appId));
    this.#budgets.set(appId, budget);
    return budget;
  }

  #refuseBytes(job: BackgroundFetchJob, bytes: number): FailureReason | null {
    const { downloadTotal } = job.state;
    if (downloadTotal > 0 && job.receivedBytes + bytes > downloadTotal) return 'download-total-exceeded';
    return this.#options.usage.fits(job.appId, bytes) ? null : 'quota-exceeded';
  }

  /** Made anew for each attempt: service domains and language may have changed. */
  runFor(appId: string): CorsFetchDependencies {
    const { deps, limits, connections, lookupOf, isAddressAllowed } = this.#options;
    return {
      appId,
      origin: deps.miniPrograms.originOf(appId),
      reach: { domains: deps.miniPrograms.serviceDomains(appId), dev: deps.dev, isAddressAllowed },
      connections,
      preflights: this.#preflights,
      oddServers: this.#oddServers,
      lookup: lookupOf(appId),
      resolveProxy: (url) => deps.network.resolveProxy(url),
      readOwn: (request) => deps.miniPrograms.readOwn(appId, request),
      userAgent: userAgent(deps.version),
      language: deps.language(),
      limits,
    };
  }

  #setTimer(now: number): void {
    clearTimeout(this.#timer);
    let earliest = Infinity;
    for (const job of this.#scheduler.jobs()) {
      if (job.isPaused || !job.isActive || job.neededRoom !== null) continue;
      for (const { retryAt } of this.#scheduler.waitingOf(job))
        if (retryAt > now) earliest = Math.min(earliest, retryAt);
    }
    if (earliest !== Infinity) this.#timer = setTimeout(() => this.pump(), Math.min(earliest - now, MAX_TIMER_MS));
  }
}
