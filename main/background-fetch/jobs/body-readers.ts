/** Who reads which body: pages and workers, each reader with a number of its own until it is done or gone. */
import type { FetchRecord } from './fetch-record.ts';
import type { BackgroundFetchJob } from './job.ts';

/** Of one mini-program, but for the first. A stream that nobody takes from holds two pieces in memory. */
export const BODY_LIMITS = {
  /** Of one page or worker: more than one for each record of several large fetches. Beyond it the oldest ends. */
  readers: 50_000,
  /** Streams that are open; whoever gets none asks for one piece after the other. */
  streams: 32,
  /** Files that are open, each while a piece of it is read. */
  openFiles: 16,
} as const;

export interface BodyReader {
  readonly job: BackgroundFetchJob;
  readonly record: FetchRecord;
  readonly generation: number;
  release(): void;
}

/** One stream of a reader. */
export interface StreamTurn {
  /** Aborted when the reader is closed. */
  readonly closed: AbortSignal;
  /** The stream is over; calling it again changes nothing. */
  end(): void;
}

export class BodyReaders {
  /** By who reads (a page, a worker) and by number. */
  readonly #owners = new Map<string, Map<number, BodyReader>>();
  readonly #streams = new Map<BodyReader, AbortController>();
  #lastNumber = 0;

  /** Its body stays until the reader is closed, or its owner gone. */
  open(owner: string, job: BackgroundFetchJob, record: FetchRecord): number {
    const readers = this.#owners.get(owner) ?? new Map<number, BodyReader>();
    this.#owners.set(owner, readers);
    const { generation } = record;
    const reader = { job, record, generation, release: job.holdBody(record.index, generation) };
    this.#lastNumber += 1;
    readers.set(this.#lastNumber, reader);
    const [oldest] = readers.keys();
    if (readers.size > BODY_LIMITS.readers && oldest !== undefined) this.close(owner, [oldest]);
    return this.#lastNumber;
  }

  get(owner: string, reader: number): BodyReader | null {
    return this.#owners.get(owner)?.get(reader) ?? null;
  }

  /** The reader with this number and who it is, when it is of this mini-program. */
  find(appId: string, reader: number): { readonly owner: string; readonly open: BodyReader } | null {
    for (const [owner, readers] of this.#owners) {
      const open = readers.get(reader);
      if (open) return open.job.appId === appId ? { owner, open } : null;
    }
    return null;
  }

  /** `in-use`: it is being streamed already; `too-many`: its mini-program has as many streams as it may. */
  beginStream(reader: BodyReader): StreamTurn | 'in-use' | 'too-many' {
    if (this.#streams.has(reader)) return 'in-use';
    const ofApp = [...this.#streams.keys()].filter(({ job }) => job.appId === reader.job.appId);
    if (ofApp.length >= BODY_LIMITS.streams) return 'too-many';
    const closing = new AbortController();
    this.#streams.set(reader, closing);
    return {
      closed: closing.signal,
      end: () => void (this.#streams.get(reader) === closing && this.#streams.delete(reader)),
    };
  }

  close(owner: string, numbers: readonly number[]): void {
    const readers = this.#owners.get(owner);
    for (const number of numbers) {
      const reader = readers?.get(number);
      if (!reader) continue;
      readers?.delete(number);
      this.#streams.get(reader)?.abort();
      this.#streams.delete(reader);
      reader.release();
    }
    if (readers?.size === 0) this.#owners.delete(owner);
  }

  /** The page or the worker is gone. */
  closeOwner(owner: string): void {
    this.close(owner, [...(this.#owners.get(owner)?.keys() ?? [])]);
  }

  /** The mini-program goes, and its files with it. */
  closeApp(appId: string): void {
    for (const [owner, readers] of [...this.#owners]) {
      this.close(
        owner,
        [...readers].filter(([, { job }]) => job.appId === appId).map(([number]) => number),
      );
    }
  }
}
