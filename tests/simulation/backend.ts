/** The MP backend of a simulated world: what its details are asked for, and how old the kept ones are when somebody opens. */
import { planRenewals, type RenewalPlan } from '../../main/catalog/renewal-plan.ts';
import type { VirtualTime } from '../fakes/virtual-time.ts';
import type { Random } from './random.ts';

export interface RenewalRequest {
  readonly appId: string;
  readonly elapsed: number;
  /** Since the details before were fetched, by the clock of that moment. */
  readonly ageMs: number;
}

export interface Opening {
  readonly appId: string;
  readonly elapsed: number;
  /** Of the kept details; `null`: there were none. */
  readonly ageMs: number | null;
  /** Since it was opened before; `null`: never. */
  readonly sinceLastMs: number | null;
  /** No clock was set since then: it was dated right, and so were its details. */
  readonly isDatedRight: boolean;
  /** Since the user's switch for it was touched. */
  readonly sinceSwitchMs: number;
  readonly isSwitchedOn: boolean;
}

interface Kept {
  fetchedAt: number | null;
  triedAt: number | null;
  /** By the time that never jumps, as the one below. */
  openedElapsed: number | null;
  openedWall: number;
  openedByClock: number;
  switchedElapsed: number;
}

export interface RenewalFacts {
  readonly appId: string;
  readonly lastOpenedAt: number | null;
  readonly enabled: boolean;
}

export class SimulatedBackend {
  readonly requests: RenewalRequest[] = [];
  readonly openings: Opening[] = [];
  isDown = false;
  /** How often the clock was set. */
  clockChanges = 0;
  readonly #time: VirtualTime;
  readonly #random: Random;
  readonly #kept = new Map<string, Kept>();

  constructor(time: VirtualTime, random: Random) {
    this.#time = time;
    this.#random = random;
  }

  #of(appId: string): Kept {
    const kept = this.#kept.get(appId) ?? {
      fetchedAt: null,
      triedAt: null,
      openedElapsed: null,
      openedWall: 0,
      openedByClock: 0,
      switchedElapsed: 0,
    };
    this.#kept.set(appId, kept);
    return kept;
  }

  #now(): number {
    return this.#time.clock.now();
  }

  /** A cold start; it asks for fresh details once its pre-fetch has left. */
  opened(appId: string, isOnline: boolean, isSwitchedOn: boolean): void {
    const kept = this.#of(appId);
    const elapsed = this.#time.elapsed();
    this.openings.push({
      appId,
      elapsed,
      ageMs: kept.fetchedAt === null ? null : Math.max(0, this.#now() - kept.fetchedAt),
      // A computer that sleeps counts as well.
      sinceLastMs:
        kept.openedElapsed === null ? null : Math.max(elapsed - kept.openedElapsed, this.#now() - kept.openedWall),
      isDatedRight: kept.openedByClock === this.clockChanges,
      sinceSwitchMs: elapsed - kept.switchedElapsed,
      isSwitchedOn,
    });
    kept.openedElapsed = elapsed;
    kept.openedWall = this.#now();
    kept.openedByClock = this.clockChanges;
    if (isOnline && !this.isDown) kept.fetchedAt = this.#now();
  }

  /** The user's switch for it was touched. */
  switched(appId: string): void {
    this.#of(appId).switchedElapsed = this.#time.elapsed();
  }

  /** Another process knows nothing of what was tried. */
  restarted(): void {
    for (const kept of this.#kept.values()) kept.triedAt = null;
  }

  plan(records: readonly RenewalFacts[]): RenewalPlan {
    return planRenewals(
      records.map((record) => ({ ...record, ...this.#of(record.appId) })),
      this.#now(),
    );
  }

  async renew(appId: string, signal: AbortSignal, isOnline: () => boolean): Promise<void> {
    const kept = this.#of(appId);
    kept.triedAt = this.#now();
    this.requests.push({ appId, elapsed: this.#time.elapsed(), ageMs: this.#now() - (kept.fetchedAt ?? -Infinity) });
    await this.#time.wait(this.#random.between(50, 400), signal);
    if (signal.aborted) kept.triedAt = null;
    else if (isOnline() && !this.isDown) kept.fetchedAt = this.#now();
  }
}
