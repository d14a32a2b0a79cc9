/**
 * Values of the system that Node throws for, or gives as nobody can use them: an account without an entry in the list of
 * users (containers, networks without their directory), a working folder that was deleted, no folder for temporary files.
 */
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Of the user whose process this is; empty: the system knows none. */
export function userName(ask: () => string = () => os.userInfo().username): string {
  return orElse(ask, '');
}

/** Absolute; empty: there is none. */
export function homeFolder(ask: () => string = os.homedir): string {
  const folder = orElse(ask, '');
  return path.isAbsolute(folder) ? folder : '';
}

/**
 * Absolute: what relative paths on the command line count from. Threads and programs cannot be started from a folder that
 * was deleted: then it is the root from now on.
 */
export function workingFolder(
  ask: () => string = () => process.cwd(),
  change: (folder: string) => void = (folder) => process.chdir(folder),
): string {
  try {
    return ask();
  } catch {
    const { root } = path.parse(process.execPath);
    change(root);
    return root;
  }
}

/** `C:\Windows`, on Windows: programs in it are started by their whole path. */
export function systemRoot(named: string | undefined = process.env['SystemRoot']): string {
  return named && path.win32.isAbsolute(named) ? named : 'C:\\Windows';
}

/** Places for temporary files, the system's first. */
export function temporaryPlaces(named: string = os.tmpdir(), platform: NodeJS.Platform = process.platform): string[] {
  const usual = platform === 'win32' ? [path.win32.join(systemRoot(), 'Temp')] : ['/tmp', '/var/tmp', '/dev/shm'];
  return [...new Set([...(path.isAbsolute(named) ? [named] : []), ...usual])];
}

/** A new folder for this user alone, in the first absolute one of `places` that takes it. Throws what the first one said. */
export function makeTemporaryFolder(prefix: string, places: readonly string[] = temporaryPlaces()): string {
  let reason: unknown = null;
  for (const place of places.filter((folder) => path.isAbsolute(folder))) {
    try {
      return mkdtempSync(path.join(place, prefix));
    } catch (error) {
      reason ??= error;
    }
  }
  throw reason ?? new Error('There is no place for temporary files.');
}

/** A mask that takes files from their own owner would lock Larder out of its data: then it is the usual private one. */
export function keepFilesUsable(setMask: (mask: number) => number = (mask) => process.umask(mask)): void {
  const named = setMask(0o077);
  if ((named & 0o700) === 0) setMask(named);
}

function orElse(ask: () => string, otherwise: string): string {
  try {
    return ask();
  } catch {
    return otherwise;
  }
}
