/**
 * Files that are either there as a whole or not at all: written under a temporary name beside
 * the target, flushed to the disk, then renamed over it.
 */
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Names of files that a killed write leaves behind: ours and those of electron-store
 * (`state.json.tmp-17000000001a2b3c`). Nothing that is kept has such a name.
 */
const TEMPORARY_NAME = /\.tmp-[0-9a-f]{8,}$/;

/** The data of one mini-program is for its user alone; it may hold a token. */
export const PRIVATE_FILE_MODE = 0o600;
export const PRIVATE_FOLDER_MODE = 0o700;

/** Anti-virus scanners and indexers on Windows hold a new file open for a moment. */
const RENAME_RETRIES = 10;
const RENAME_RETRY_MS = 50;

export function isTemporaryName(name: string): boolean {
  return TEMPORARY_NAME.test(name);
}

/** `name` with the mark of a temporary file, different at every call. */
export function temporaryName(name: string): string {
  return `${name}.tmp-${randomBytes(8).toString('hex')}`;
}

/** Replaces `file` with `data`; makes the folder. A reader sees the old content or the new, never a part. */
export async function writeFileAtomically(file: string, data: string | Uint8Array | Iterable<string>): Promise<void> {
  const folder = path.dirname(file);
  const temporary = path.join(folder, temporaryName(path.basename(file)));
  await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER_MODE });
  try {
    const handle = await open(temporary, 'wx', PRIVATE_FILE_MODE);
    try {
      await handle.writeFile(data);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await renameWithRetry(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

/** Renames a file or a folder; waits for others to let go of it where a system locks open files. */
export async function renameWithRetry(from: string, to: string): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      const isLocked = process.platform === 'win32' && (code === 'EPERM' || code === 'EACCES' || code === 'EBUSY');
      if (!isLocked || attempt >= RENAME_RETRIES) throw error;
      await delay(RENAME_RETRY_MS * (attempt + 1));
    }
  }
}

/** Makes a rename inside `folder` survive a power cut. Windows cannot open folders and needs no such thing. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Deletes what killed writes left in `folder`. A folder that is not there holds nothing. */
export async function removeTemporaryFiles(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter(isTemporaryName)) await removeTree(path.join(folder, name));
}

/** Deletes a file or a folder with all it holds, even when entries were made read-only. */
export async function removeTree(target: string): Promise<void> {
  try {
    await rm(target, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  } catch {
    await chmod(target, 0o700).catch(() => {});
    await rm(target, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }
}
