/** One record of a fetch in memory: its request, the response as far as it is there, how it ended. */
import { comparableAddress } from './matching.ts';
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

  /** The farthest that any attempt got, also of a response that was given up. */
  farthest = 0;
  /** Attempts in a row that brought nothing. */
  failures = 0;
  /** When the first of those was, by the clock that never jumps. */
  troubleSince: number | null = null;
  /** How often bytes were given up, or answers, since it last got farther than ever. */
  restarts = 0;
  /** The next attempt asks for the whole: an answer to a range request could not be used. */
  asksWhole = false;
  /** The last part came whole, and its server does not say of how many bytes in all. */
  isPerhapsAll = false;
  /** Its bytes are those of more than one answer. */
  isPutTogether = false;
  isRunning = false;
  /** Not before, by the clock that never jumps. */
  retryAt = 0;

  readonly #waiting = new Set<() => void>();
  #address: string | null = null;

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

  /** By which it is found among the others. */
  get address(): string {
    this.#address ??= comparableAddress(this.request.url);
    return this.#address;
  }

  /** https://wicg.github.io/background-fetch/#background-fetch-response-exposed; a body with `integrity` only once it is checked. */
  get isExposed(): boolean {
    if (this.result === 'success' || this.result === 'bad-status') return true;
    return this.result === '' && this.request.integrity === '';
  }

  /** Its last byte is in the file, and only the word for it is missing. */
  get isAllThere(): boolean {
    const { head, written, request } = this;
    return (
      head !== null && head.status >= 200 && head.status <= 299 && head.total === written && request.integrity === ''
    );
  }

  /** What its answer has announced and not brought yet; 0 when it announced nothing. */
  get bytesToCome(): number {
    return Math.max(0, (this.head?.total ?? 0) - this.received);
  }

  /** Where the next attempt starts; 0: from the beginning. */
  get resumeAt(): number {
    const isRanged = this.request.headers.some(([name]) => name === 'range');
    const isOk = this.head !== null && this.head.status >= 200 && this.head.status <= 299;
    return this.request.method === 'GET' && !isRanged && isOk && this.head?.isResumable && !this.asksWhole
      ? this.written
      : 0;
  }

  /** A part follows the bytes that are there, and may tell what the first answer did not. */
  learnTotal(total: number | null): void {
    this.isPutTogether = true;
    if (this.head && this.head.total === null && total !== null) this.head = { ...this.head, total };
  }

  /** A body begins anew, with the bytes of one answer. */
  begin(head: ResponseHead): void {
    if (this.head) this.generation += 1;
    this.head = head;
    this.asksWhole = false;
    this.isPerhapsAll = false;
    this.isPutTogether = false;
  }

  /** Bytes have come, and are in the file. */
  gained(bytes: number): void {
    this.written += bytes;
    this.failures = 0;
    this.troubleSince = null;
    if (this.written <= this.farthest) return;
    this.farthest = this.written;
    this.restarts = 0;
  }

  /** The network is back, or a person has asked for it: what went wrong before counts no more. */
  forgetTrouble(): void {
    this.retryAt = 0;
    this.failures = 0;
    this.troubleSince = null;
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
