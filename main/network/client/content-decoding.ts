/** Content codings. Who resumes parts asks for none, and a server may use one all the same. */
import { PassThrough, type Readable, type Transform } from 'node:stream';
import zlib from 'node:zlib';

/** `first`: the first bytes of the body, at least one. */
const DECODERS: ReadonlyMap<string, (first: Buffer) => Transform> = new Map<string, (first: Buffer) => Transform>([
  ['gzip', () => zlib.createGunzip()],
  ['x-gzip', () => zlib.createGunzip()],
  ['deflate', (first) => (hasZlibHeader(first) ? zlib.createInflate() : zlib.createInflateRaw())],
  ['br', () => zlib.createBrotliDecompress()],
  ['zstd', () => zlib.createZstdDecompress()],
]);
/** `Accept-Encoding` of requests whose answers may be in one. */
export const ACCEPTED_CODINGS = 'gzip, deflate, br, zstd';

/** Each decoder takes memory of its own; a header has room for thousands. */
const MAX_CODINGS = 5;

/** Many servers send "deflate" without the wrapper that RFC 9110 asks for; browsers read both. */
function hasZlibHeader([first = 0, second]: Buffer): boolean {
  const isDeflate = (first & 0x0f) === 8 && first >> 4 <= 7;
  return isDeflate && (second === undefined || ((first << 8) | second) % 31 === 0);
}

function codingsOf(contentEncoding: string | undefined): readonly string[] {
  return (contentEncoding ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
}

/**
 * True when the bytes on the wire are not those of the body, so that an offset means nothing to the server. What
 * `decodeBody` passes on as it is, such as the `aws-chunked` that an upload left there, is not.
 */
export function isEncoded(contentEncoding: string | undefined): boolean {
  return decodersOf(contentEncoding).length > 0;
}

/** Empty when nothing is to be decoded, or cannot be. */
function decodersOf(contentEncoding: string | undefined): readonly ((first: Buffer) => Transform)[] {
  const codings = codingsOf(contentEncoding);
  if (codings.length > MAX_CODINGS) return [];
  const decoders = codings.flatMap((coding) => DECODERS.get(coding) ?? []);
  return decoders.length === codings.length ? decoders : [];
}

/**
 * The decoded body. With a coding nobody knows, or more than anybody uses, it is passed on as it is, as `fetch()` does
 * with the former. `isPlain`: what begins like this is in no coding, whatever its server says.
 */
export function decodeBody(
  body: Readable,
  contentEncoding: string | undefined,
  isPlain: (first: Buffer) => boolean = () => false,
): Readable {
  let decoded = body;
  for (const decoder of decodersOf(contentEncoding).toReversed())
    decoded = decodeOnce(decoded, (first) => (isPlain(first) ? new PassThrough() : decoder(first)));
  return decoded;
}

/** Which decoder it is depends on the first bytes; where there are none, the body is empty whatever its coding. */
function decodeOnce(source: Readable, create: (first: Buffer) => Transform): Readable {
  const decoded = new PassThrough();
  source.once('error', (error) => decoded.destroy(error));
  decoded.once('close', () => source.destroy());
  const onReadable = (): void => {
    const first = source.read() as Buffer | null;
    if (first === null) return;
    source.off('readable', onReadable).off('end', onEmpty);
    const decoder = create(first);
    decoder.once('error', (error) => decoded.destroy(error));
    decoded.once('close', () => decoder.destroy());
    decoder.pipe(decoded);
    decoder.write(first);
    source.pipe(decoder);
  };
  function onEmpty(): void {
    void decoded.end();
  }
  source.on('readable', onReadable).once('end', onEmpty);
  return decoded;
}

/** What zlib says of bytes that are no such coding; an early end is a connection that was cut off. */
export function isCodingError(error: Error): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  return (
    (code.startsWith('Z_') && code !== 'Z_BUF_ERROR') ||
    code.startsWith('ERR_BROTLI') ||
    code.startsWith('ERR__ERROR') ||
    code.startsWith('ZSTD_')
  );
}
