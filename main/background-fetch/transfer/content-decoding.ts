/** Content codings. We ask for none, so that a part can be resumed; a server may use one all the same. */
import type { Readable, Transform } from 'node:stream';
import zlib from 'node:zlib';

const DECODERS: ReadonlyMap<string, () => Transform> = new Map<string, () => Transform>([
  ['gzip', zlib.createGunzip],
  ['x-gzip', zlib.createGunzip],
  ['deflate', zlib.createInflate],
  ['br', zlib.createBrotliDecompress],
  ['zstd', zlib.createZstdDecompress],
]);
/** Each decoder takes memory of its own; a header has room for thousands. */
const MAX_CODINGS = 5;

function codingsOf(contentEncoding: string | undefined): readonly string[] {
  return (contentEncoding ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
}

/** True when the bytes on the wire are not those of the body, so that an offset means nothing to the server. */
export function isEncoded(contentEncoding: string | undefined): boolean {
  return codingsOf(contentEncoding).length > 0;
}

/** The decoded body. With a coding nobody knows, or more than anybody uses, it is passed on as it is, as `fetch()` does with the former. */
export function decodeBody(body: Readable, contentEncoding: string | undefined): Readable {
  const codings = codingsOf(contentEncoding);
  if (codings.length === 0 || codings.length > MAX_CODINGS || !codings.every((coding) => DECODERS.has(coding)))
    return body;
  let decoded = body;
  for (const coding of codings.toReversed()) {
    const source = decoded;
    const decoder = DECODERS.get(coding)?.();
    if (!decoder) return decoded;
    source.on('error', (error) => decoder.destroy(error));
    decoder.on('close', () => source.destroy());
    decoded = source.pipe(decoder);
  }
  return decoded;
}
