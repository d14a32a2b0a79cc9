/** Where the packages of a mini-program are: one folder each, below `packages/`. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { InstalledPackage, MiniProgramState } from '../../models/state-schema.ts';
import { isTemporaryName, removeTree } from '../../storage/atomic-file.ts';
import { dictionaryFiles } from './dictionary.ts';
import { isPackageWhole } from '../../storage/package-stamp.ts';

export interface PackageFolders {
  /** Absolute; the folder that all packages of `appId` are in. */
  all(appId: string): string;
  /** Absolute. */
  of(appId: string, installed: InstalledPackage): string;
  /** Whether every file is there, of the size it had when it was unpacked. */
  isWhole(appId: string, candidate: InstalledPackage): Promise<boolean>;
  /** Deletes what `state` does not name. Call it when nothing is being unpacked. */
  removeUnused(state: MiniProgramState): Promise<void>;
}

/** `folderOf`: absolute folder of a mini-program's files. */
export function createPackageFolders(folderOf: (appId: string) => string): PackageFolders {
  const all = (appId: string): string => path.join(folderOf(appId), 'packages');
  const of = (appId: string, installed: InstalledPackage): string => path.join(all(appId), installed.folder);
  return {
    all,
    of,
    isWhole: (appId, candidate) => isPackageWhole(of(appId, candidate), appId, candidate.sha256),
    async removeUnused({ appId, installed, pending, previous }) {
      const used = new Set([
        ...[installed, pending, previous].flatMap((one) => (one ? [one.folder, `${one.folder}.json`] : [])),
        // Of the version that runs, and of the next: newer ones may come as a difference to it.
        ...[installed, pending].flatMap((one) => (one ? Object.values(dictionaryFiles(one.folder)) : [])),
      ]);
      const names = await readdir(all(appId)).catch(() => []);
      for (const name of names) {
        if (!used.has(name) && !isTemporaryName(name)) await removeTree(path.join(all(appId), name)).catch(() => {});
      }
    },
  };
}
