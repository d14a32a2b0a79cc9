/** Waking service workers and telling them of events, against a session written by hand. */
import { EventEmitter } from 'node:events';
import type { ServiceWorkerMain, Session } from 'electron';
import { describe, expect, it } from 'vitest';
import type { BackgroundFetchEventData } from '../../../main/background-fetch/types.ts';
import type { Caller } from '../../../main/ipc/caller.ts';
import { createServiceWorkers, type ServiceWorkerLimits } from '../../../main/sessions/service-workers.ts';
import { until } from '../../fakes/until.ts';

const SCOPE = 'mp://abc/';
const EVENT: BackgroundFetchEventData = {
  eventId: 'e1',
  kind: 'success',
  registration: {
    uuid: 'u1',
    id: 'episode',
    scope: SCOPE,
    uploadTotal: 0,
    uploaded: 0,
    downloadTotal: 0,
    downloaded: 5,
    result: 'success',
    failureReason: '',
    recordsAvailable: true,
  },
};

interface FakeWorker {
  readonly versionId: number;
  readonly sent: [channel: string, payload: unknown][];
  tasks: number;
  isGone: boolean;
  readonly ipc: object;
}

/** `onStart` is what the worker does once it was asked to run. */
function createWorld(
  onStart: (worker: FakeWorker) => void,
  options: {
    limits?: Partial<ServiceWorkerLimits>;
    hasSession?: boolean;
    startFails?: boolean;
    neverStarts?: boolean;
    /** From the process it was in. */
    isCutOff?: boolean;
  } = {},
) {
  const worker: FakeWorker = { versionId: 7, sent: [], tasks: 0, isGone: false, ipc: {} };
  const main = {
    versionId: worker.versionId,
    ipc: worker.ipc,
    isDestroyed: () => worker.isGone,
    send(channel: string, payload: unknown) {
      if (options.isCutOff) throw new Error('Object has been destroyed');
      worker.sent.push([channel, payload]);
    },
    startTask() {
      if (worker.isGone) throw new Error('ServiceWorkerMain is destroyed');
      worker.tasks += 1;
      return { end: () => void (worker.tasks -= 1) };
    },
  } as unknown as ServiceWorkerMain;
  const status = new EventEmitter();
  const preloads: unknown[] = [];
  let starts = 0;
  const session = {
    registerPreloadScript: (script: unknown) => void preloads.push(script),
    serviceWorkers: Object.assign(status, {
      getWorkerFromVersionID: (id: number) => (id === worker.versionId ? main : undefined),
      startWorkerForScope(_scope: string) {
        starts += 1;
        if (options.neverStarts) return new Promise(() => {});
        if (options.startFails) return Promise.reject(new Error('no such scope'));
        status.emit('running-status-changed', { versionId: worker.versionId, runningStatus: 'starting' });
        queueMicrotask(() => onStart(worker));
        return Promise.resolve(main);
      },
    }),
  } as unknown as Session;
  const attached: Caller[] = [];
  const problems: string[] = [];
  const workers = createServiceWorkers({
    preloadPath: '/app/preload/service-worker.cjs',
    prepareSession: () => Promise.resolve(options.hasSession === false ? null : session),
    attachIpc: (_ipc, caller) => void attached.push(caller),
    report: (_appId, message) => void problems.push(message),
    limits: { startMs: 50, handlingMs: 50, startAttempts: 3, ...options.limits },
  });
  const caller: Caller = {
    audience: 'service-worker',
    appId: 'abc',
    origin: 'mp://abc',
    windowId: -1,
    versionId: worker.versionId,
  };
  const change = (runningStatus: string): void =>
    void status.emit('running-status-changed', { versionId: worker.versionId, runningStatus });
  return { workers, worker, session, attached, problems, preloads, caller, change, starts: () => starts };
}

type World = ReturnType<typeof createWorld>;

describe('wake', () => {
  it('starts the worker and tells it nothing; what it is told soon after, it is told once', async () => {
    const world: World = createWorld(() => world.workers.ready(world.caller));
    world.workers.wake('abc', SCOPE);
    const delivered = world.workers.deliver('abc', SCOPE, EVENT);
    await until(() => world.worker.sent.length > 0);
    world.workers.handled(world.caller, 'e1');
    expect(await delivered).toBe('delivered');
    expect([world.worker.sent.length, world.problems]).toEqual([1, []]);
  });

  it('leaves it to the event to find out that it cannot be started', async () => {
    const world = createWorld(() => {}, { startFails: true });
    world.workers.wake('abc', SCOPE);
    await until(() => world.starts() === 1);
    for (const outcome of ['retry', 'retry', 'delivered'])
      expect(await world.workers.deliver('abc', SCOPE, EVENT)).toBe(outcome);
  });
});

describe('deliver', () => {
  it('wakes the worker, tells it once it is ready, and lets it go when it has handled the event', async () => {
    const world: World = createWorld(() => world.workers.ready(world.caller));
    const delivered = world.workers.deliver('abc', SCOPE, EVENT);
    await until(() => world.worker.sent.length > 0);
    expect(world.worker).toMatchObject({
      tasks: 1,
      sent: [['background-fetch:event', { eventId: 'e1', kind: 'success', registration: { uuid: 'u1' } }]],
    });
    world.workers.handled({ ...world.caller, appId: 'other' }, 'e1');
    world.workers.handled({ ...world.caller, versionId: 8 }, 'e1');
    world.workers.handled(world.caller, 'e2');
    expect(world.worker.tasks).toBe(1);
    world.workers.handled(world.caller, 'e1');
    expect([await delivered, world.worker.tasks, world.attached]).toEqual(['delivered', 0, [world.caller]]);
  });

  it('answers "retry" when the worker stops before it has handled the event', async () => {
    const world: World = createWorld(() => world.workers.ready(world.caller));
    const delivered = world.workers.deliver('abc', SCOPE, EVENT);
    await until(() => world.worker.sent.length > 0);
    world.change('stopped');
    expect([await delivered, world.worker.tasks]).toEqual(['retry', 0]);
  });

  it('answers "retry" when the worker ends without being said to have stopped, and pushes nothing to it', async () => {
    const world: World = createWorld(() => world.workers.ready(world.caller));
    const delivered = world.workers.deliver('abc', SCOPE, EVENT);
    await until(() => world.worker.sent.length > 0);
    const stopped: unknown[] = [];
    world.workers.onStopped((worker) => stopped.push(worker.versionId));
    world.change('stopping');
    expect([await delivered, world.worker.tasks]).toEqual(['retry', 0]);
    world.workers.push('abc', 'background-fetch:event', {} as never);
    world.change('stopped');
    expect([world.worker.sent.length, stopped]).toEqual([1, [world.worker.versionId]]);
  });

  it('takes an event as delivered when its time for handling is over', async () => {
    const world: World = createWorld(() => world.workers.ready(world.caller));
    expect([await world.workers.deliver('abc', SCOPE, EVENT), world.worker.tasks, world.worker.sent.length]).toEqual([
      'delivered',
      0,
      1,
    ]);
  });

  it.each([
    ['gives no sign of life in time', () => {}, {}],
    ['stops before it is ready', (world: () => World) => world().change('stopped'), {}],
    ['throws at its first line', (world: () => World) => world().change('stopping'), {}],
    ['cannot be started', () => {}, { startFails: true }],
    ['is never said to have started, nor not to', () => {}, { neverStarts: true }],
    ['has no session: nothing is installed', () => {}, { hasSession: false }],
  ])('answers "retry", and gives up at the limit of starts, when the worker %s', async (_, onStart, options) => {
    const world: World = createWorld(() => onStart(() => world), options);
    const answers = [];
    for (let count = 0; count < 3; count++) answers.push(await world.workers.deliver('abc', SCOPE, EVENT));
    expect(answers).toEqual(['retry', 'retry', 'delivered']);
    expect([world.worker.sent, world.problems]).toEqual([[], [expect.stringContaining('does not start')]]);
  });

  it('counts failed starts of an event from the beginning after one that worked', async () => {
    let isReady = false;
    const world: World = createWorld(() => isReady && world.workers.ready(world.caller), {
      limits: { startMs: 5, handlingMs: 5, startAttempts: 2 },
    });
    expect(await world.workers.deliver('abc', SCOPE, EVENT)).toBe('retry');
    isReady = true;
    expect(await world.workers.deliver('abc', SCOPE, EVENT)).toBe('delivered');
    isReady = false;
    world.change('starting');
    expect(await world.workers.deliver('abc', SCOPE, EVENT)).toBe('retry');
  });

  it('goes on without a task when the worker is gone in that moment', async () => {
    const world: World = createWorld((worker) => {
      world.workers.ready(world.caller);
      worker.isGone = true;
    });
    const delivered = world.workers.deliver('abc', SCOPE, EVENT);
    await until(() => world.worker.sent.length > 0);
    world.change('stopped');
    expect(await delivered).toBe('retry');
  });

  it('leaves no click behind when the worker is gone before it is told', async () => {
    const world: World = createWorld(() => world.workers.ready(world.caller), { isCutOff: true });
    const outcome = await world.workers.deliver('abc', SCOPE, { ...EVENT, kind: 'click' });
    expect([outcome, world.workers.isHandlingClick('abc'), world.worker.tasks]).toEqual(['retry', false, 0]);
  });

  it('lets a click be known as one while it is handled, and nothing else', async () => {
    const world: World = createWorld(() => world.workers.ready(world.caller));
    const seen = [];
    for (const kind of ['success', 'click'] as const) {
      const delivered = world.workers.deliver('abc', SCOPE, { ...EVENT, eventId: kind, kind });
      await until(() => (world.worker.sent.at(-1)?.[1] as { eventId: string } | undefined)?.eventId === kind);
      seen.push(world.workers.isHandlingClick('abc'), world.workers.isHandlingClick('other'));
      world.workers.handled(world.caller, kind);
      await delivered;
    }
    expect([...seen, world.workers.isHandlingClick('abc')]).toEqual([false, false, true, false, false]);
  });
});

describe('attach', () => {
  it('registers the preload once for a session, and a worker’s channels once, when it begins to start', () => {
    const world = createWorld(() => {});
    world.workers.attach('abc', world.session);
    world.workers.attach('abc', world.session);
    for (const state of ['starting', 'running', 'stopped', 'starting']) world.change(state);
    expect([world.preloads, world.attached]).toEqual([
      [{ type: 'service-worker', filePath: '/app/preload/service-worker.cjs' }],
      [world.caller],
    ]);
  });
});

describe('push', () => {
  it('reaches workers of the mini-program that are ready, and no others', () => {
    const world = createWorld(() => {});
    const push = (appId: string): void =>
      world.workers.push(appId, 'background-fetch:progress', { ...EVENT.registration, sequence: 1 });
    world.workers.attach('abc', world.session);
    world.change('starting');
    push('abc');
    world.workers.ready(world.caller);
    push('other');
    push('abc');
    expect(world.worker.sent).toHaveLength(1);
    world.change('stopped');
    push('abc');
    world.workers.ready(world.caller);
    world.worker.isGone = true;
    push('abc');
    expect(world.worker.sent).toHaveLength(1);
  });

  it('knows no worker that no session has', () => {
    const { workers, caller } = createWorld(() => {});
    expect(() => workers.ready(caller)).not.toThrow();
    expect(() => workers.handled(caller, 'e1')).not.toThrow();
  });
});
