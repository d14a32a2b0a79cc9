/** Tasks of one key run one after the other, in the order they came; those of different keys side by side. */
export class KeyedQueue {
  readonly #ends = new Map<string, Promise<void>>();

  /** Settles as `task` does. A task that fails does not stop the next. */
  run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const result = (this.#ends.get(key) ?? Promise.resolve()).then(task);
    const ends = this.#ends;
    const end: Promise<void> = result.then(over, over);
    ends.set(key, end);
    return result;

    function over(): void {
      if (ends.get(key) === end) ends.delete(key);
    }
  }

  /** Whether a task of `key` waits or runs. */
  isBusy(key: string): boolean {
    return this.#ends.has(key);
  }

  /** Resolves when every task of `key` there is now is over; without a key, those of all. */
  async settled(key?: string): Promise<void> {
    await (key === undefined ? Promise.all(this.#ends.values()) : this.#ends.get(key));
  }
}
