/** What the first and all chunks of a PNG say, without drawing it. */
import { crc32, inflateSync } from 'node:zlib';

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

const SIGNATURE = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

/** Width and height, from its first chunk; `null` when it is no PNG. */
export function pngSize(file: Buffer): PictureSize | null {
  if (file.length < 33 || !file.subarray(0, SIGNATURE.length).equals(SIGNATURE)) return null;
  return { width: file.readUInt32BE(16), height: file.readUInt32BE(20) };
}

/** All of it is there and as it was written: a picture that was cut off is shown in part, or not at all. */
export function isWholePng(file: Buffer): boolean {
  const data: Buffer[] = [];
  for (let at = 8; at + 12 <= file.length;) {
    const end = at + 8 + file.readUInt32BE(at);
    if (end + 4 > file.length || crc32(file.subarray(at + 4, end)) !== file.readUInt32BE(end)) return false;
    const type = file.toString('latin1', at + 4, at + 8);
    if (type === 'IDAT') data.push(file.subarray(at + 8, end));
    if (type === 'IEND') return isInflatable(Buffer.concat(data));
    at = end + 4;
  }
  return false;
}

function isInflatable(data: Buffer): boolean {
  try {
    return inflateSync(data).length > 0;
  } catch {
    return false;
  }
}
