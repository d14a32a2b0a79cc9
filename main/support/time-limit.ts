/** Work that took longer than it may; it goes on without the caller. */
export class TimeLimitError extends Error {
  constructor(limitMs: number) {
    super(`It did not end within ${limitMs} ms.`);
    this.name = 'TimeLimitError';
  }
}

export interface TimeLimitOptions {
  /** Ends the waiting before: rejects with its reason. */
  readonly signal?: AbortSignal;
}

/**
 * Waits for `work`, but not longer than `limitMs`: rejects with `TimeLimitError` then. What is ready in the
 * same turn is answered even with `limitMs` 0. The signal that `work` gets says that nobody waits any more.
 */
export function withTimeLimit<T>(
  limitMs: number,
  work: (signal: AbortSignal) => PromiseLike<T> | T,
  { signal }: TimeLimitOptions = {},
): Promise<T> {
  return new Promise((resolve, reject) => {
    const left = new AbortController();
    const timer = setTimeout(() => settle(() => reject(new TimeLimitError(limitMs))), limitMs);
    if (signal?.aborted) return onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    const working = async (): Promise<T> => work(left.signal);
    working().then(
      (value) => settle(() => resolve(value)),
      (error: unknown) => settle(() => reject(error as Error)),
    );

    function settle(end: () => void): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      left.abort();
      end();
    }
    function onAbort(): void {
      settle(() => reject(signal?.reason as Error));
    }
  });
}
