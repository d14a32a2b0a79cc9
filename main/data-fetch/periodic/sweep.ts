/** One pass over all local mini-programs, one request at a time. */
import type { EventLog } from '../../log/event-log.ts';
import type { Clock } from '../../support/clock.ts';
import { errorMessage } from '../../support/errors.ts';
import type { BnErrorCode } from '../../../preload/contract/errors.ts';
import type { PeriodicPlan } from './due.ts';
import { KeyedQueue } from '../../support/keyed-queue.ts';
import { INTERRUPTED_PAUSE_MS, retryDelayMs } from './retry.ts';
import type { Jitter } from '../../support/jitter.ts';
import type { FetchPeriodic, PeriodicOutcome, PeriodicStore, PeriodicWait, RetryState } from './types.ts';
import type { SweepReason, SweepStop } from '../../log/event-log.ts';
import type { PeriodicRecord } from '../../models/periodic-state.ts';

/**
 * Why a request is cut short. `changed`: its token is another one now, which counts as a failure
 * (a page that sets tokens in a loop must not make requests in a loop). `conditions` and `quit`:
 * nobody failed. `removed`: there is nothing to write to.
 */
export type InterruptReason = 'changed' | 'conditions' | 'quit' | 'removed';

export interface SweepDependencies {
  readonly clock: Clock;
  readonly events: EventLog;
  readonly jitter: Jitter;
  readonly fetchPeriodic: FetchPeriodic;
  readonly store: Pick<PeriodicStore, 'saveSuccess'>;
  /** The record as the plan sees it; `undefined` once the mini-program is removed. */
  recordOf(appId: string): PeriodicRecord | undefined;
  waitOf(record: PeriodicRecord): PeriodicWait;
  /** What forbids every request now. */
  blockedBy(): Exclude<SweepStop, 'quit'> | null;
  plan(): PeriodicPlan;
  /** What else is renewed once everybody had a turn. */
  readonly renewals: SweptRenewals;
  /** Writes an attempt without data down; must not throw. */
  saveRetry(appId: string, state: RetryState): void;
  /** New or renewed data was kept; must not throw. */
  onSaved(appId: string, kind: 'data' | 'not-modified'): void;
}

/** Something that the sweep renews besides, one mini-program at a time, under the same conditions. */
export interface SweptRenewals {
  plan(): { readonly due: readonly string[]; readonly nextDueAt: number | null };
  /** Never rejects. */
  renew(appId: string, signal: AbortSignal): Promise<void>;
  /** What belongs to no mini-program, at the end of each sweep; makes nothing due by itself. Never rejects. */
  renewCommon?(signal: AbortSignal): Promise<void>;
}

export const NOTHING_TO_RENEW: SweptRenewals = {
  plan: () => ({ due: [], nextDueAt: null }),
  renew: () => Promise.resolve(),
};

export interface SweepResult {
  readonly requests: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly stopped: SweepStop | null;
}

/** How one request went. `message`: one sentence for a person; names the host at most. */
export type FetchVerdict =
  { readonly ok: true } | { readonly ok: false; readonly errCode: BnErrorCode; readonly message?: string };

export interface Sweeper {
  /** Runs one sweep. The caller sees to it that there is one at a time. */
  run(reason: SweepReason): Promise<SweepResult>;
  /** One request for `appId`, whether it is due or not, when the one under way is over. Never rejects. */
  runOne(appId: string): Promise<FetchVerdict>;
  /** Resolves when no request is under way or waits for its turn. */
  idle(): Promise<void>;
  /** The request under way, if any; `done` settles when its result is written down. */
  current(): { readonly appId: string; readonly done: Promise<void> } | null;
  /** Cuts the request under way short; the sweep itself goes on, except after `quit`. */
  interrupt(reason: InterruptReason): void;
}

const TURN = 'request';

export function createSweeper(deps: SweepDependencies): Sweeper {
  const { clock, events } = deps;
  let current: { appId: string; done: Promise<void>; controller: AbortController } | null = null;
  let renewing: AbortController | null = null;
  let quitting = false;
  /** One request at a time, whoever asks for it. */
  const turns = new KeyedQueue();

  /** An attempt that brought nothing: `failures` counts it or not, the wait depends on why. */
  function keepWaiting(record: PeriodicRecord, failures: number, delayMs: number): void {
    const failedAt = clock.now();
    deps.saveRetry(record.appId, { failures, failedAt, retryAt: failedAt + delayMs });
  }

  function countFailure(record: PeriodicRecord, retryAfterMs: number | null): void {
    const failures = record.failures + 1;
    const jitter = deps.jitter(`retry ${record.appId} ${failures}`);
    keepWaiting(record, failures, retryDelayMs(failures, retryAfterMs, jitter));
  }

  async function settle(record: PeriodicRecord, outcome: PeriodicOutcome, signal: AbortSignal): Promise<FetchVerdict> {
    const { appId } = record;
    if (!signal.aborted && outcome.kind !== 'failure') {
      try {
        if ((await deps.store.saveSuccess(appId, outcome, clock.now(), signal)) === 'saved') return { ok: true };
      } catch (error) {
        const message = errorMessage(error);
        events.emit('problem', { appId, message });
        countFailure(record, null);
        return { ok: false, errCode: 'internal', message };
      }
    }
    if (deps.recordOf(appId) === undefined) return { ok: false, errCode: 'aborted' };
    const interrupted = signal.aborted && signal.reason !== 'changed';
    if (interrupted || deps.blockedBy() === 'network') keepWaiting(record, record.failures, INTERRUPTED_PAUSE_MS);
    else countFailure(record, outcome.kind === 'failure' ? (outcome.retryAfterMs ?? null) : null);
    if (outcome.kind !== 'failure' || signal.aborted) return { ok: false, errCode: 'aborted' };
    const { errCode, message } = outcome;
    return { ok: false, errCode, ...(message === undefined ? {} : { message }) };
  }

  async function fetchOne(record: PeriodicRecord, signal: AbortSignal): Promise<FetchVerdict> {
    const { appId } = record;
    const startedAt = clock.now();
    let outcome: PeriodicOutcome;
    try {
      outcome = await deps.fetchPeriodic(appId, signal, (host) => events.emit('periodic-started', { appId, host }));
    } catch (error) {
      events.emit('problem', { appId, message: `Cannot update the data: ${errorMessage(error)}` });
      outcome = { kind: 'failure', errCode: 'internal' };
    }
    const verdict = await settle(record, outcome, signal);
    if (verdict.ok && outcome.kind !== 'failure') deps.onSaved(appId, outcome.kind);
    const retryAt = verdict.ok ? null : (deps.recordOf(appId)?.retryAt ?? null);
    events.emit('periodic-finished', {
      appId,
      ok: verdict.ok,
      notModified: verdict.ok && outcome.kind === 'not-modified',
      ...(outcome.host === undefined ? {} : { host: outcome.host }),
      ...(outcome.status === undefined ? {} : { status: outcome.status }),
      bytes: outcome.kind === 'not-modified' ? 0 : (outcome.bytes ?? 0),
      ms: Math.max(0, clock.now() - startedAt),
      ...(verdict.ok ? {} : { errCode: verdict.errCode }),
      ...(retryAt === null ? {} : { retryAt }),
    });
    return verdict;
  }

  async function attempt(record: PeriodicRecord): Promise<FetchVerdict> {
    const controller = new AbortController();
    const result = fetchOne(record, controller.signal);
    current = { appId: record.appId, done: result.then(() => undefined), controller };
    try {
      return await result;
    } finally {
      current = null;
    }
  }

  /** `null`: it is not, or no longer, due. */
  async function attemptIfDue(appId: string): Promise<FetchVerdict | null> {
    const record = deps.recordOf(appId);
    if (quitting || record === undefined || deps.waitOf(record).waitingFor !== 'turn') return null;
    return attempt(record);
  }

  async function attemptNow(appId: string): Promise<FetchVerdict> {
    const record = deps.recordOf(appId);
    if (quitting || record === undefined) return { ok: false, errCode: 'aborted' };
    return attempt(record);
  }

  /** Why it ended before everybody had a turn; `null`: it did not. */
  async function renewOthers(): Promise<SweepStop | null> {
    // Each once: what fails comes again with the next sweep.
    for (const appId of deps.renewals.plan().due) {
      const stopped = quitting ? 'quit' : deps.blockedBy();
      if (stopped) return stopped;
      renewing = new AbortController();
      await deps.renewals.renew(appId, renewing.signal);
      renewing = null;
    }
    const stopped = quitting ? 'quit' : deps.blockedBy();
    if (stopped || !deps.renewals.renewCommon) return stopped;
    renewing = new AbortController();
    await deps.renewals.renewCommon(renewing.signal);
    renewing = null;
    return null;
  }

  async function run(reason: SweepReason): Promise<SweepResult> {
    const startedAt = clock.now();
    const seen = new Set<string>();
    let requests = 0;
    let succeeded = 0;
    let stopped: SweepStop | null;
    let plan = deps.plan();
    let queue = [...plan.due].reverse();
    events.emit('sweep-started', { reason, due: queue.length });
    for (;;) {
      stopped = quitting ? 'quit' : deps.blockedBy();
      if (stopped) break;
      // Who became due meanwhile joins in its place; looking at all records again is worth it only then.
      if (queue.length === 0 || (plan.nextDueAt !== null && plan.nextDueAt <= clock.now())) {
        plan = deps.plan();
        queue = plan.due.filter((appId) => !seen.has(appId)).reverse();
      }
      const appId = queue.pop();
      if (appId === undefined) break;
      seen.add(appId);
      const verdict = await turns.run(TURN, () => attemptIfDue(appId));
      if (verdict === null) continue;
      requests += 1;
      if (verdict.ok) succeeded += 1;
    }
    stopped ??= await renewOthers();
    const result = { requests, succeeded, failed: requests - succeeded, stopped };
    events.emit('sweep-finished', { reason, ...result, ms: Math.max(0, clock.now() - startedAt) });
    return result;
  }

  return {
    run,
    runOne: (appId) => turns.run(TURN, () => attemptNow(appId)),
    idle: () => turns.settled(),
    current: () => current,
    interrupt(reason) {
      if (reason === 'quit') quitting = true;
      current?.controller.abort(reason);
      if (reason === 'quit' || reason === 'conditions') renewing?.abort(reason);
    },
  };
}
