/** Something long-lived that the composition root ends on quit. */
export interface Disposable {
  dispose(): void | Promise<void>;
}

/** Collects disposables and ends them in reverse order; one that throws does not stop the rest. */
export class DisposableStack implements Disposable {
  readonly #items: Disposable[] = [];
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void = () => {}) {
    this.#onError = onError;
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
        await item.dispose();
      } catch (error) {
        this.#onError(error);
      }
    }
  }
}
