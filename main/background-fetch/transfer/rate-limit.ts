/** How fast all records together may receive: a bucket that fills with time and that every read empties. */
import { once } from '../../support/once.ts';
import type { NetworkPort } from '../ports.ts';

/** What may come at once after a pause: a part of a second, so that the rate holds over any second. */
const BURST_MS = 250;
/** The limit is the user's: it may change at any moment. */
const LONGEST_WAIT_MS = 1000;

export interface RateLimitOptions {
  /** Bytes a second; `null`: as fast as it comes. Asked anew each time. */
  bytesPerSecond(): number | null;
  /** ms that never jump. */
  now(): number;
}

export type Rate = Pick<RateLimit, 'isOn' | 'waitMs' | 'took'>;

export class RateLimit {
  readonly #options: RateLimitOptions;
  #bytes = 0;
  #filledAt: number;

  constructor(options: RateLimitOptions) {
    this.#options = options;
    this.#filledAt = options.now();
  }

  get isOn(): boolean {
    return this.#options.bytesPerSecond() !== null;
  }

  /** Ms until something may be read; 0: now. */
  waitMs(): number {
    const rate = this.#options.bytesPerSecond();
    const now = this.#options.now();
    if (rate === null) {
      this.#bytes = 0;
      this.#filledAt = now;
      return 0;
    }
    const filled = this.#bytes + ((now - this.#filledAt) * rate) / 1000;
    this.#bytes = Math.min((rate * BURST_MS) / 1000, filled);
    this.#filledAt = now;
    return this.#bytes > 0 ? 0 : Math.min(LONGEST_WAIT_MS, Math.ceil((-this.#bytes * 1000) / rate) + 1);
  }

  /** So many were read: more than the bucket has is paid for by waiting. */
  took(bytes: number): void {
    this.#bytes -= bytes;
  }
}

/** For the records of each mini-program: what holds for all together, and what holds for it. */
export function createRates(
  network: Pick<NetworkPort, 'maxBytesPerSecond' | 'maxBytesPerSecondOf'>,
  now: () => number,
): (appId: string) => Rate {
  // A start reads no clock for it.
  const shared = once(() => new RateLimit({ bytesPerSecond: () => network.maxBytesPerSecond?.() ?? null, now }));
  return (appId) => {
    const all = shared();
    const own = new RateLimit({ bytesPerSecond: () => network.maxBytesPerSecondOf?.(appId) ?? null, now });
    return {
      get isOn() {
        return all.isOn || own.isOn;
      },
      waitMs: () => Math.max(all.waitMs(), own.waitMs()),
      took(bytes) {
        all.took(bytes);
        own.took(bytes);
      },
    };
  };
}
