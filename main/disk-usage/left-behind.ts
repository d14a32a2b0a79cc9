/**
 * Chromium holds the files of a session for the life of the process: a removed mini-program's partition
 * is emptied at once, and its folder goes at the next start, before any session uses it.
 */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { appIdOfHost } from '../models/app-id.ts';
import { removeTree } from '../storage/atomic-file.ts';
import { MINI_PROGRAMS, type UserDataFolders } from './measure.ts';

/** Deletes the partitions of mini-programs that have no folder any more. What cannot be deleted waits for the next start. */
export async function removePartitionsLeftBehind({ root, partitions, partitionName }: UserDataFolders): Promise<void> {
  for (const name of await readdir(partitions).catch(() => [])) {
    const host = name.slice(name.indexOf('-') + 1);
    const appId = appIdOfHost(host);
    // Others are Larder's own. A state that this version cannot read has its folder all the same.
    if (appId === null || partitionName(appId) !== name || existsSync(path.join(root, MINI_PROGRAMS, host))) continue;
    await removeTree(path.join(partitions, name)).catch(() => {});
  }
}
