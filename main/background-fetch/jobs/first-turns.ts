/** New fetches whose page has not yet had its turn: they run, and do not settle. */
export class FirstTurns {
  readonly #waiting = new Map<string, NodeJS.Timeout>();

  /** `onPatienceEnds` is called after `ms` unless the turn has ended before. */
  begin(uuid: string, ms: number, onPatienceEnds: () => void): void {
    if (ms > 0) this.#waiting.set(uuid, setTimeout(onPatienceEnds, ms));
  }

  isWaiting(uuid: string): boolean {
    return this.#waiting.has(uuid);
  }

  end(uuid: string): void {
    clearTimeout(this.#waiting.get(uuid));
    this.#waiting.delete(uuid);
  }

  dispose(): void {
    for (const uuid of [...this.#waiting.keys()]) this.end(uuid);
  }
}
