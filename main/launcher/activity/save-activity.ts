/** The activity as a file for developer tools and support. */
import { BRAND } from '../../../preload/contract/brand.ts';
import { mkdir, open, rm } from 'node:fs/promises';
import path from 'node:path';
import { writeFileAtomically } from '../../storage/atomic-file.ts';
import { AppError } from '../../support/errors.ts';
import type { RecordedRequest } from './activity-log.ts';
import { toHar } from './har.ts';

export interface ActivityFile {
  readonly folder: string;
  /** ms since epoch, for the name. */
  readonly now: number;
  /** The application's. */
  readonly version: string;
}

/** More files of one second than this are an accident. */
const MAX_SAME_NAME = 100;

/**
 * Writes `larder-activity-<time>.har` (UTC), with a number behind it when there is such a file.
 * Returns its path. Throws `AppError('storage-failed')`.
 */
export async function saveActivity(
  requests: readonly RecordedRequest[],
  { folder, now, version }: ActivityFile,
): Promise<string> {
  const text = `${JSON.stringify(toHar(requests, version), null, 2)}\n`;
  const time = new Date(now)
    .toISOString()
    .replace(/\.\d+Z$/, '')
    .replaceAll(':', '-');
  try {
    await mkdir(folder, { recursive: true });
    const file = await reserve(path.join(folder, `${BRAND.id}-activity-${time}`));
    try {
      await writeFileAtomically(file, text);
    } catch (error) {
      await rm(file, { force: true });
      throw error;
    }
    return file;
  } catch (cause) {
    throw new AppError('storage-failed', `Cannot save the activity in "${folder}".`, { cause });
  }
}

/** Makes an empty file under a name that nobody has: only that one is replaced by the write. */
async function reserve(base: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const file = `${base}${number === 1 ? '' : `-${number}`}.har`;
    try {
      await (await open(file, 'wx', 0o600)).close();
      return file;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || number === MAX_SAME_NAME) throw error;
    }
  }
}
