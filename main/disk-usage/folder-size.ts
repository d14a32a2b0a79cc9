/** How many bytes a folder holds. */
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';

/** Files looked at together. */
const STATS_AT_ONCE = 64;

/**
 * The sizes of all files below `folder`, in bytes; links count as themselves. What is not there, or
 * goes while it is counted, counts nothing. Rejects with the signal's reason when it is aborted.
 */
export async function folderSize(folder: string, signal: AbortSignal): Promise<number> {
  const waiting = [folder];
  let bytes = 0;
  for (let current = waiting.pop(); current !== undefined; current = waiting.pop()) {
    signal.throwIfAborted();
    const parent = current;
    const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
    waiting.push(...entries.filter((entry) => entry.isDirectory()).map(({ name }) => path.join(parent, name)));
    const files = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => path.join(parent, name));
    for (let index = 0; index < files.length; index += STATS_AT_ONCE) {
      signal.throwIfAborted();
      const sizes = await Promise.all(files.slice(index, index + STATS_AT_ONCE).map(fileSize));
      bytes += sizes.reduce((sum, size) => sum + size, 0);
    }
  }
  return bytes;
}

/** In bytes; 0 for what is not there. */
export async function fileSize(file: string): Promise<number> {
  return lstat(file).then(
    ({ size }) => size,
    () => 0,
  );
}
