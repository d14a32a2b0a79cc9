/** The body of a request, piece by piece out of its file. */
import { open } from 'node:fs/promises';

const PIECE_BYTES = 256 * 1024;

/**
 * Each piece is in the same buffer: the next one may be asked for when nobody needs the one before. A new buffer for each
 * would be dozens of MiB of a long body before the collector comes.
 */
export async function* piecesOf(file: string): AsyncGenerator<Uint8Array, void, undefined> {
  const handle = await open(file);
  try {
    const buffer = Buffer.allocUnsafeSlow(PIECE_BYTES);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, PIECE_BYTES, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
