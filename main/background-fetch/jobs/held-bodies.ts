/**
 * The bodies of one fetch that somebody reads: a response that was handed out can be read to its end, also
 * when the event is over and the fetch is history. Its file goes with its last reader.
 */

interface Held {
  count: number;
  readonly bytes: number;
}

export interface HeldBodiesDependencies {
  /** Nobody reads the body called `name` any more, and nothing else needs it. `isLast`: it was the last of the fetch. */
  onFree(name: string, bytes: number, isLast: boolean): void;
}

export class HeldBodies {
  readonly #held = new Map<string, Held>();
  readonly #deps: HeldBodiesDependencies;
  /** The fetch itself needs its bodies no more: from now on only readers do. */
  #isOver = false;

  constructor(deps: HeldBodiesDependencies) {
    this.#deps = deps;
  }

  /** Returns the function that ends it; calling that again changes nothing. */
  hold(name: string): () => void {
    const held = this.#held.get(name) ?? { count: 0, bytes: 0 };
    this.#held.set(name, held);
    held.count += 1;
    let isHeld = true;
    return () => {
      if (isHeld) this.#release(name);
      isHeld = false;
    };
  }

  has(name: string): boolean {
    return this.#held.has(name);
  }

  get isEmpty(): boolean {
    return this.#held.size === 0;
  }

  /** Bytes of the bodies that stay for their readers. `bytesOf` says how long each is. */
  endOfFetch(bytesOf: (name: string) => number): number {
    this.#isOver = true;
    let sum = 0;
    for (const [name, { count }] of this.#held) {
      const bytes = bytesOf(name);
      this.#held.set(name, { count, bytes });
      sum += bytes;
    }
    return sum;
  }

  #release(name: string): void {
    const held = this.#held.get(name);
    if (!held) return;
    held.count -= 1;
    if (held.count > 0) return;
    this.#held.delete(name);
    if (this.#isOver) this.#deps.onFree(name, held.bytes, this.#held.size === 0);
  }
}
