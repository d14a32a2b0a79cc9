/**
 * Reads sockets into buffers that are used again. Node's HTTP client makes a new 64 KiB buffer for
 * every read; over a long body, collecting them costs more than the transfer. Until the head of a
 * response is there, and for small bodies, the client gets its bytes as ever; for a long body of
 * known length `takeOver` leads the bytes past it, and the connection is closed afterwards.
 */
import type { IncomingMessage } from 'node:http';
import type { OnReadOpts, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

/** Until a long body comes, and of TLS, which gives 16 KiB at a time. */
const SMALL_BUFFER_BYTES = 64 * 1024;
/**
 * Of an answer before anyone has asked for its body, and of what an answer in chunks may bring after its reader had enough:
 * nobody has made room for these bytes, so they are few.
 */
export const UNASKED_BYTES = 32 * 1024;
const readers = new WeakMap<Socket, SocketReader>();

export interface Sink {
  /** Bytes worth reading at once. */
  readBytes(): number;
  /** Asked before up to `bytes` are read. False: no more until `go`. */
  mayRead(bytes: number): boolean;
  /** Gets each chunk with the function that gives its buffer back. */
  take(chunk: Uint8Array, release: () => void): void;
}

export class SocketReader {
  readonly onread: OnReadOpts = {
    buffer: () => this.#nextBuffer(),
    callback: (length, buffer) => this.#read(length, buffer),
  };
  /** Held back by who reads, so that silence is no stall. */
  isHeld = false;
  /** By their length. */
  readonly #free = new Map<number, Uint8Array[]>();
  #socket: Socket | null = null;
  #sink: Sink | null = null;
  /** Its reader makes room before each read, and each read brings one piece of it. */
  #asked: IncomingMessage | null = null;
  /** Where the next bytes go. */
  #current: Uint8Array | null = null;

  attach(socket: Socket): void {
    this.#socket = socket;
    readers.set(socket, this);
  }

  divert(sink: Sink): void {
    this.#sink = sink;
  }

  /** `message`, of a known length, is read as a stream by somebody who makes room for 64 KiB before each read. */
  ask(message: IncomingMessage): void {
    this.#asked = message;
  }

  /** After `divert`: reads, unless there is no room. */
  begin(): void {
    if (this.#mayRead()) this.go();
    else this.hold();
  }

  go(): void {
    this.isHeld = false;
    this.#socket?.resume();
  }

  hold(): void {
    this.isHeld = true;
    this.#socket?.pause();
  }

  /** What does not fit as a large read may fit as a small one. */
  #mayRead(): boolean {
    const large = this.#nextBuffer();
    if (!this.#sink || this.#sink.mayRead(large.byteLength)) return true;
    if (large.byteLength <= SMALL_BUFFER_BYTES) return false;
    this.#giveBuffer(large);
    this.#current = this.#takeBuffer(SMALL_BUFFER_BYTES);
    return this.#sink.mayRead(SMALL_BUFFER_BYTES);
  }

  #nextBuffer(): Uint8Array {
    this.#current ??= this.#newBuffer();
    return this.#current;
  }

  /** The answer may have ended, or be asked for since. */
  #fitBuffer(): void {
    const fitting = this.#newBuffer();
    if (this.#current) this.#giveBuffer(this.#current);
    this.#current = fitting;
  }

  #newBuffer(): Uint8Array {
    const isEncrypted = (this.#socket as Partial<TLSSocket> | null)?.encrypted === true;
    if (this.#sink) return this.#takeBuffer(isEncrypted ? SMALL_BUFFER_BYTES : this.#sink.readBytes());
    const isAsked = this.#asked !== null && !this.#asked.complete;
    return this.#takeBuffer(isAsked ? SMALL_BUFFER_BYTES : UNASKED_BYTES);
  }

  #takeBuffer(bytes: number): Uint8Array {
    return this.#free.get(bytes)?.pop() ?? Buffer.allocUnsafeSlow(bytes);
  }

  #giveBuffer(buffer: Uint8Array): void {
    const free = this.#free.get(buffer.byteLength);
    if (free) free.push(buffer);
    else this.#free.set(buffer.byteLength, [buffer]);
  }

  #read(length: number, buffer: Uint8Array): boolean {
    const chunk = buffer.subarray(0, length);
    if (!this.#sink) {
      // Node's parser copies what it gives on of a body.
      this.#socket?.emit('data', chunk);
      this.#fitBuffer();
      return !this.isHeld;
    }
    this.#current = null;
    this.#sink.take(chunk, () => this.#giveBuffer(buffer));
    const goesOn = this.#mayRead();
    this.isHeld = !goesOn;
    return goesOn;
  }
}

export function readerOf(socket: Socket | null | undefined): SocketReader | null {
  return (socket && readers.get(socket)) ?? null;
}

export interface LongBody {
  /** What the HTTP client had already read of the body. */
  readonly first: Uint8Array | null;
  readonly reader: SocketReader;
}

/** `null`: its connection is not read this way; read the message itself. */
export function takeOver(message: IncomingMessage, sink: Sink): LongBody | null {
  const reader = readerOf(message.socket);
  if (!reader || message.complete || message.destroyed) return null;
  const first = message.read() as Buffer | null;
  reader.divert(sink);
  return { first, reader };
}
