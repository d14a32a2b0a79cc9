/**
 * A picture that moves is shown as its first frame: thousands of frames in a few hundred KB would keep the
 * launcher busy for as long as they are on the screen. What makes one picture cost more than its pixels goes, too.
 */

/** Passes over the whole picture that one JPEG may ask for. Progressive ones have about ten. */
const MAX_SCANS = 50;

const STILL: Readonly<Record<string, (bytes: Buffer) => Buffer | null>> = {
  'image/png': stillPng,
  'image/jpeg': (bytes) => (countOf(bytes, '\xff\xda', MAX_SCANS + 1) > MAX_SCANS ? null : bytes),
  'image/gif': stillGif,
  // The animation flag of RFC 9649, 2.7.
  'image/webp': (bytes) => (bytes.toString('latin1', 12, 16) === 'VP8X' && (bytes[20] ?? 0) & 2 ? null : bytes),
  'image/avif': (bytes) => (bytes.toString('latin1', 8, 12) === 'avis' ? null : bytes),
  'image/x-icon': (bytes) => bytes,
};

/** `bytes` without what moves; `null`: it only moves, or ends before its first frame does. */
export function stillPicture(bytes: Buffer, type: string): Buffer | null {
  try {
    return STILL[type]?.(bytes) ?? null;
  } catch {
    // The file ends before.
    return null;
  }
}

/** What a still picture is drawn from (PNG, third edition, 11). Text in it may be packed: it is never unpacked. */
const PNG_CHUNKS: ReadonlySet<string> = new Set([
  ...['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS'],
  ...['cHRM', 'gAMA', 'sRGB', 'iCCP', 'cICP', 'sBIT', 'bKGD', 'pHYs'],
]);
const PNG_HEAD_BYTES = 8;
/** Length, type and checksum around the data. */
const CHUNK_FRAME_BYTES = 12;

function stillPng(bytes: Buffer): Buffer | null {
  const kept = [bytes.subarray(0, PNG_HEAD_BYTES)];
  for (let at = PNG_HEAD_BYTES; at < bytes.length;) {
    const end = at + CHUNK_FRAME_BYTES + bytes.readUInt32BE(at);
    const name = bytes.toString('latin1', at + 4, at + 8);
    if (end > bytes.length || (at === PNG_HEAD_BYTES && name !== 'IHDR')) return null;
    if (PNG_CHUNKS.has(name)) kept.push(bytes.subarray(at, end));
    if (name === 'IEND') return Buffer.concat(kept);
    at = end;
  }
  return null;
}

const GIF_TRAILER = 0x3b;
const GIF_EXTENSION = 0x21;
const GIF_IMAGE = 0x2c;

function stillGif(bytes: Buffer): Buffer | null {
  const frame = firstFrameOf(bytes);
  return frame && Buffer.concat([bytes.subarray(0, frame.end), Buffer.of(GIF_TRAILER)]);
}

/** Where the first image descriptor of a GIF begins and where its data ends (GIF89a, 20 and 22). Throws when the file ends before. */
export function firstFrameOf(bytes: Buffer): { readonly start: number; readonly end: number } | null {
  const colors = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  const afterBlocks = (from: number): number => {
    let at = from;
    for (let length = bytes.readUInt8(at); length > 0; length = bytes.readUInt8(at)) at += 1 + length;
    return at + 1;
  };
  let at = 13 + colors(bytes.readUInt8(10));
  while (bytes.readUInt8(at) === GIF_EXTENSION) at = afterBlocks(at + 2);
  if (bytes.readUInt8(at) !== GIF_IMAGE) return null;
  return { start: at, end: afterBlocks(at + 11 + colors(bytes.readUInt8(at + 9))) };
}

function countOf(bytes: Buffer, mark: string, enough: number): number {
  let count = 0;
  for (let at = bytes.indexOf(mark, 0, 'latin1'); at >= 0 && count < enough; count += 1)
    at = bytes.indexOf(mark, at + mark.length, 'latin1');
  return count;
}
