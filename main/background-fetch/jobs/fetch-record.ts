/** One record of a fetch in memory: its request, the response as far as it is there, how it ended. */
import type { ResponseHead } from './state-schema.ts';
import type { RecordResult, StoredRequest } from '../types.ts';

export class FetchRecord {
  readonly index: number;
  readonly request: StoredRequest;
  /** Counts responses; each has a body file of its own, so that nobody reads a mix of two. */
  generation = 0;
  head: ResponseHead | null = null;
  /** Bytes of the body in its file. */
  written = 0;
  /** As `written`, with what is still on its way to the file. */
  received = 0;
  uploaded = 0;
  result: RecordResult = '';
  /** A request that must not be repeated has left. */
  isSent = false;

  /** The farthest that any attempt got: beyond it is progress. */
  farthest = 0;
  /** Attempts in a row without progress. */
  failures = 0;
  isRunning = false;
  /** Not before, by the clock that never jumps. */
  retryAt = 0;

  readonly #waiting = new Set<() => void>();

  /** Where the request goes, for the limit of records per host. */
  readonly host: string;

  constructor(index: number, request: StoredRequest) {
    this.index = index;
    this.request = request;
    this.host = URL.parse(request.url)?.host ?? '';
  }

  get isDone(): boolean {
    return this.result !== '';
  }

  /** https://wicg.github.io/background-fetch/#background-fetch-response-exposed; a body with `integrity` only once it is checked. */
  get isExposed(): boolean {
    if (this.result === 'success' || this.result === 'bad-status') return true;
    return this.result === '' && this.request.integrity === '';
  }

  /** Where the next attempt starts; 0: from the beginning. */
  get resumeAt(): number {
    const isRanged = this.request.headers.some(([name]) => name === 'range');
    const isOk = this.head !== null && this.head.status >= 200 && this.head.status <= 299;
    return this.request.method === 'GET' && !isRanged && isOk && this.head?.isResumable ? this.written : 0;
  }

  /** Resolves when something about the record has changed, or `signal` is aborted. */
  change(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const settle = (): void => {
        this.#waiting.delete(settle);
        signal?.removeEventListener('abort', settle);
        resolve();
      };
      this.#waiting.add(settle);
      signal?.addEventListener('abort', settle);
      if (signal?.aborted) settle();
    });
  }

  changed(): void {
    for (const settle of this.#waiting) settle();
  }
}
