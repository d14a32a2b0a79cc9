/** Why a request was stopped from this side. */
export type Stop = 'aborted' | 'timeout';

/**
 * The end of one request: the caller gave it up, or time is over. The first reason counts.
 * Lives as long as the request; `dispose` ends its timers.
 */
export class Deadline {
  readonly #abort = new AbortController();
  readonly #caller: AbortSignal;
  readonly #connectTimeoutMs: number;
  readonly #totalTimer: NodeJS.Timeout;
  #connectTimer: NodeJS.Timeout | undefined;
  #reason: Stop | null = null;

  constructor(caller: AbortSignal, limits: { readonly totalTimeoutMs: number; readonly connectTimeoutMs: number }) {
    this.#caller = caller;
    this.#connectTimeoutMs = limits.connectTimeoutMs;
    this.#totalTimer = setTimeout(() => this.#end('timeout'), limits.totalTimeoutMs);
    caller.addEventListener('abort', this.#onAbort, { once: true });
    if (caller.aborted) this.#end('aborted');
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** `null` while the request may go on. */
  get reason(): Stop | null {
    return this.#reason;
  }

  /** Looking up the host, connecting and TLS begin; `connected` must follow in time. */
  connecting(): void {
    clearTimeout(this.#connectTimer);
    this.#connectTimer = setTimeout(() => this.#end('timeout'), this.#connectTimeoutMs);
  }

  connected(): void {
    clearTimeout(this.#connectTimer);
  }

  dispose(): void {
    clearTimeout(this.#totalTimer);
    clearTimeout(this.#connectTimer);
    this.#caller.removeEventListener('abort', this.#onAbort);
  }

  readonly #onAbort = (): void => this.#end('aborted');

  #end(reason: Stop): void {
    this.#reason ??= reason;
    this.#abort.abort();
  }
}
