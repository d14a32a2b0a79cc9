/** Who reads which body: pages and workers, each reader with a number of its own until it is done or gone. */
import type { FetchRecord } from './fetch-record.ts';
import type { BackgroundFetchJob } from './job.ts';

/** More than one for each record of several large fetches; beyond it the oldest ends. */
const MAX_READERS_PER_OWNER = 50_000;

export interface BodyReader {
  readonly job: BackgroundFetchJob;
  readonly record: FetchRecord;
  readonly generation: number;
  release(): void;
}

export class BodyReaders {
  /** By who reads (a page, a worker) and by number. */
  readonly #owners = new Map<string, Map<number, BodyReader>>();
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
    if (readers.size > MAX_READERS_PER_OWNER && oldest !== undefined) this.close(owner, [oldest]);
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

  close(owner: string, numbers: readonly number[]): void {
    const readers = this.#owners.get(owner);
    for (const number of numbers) {
      readers?.get(number)?.release();
      readers?.delete(number);
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
