/** Writes state files, whole or not at all. An electron-store object is only kept for the last few that were written. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import ElectronStore from 'electron-store';
import type { MiniProgramState } from '../models/state-schema.ts';
import { AppError } from '../support/errors.ts';
import { isTemporaryName, PRIVATE_FILE_MODE } from './atomic-file.ts';
import type { Quarantine } from './quarantine.ts';
import { miniProgramFolder, STATE_FILE } from './state-file.ts';

/** An electron-store object takes 2 KiB, and a read of its file to make again. */
const MAX_OPEN_FILES = 100;

export interface StateWriter {
  /** Throws `AppError('storage-failed')`. */
  write(state: MiniProgramState): void;
  /** The mini-program is removed. */
  forget(appId: string): void;
}

/** What killed writes of the state left in `folder`. A write is one turn: none is under way. */
function removeHalfWrittenStates(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    if (name.startsWith(STATE_FILE) && isTemporaryName(name))
      rmSync(path.join(folder, name), { recursive: true, force: true });
  }
}

/** `root` is the folder `mini-programs`. What a killed write left goes at the mini-program's first write. */
export function createStateWriter(root: string, quarantine: Quarantine): StateWriter {
  const files = new Map<string, ElectronStore<Record<string, unknown>>>();

  function fileOf(appId: string, cwd: string): ElectronStore<Record<string, unknown>> {
    let file = files.get(appId);
    if (!file) {
      // Not at start: a look into each of thousands of folders would take a quarter of it.
      removeHalfWrittenStates(cwd);
      file = new ElectronStore({
        cwd,
        name: path.parse(STATE_FILE).name,
        accessPropertiesByDotNotation: false,
        configFileMode: PRIVATE_FILE_MODE,
      });
      files.set(appId, file);
      const oldest = files.keys().next().value;
      if (files.size > MAX_OPEN_FILES && oldest !== undefined) files.delete(oldest);
    }
    return file;
  }

  return {
    write(state) {
      const cwd = miniProgramFolder(root, state.appId);
      try {
        try {
          fileOf(state.appId, cwd).set({ ...state });
        } catch (error) {
          if (!(error instanceof SyntaxError)) throw error;
          // Something else has damaged the file since it was read: the good state in memory replaces it.
          quarantine.quarantine(path.join(cwd, STATE_FILE), `${path.basename(cwd)}-state`);
          fileOf(state.appId, cwd).set({ ...state });
        }
      } catch (cause) {
        throw new AppError('storage-failed', `Cannot save the state of "${state.name}" on the disk.`, { cause });
      }
    },
    forget: (appId) => void files.delete(appId),
  };
}
