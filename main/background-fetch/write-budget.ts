/**
 * What all records together may have received that is not in a file yet: when the process is killed
 * it is lost, and fetched again. Who reads takes room first, so that the limit holds at every moment.
 */

/** Less than 1 MiB, with something to spare for what comes without being asked for (TLS decrypts record by record). */
export const WRITE_BEHIND_BYTES = 960 * 1024;

const SMALLEST_READ_BYTES = 64 * 1024;
/** One part may be written while the next one is read. */
const PARTS_OF_A_SHARE = 2;

export class WriteBudget {
  readonly #limitBytes: number;
  #takenBytes = 0;
  #readers = 0;
  readonly #waiting = new Set<() => void>();

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  get takenBytes(): number {
    return this.#takenBytes;
  }

  /** How much to read at once: a lot while few share the budget, for large reads cost less. */
  get readBytes(): number {
    const share = this.#limitBytes / PARTS_OF_A_SHARE / Math.max(1, this.#readers);
    return Math.max(SMALLEST_READ_BYTES, Math.floor(share / SMALLEST_READ_BYTES) * SMALLEST_READ_BYTES);
  }

  /** One more who reads; returns the function that ends it. */
  join(): () => void {
    this.#readers += 1;
    return () => void (this.#readers -= 1);
  }

  /** False: there is no room. Somebody always gets some. */
  take(bytes: number): boolean {
    if (this.#takenBytes > 0 && this.#takenBytes + bytes > this.#limitBytes) return false;
    this.#takenBytes += bytes;
    return true;
  }

  /** For bytes that are here already. */
  takeAnyway(bytes: number): void {
    this.#takenBytes += bytes;
  }

  give(bytes: number): void {
    this.#takenBytes -= bytes;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const retry of waiting) retry();
  }

  /** Calls `retry` once, when some room was given back. */
  wait(retry: () => void): void {
    this.#waiting.add(retry);
  }

  endWait(retry: () => void): void {
    this.#waiting.delete(retry);
  }
}
