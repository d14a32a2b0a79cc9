/**
 * Answers a request of a custom scheme with a file: whole, one byte range, or headers only.
 * Electron's `net.fetch` of a file ignores `Range`, which media elements need to seek.
 */
import { open } from 'node:fs/promises';
import type { InlineScriptHashes } from '../models/inline-scripts.ts';
import { createAtOnce } from '../support/at-once.ts';

export interface ServedFile {
  /** Absolute path. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Content type. */
  readonly type: string;
  /** Of a page of a package: what of it may run inline. */
  readonly inlineScripts?: InlineScriptHashes;
}

/** Bytes read at once. */
export const CHUNK_BYTES = 256 * 1024;
/** Files of one mini-program that are open at a time: answers that nobody reads have none. */
export const OPEN_FILES_AT_ONCE = 16;

/** Reads pieces of files, so many at a time; others wait in their order. One for each session. */
export type ReadPiece = (file: string, position: number, length: number) => Promise<Uint8Array>;

/** A file is open only while a piece of it is read, so that a page cannot keep many open. */
export function createPieceReader(atOnce = OPEN_FILES_AT_ONCE): ReadPiece {
  const run = createAtOnce(atOnce);
  return (file, position, length) =>
    run(async () => {
      const handle = await open(file, 'r');
      try {
        const buffer = new Uint8Array(length);
        const { bytesRead } = await handle.read(buffer, 0, length, position);
        if (bytesRead === 0) throw new Error('The file became shorter while it was being served.');
        return buffer.subarray(0, bytesRead);
      } finally {
        await handle.close();
      }
    });
}

/** For what belongs to no session. */
export const readShared = createPieceReader();

interface ByteRange {
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
}

/** 200, 206 or 416 for GET and HEAD; 405 for other methods. `headers` are added to each. */
export function respondWithFile(
  request: Request,
  file: ServedFile,
  headers: Readonly<Record<string, string>>,
  read: ReadPiece = readShared,
): Response {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return new Response(null, { status: 405, headers: { ...headers, allow: 'GET, HEAD' } });
  }
  const range = parseRange(request.headers.get('range'), file.size);
  const common = {
    ...headers,
    'content-type': file.type,
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
  };
  if (range === 'unsatisfiable') {
    return new Response(null, { status: 416, headers: { ...common, 'content-range': `bytes */${file.size}` } });
  }
  const { start, end } = range ?? { start: 0, end: file.size - 1 };
  const length = end - start + 1;
  const responseHeaders = {
    ...common,
    'content-length': String(length),
    ...(range ? { 'content-range': `bytes ${start}-${end}/${file.size}` } : {}),
  };
  const body = request.method === 'HEAD' || length <= 0 ? null : streamFile(file.path, start, length, read);
  return new Response(body, { status: range ? 206 : 200, headers: responseHeaders });
}

/** Several ranges at once and malformed headers are answered with the whole file (RFC 9110, 14.2). */
function parseRange(header: string | null, size: number): ByteRange | 'unsatisfiable' | null {
  const match = header === null ? null : /^bytes=(\d*)-(\d*)$/i.exec(header.trim());
  if (!match || (match[1] === '' && match[2] === '')) return null;
  const [, first = '', last = ''] = match;
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 };
  }
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < start) return null;
  return start >= size ? 'unsatisfiable' : { start, end };
}

/** Read as it is asked for. */
export function streamFile(file: string, start: number, length: number, read: ReadPiece): ReadableStream<Uint8Array> {
  let position = start;
  let remaining = length;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const piece = await read(file, position, Math.min(CHUNK_BYTES, remaining));
        position += piece.byteLength;
        remaining -= piece.byteLength;
        controller.enqueue(piece);
        if (remaining <= 0) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}
