/** Tells failures of the disk from failures of the network, and asks how much room there is. */
import { statfs } from 'node:fs/promises';
import { AppError } from '../support/errors.ts';

const DISK_ERRORS: ReadonlySet<string> = new Set([
  'ENOSPC',
  'EDQUOT',
  'EACCES',
  'EPERM',
  'EROFS',
  'EIO',
  'EFBIG',
  'EMFILE',
  'ENFILE',
  'ENOENT',
  'ENOTDIR',
  'EEXIST',
  'EISDIR',
  'ENAMETOOLONG',
]);

export function isDiskError(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return code !== undefined && DISK_ERRORS.has(code);
}

/** Bytes a user without special rights can still write to the disk of `folder`. */
export type FreeBytes = (folder: string) => Promise<number>;

/** Some network and FUSE file systems have no size, or say nothing that is a number: they are taken to have room. */
export function bytesLeft({ blocks, bavail, bsize }: { blocks: number; bavail: number; bsize: number }): number {
  const bytes = bavail * bsize;
  return blocks > 0 && bsize > 0 && Number.isFinite(bytes) ? Math.max(0, bytes) : Infinity;
}

export const freeBytesOnDisk: FreeBytes = async (folder) => {
  return bytesLeft(await statfs(folder));
};

/** Left free for everything else. */
const RESERVE_BYTES = 32 * 1024 * 1024;

/** Throws `AppError('storage-failed')` when `neededBytes` do not fit. A disk that does not say is taken to have room. */
export async function requireFreeBytes(
  appId: string,
  folder: string,
  neededBytes: number,
  freeBytes: FreeBytes,
): Promise<void> {
  const free = await freeBytes(folder).catch(() => Infinity);
  if (free >= neededBytes + RESERVE_BYTES) return;
  throw new AppError('storage-failed', {
    key: 'problems.diskFull',
    // Rounded up: a little more than enough is enough.
    values: { id: appId, bytes: Math.ceil(neededBytes / 1_000_000) * 1_000_000 },
  });
}
