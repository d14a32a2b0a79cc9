/**
 * Writes the body of one record behind the network, at most a little: what is received and not yet
 * in the file is lost, and fetched again, when the process is killed.
 */
import { writev } from 'node:fs';

/** Bytes received and not yet in a file, over all records. */
export class WriteBudget {
  readonly limitBytes: number;
  pendingBytes = 0;

  constructor(limitBytes: number) {
    this.limitBytes = limitBytes;
  }
}

/** With ten records at once, each a chunk of 64 KiB beyond its share, less than 1 MiB is ever behind. */
export const WRITE_BEHIND_BYTES = 256 * 1024;

export interface PartWriterOptions {
  /** Open for writing; the caller closes it after `finish`. */
  readonly descriptor: number;
  readonly position: number;
  readonly budget: WriteBudget;
  /** So many more bytes are in the file. */
  readonly onWritten: (bytes: number) => void;
  /** Called after `write` has returned false, when more may come. */
  readonly onDrain: () => void;
  readonly onError: (error: Error) => void;
}

export class PartWriter {
  readonly #options: PartWriterOptions;
  #position: number;
  #chunks: Uint8Array[] = [];
  /** Give the chunks' buffers back once they are in the file. */
  #releases: (() => void)[] = [];
  #chunkBytes = 0;
  #isWriting = false;
  #isFull = false;
  #error: Error | null = null;
  #finished: (() => void) | null = null;

  constructor(options: PartWriterOptions) {
    this.#options = options;
    this.#position = options.position;
  }

  /** False: hold the network until `onDrain`. */
  write(chunk: Uint8Array, release?: () => void): boolean {
    const { budget } = this.#options;
    if (this.#error) return false;
    this.#chunks.push(chunk);
    if (release) this.#releases.push(release);
    this.#chunkBytes += chunk.byteLength;
    budget.pendingBytes += chunk.byteLength;
    if (!this.#isWriting) this.#flush();
    this.#isFull = budget.pendingBytes > budget.limitBytes;
    return !this.#isFull;
  }

  /** Resolves when everything is in the file; rejects with the error of the disk. */
  async finish(): Promise<void> {
    if (this.#isWriting) await new Promise<void>((resolve) => (this.#finished = resolve));
    if (this.#error) throw this.#error;
  }

  #flush(): void {
    const { descriptor } = this.#options;
    const chunks = this.#chunks;
    const releases = this.#releases;
    const length = this.#chunkBytes;
    this.#releases = [];
    this.#chunks = [];
    this.#chunkBytes = 0;
    this.#isWriting = true;
    writev(descriptor, chunks, this.#position, (error, written) => {
      if (error) return this.#fail(error, length);
      this.#position += written;
      this.#options.budget.pendingBytes -= written;
      this.#options.onWritten(written);
      if (written < length) this.#putBack(chunks, written);
      for (const release of releases) release();
      if (this.#chunks.length > 0) this.#flush();
      else this.#rest();
    });
  }

  /** A disk may take less than it is given. */
  #putBack(chunks: readonly Uint8Array[], written: number): void {
    // A copy: the buffers are about to be given back.
    const rest = Buffer.concat(chunks).subarray(written);
    this.#chunks.unshift(rest);
    this.#chunkBytes += rest.byteLength;
  }

  #rest(): void {
    this.#isWriting = false;
    if (this.#isFull) {
      this.#isFull = false;
      this.#options.onDrain();
    }
    if (!this.#isWriting) this.#finished?.();
  }

  #fail(error: Error, length: number): void {
    this.#error = error;
    this.#options.budget.pendingBytes -= length + this.#chunkBytes;
    this.#chunks = [];
    this.#chunkBytes = 0;
    this.#isWriting = false;
    this.#options.onError(error);
    this.#finished?.();
  }
}
