/** Width and height of a PNG, from its first chunk; `null` when it is none. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

const SIGNATURE = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

export function pngSize(file: Buffer): PictureSize | null {
  if (file.length < 33 || !file.subarray(0, SIGNATURE.length).equals(SIGNATURE)) return null;
  return { width: file.readUInt32BE(16), height: file.readUInt32BE(20) };
}
