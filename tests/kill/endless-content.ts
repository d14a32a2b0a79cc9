/** The content of files that no memory holds: made where it is asked for, and different at every offset. */
import { createHash } from 'node:crypto';
import { contentOf } from '../fixtures/fault-server/content.ts';

/** What the server of killed downloads reads of a file; a `Buffer` is one. */
export interface FileContent {
  readonly byteLength: number;
  /** As `Buffer.subarray`. */
  subarray(start: number, end: number): Buffer;
}

const BLOCK_BYTES = 1024 * 1024;
const HASHED_BYTES = 1024 * 1024;

/** A block, again and again, each time with its number in front. */
export function endlessContent(seed: number, byteLength: number): FileContent {
  const block = contentOf(seed, BLOCK_BYTES);
  const part = (number: number, from: number, to: number): Buffer => {
    if (from >= 8) return block.subarray(from, to);
    const numbered = Buffer.from(block.subarray(0, Math.max(8, to)));
    numbered.writeBigUInt64BE(BigInt(number) + BigInt(seed));
    return numbered.subarray(from, to);
  };
  return {
    byteLength,
    subarray(start, wanted) {
      const end = Math.min(wanted, byteLength);
      const parts: Buffer[] = [];
      for (let offset = start; offset < end;) {
        const number = Math.floor(offset / BLOCK_BYTES);
        const from = offset % BLOCK_BYTES;
        const to = Math.min(BLOCK_BYTES, from + end - offset);
        parts.push(part(number, from, to));
        offset += to - from;
      }
      return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    },
  };
}

/** Hexadecimal SHA-256. */
export function hashOf(file: FileContent): string {
  const hash = createHash('sha256');
  for (let offset = 0; offset < file.byteLength; offset += HASHED_BYTES)
    hash.update(file.subarray(offset, offset + HASHED_BYTES));
  return hash.digest('hex');
}
