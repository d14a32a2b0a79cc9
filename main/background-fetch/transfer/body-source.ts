/** The bytes of a body, from wherever they come, one chunk after the other. */
import { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { takePiece } from '../http/session-memory.ts';
import { readerOf, takeOver } from '../http/socket-reader.ts';

export interface BodyListener {
  /** Bytes worth reading at once. */
  readBytes(): number;
  /** Asked before up to `bytes` are read. False: hold the source until `resume`. */
  mayRead(bytes: number): boolean;
  /** `release` gives the chunk's buffer back. */
  onChunk(chunk: Uint8Array, release: (() => void) | undefined): void;
  onEnd(): void;
  onError(error: Error): void;
}

export interface BodySource {
  resume(): void;
  destroy(): void;
}

/** A body as long as this is worth a connection of its own. */
const LONG_BODY_BYTES = 1024 * 1024;
/** What Node's streams give at once. */
const STREAM_BYTES = 64 * 1024;
const WORTH_FREEING_BYTES = 8 * 1024;

/** `expectedBytes`: the length of the body on the wire, when it is known and not coded. */
export function readFrom(body: Readable, expectedBytes: number | null, listener: BodyListener): BodySource {
  body.on('error', (error: Error) => listener.onError(error));
  if (body instanceof IncomingMessage && expectedBytes !== null && expectedBytes >= LONG_BODY_BYTES) {
    const source = readSocket(body, expectedBytes, listener);
    if (source) return source;
  }
  return readStream(body, expectedBytes, listener);
}

function readStream(body: Readable, expectedBytes: number | null, listener: BodyListener): BodySource {
  const message = body instanceof IncomingMessage ? body : null;
  const reader = readerOf(message?.socket);
  // In chunks, one read may bring many pieces, and room is made for the first.
  if (message && expectedBytes !== null) reader?.ask(message);
  const hold = (): void => {
    body.pause();
    // A message that is paused would read once more.
    if (message?.complete === false) reader?.hold();
  };
  body.on('data', (chunk: Buffer) => {
    listener.onChunk(chunk, message ? () => free(chunk) : (takePiece(chunk) ?? undefined));
    if (!listener.mayRead(STREAM_BYTES)) hold();
  });
  if (!listener.mayRead(STREAM_BYTES)) hold();
  body.once('end', () => listener.onEnd());
  body.once('close', () => {
    if (!body.readableEnded) listener.onError(new Error('The connection was closed'));
  });
  const resume = (): void => {
    body.resume();
    if (reader?.isHeld) reader.go();
  };
  return { resume, destroy: () => body.destroy() };
}

/** Node's parser has made a copy of each piece for us alone: without it the collector has little to do. */
function free({ buffer, byteLength }: Buffer): void {
  const isAlone = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength;
  if (isAlone && byteLength >= WORTH_FREEING_BYTES) buffer.transfer(0);
}

/** The message itself stays where it is; it tells when the connection breaks. */
function readSocket(message: IncomingMessage, expectedBytes: number, listener: BodyListener): BodySource | null {
  let missing = expectedBytes;
  let isEnded = false;
  const take = (chunk: Uint8Array, release?: () => void): void => {
    if (isEnded) return release?.();
    // What follows the body is not part of it.
    const part = chunk.byteLength > missing ? chunk.subarray(0, missing) : chunk;
    missing -= part.byteLength;
    listener.onChunk(part, release);
    if (missing > 0) return;
    isEnded = true;
    listener.onEnd();
  };
  const long = takeOver(message, {
    take,
    readBytes: () => listener.readBytes(),
    mayRead: (bytes) => !isEnded && listener.mayRead(bytes),
  });
  if (!long) return null;
  message.once('close', () => {
    if (!isEnded) listener.onError(new Error('The connection was closed'));
  });
  if (long.first) take(long.first);
  long.reader.begin();
  return {
    resume: () => long.reader.go(),
    destroy: () => {
      isEnded = true;
      message.destroy();
    },
  };
}
