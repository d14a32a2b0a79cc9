/**
 * Writes the body of one record behind the network, within the budget that all records share.
 */
import { writev } from 'node:fs';
import type { WriteBudget } from './write-budget.ts';

export interface PartWriterOptions {
  /** Open for writing; the caller closes it after `finish`. */
  readonly descriptor: number;
  readonly position: number;
  readonly budget: WriteBudget;
  /** So many more bytes are in the file. */
  readonly onWritten: (bytes: number) => void;
  /** Called after `makeRoom` has returned false, when there is room. */
  readonly onRoom: () => void;
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
  #flushing: NodeJS.Immediate | undefined;
  #error: Error | null = null;
  #finished: (() => void) | null = null;
  /** Reserved for the next chunk. */
  #roomBytes = 0;
  #wantedBytes = 0;
  readonly #leave: () => void;

  constructor(options: PartWriterOptions) {
    this.#options = options;
    this.#position = options.position;
    this.#leave = options.budget.join();
  }

  /** Takes room for a chunk of up to `bytes`. False: hold the network until `onRoom`. */
  makeRoom(bytes: number): boolean {
    this.#options.budget.endWait(this.#retry);
    this.#giveRoomBack();
    this.#wantedBytes = bytes;
    const hasRoom = this.#takeRoom();
    if (!hasRoom) this.#flushNow();
    return hasRoom;
  }

  write(chunk: Uint8Array, release?: () => void): void {
    const { budget } = this.#options;
    if (this.#error) return release?.();
    this.#chunks.push(chunk);
    if (release) this.#releases.push(release);
    this.#chunkBytes += chunk.byteLength;
    budget.add(chunk.byteLength);
    this.#giveRoomBack();
    // What a connection has ready comes in one turn, and goes out with one write.
    if (!this.#isWriting) this.#flushing ??= setImmediate(() => this.#flushNow());
  }

  /** Resolves when everything is in the file; rejects with the error of the disk. Nothing may be written after it. */
  async finish(): Promise<void> {
    this.#flushNow();
    if (this.#isWriting) await new Promise<void>((resolve) => (this.#finished = resolve));
    this.#options.budget.endWait(this.#retry);
    this.#giveRoomBack();
    this.#leave();
    if (this.#error) throw this.#error;
  }

  #takeRoom(): boolean {
    const { budget } = this.#options;
    if (this.#error) return false;
    if (budget.reserve(this.#wantedBytes)) {
      this.#roomBytes = this.#wantedBytes;
      return true;
    }
    budget.wait(this.#retry);
    return false;
  }

  readonly #retry = (): void => {
    if (this.#takeRoom()) this.#options.onRoom();
  };

  #giveRoomBack(): void {
    const bytes = this.#roomBytes;
    this.#roomBytes = 0;
    if (bytes > 0) this.#options.budget.release(bytes);
  }

  #flushNow(): void {
    clearImmediate(this.#flushing);
    this.#flushing = undefined;
    if (!this.#isWriting && this.#chunks.length > 0) this.#flush();
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
      this.#options.onWritten(written);
      if (written < length) this.#putBack(chunks, written);
      for (const release of releases) release();
      this.#isWriting = this.#chunks.length > 0;
      if (this.#isWriting) this.#flush();
      this.#options.budget.remove(written);
      if (!this.#isWriting) this.#finished?.();
    });
  }

  /** A disk may take less than it is given. */
  #putBack(chunks: readonly Uint8Array[], written: number): void {
    // A copy: the buffers are about to be given back.
    const rest = Buffer.concat(chunks).subarray(written);
    this.#chunks.unshift(rest);
    this.#chunkBytes += rest.byteLength;
  }

  #fail(error: Error, length: number): void {
    this.#error = error;
    const lost = length + this.#chunkBytes;
    this.#chunks = [];
    this.#chunkBytes = 0;
    this.#isWriting = false;
    this.#options.onError(error);
    this.#options.budget.remove(lost);
    this.#finished?.();
  }
}
