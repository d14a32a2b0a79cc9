/** New fetches whose page has not yet had its turn: they run, and do not settle. */
export class SettleHold {
  readonly #waiting = new Map<string, NodeJS.Timeout>();

  /** `onPatienceEnds` is called after `ms` unless the turn has ended before. */
  hold(uuid: string, ms: number, onTimeout: () => void): void {
    if (ms > 0) this.#waiting.set(uuid, setTimeout(onTimeout, ms));
  }

  isHeld(uuid: string): boolean {
    return this.#waiting.has(uuid);
  }

  release(uuid: string): void {
    clearTimeout(this.#waiting.get(uuid));
    this.#waiting.delete(uuid);
  }

  dispose(): void {
    for (const uuid of [...this.#waiting.keys()]) this.release(uuid);
  }
}
