/** How large a picture is when it is drawn, from its first bytes: a few hundred KB may hold gigabytes of one colour. */
import { firstFrameOf } from './still-picture.ts';

const READERS: Readonly<Record<string, (bytes: Buffer) => number | null>> = {
  'image/png': (bytes) => bytes.readUInt32BE(16) * bytes.readUInt32BE(20),
  'image/gif': gifPixels,
  'image/jpeg': jpegPixels,
  'image/webp': webpPixels,
  'image/avif': avifPixels,
  'image/x-icon': iconPixels,
};

/** A frame may be larger than the screen that the head names: browsers make room for it. */
function gifPixels(bytes: Buffer): number | null {
  const frame = firstFrameOf(bytes);
  if (!frame) return null;
  const width = bytes.readUInt16LE(frame.start + 1) + bytes.readUInt16LE(frame.start + 5);
  const height = bytes.readUInt16LE(frame.start + 3) + bytes.readUInt16LE(frame.start + 7);
  return Math.max(width, bytes.readUInt16LE(6)) * Math.max(height, bytes.readUInt16LE(8));
}

/** The frame header (ITU T.81, B.2.2) stands behind segments that name their length. */
function jpegPixels(bytes: Buffer): number | null {
  for (let at = 2; bytes[at] === 0xff;) {
    const marker = bytes.readUInt8(at + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return bytes.readUInt16BE(at + 5) * bytes.readUInt16BE(at + 7);
    at += marker === 0xff ? 1 : 2 + bytes.readUInt16BE(at + 2);
  }
  return null;
}

/** RFC 9649, 2.5 to 2.7. */
function webpPixels(bytes: Buffer): number | null {
  switch (bytes.toString('latin1', 12, 16)) {
    case 'VP8X':
      return (bytes.readUIntLE(24, 3) + 1) * (bytes.readUIntLE(27, 3) + 1);
    case 'VP8L': {
      const sides = bytes.readUInt32LE(21);
      return ((sides & 0x3fff) + 1) * (((sides >>> 14) & 0x3fff) + 1);
    }
    case 'VP8 ':
      return (bytes.readUInt16LE(26) & 0x3fff) * (bytes.readUInt16LE(28) & 0x3fff);
    default:
      return null;
  }
}

/** Every picture in the file has an `ispe` box (ISO/IEC 23008-12, 6.5.3). */
function avifPixels(bytes: Buffer): number | null {
  const sizes = positionsOf(bytes, 'ispe').map((at) => bytes.readUInt32BE(at + 8) * bytes.readUInt32BE(at + 12));
  return sizes.length > 0 ? Math.max(...sizes) : null;
}

/** Its own pictures are 256 pixels wide at most, or PNG files. */
function iconPixels(bytes: Buffer): number {
  return Math.max(
    256 * 256,
    ...positionsOf(bytes, '\x89PNG').map((at) => bytes.readUInt32BE(at + 16) * bytes.readUInt32BE(at + 20)),
  );
}

function positionsOf(bytes: Buffer, mark: string): number[] {
  const found: number[] = [];
  for (
    let at = bytes.indexOf(mark, 0, 'latin1');
    at >= 0 && found.length < 100;
    at = bytes.indexOf(mark, at + 1, 'latin1')
  )
    found.push(at);
  return found;
}

/** Pixels, across times down, of the largest picture in the file; `null`: the bytes do not say. */
export function pixelsOf(bytes: Buffer, type: string): number | null {
  try {
    return READERS[type]?.(bytes) ?? null;
  } catch {
    // The file ends before.
    return null;
  }
}
