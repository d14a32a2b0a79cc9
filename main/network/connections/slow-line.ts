/** One direction of a connection on a slow network: what goes in comes out later, and so many bytes a second. */
import { Transform, type TransformCallback } from 'node:stream';

export interface SlowNetwork {
  readonly roundTripMs: number;
  readonly bytesPerSecond: number;
}

/** What the connections of a mini-program share: when the line is free for the next bytes, on the clock that never jumps. */
export interface SharedLine {
  freeAt: number;
}

/** So much is under way before the sender waits. */
const UNDER_WAY_BYTES = 64 * 1024;
/** Bytes leave in pieces, so that connections take turns. */
const PIECE_BYTES = 8 * 1024;

export class SlowLine extends Transform {
  readonly #line: SharedLine;
  readonly #network: () => SlowNetwork | null;
  readonly #timers = new Set<NodeJS.Timeout>();
  #underWayBytes = 0;
  readonly #pieces: Buffer[] = [];
  /** No piece overtakes another, however fast the network becomes. */
  #lastAt = 0;
  #onRoom: TransformCallback | null = null;
  #onEmpty: TransformCallback | null = null;

  /** `network`: asked anew for each piece; `null`: it is as fast as it is. */
  constructor(line: SharedLine, network: () => SlowNetwork | null) {
    super();
    this.#line = line;
    this.#network = network;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, callback: TransformCallback): void {
    const network = this.#network();
    if (network === null && this.#underWayBytes === 0) return callback(null, chunk);
    const { roundTripMs, bytesPerSecond } = network ?? { roundTripMs: 0, bytesPerSecond: Infinity };
    for (let from = 0; from < chunk.length; from += PIECE_BYTES) {
      const piece = chunk.subarray(from, from + PIECE_BYTES);
      const now = performance.now();
      this.#line.freeAt = Math.max(this.#line.freeAt, now) + (1000 * piece.length) / bytesPerSecond;
      this.#lastAt = Math.max(this.#lastAt, this.#line.freeAt + roundTripMs / 2);
      this.#send(piece, this.#lastAt - now);
    }
    if (this.#underWayBytes < UNDER_WAY_BYTES) callback();
    else this.#onRoom = callback;
  }

  override _flush(callback: TransformCallback): void {
    if (this.#underWayBytes === 0) callback();
    else this.#onEmpty = callback;
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    for (const timer of this.#timers) clearTimeout(timer);
    callback(error);
  }

  #send(piece: Buffer, afterMs: number): void {
    this.#underWayBytes += piece.length;
    this.#pieces.push(piece);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      const next = this.#pieces.shift() ?? Buffer.alloc(0);
      this.#underWayBytes -= next.length;
      this.push(next);
      const onRoom = this.#underWayBytes < UNDER_WAY_BYTES ? this.#onRoom : null;
      if (onRoom) this.#onRoom = null;
      onRoom?.();
      if (this.#underWayBytes === 0) this.#onEmpty?.();
    }, afterMs);
    this.#timers.add(timer);
  }
}
