/** The place for files that cannot be read: a person may still want them. */
import { constants, copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { PRIVATE_FOLDER_MODE } from './atomic-file.ts';

export interface Quarantine {
  /**
   * Keeps a copy of `file` under a name of its own, never over another one, and then deletes
   * the original unless `keepOriginal`. Returns the name of the copy.
   */
  quarantine(file: string, label: string, options?: { keepOriginal?: boolean }): string;
  /** Deletes what was set aside with `label`: who removes a mini-program removes its data here too. */
  discard(label: string): void;
}

const TIME_AND_ENDING = /^-\d{4}-\d\d-\d\dT\d+Z(?:-\d+)?\.json$/;

/** Names are `<label>-<time>[-<number>].json`, with the time in ISO 8601 without colons. */
export function createQuarantine(folder: string, now: () => number): Quarantine {
  return {
    quarantine(file, label, options = {}) {
      mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER_MODE });
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
    discard(label) {
      if (!existsSync(folder)) return;
      for (const name of readdirSync(folder)) {
        if (name.startsWith(label) && TIME_AND_ENDING.test(name.slice(label.length)))
          rmSync(path.join(folder, name), { force: true });
      }
    },
  };
}
