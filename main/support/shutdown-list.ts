import { withTimeLimit } from './time-limit.ts';

/** Something long-lived that the composition root ends on quit. */
export interface Disposable {
  dispose(): void | Promise<void>;
}

/** How long one may take to end, in ms: quitting must not hang on it. */
const DISPOSE_LIMIT_MS = 10_000;

/** Collects disposables and ends them in reverse order; one that throws or hangs does not stop the rest. */
export class ShutdownList implements Disposable {
  readonly #items: Disposable[] = [];
  readonly #onError: (error: unknown) => void;
  readonly #limitMs: number;

  constructor(onError: (error: unknown) => void = () => {}, limitMs = DISPOSE_LIMIT_MS) {
    this.#onError = onError;
    this.#limitMs = limitMs;
  }

  add<T extends Disposable>(item: T): T {
    this.#items.push(item);
    return item;
  }

  defer(dispose: () => void | Promise<void>): void {
    this.#items.push({ dispose });
  }

  async dispose(): Promise<void> {
    for (let item = this.#items.pop(); item; item = this.#items.pop()) {
      try {
        const ending = item;
        await withTimeLimit(this.#limitMs, () => ending.dispose());
      } catch (error) {
        this.#onError(error);
      }
    }
  }
}
