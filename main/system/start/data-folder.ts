/** Finds out whether the data folder can be used, before anything else needs it. */
import { chmodSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PRIVATE_FOLDER_MODE } from '../../storage/atomic-file.ts';
import { AppError } from '../../support/errors.ts';

/**
 * Makes `folder` (absolute) and writes into it. Throws `AppError('storage-failed')` with one
 * sentence for the person who named the folder. Chromium's own files beside ours suffer when
 * they cannot be written, so a full disk is a reason not to start too.
 */
export function prepareDataFolder(folder: string): void {
  const probe = path.join(folder, `write-check.tmp-${probeNumber()}`);
  try {
    makeFolder(folder);
    makePrivate(folder);
    try {
      writeFileSync(probe, 'x');
    } finally {
      rmSync(probe, { force: true });
    }
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    throw new AppError('storage-failed', `Cannot use the data folder "${folder}": ${stateOf(code)}.`, { cause });
  }
}

/** Another one in each process that starts here. `node:crypto` would be loaded for nothing else. */
function probeNumber(): string {
  return Math.trunc(Math.random() * 2 ** 48)
    .toString(16)
    .padStart(12, '0');
}

/**
 * As `mkdirSync` with `recursive`, which tries for ever where a folder that is there answers that
 * it is not (Node on Linux's /proc, on some network and FUSE file systems).
 */
function makeFolder(folder: string): void {
  if (existsSync(folder) && statSync(folder).isDirectory()) return;
  const parent = path.dirname(folder);
  if (parent !== folder) makeFolder(parent);
  try {
    mkdirSync(folder, { mode: PRIVATE_FOLDER_MODE });
  } catch (error) {
    // Another start may have made it in between.
    if (!existsSync(folder) || !statSync(folder).isDirectory()) throw error;
  }
}

/**
 * For its user alone: it says which mini-programs there are. A folder of ours from before is changed; one that holds
 * nothing of ours was made by somebody for more than this.
 */
function makePrivate(folder: string): void {
  if (process.platform === 'win32' || !existsSync(path.join(folder, 'mini-programs'))) return;
  const { mode, uid } = statSync(folder);
  if (uid === process.getuid?.() && (mode & 0o077) !== 0) chmodSync(folder, PRIVATE_FOLDER_MODE);
}

function stateOf(code: string): string {
  switch (code) {
    case 'EEXIST':
    case 'ENOTDIR':
      return 'there is a file in its place';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOENT':
      return 'it cannot be written';
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full';
    default:
      return `the system answers ${code || 'with an error'}`;
  }
}
