/**
 * What all records of a mini-program together may have received that is not in a file yet: when the process is killed
 * it is lost, and fetched again. Who reads takes room first, so that the limit holds at every moment.
 */
import type { Rate } from './rate-limit.ts';

/** The rest of 1 MiB is for what comes before anyone has made room for it: `UNASKED_BYTES` of each record under way. */
export const WRITE_BEHIND_BYTES = 640 * 1024;

export const SMALLEST_READ_BYTES = 64 * 1024;

const NO_LIMIT: Rate = { isOn: false, waitMs: () => 0, took: () => {} };

export class WriteBudget {
  readonly #limitBytes: number;
  /** What reads may take together beyond the smallest: a server that stalls keeps its room, and the others must still have some. */
  readonly #extraLimitBytes: number;
  #takenBytes = 0;
  #extraBytes = 0;
  #readers = 0;
  readonly #waiting = new Set<() => void>();

  readonly #rate: Rate;
  #timer: NodeJS.Timeout | null = null;

  /** `readers`: as many always have room for a small read, so that a host that stalls does not hold up the next. */
  constructor(limitBytes: number, readers: number, rate = NO_LIMIT) {
    this.#rate = rate;
    this.#limitBytes = limitBytes;
    this.#extraLimitBytes = Math.max(0, limitBytes - readers * SMALLEST_READ_BYTES);
  }

  get takenBytes(): number {
    return this.#takenBytes;
  }

  /** How much to read at once: a lot while few share the budget, for large reads cost less. */
  get readBytes(): number {
    if (this.#rate.isOn) return SMALLEST_READ_BYTES;
    const share = Math.min(
      this.#extraLimitBytes / Math.max(1, this.#readers),
      this.#extraLimitBytes - this.#extraBytes,
    );
    return SMALLEST_READ_BYTES + Math.floor(share / SMALLEST_READ_BYTES) * SMALLEST_READ_BYTES;
  }

  /** One more who reads; returns the function that ends it. */
  join(): () => void {
    this.#readers += 1;
    return () => void (this.#readers -= 1);
  }

  /** Room for one read. False: there is none. Somebody always gets some. */
  reserve(bytes: number): boolean {
    const extra = extraOf(bytes);
    const waitMs = this.#rate.waitMs();
    if (waitMs > 0) {
      this.#timer ??= setTimeout(() => this.#retryNow(), waitMs);
      return false;
    }
    if (this.#takenBytes > 0 && this.#takenBytes + bytes > this.#limitBytes) return false;
    if (extra > 0 && this.#extraBytes + extra > this.#extraLimitBytes) return false;
    this.#takenBytes += bytes;
    this.#extraBytes += extra;
    return true;
  }

  /** The read that `reserve` made room for is done, or never comes. */
  release(bytes: number): void {
    this.#extraBytes -= extraOf(bytes);
    this.#give(bytes);
  }

  /** Bytes that are here, and not yet in a file. */
  add(bytes: number): void {
    this.#takenBytes += bytes;
    this.#rate.took(bytes);
  }

  /** They are in the file, or lost. */
  remove(bytes: number): void {
    this.#give(bytes);
  }

  /** Calls `retry` once, when some room was given back. */
  wait(retry: () => void): void {
    this.#waiting.add(retry);
  }

  endWait(retry: () => void): void {
    this.#waiting.delete(retry);
  }

  #give(bytes: number): void {
    this.#takenBytes -= bytes;
    this.#retryNow();
  }

  #retryNow(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const retry of waiting) retry();
  }
}

function extraOf(bytes: number): number {
  return Math.max(0, bytes - SMALLEST_READ_BYTES);
}
