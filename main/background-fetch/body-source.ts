/** The bytes of a body, from wherever they come, one chunk after the other. */
import { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { takeOver } from './socket-reader.ts';

export interface BodyListener {
  /** False: hold the source until `resume`. `release` gives the chunk's buffer back. */
  onChunk(chunk: Uint8Array, release?: () => void): boolean;
  onEnd(): void;
  onError(error: Error): void;
}

export interface BodySource {
  resume(): void;
  destroy(): void;
}

/** A body as long as this is worth a connection of its own. */
const LONG_BODY_BYTES = 1024 * 1024;

/** `expectedBytes`: the length of the body on the wire, when it is known and not coded. */
export function readFrom(body: Readable, expectedBytes: number | null, listener: BodyListener): BodySource {
  body.on('error', (error: Error) => listener.onError(error));
  if (body instanceof IncomingMessage && expectedBytes !== null && expectedBytes >= LONG_BODY_BYTES) {
    const source = readSocket(body, expectedBytes, listener);
    if (source) return source;
  }
  return readStream(body, listener);
}

function readStream(body: Readable, listener: BodyListener): BodySource {
  body.on('data', (chunk: Buffer) => {
    if (!listener.onChunk(chunk)) body.pause();
  });
  body.once('end', () => listener.onEnd());
  body.once('close', () => {
    if (!body.readableEnded) listener.onError(new Error('The connection was closed'));
  });
  return { resume: () => body.resume(), destroy: () => body.destroy() };
}

/** The message itself stays where it is; it tells when the connection breaks. */
function readSocket(message: IncomingMessage, expectedBytes: number, listener: BodyListener): BodySource | null {
  let missing = expectedBytes;
  let isEnded = false;
  const take = (chunk: Uint8Array, release?: () => void): boolean => {
    if (isEnded) {
      release?.();
      return false;
    }
    // What follows the body is not part of it.
    const part = chunk.byteLength > missing ? chunk.subarray(0, missing) : chunk;
    missing -= part.byteLength;
    const goesOn = listener.onChunk(part, release);
    if (missing > 0) return goesOn;
    isEnded = true;
    listener.onEnd();
    return false;
  };
  const long = takeOver(message, take);
  if (!long) return null;
  message.once('close', () => {
    if (!isEnded) listener.onError(new Error('The connection was closed'));
  });
  const goesOn = long.first === null || take(long.first);
  if (goesOn) long.reader.go();
  else long.reader.hold();
  return {
    resume: () => long.reader.go(),
    destroy: () => {
      isEnded = true;
      message.destroy();
    },
  };
}
