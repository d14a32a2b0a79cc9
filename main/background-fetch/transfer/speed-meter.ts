/** Bytes a second over the last few seconds, for the person who waits. */

const HALF_LIFE_MS = 2000;

export class SpeedMeter {
  #bytesPerSecond = 0;
  #pendingBytes = 0;
  #lastAt: number | null = null;

  add(bytes: number, now: number): void {
    this.#pendingBytes += bytes;
    this.#settle(now);
  }

  bytesPerSecond(now: number): number {
    this.#settle(now);
    return this.#bytesPerSecond;
  }

  #settle(now: number): void {
    this.#lastAt ??= now;
    const elapsed = now - this.#lastAt;
    if (elapsed < 250) return;
    const weight = 1 - 0.5 ** (elapsed / HALF_LIFE_MS);
    this.#bytesPerSecond += weight * ((this.#pendingBytes / elapsed) * 1000 - this.#bytesPerSecond);
    this.#pendingBytes = 0;
    this.#lastAt = now;
  }
}
