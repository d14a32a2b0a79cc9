/**
 * The service workers of mini-programs, as the Background Fetch API needs them: woken when they sleep,
 * told what happened, and held until they have handled it. A worker's messages arrive at an object of
 * its own, which must be there before the worker starts; a message to a worker that does not run is lost.
 */
import type { ServiceWorkerMain, Session } from 'electron';
import type { WireEventKind } from '../../preload/contract/background-fetch.ts';
import type { PushChannel, PushChannels } from '../../preload/contract/channels.ts';
import type { BackgroundFetchEventData } from '../background-fetch/types.ts';
import type { DeliverEvent } from '../background-fetch/ports.ts';
import { ownerOf, type Caller } from '../ipc/caller.ts';
import { toWireRegistration } from '../background-fetch/wire-registration.ts';
import type { Router } from '../ipc/router.ts';
import { originOf } from './schemes.ts';
import { withTimeLimit } from '../support/time-limit.ts';

export interface ServiceWorkersOptions {
  readonly preloadPath: string;
  /** The session of a mini-program, ready to serve its files; `null` when it has none that could. */
  prepareSession(appId: string): Promise<Session | null>;
  attachIpc: Router['attachServiceWorker'];
  report(appId: string, message: string): void;
  readonly limits?: Partial<ServiceWorkerLimits>;
}

export interface ServiceWorkerLimits {
  /** From the wish to the worker's first sign of life. */
  readonly startMs: number;
  /** For what `waitUntil` was given, as Chromium has it. */
  readonly handlingMs: number;
  /** After so many starts that failed an event counts as one that nobody will ever handle. */
  readonly startAttempts: number;
}

/** After the last sign that a worker needs it. */
const AWAKE_MS = 10_000;
/** Chromium ends a task that takes minutes; a longer one is several. */
const TASK_MS = 60_000;

const LIMITS: ServiceWorkerLimits = { startMs: 30_000, handlingMs: 300_000, startAttempts: 5 };

export interface ServiceWorkers {
  /** Registers the preload and listens. Once for each session, before its first page. */
  attach(appId: string, session: Session): void;
  deliver: DeliverEvent;
  /** Starts the worker of `scope`, for what it will be told in a moment. */
  wake(appId: string, scope: string): void;
  ready(caller: Caller): void;
  handled(caller: Caller, eventId: string): void;
  isHandlingClick(appId: string): boolean;
  /** `ownerOf` a worker is in the middle of something that Chromium does not see: it is held for some seconds more. */
  keepAwake(owner: string): void;
  /** Called when a worker has stopped: what it had asked for is for nobody. */
  onStopped(listener: (worker: StoppedWorker) => void): void;
  /** To every worker of the mini-program that runs. */
  push<C extends PushChannel>(appId: string, channel: C, payload: PushChannels[C]): void;
}

type StoppedWorker = Pick<Caller, 'appId' | 'windowId' | 'versionId'>;

interface Worker {
  readonly appId: string;
  readonly main: ServiceWorkerMain;
  /** Its preload has run in this start. */
  isReady: boolean;
  /** Called at every change. */
  readonly watchers: Set<() => void>;
  isStopped: boolean;
}

interface Delivery {
  readonly appId: string;
  readonly kind: WireEventKind;
  readonly worker: Worker;
  settle(outcome: 'delivered' | 'retry'): void;
}

export function createServiceWorkers(options: ServiceWorkersOptions): ServiceWorkers {
  const limits = { ...LIMITS, ...options.limits };
  const attached = new Set<Session>();
  /** Version ids are one session's own. */
  const workers = new Map<string, Worker>();
  const deliveries = new Map<string, Delivery>();
  const failedStarts = new Map<string, number>();
  const keyOf = (appId: string, versionId: number): string => ownerOf({ appId, windowId: -1, versionId });

  const stopListeners: ((worker: StoppedWorker) => void)[] = [];
  const awake = new Map<string, { task: { end(): void }; readonly begunAt: number; timer: NodeJS.Timeout }>();
  const endTask = (key: string): void => {
    const held = awake.get(key);
    if (!held) return;
    clearTimeout(held.timer);
    held.task.end();
    awake.delete(key);
  };

  const known = (appId: string, main: ServiceWorkerMain): Worker => {
    const key = keyOf(appId, main.versionId);
    const found = workers.get(key);
    if (found?.main === main) return found;
    const worker: Worker = { appId, main, isReady: false, watchers: new Set(), isStopped: false };
    workers.set(key, worker);
    options.attachIpc(main.ipc, {
      audience: 'service-worker',
      appId,
      origin: originOf(appId),
      windowId: -1,
      versionId: main.versionId,
    });
    return worker;
  };
  const changed = (worker: Worker): void => {
    for (const watcher of [...worker.watchers]) watcher();
  };

  const dropDestroyed = (): void => {
    for (const [key, { main }] of workers) if (main.isDestroyed()) workers.delete(key);
  };

  const attach = (appId: string, session: Session): void => {
    if (attached.has(session)) return;
    attached.add(session);
    session.registerPreloadScript({ type: 'service-worker', filePath: options.preloadPath });
    session.serviceWorkers.on('running-status-changed', ({ versionId, runningStatus }) => {
      if (runningStatus === 'starting') {
        const main = session.serviceWorkers.getWorkerFromVersionID(versionId);
        if (!main) return;
        const worker = known(appId, main);
        worker.isReady = false;
        worker.isStopped = false;
        dropDestroyed();
        return;
      }
      const worker = workers.get(keyOf(appId, versionId));
      // One that never ran, because its script throws, is said to be stopping and never to have stopped.
      const isEnding = runningStatus === 'stopping' || runningStatus === 'stopped';
      if (!worker || !isEnding || worker.isStopped) return;
      worker.isReady = false;
      worker.isStopped = true;
      endTask(keyOf(appId, versionId));
      changed(worker);
      for (const listener of stopListeners) listener({ appId, windowId: -1, versionId });
      if (worker.main.isDestroyed()) workers.delete(keyOf(appId, versionId));
    });
  };

  /** Resolves when the worker takes events; false when it stops before, or does not begin in time. */
  const becomesReady = (worker: Worker): Promise<boolean> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => finish(false), limits.startMs);
      worker.watchers.add(check);
      check();

      function check(): void {
        if (worker.isReady || worker.isStopped) finish(worker.isReady);
      }
      function finish(isReady: boolean): void {
        clearTimeout(timer);
        worker.watchers.delete(check);
        resolve(isReady);
      }
    });

  const start = async (appId: string, scope: string): Promise<Worker | null> => {
    const session = await options.prepareSession(appId);
    if (!session) return null;
    attach(appId, session);
    // Chromium says so much sooner when it cannot be started; nobody waits for one that it says nothing of.
    const main = await withTimeLimit(limits.handlingMs, () => session.serviceWorkers.startWorkerForScope(scope));
    const worker = known(appId, main);
    worker.isStopped = false;
    return (await becomesReady(worker)) ? worker : null;
  };

  const handling = (worker: Worker, event: BackgroundFetchEventData): Promise<'delivered' | 'retry'> =>
    new Promise((resolve) => {
      // It had its time: an event that is never over must not come again and again.
      const timer = setTimeout(() => settle('delivered'), limits.handlingMs);
      worker.watchers.add(check);
      deliveries.set(event.eventId, { appId: worker.appId, kind: event.kind, worker, settle });
      const { eventId, kind, registration } = event;
      const message = { eventId, kind, registration: toWireRegistration(registration) };
      try {
        worker.main.send('background-fetch:event', message satisfies PushChannels['background-fetch:event']);
      } catch {
        // It is gone: a delivery that nobody has would pass for a click for minutes.
        settle('retry');
      }

      function check(): void {
        if (worker.isStopped) settle('retry');
      }
      function settle(outcome: 'delivered' | 'retry'): void {
        clearTimeout(timer);
        worker.watchers.delete(check);
        deliveries.delete(event.eventId);
        resolve(outcome);
      }
    });

  return {
    attach,
    async deliver(appId, scope, event) {
      const worker = await start(appId, scope).catch(() => null);
      if (!worker) {
        const failed = (failedStarts.get(event.eventId) ?? 0) + 1;
        failedStarts.set(event.eventId, failed);
        if (failed < limits.startAttempts) return 'retry';
        failedStarts.delete(event.eventId);
        options.report(appId, 'Cannot tell a service worker about its background fetch: the worker does not start.');
        return 'delivered';
      }
      failedStarts.delete(event.eventId);
      const task = beginTask(worker.main);
      try {
        return await handling(worker, event);
      } finally {
        task.end();
      }
    },
    wake(appId, scope) {
      // Whoever has something to tell it finds out what is wrong.
      void start(appId, scope).catch(() => {});
    },
    ready({ appId, versionId }) {
      const worker = appId === null || versionId === undefined ? undefined : workers.get(keyOf(appId, versionId));
      if (!worker) return;
      worker.isReady = true;
      worker.isStopped = false;
      changed(worker);
    },
    handled({ appId, versionId }, eventId) {
      const delivery = deliveries.get(eventId);
      if (delivery?.appId === appId && delivery.worker.main.versionId === versionId) delivery.settle('delivered');
    },
    isHandlingClick: (appId) =>
      [...deliveries.values()].some((delivery) => delivery.appId === appId && delivery.kind === 'click'),
    onStopped: (listener) => void stopListeners.push(listener),
    keepAwake(key) {
      const worker = workers.get(key);
      if (!worker || worker.isStopped) return;
      const timer = setTimeout(() => endTask(key), AWAKE_MS);
      const held = awake.get(key);
      if (held && performance.now() - held.begunAt < TASK_MS) {
        clearTimeout(held.timer);
        held.timer = timer;
        return;
      }
      // The new one begins before the old one ends.
      const task = beginTask(worker.main);
      endTask(key);
      awake.set(key, { task, begunAt: performance.now(), timer });
    },
    push(appId, channel, payload) {
      for (const worker of workers.values()) {
        if (worker.appId === appId && worker.isReady && !worker.main.isDestroyed()) worker.main.send(channel, payload);
      }
    },
  };
}

/** Keeps the worker awake; both ends throw when the worker is gone in that moment. */
function beginTask(main: ServiceWorkerMain): { end(): void } {
  const ignoringGone = <T>(run: () => T): T | undefined => {
    try {
      return run();
    } catch {
      return undefined;
    }
  };
  const task = ignoringGone(() => main.startTask());
  return { end: () => ignoringGone(() => task?.end()) };
}
