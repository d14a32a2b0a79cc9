/** The one way from a stranger's bytes to a picture that the launcher and notifications show. */
import { type Drawings } from './drawings.ts';
import { imageType } from './picture-kind.ts';
import { pixelsOf } from './picture-size.ts';
import { stillPicture } from './still-picture.ts';

/** Of the file, for packages and details; a download's is limited while it is received. */
export const PICTURE_LIMIT_BYTES = 2 * 1024 * 1024;
/** Drawn, 64 MiB; artwork is often 3000 pixels wide. */
export const PICTURE_LIMIT_PIXELS = 4096 * 4096;

export interface ShownPicture {
  readonly bytes: Buffer;
  /** By what the bytes say; never a drawing. */
  readonly type: string;
}

/** Drawings as pixels, the others as they are, without what moves; `null`: the first letter is shown instead. */
export async function showablePicture(
  drawings: Pick<Drawings, 'draw'>,
  appId: string,
  bytes: Buffer,
): Promise<ShownPicture | null> {
  if (bytes.length > PICTURE_LIMIT_BYTES) return null;
  const type = imageType(bytes);
  if (type === null) return null;
  if (type === 'image/svg+xml') {
    const drawn = await drawings.draw(appId, bytes);
    return drawn && { bytes: drawn, type: 'image/png' };
  }
  if ((pixelsOf(bytes, type) ?? Infinity) > PICTURE_LIMIT_PIXELS) return null;
  const still = stillPicture(bytes, type);
  return still && { bytes: still, type };
}
