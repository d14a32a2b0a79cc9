/**
 * A computer with Larder on it, and the developer servers, for a simulation. It writes down what
 * the world did (segments of time in which nothing changed) and what reached the servers; the
 * oracle judges from that alone.
 */
import { createPeriodicScheduler, type PeriodicScheduler } from '../../main/data-fetch/periodic/scheduler.ts';
import type { Timers } from '../../main/data-fetch/periodic/timers.ts';
import { createJitter } from '../../main/support/jitter.ts';
import type { FetchPeriodic, PeriodicOutcome } from '../../main/data-fetch/periodic/types.ts';
import { createEventLog, type LarderEvent } from '../../main/log/event-log.ts';
import { dataOutcome, MemoryPeriodicStore, periodicRecord } from '../fakes/periodic-store.ts';
import { VirtualTime } from '../fakes/virtual-time.ts';
import { SimulatedBackend } from './backend.ts';
import { createRandom } from './random.ts';

export interface MiniProgramFacts {
  readonly openedAt?: number;
  readonly token?: boolean;
  readonly enabled?: boolean;
}

/** A stretch of time in which the wall clock runs evenly and nothing changes. */
export interface Segment {
  readonly wallStart: number;
  wallEnd: number;
  readonly running: boolean;
  /** Online, switched on, and on mains where that is asked for. */
  readonly allowed: boolean;
  /** What changed for single mini-programs at its start. */
  readonly changes: ReadonlyMap<string, MiniProgramFacts>;
}

export type RequestResult =
  | { readonly kind: 'success' }
  | { readonly kind: 'failure'; readonly retryAfterMs: number }
  /** Cut short by us, or by a network that went away. */
  | { readonly kind: 'interrupted' }
  /** The process was killed: nobody knows of the request any more. */
  | { readonly kind: 'lost' };

export interface WorldRequest {
  readonly appId: string;
  readonly segment: number;
  readonly wall: number;
  readonly elapsed: number;
  endSegment: number;
  endWall: number;
  endElapsed: number;
  result: RequestResult;
}

export type ServerMode = 'ok' | 'not-modified' | 'down' | 'retry-after' | 'hang';

const ONE_CHANGE = new Map<string, MiniProgramFacts>();

export class World {
  readonly time: VirtualTime;
  readonly store: MemoryPeriodicStore;
  readonly segments: Segment[] = [];
  readonly requests: WorldRequest[] = [];
  readonly events: LarderEvent[] = [];
  readonly servers = new Map<string, ServerMode>();
  readonly backend: SimulatedBackend;
  /** Elapsed, whenever something changed that allows or forbids renewals, or the clock. */
  readonly disturbedAt: number[] = [];
  mostAtOnce = 0;
  readonly killedAt: number[] = [];
  clockChanges = 0;
  readonly #timeZone: string;
  readonly #random = createRandom(7);
  #scheduler: PeriodicScheduler | null = null;
  #process = 0;
  #inFlight: WorldRequest | null = null;
  #tokenChanged = false;
  #online = true;
  #onBattery = false;
  #switchedOn = true;

  constructor(options: { startAt: number; timeZone: string; appIds: readonly string[] }) {
    this.time = new VirtualTime(options.startAt);
    this.#timeZone = options.timeZone;
    this.backend = new SimulatedBackend(this.time, this.#random);
    this.store = new MemoryPeriodicStore(options.appIds.map((appId) => periodicRecord(appId, { hasToken: false })));
    this.#cut();
  }

  get running(): boolean {
    return this.#scheduler !== null;
  }

  #now(): number {
    return this.time.clock.now();
  }

  #cut(changes: ReadonlyMap<string, MiniProgramFacts> = ONE_CHANGE): void {
    if (changes === ONE_CHANGE) this.disturbedAt.push(this.time.elapsed());
    this.segments.push({
      wallStart: this.#now(),
      wallEnd: this.#now(),
      running: this.running,
      allowed: this.#online && this.#switchedOn && !this.#onBattery,
      changes,
    });
  }

  /** Time passes. */
  async pass(ms: number): Promise<void> {
    await this.time.advance(ms);
    this.segments.at(-1)!.wallEnd = this.#now();
  }

  start(): void {
    const process = (this.#process += 1);
    const timers: Timers = {
      after: (ms, run) => this.time.timers.after(ms, () => (process === this.#process ? run() : undefined)),
    };
    const scheduler = createPeriodicScheduler({
      clock: this.time.clock,
      timers,
      cron: (minutes, timeZone, run) =>
        this.time.cron(minutes, timeZone, () => (process === this.#process ? run() : undefined)),
      events: createEventLog(this.time.clock, [(event) => void this.events.push(event)]),
      jitter: createJitter('the one installation'),
      store: this.store,
      fetchPeriodic: this.#serverOf(process),
      renewals: {
        plan: () => this.backend.plan(this.store.records()),
        renew: async (appId, signal) => {
          await this.backend.renew(appId, signal, () => this.#online);
          // A killed process hears no answer.
          if (process !== this.#process) await new Promise(() => {});
        },
      },
      settings: () => ({
        enabled: this.#switchedOn,
        dailyAtMinutes: 150,
        offsetMinutes: 13,
        timeZone: this.#timeZone,
        notOnBattery: true,
      }),
      conditions: () => ({ online: this.#online, onBattery: this.#onBattery }),
      onSaved: () => {},
    });
    this.#scheduler = scheduler;
    this.backend.restarted();
    this.#cut();
    scheduler.start();
  }

  /** The user quits. */
  async stop(): Promise<void> {
    await this.#scheduler?.dispose();
    this.#process += 1;
    this.#scheduler = null;
    this.#cut();
  }

  /** SIGKILL. */
  kill(): void {
    this.killedAt.push(this.#now());
    this.#process += 1;
    this.#scheduler = null;
    if (this.#inFlight) this.#end({ kind: 'lost' });
    this.#cut();
  }

  /** The computer sleeps; not every system tells when it wakes. */
  sleep(ms: number, reported: boolean): void {
    this.time.shift(ms);
    this.#cut();
    if (reported) this.#scheduler?.trigger('resume');
  }

  setClock(ms: number): void {
    this.clockChanges += 1;
    this.backend.clockChanges += 1;
    this.time.shift(ms);
    this.#cut();
  }

  setOnline(online: boolean): void {
    this.#online = online;
    this.#cut();
    this.#scheduler?.trigger(online ? 'online' : 'offline');
  }

  setOnBattery(onBattery: boolean): void {
    this.#onBattery = onBattery;
    this.#cut();
    this.#scheduler?.trigger('power');
  }

  setSwitchedOn(switchedOn: boolean): void {
    this.#switchedOn = switchedOn;
    this.#cut();
    this.#scheduler?.trigger('settings');
  }

  open(appId: string): void {
    this.backend.opened(appId, this.#online, this.store.record(appId)?.enabled ?? true);
    this.#cut(new Map([[appId, { openedAt: this.#now() }]]));
    this.store.change(appId, { lastOpenedAt: this.#now() });
    this.#scheduler?.trigger('opened');
  }

  setToken(appId: string, token: boolean): void {
    this.#cut(new Map([[appId, { token }]]));
    this.store.change(appId, { hasToken: token });
    if (this.#inFlight?.appId === appId) this.#tokenChanged = true;
    this.#scheduler?.tokenChanged(appId);
  }

  setEnabled(appId: string, enabled: boolean): void {
    this.backend.switched(appId);
    this.#cut(new Map([[appId, { enabled }]]));
    this.store.change(appId, { enabled });
    this.#scheduler?.trigger('settings');
  }

  #end(result: RequestResult): void {
    const request = this.#inFlight;
    if (!request) throw new Error('No request is under way');
    // The segment that is open now: its index is the last one.
    Object.assign(request, {
      endSegment: this.segments.length - 1,
      endWall: this.#now(),
      endElapsed: this.time.elapsed(),
      result,
    });
    this.#inFlight = null;
  }

  #serverOf(process: number): FetchPeriodic {
    return async (appId, signal, onRequest): Promise<PeriodicOutcome> => {
      this.mostAtOnce = Math.max(this.mostAtOnce, this.#inFlight ? 2 : 1);
      const mode = this.servers.get(appId) ?? 'ok';
      const request: WorldRequest = {
        appId,
        segment: this.segments.length - 1,
        wall: this.#now(),
        elapsed: this.time.elapsed(),
        endSegment: Infinity,
        endWall: Infinity,
        endElapsed: Infinity,
        result: { kind: 'lost' },
      };
      this.requests.push(request);
      this.#inFlight = request;
      this.#tokenChanged = false;
      onRequest('dev.example');
      await this.time.wait(mode === 'hang' ? 60_000 : this.#random.between(100, 900), signal);
      // A killed process hears no answer.
      if (process !== this.#process) return new Promise(() => {});
      if (this.#tokenChanged) {
        this.#end({ kind: 'failure', retryAfterMs: 0 });
        return dataOutcome();
      }
      if (signal.aborted || !this.#online) {
        this.#end({ kind: 'interrupted' });
        return { kind: 'failure', errCode: signal.aborted ? 'aborted' : 'network-error' };
      }
      if (mode === 'ok' || mode === 'not-modified') {
        this.#end({ kind: 'success' });
        if (mode === 'ok') return dataOutcome();
        return {
          kind: 'not-modified',
          host: 'dev.example',
          status: 304,
          etag: null,
          lastModified: null,
          requestKey: 'key',
          sent: { appid: appId, timestamp: 0, lang: 'en', version: '1' },
        };
      }
      const retryAfterMs = mode === 'retry-after' ? this.#random.between(0, 30) * 3_600_000 : 0;
      this.#end({ kind: 'failure', retryAfterMs });
      return {
        kind: 'failure',
        errCode: mode === 'hang' ? 'timeout' : 'bad-status',
        retryAfterMs: retryAfterMs || null,
      };
    };
  }
}
