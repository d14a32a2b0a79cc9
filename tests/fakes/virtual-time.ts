/** Time that a test moves: a year passes in seconds. */
import { fixedTimesAround } from '../../main/data-fetch/periodic/fixed-time.ts';
import type { DailyCron } from '../../main/data-fetch/periodic/cron.ts';
import type { Clock } from '../../main/support/clock.ts';

interface Timer {
  readonly dueAt: number;
  readonly order: number;
  run: (() => void) | null;
}

const isBefore = (a: Timer, b: Timer): boolean => a.dueAt < b.dueAt || (a.dueAt === b.dueAt && a.order < b.order);

/** A binary heap: the fleet has tens of thousands of timers. */
class TimerHeap {
  readonly #items: Timer[] = [];

  peek(): Timer | undefined {
    return this.#items[0];
  }

  push(timer: Timer): void {
    const items = this.#items;
    let index = items.push(timer) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(timer, items[parent]!)) break;
      items[index] = items[parent]!;
      index = parent;
    }
    items[index] = timer;
  }

  pop(): Timer | undefined {
    const items = this.#items;
    const first = items[0];
    const last = items.pop();
    if (!first || !last || items.length === 0) return first;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && isBefore(items[child + 1]!, items[child]!)) child += 1;
      if (!isBefore(items[child]!, last)) break;
      items[index] = items[child]!;
      index = child;
    }
    items[index] = last;
    return first;
  }
}

/** Lets everything that promises hold up happen. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * A wall clock and timers. As in a computer, timers run on a clock of their own: it stands still
 * while the computer sleeps and does not notice when the wall clock is set.
 */
export class VirtualTime {
  #monotonic = 0;
  #wallOffset: number;
  #order = 0;
  readonly #heap = new TimerHeap();

  constructor(startAt: number) {
    this.#wallOffset = startAt;
  }

  readonly clock: Clock = { now: () => this.#monotonic + this.#wallOffset };

  /** ms that timers have seen. */
  elapsed(): number {
    return this.#monotonic;
  }

  readonly timers = {
    after: (ms: number, run: () => void): (() => void) => {
      if (!(ms >= 0 && ms < 2 ** 31)) throw new RangeError(`A timer of ${ms} ms would fire at once`);
      const timer: Timer = { dueAt: this.#monotonic + ms, order: (this.#order += 1), run };
      this.#heap.push(timer);
      return () => {
        timer.run = null;
      };
    },
  };

  /** Passes after `ms` of virtual time, or when `signal` is aborted. */
  wait(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.timers.after(ms, resolve);
      signal?.addEventListener('abort', () => {
        cancel();
        resolve();
      });
    });
  }

  /** As node-cron: a time that passes during sleep, or while the clock is set, is swallowed. */
  readonly cron: DailyCron = (minutes, timeZone, run) => {
    let cancel = (): void => {};
    const arm = (): void => {
      const { nextAt } = fixedTimesAround(this.clock.now(), minutes, timeZone);
      cancel = this.timers.after(nextAt - this.clock.now(), () => {
        const isOnTime = Math.abs(this.clock.now() - nextAt) < 1000;
        arm();
        if (isOnTime) run();
      });
    };
    arm();
    return { dispose: () => cancel() };
  };

  /** Runs everything until the wall clock shows `wall`; returns at once when it does already. */
  async runUntil(wall: number): Promise<void> {
    const target = wall - this.#wallOffset;
    await settle();
    for (let timer = this.#heap.peek(); timer && timer.dueAt <= target; timer = this.#heap.peek()) {
      this.#heap.pop();
      if (!timer.run) continue;
      this.#monotonic = timer.dueAt;
      timer.run();
      await settle();
    }
    this.#monotonic = Math.max(this.#monotonic, target);
  }

  async advance(ms: number): Promise<void> {
    await this.runUntil(this.clock.now() + ms);
  }

  /** The computer sleeps, or somebody sets the clock: the wall clock moves, the timers do not. */
  shift(ms: number): void {
    this.#wallOffset += ms;
  }
}
