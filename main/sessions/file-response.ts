/**
 * Answers a request of a custom scheme with a file: whole, one byte range, or headers only.
 * Electron's `net.fetch` of a file ignores `Range`, which media elements need to seek.
 */
import { open, type FileHandle } from 'node:fs/promises';

export interface ServedFile {
  /** Absolute path. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Content type. */
  readonly type: string;
}

const CHUNK_BYTES = 256 * 1024;

interface ByteRange {
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
}

/** 200, 206 or 416 for GET and HEAD; 405 for other methods. `headers` are added to each. */
export async function respondWithFile(
  request: Request,
  file: ServedFile,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
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
  const body = request.method === 'HEAD' || length <= 0 ? null : streamFile(await open(file.path, 'r'), start, length);
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

function streamFile(handle: FileHandle, start: number, length: number): ReadableStream<Uint8Array> {
  let position = start;
  let remaining = length;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const buffer = new Uint8Array(Math.min(CHUNK_BYTES, remaining));
          const { bytesRead } = await handle.read(buffer, 0, buffer.byteLength, position);
          if (bytesRead === 0) throw new Error('The file became shorter while it was being served.');
          position += bytesRead;
          remaining -= bytesRead;
          controller.enqueue(buffer.subarray(0, bytesRead));
          if (remaining > 0) return;
          await handle.close();
          controller.close();
        } catch (error) {
          await handle.close().catch(() => {});
          controller.error(error);
        }
      },
      async cancel() {
        await handle.close().catch(() => {});
      },
    },
    { highWaterMark: 1 },
  );
}
