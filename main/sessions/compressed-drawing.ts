/**
 * `.svgz` files: SVG in gzip. A server names the coding in `Content-Encoding`; what a custom scheme answers is past the
 * part of Chromium that would decode it, so it is decoded here, off the main thread.
 */
import { readShared, respondWithFile, streamFile, type ReadPiece, type ServedFile } from './file-response.ts';

export const DRAWING_LIMITS = {
  /** Of what comes out; the answer breaks off there. */
  bytes: 16 * 1024 * 1024,
} as const;

/** As `respondWithFile`; a drawing comes out whole, for its parts have no numbers before it is decoded. */
export async function respondWithContent(
  request: Request,
  file: ServedFile,
  headers: Readonly<Record<string, string>>,
  read: ReadPiece = readShared,
): Promise<Response> {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (!isRead || !/\.svgz$/i.test(file.path) || !(await isGzip(file, read)))
    return respondWithFile(request, file, headers, read);
  const body =
    request.method === 'HEAD'
      ? null
      : streamFile(file.path, 0, file.size, read)
          // Its types are of the web's library, which has streams of its own.
          .pipeThrough(new DecompressionStream('gzip') as unknown as TransformStream<Uint8Array, Uint8Array>)
          .pipeThrough(endAt(DRAWING_LIMITS.bytes));
  // Its own declaration says the charset, which nobody has looked for in what is compressed.
  const type = file.type.split(';', 1)[0] ?? file.type;
  return new Response(body, {
    headers: { ...headers, 'content-type': type, 'x-content-type-options': 'nosniff' },
  });
}

/** One that is called so and is none is served as it is. */
async function isGzip({ path, size }: ServedFile, read: ReadPiece): Promise<boolean> {
  if (size < 2) return false;
  const [first, second] = await read(path, 0, 2);
  return first === 0x1f && second === 0x8b;
}

function endAt(limit: number): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      if (bytes > limit) controller.error(new Error('The drawing is too large when it is decoded.'));
      else controller.enqueue(chunk);
    },
  });
}
