/** Many installations of one mini-program, and the one developer server they all ask. */
import { createPeriodicScheduler, type PeriodicScheduler } from '../../main/data-fetch/periodic/scheduler.ts';
import { createJitter, fixedTimeOffsetMinutes, type Jitter } from '../../main/support/jitter.ts';
import type { FetchPeriodic } from '../../main/data-fetch/periodic/types.ts';
import { dataOutcome, HOUR_MS, MemoryPeriodicStore, MINUTE_MS, periodicRecord } from '../fakes/periodic-store.ts';
import { VirtualTime } from '../fakes/virtual-time.ts';
import { createRandom, type Random } from './random.ts';

export const DAY_MS = 24 * HOUR_MS;

/** Where the users of a fleet live: UTC offset in hours stands for when their day is. */
export const WORLDWIDE: readonly Zone[] = [
  { timeZone: 'America/Los_Angeles', offset: -8, weight: 10 },
  { timeZone: 'America/New_York', offset: -5, weight: 20 },
  { timeZone: 'America/Sao_Paulo', offset: -3, weight: 8 },
  { timeZone: 'Europe/London', offset: 0, weight: 12 },
  { timeZone: 'Europe/Berlin', offset: 1, weight: 18 },
  { timeZone: 'Asia/Kolkata', offset: 5.5, weight: 14 },
  { timeZone: 'Asia/Shanghai', offset: 8, weight: 12 },
  { timeZone: 'Asia/Tokyo', offset: 9, weight: 6 },
];

export interface Zone {
  readonly timeZone: string;
  readonly offset: number;
  readonly weight: number;
}

export interface FleetOptions {
  readonly installations: number;
  readonly zones: readonly Zone[];
  /** The share of computers that run day and night; the others are on for some hours a day. */
  readonly alwaysOn: number;
  readonly startAt: number;
  readonly seed: number;
}

/** From `from` until `to` the server refuses everything. */
export interface Outage {
  readonly from: number;
  readonly to: number;
  /** Tells everyone the same `Retry-After` date: the end of the outage. */
  readonly tellsEnd: boolean;
}

interface Installation {
  readonly jitter: Jitter;
  readonly zone: Zone;
  readonly isAlwaysOn: boolean;
  /** When its user starts and ends the day, ms after UTC midnight (may be beyond a day). */
  readonly startOfDay: number;
  readonly hours: number;
  readonly store: MemoryPeriodicStore;
  scheduler: PeriodicScheduler | null;
}

function drawZone(zones: readonly Zone[], random: Random): Zone {
  let left = random.next() * zones.reduce((sum, { weight }) => sum + weight, 0);
  return zones.find(({ weight }) => (left -= weight) < 0) ?? zones[0]!;
}

export class Fleet {
  readonly time: VirtualTime;
  /** Requests that reached the server, by minute since `startAt`. */
  readonly perMinute: number[] = [];
  readonly #options: FleetOptions;
  readonly #random: Random;
  readonly #outages: Outage[] = [];

  constructor(options: FleetOptions) {
    this.#options = options;
    this.#random = createRandom(options.seed);
    this.time = new VirtualTime(options.startAt);
    for (let index = 0; index < options.installations; index += 1) this.#install(index);
  }

  addOutage(outage: Outage): void {
    this.#outages.push(outage);
  }

  /** Lets everyone live until `wall`. */
  async runUntil(wall: number): Promise<void> {
    await this.time.runUntil(wall);
  }

  #install(index: number): void {
    const random = this.#random;
    const zone = drawZone(this.#options.zones, random);
    const installation: Installation = {
      jitter: createJitter(`${this.#options.seed} ${index}`),
      zone,
      isAlwaysOn: random.chance(this.#options.alwaysOn),
      // Half past nine, give or take; some people work late, some get up early.
      startOfDay: (random.normal(9.5, 2) - zone.offset) * HOUR_MS,
      hours: Math.min(20, Math.max(2, random.normal(10, 3))),
      store: new MemoryPeriodicStore([periodicRecord('app', { hasToken: false })]),
      scheduler: null,
    };
    // The mini-program is used for the first time at some hour of the first day.
    const firstUse =
      this.#options.startAt + DAY_MS + installation.startOfDay + random.next() * installation.hours * HOUR_MS;
    this.#at(firstUse, () => {
      installation.store.change('app', { hasToken: true, lastOpenedAt: this.#now() });
      this.#start(installation);
      if (!installation.isAlwaysOn) this.#live(installation, 1);
    });
  }

  #now(): number {
    return this.time.clock.now();
  }

  #at(wall: number, run: () => void): void {
    this.time.timers.after(Math.max(0, wall - this.#now()), run);
  }

  /** The evening of `day`, then the next morning, and so on. */
  #live(installation: Installation, day: number): void {
    const morning = this.#options.startAt + day * DAY_MS + installation.startOfDay;
    this.#at(morning + installation.hours * HOUR_MS, () => {
      void installation.scheduler?.dispose();
      installation.scheduler = null;
    });
    this.#at(morning + DAY_MS + this.#random.normal(0, 0.5) * HOUR_MS, () => {
      if (installation.scheduler === null) this.#start(installation);
      this.#live(installation, day + 1);
    });
  }

  #start(installation: Installation): void {
    // The user opens the mini-program now and then: it is never forgotten.
    installation.store.change('app', { lastOpenedAt: this.#now() });
    const settings = {
      enabled: true,
      dailyAtMinutes: 240,
      offsetMinutes: fixedTimeOffsetMinutes(installation.jitter),
      timeZone: installation.zone.timeZone,
      notOnBattery: false,
    };
    const conditions = { online: true, onBattery: false };
    installation.scheduler = createPeriodicScheduler({
      clock: this.time.clock,
      timers: this.time.timers,
      cron: this.time.cron,
      events: { emit: () => {} },
      jitter: installation.jitter,
      store: installation.store,
      fetchPeriodic: this.#server,
      settings: () => settings,
      conditions: () => conditions,
      onSaved: () => {},
      // Nobody sets these clocks; the heartbeat of ten thousand is all that would take time.
      heartbeatMs: DAY_MS,
    });
    installation.scheduler.start();
  }

  readonly #server: FetchPeriodic = async (_appId, signal, onRequest) => {
    const now = this.#now();
    const minute = Math.floor((now - this.#options.startAt) / MINUTE_MS);
    this.perMinute[minute] = (this.perMinute[minute] ?? 0) + 1;
    onRequest('dev.example');
    await this.time.wait(200, signal);
    if (signal.aborted) return { kind: 'failure', errCode: 'aborted' };
    const outage = this.#outages.find(({ from, to }) => from <= now && now < to);
    if (!outage) return dataOutcome();
    return {
      kind: 'failure',
      errCode: 'bad-status',
      status: 503,
      retryAfterMs: outage.tellsEnd ? outage.to - now : null,
    };
  };
}

export interface Load {
  /** Requests a minute. */
  readonly mean: number;
  readonly peak: number;
}

/** Requests of every minute from wall time `from` to `to`. */
export function perMinuteBetween(fleet: Fleet, startAt: number, from: number, to: number): number[] {
  return Array.from(
    { length: (to - from) / MINUTE_MS },
    (_, index) => fleet.perMinute[(from - startAt) / MINUTE_MS + index] ?? 0,
  );
}

/** The load from wall time `from` to `to` of a fleet that began at `startAt`. */
export function loadBetween(fleet: Fleet, startAt: number, from: number, to: number): Load {
  const minutes = perMinuteBetween(fleet, startAt, from, to);
  return { mean: minutes.reduce((sum, count) => sum + count, 0) / minutes.length, peak: Math.max(...minutes) };
}
