/** The place for files that cannot be read: nothing is deleted, a person may still want them. */
import { copyFileSync, constants, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';

export interface Quarantine {
  /**
   * Keeps a copy of `file` under a name of its own, never over another one, and then deletes
   * the original unless `keepOriginal`. Returns the name of the copy.
   */
  setAside(file: string, label: string, options?: { keepOriginal?: boolean }): string;
}

/** Names are `<label>-<time>[-<number>].json`, with the time in ISO 8601 without colons. */
export function createQuarantine(folder: string, now: () => number): Quarantine {
  return {
    setAside(file, label, options = {}) {
      mkdirSync(folder, { recursive: true });
      const stamp = new Date(now()).toISOString().replaceAll(':', '').replace('.', '');
      for (let number = 1; ; number += 1) {
        const name = `${label}-${stamp}${number === 1 ? '' : `-${number}`}${path.extname(file)}`;
        try {
          copyFileSync(file, path.join(folder, name), constants.COPYFILE_EXCL);
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue;
          throw error;
        }
        if (!options.keepOriginal) rmSync(file, { force: true });
        return name;
      }
    },
  };
}
