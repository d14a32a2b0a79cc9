/**
 * Starts sweeps: at the fixed time, at the earliest due time, and when something happened that may
 * have made a mini-program due. One sweep at a time; every trigger during a sweep joins it.
 */
import type { Clock } from '../../support/clock.ts';
import type { Disposable } from '../../support/shutdown-list.ts';
import { errorMessage } from '../../support/errors.ts';
import type { EventLog } from '../../log/event-log.ts';
import type { DailyCron } from './cron.ts';
import { blockedBy, planPeriodic, waitOf, type PeriodicPlan } from './due.ts';
import { createUnsavedRetries } from './unsaved-retries.ts';
import type { Jitter } from '../../support/jitter.ts';
import { createSweeper, NOTHING_TO_RENEW, type FetchVerdict, type SweptRenewals } from './sweep.ts';
import type { Conditions, FetchPeriodic, PeriodicSettings, PeriodicStore, RetryState, Situation } from './types.ts';
import type { SweepReason } from '../../log/event-log.ts';
import type { Timers } from './timers.ts';
import { createWakeUps } from './wake-ups.ts';
import type { PeriodicRecord } from '../../models/periodic-state.ts';

export interface SchedulerDependencies {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly cron: DailyCron;
  readonly events: EventLog;
  readonly jitter: Jitter;
  readonly store: PeriodicStore;
  readonly fetchPeriodic: FetchPeriodic;
  /** Default: nothing. */
  readonly renewals?: SweptRenewals;
  /** Read anew at every decision. */
  settings(): PeriodicSettings;
  conditions(): Conditions;
  /** New or renewed data of `appId` is in the store. */
  onSaved(appId: string, kind: 'data' | 'not-modified'): void;
  /**
   * The longest timer, in ms. Timers stand still while the computer sleeps and do not notice that
   * the clock was set: after at most this long both are noticed. Default one minute.
   */
  readonly heartbeatMs?: number;
}

/** What happened. The scheduler looks again and starts a sweep when somebody is due. */
export type SchedulerTrigger =
  | Extract<SweepReason, 'resume' | 'online' | 'metered' | 'power' | 'settings' | 'opened' | 'clock' | 'user'>
  | 'offline';

export interface PeriodicScheduler extends Disposable {
  /** Begins; catches up a fixed time that was missed while the app was closed. */
  start(): void;
  trigger(reason: SchedulerTrigger): void;
  /** The token of `appId` was set, replaced or removed: a request under way with the old one is dropped. */
  tokenChanged(appId: string): void;
  /** The mini-program is gone: a request under way for it is dropped. */
  removed(appId: string): void;
  /** Settles when the request under way for `appId` is written down; `null` when there is none. */
  underWay(appId: string): Promise<void> | null;
  /** One request now, due or not, also before `start`; next in line, for there is one at a time. Never rejects. */
  fetchNow(appId: string): Promise<FetchVerdict>;
  isSweeping(): boolean;
  /** The plan at this moment, for the Activity page. */
  plan(): PeriodicPlan;
}

const HEARTBEAT_MS = 60_000;
/** Later than this, a fixed time was missed. */
const FIXED_TIME_LATE_MS = 2 * HEARTBEAT_MS;

/** These start a sweep even when nobody is due, so that the log shows that somebody looked. */
const ALWAYS: ReadonlySet<SweepReason> = new Set<SweepReason>([
  'fixed-time',
  'missed-fixed-time',
  'resume',
  'online',
  'user',
]);

export function createPeriodicScheduler(deps: SchedulerDependencies): PeriodicScheduler {
  const { clock, events, store, renewals = NOTHING_TO_RENEW } = deps;
  const holdBack = createUnsavedRetries();
  let running = false;
  let isLooking = false;
  let sweeping: Promise<void> | null = null;
  let announced: string | null = null;

  function situation(): Situation {
    return { settings: deps.settings(), conditions: deps.conditions(), lastFixedTimeRun: store.lastFixedTimeRun() };
  }

  function plan(): PeriodicPlan {
    return planPeriodic(store.records().map(holdBack.apply), situation(), clock.now());
  }

  function recordOf(appId: string): PeriodicRecord | undefined {
    const record = store.record(appId);
    return record && holdBack.apply(record);
  }

  /** Runs what others may throw from; a full disk is reported and does not end the schedule. */
  function write(action: () => void, appId?: string): boolean {
    try {
      action();
      return true;
    } catch (error) {
      events.emit('problem', { ...(appId === undefined ? {} : { appId }), message: errorMessage(error) });
      return false;
    }
  }

  function saveRetry(appId: string, state: RetryState): void {
    if (write(() => store.saveRetry(appId, state), appId)) holdBack.clear(appId);
    else holdBack.set(appId, state);
  }

  /** Times in the future count as now, from now on. */
  function correctTimes(current: PeriodicPlan): void {
    for (const correction of current.corrections) write(() => store.correct(correction), correction.appId);
    const served = store.lastFixedTimeRun();
    if (served !== null && served > clock.now()) write(() => store.setLastFixedTimeRun(clock.now()));
  }

  const sweeper = createSweeper({
    clock,
    events,
    jitter: deps.jitter,
    fetchPeriodic: deps.fetchPeriodic,
    store,
    renewals,
    recordOf,
    waitOf: (record) => waitOf(record, situation(), clock.now()),
    blockedBy: () => blockedBy(situation()),
    plan,
    saveRetry,
    onSaved(appId, kind) {
      holdBack.clear(appId);
      write(() => deps.onSaved(appId, kind), appId);
    },
  });

  const wakeUps = createWakeUps({
    clock,
    timers: deps.timers,
    cron: deps.cron,
    heartbeatMs: deps.heartbeatMs ?? HEARTBEAT_MS,
    onFixedTime,
    onTime: look,
  });

  /** When something is to be renewed; `null`: time alone makes nothing due, or nothing may be. */
  function nextRenewalAt(): number | null {
    if (blockedBy(situation()) !== null) return null;
    const { due, nextDueAt } = renewals.plan();
    return due.length > 0 ? clock.now() : nextDueAt;
  }

  /** Looks at all records again and sets the timer anew. */
  function rearm(current = plan()): void {
    correctTimes(current);
    const nextWakeAt = earliest(current.nextWakeAt, nextRenewalAt());
    wakeUps.arm(deps.settings(), nextWakeAt, current.fixedTime.nextAt);
    const wake = `${nextWakeAt} ${current.nextAppId}`;
    if (wake === announced) return;
    announced = wake;
    events.emit('next-wake', { wakeAt: nextWakeAt, appId: current.nextAppId });
  }

  function fixedTimeReason(current: PeriodicPlan): SweepReason {
    return clock.now() - current.fixedTime.lastAt <= FIXED_TIME_LATE_MS ? 'fixed-time' : 'missed-fixed-time';
  }

  /** Every way into a sweep. What our own writes set off (a listener of the store) is no trigger. */
  function look(reason: SweepReason): void {
    if (!running || sweeping || isLooking) return;
    isLooking = true;
    try {
      lookNow(reason);
    } finally {
      isLooking = false;
    }
  }

  function lookNow(reason: SweepReason): void {
    if (store.lastFixedTimeRun() === null) write(() => store.setLastFixedTimeRun(clock.now()));
    const current = plan();
    const { missed } = current.fixedTime;
    const actual = missed && !ALWAYS.has(reason) ? fixedTimeReason(current) : reason;
    const allowed = blockedBy(situation()) === null;
    if (missed) write(() => store.setLastFixedTimeRun(clock.now()));
    const isNobodyDue = current.due.length === 0 && renewals.plan().due.length === 0;
    if (!allowed || (isNobodyDue && !ALWAYS.has(actual))) {
      rearm(current);
      return;
    }
    correctTimes(current);
    wakeUps.cancelTimer();
    sweeping = sweep(actual);
  }

  async function sweep(reason: SweepReason): Promise<void> {
    try {
      await sweeper.run(reason);
    } catch (error) {
      events.emit('problem', { message: `Cannot finish the sweep: ${errorMessage(error)}` });
    }
    sweeping = null;
    if (!running) return;
    const current = plan();
    // A fixed time that came during the sweep was served by it.
    if (current.fixedTime.missed) write(() => store.setLastFixedTimeRun(clock.now()));
    rearm(current);
  }

  function onFixedTime(): void {
    // A repeated hour calls twice; another clock than the system's is off by its offset.
    if (plan().fixedTime.missed) look('fixed-time');
  }

  /** A request that is forbidden or hopeless by now does not go on. On battery it may end. */
  function interruptWhenForbidden(): void {
    const blocker = blockedBy(situation());
    const request = sweeper.current();
    if (!request) {
      if (blocker === 'switched-off' || blocker === 'network') sweeper.interrupt('conditions');
      return;
    }
    const record = recordOf(request.appId);
    if (!record) sweeper.interrupt('removed');
    else {
      const { waitingFor } = waitOf(record, situation(), clock.now());
      if (waitingFor === 'switched-off' || waitingFor === 'network') sweeper.interrupt('conditions');
    }
  }

  return {
    start() {
      if (running) return;
      running = true;
      look('start');
    },
    trigger(reason) {
      interruptWhenForbidden();
      if (reason !== 'offline') look(reason);
      else if (running && !sweeping) rearm();
    },
    tokenChanged(appId) {
      write(() => store.forgetValidators(appId), appId);
      if (sweeper.current()?.appId === appId) sweeper.interrupt('changed');
      look('token');
    },
    removed(appId) {
      holdBack.clear(appId);
      if (sweeper.current()?.appId === appId) sweeper.interrupt('removed');
      look('settings');
    },
    underWay(appId) {
      const request = sweeper.current();
      return request?.appId === appId ? request.done : null;
    },
    async fetchNow(appId) {
      const verdict = await sweeper.runOne(appId);
      if (running && !sweeping) rearm();
      return verdict;
    },
    isSweeping: () => sweeping !== null,
    plan,
    async dispose() {
      running = false;
      await wakeUps.dispose();
      sweeper.interrupt('quit');
      await Promise.all([sweeping, sweeper.idle()]);
    },
  };
}

function earliest(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}
