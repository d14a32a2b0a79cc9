/**
 * The memory of what an HTTP/2 session reads. Node makes one buffer for each read of the socket, and the pieces of all
 * streams that are in it are views of that. V8 counts those buffers, and collected the whole heap after every few MiB of them:
 * of a long body that took more time than everything else. So a buffer is given back as soon as all its pieces are in
 * their files, and not before the session has read the next one: until then Node may have more pieces in it.
 */
import type { ClientHttp2Session, ClientHttp2Stream } from 'node:http2';

interface ReadBuffer {
  readonly buffer: ArrayBufferLike;
  /** Pieces of it that somebody has. */
  held: number;
  /** The session reads into another one now. */
  isOver: boolean;
}

/** Of each session, what it reads now. */
const sessions = new WeakMap<ClientHttp2Session, { latest: ReadBuffer | null }>();
/** Where a piece is that nobody has taken yet. It holds none: the pieces of a coded body go to its decoder, and to nobody here. */
const places = new WeakMap<Uint8Array, ReadBuffer>();

/**
 * Counts the pieces of `stream`. For each stream of a session or for none, before the first byte of an answer: a piece
 * that is not counted would lose its bytes.
 */
export function countPieces(session: ClientHttp2Session, stream: ClientHttp2Stream): void {
  const memory = sessions.get(session) ?? { latest: null };
  sessions.set(session, memory);
  const push = stream.push.bind(stream);
  // Here Node hands on what it has read, whether anyone asks for it now or later.
  stream.push = (piece: Uint8Array | null, encoding?: BufferEncoding) => {
    if (piece !== null) {
      const place = placeOf(piece, memory);
      place.held += 1;
      places.set(piece, place);
    }
    return push(piece, encoding);
  };
}

/**
 * The function to call when nobody needs `piece` any more. `null`: it is left to the collector, for it is none that came, or
 * was taken before.
 */
export function takePiece(piece: Uint8Array): (() => void) | null {
  const place = places.get(piece);
  if (!place) return null;
  places.delete(piece);
  return () => {
    place.held -= 1;
    freeWhenDone(place);
  };
}

function placeOf({ buffer }: Uint8Array, memory: { latest: ReadBuffer | null }): ReadBuffer {
  const { latest } = memory;
  if (latest?.buffer === buffer) return latest;
  memory.latest = { buffer, held: 0, isOver: false };
  if (latest) {
    latest.isOver = true;
    freeWhenDone(latest);
  }
  return memory.latest;
}

function freeWhenDone({ buffer, held, isOver }: ReadBuffer): void {
  if (isOver && held === 0 && buffer instanceof ArrayBuffer) buffer.transfer(0);
}
