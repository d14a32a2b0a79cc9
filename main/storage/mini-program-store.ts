/**
 * The state of every local mini-program: one small electron-store file each, all in memory.
 *
 * Opening reads and parses every file. An electron-store object is only made for a mini-program
 * that is written to, and only the last few are kept.
 */
import { BRAND } from '../../preload/contract/brand.ts';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import ElectronStore from 'electron-store';
import type { LocalizedText } from '../../preload/contract/messages/index.ts';
import { appIdOfHost } from '../models/app-id.ts';
import type { Clock } from '../support/clock.ts';
import { createSystemClock } from '../support/clock.ts';
import { AppError } from '../support/errors.ts';
import { PRIVATE_FOLDER_MODE, isTemporaryName, PRIVATE_FILE_MODE, removeTree, temporaryName } from './atomic-file.ts';
import type { MiniProgramStore } from './ports.ts';
import { createQuarantine } from './quarantine.ts';
import { miniProgramFolder, readStateFile, STATE_FILE } from './state-file.ts';
import { STATE_SCHEMA_VERSION, type MiniProgramState } from '../models/state-schema.ts';
import { storageProblem, type StorageProblem } from '../models/storage-problem.ts';
import { createListeners } from '../support/listeners.ts';

/** An electron-store object takes 2 KiB, and a read of its file to make again. */
const MAX_OPEN_FILES = 100;

export interface MiniProgramStoreOptions {
  /** Absolute. The user's data folder: `mini-programs/` and `quarantine/` are made inside. */
  readonly folder: string;
  readonly clock?: Clock;
}

/**
 * Reads all state files below `options.folder`, sets the unreadable ones aside and deletes what
 * killed removals left behind. What a killed write left goes at the mini-program's first write.
 * Throws `AppError('storage-failed')` when the folder cannot be used.
 */
export function openMiniProgramStore({
  folder,
  clock = createSystemClock(),
}: MiniProgramStoreOptions): MiniProgramStore {
  const root = path.join(folder, 'mini-programs');
  const quarantine = createQuarantine(path.join(folder, 'quarantine'), () => clock.now());
  const states = new Map<string, MiniProgramState>();
  const files = new Map<string, ElectronStore<Record<string, unknown>>>();
  const untouchable = new Set<string>();
  const problems: StorageProblem[] = [];
  const listeners = createListeners<[appId: string]>();
  let listed: readonly MiniProgramState[] | null = null;

  function write(state: MiniProgramState): void {
    const cwd = miniProgramFolder(root, state.appId);
    try {
      try {
        stateFile(state.appId, cwd).set({ ...state });
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        // Something else has damaged the file since it was read: the good state in memory replaces it.
        quarantine.quarantine(path.join(cwd, STATE_FILE), `${path.basename(cwd)}-state`);
        stateFile(state.appId, cwd).set({ ...state });
      }
    } catch (cause) {
      throw new AppError('storage-failed', `Cannot save the state of "${state.name}" on the disk.`, { cause });
    }
  }

  function stateFile(appId: string, cwd: string): ElectronStore<Record<string, unknown>> {
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

  function commit(state: MiniProgramState): MiniProgramState {
    write(state);
    states.set(state.appId, state);
    notify(state.appId);
    // A listener may have changed it again.
    return states.get(state.appId) ?? state;
  }

  function notify(appId: string): void {
    listed = null;
    listeners.notify(appId);
  }

  function report(appId: string, file: string, text: LocalizedText, fields: readonly string[] = []): void {
    problems.push(storageProblem(file, text, { appId, fields }));
  }

  function load(host: string, appId: string): void {
    const cwd = path.join(root, host);
    const file = path.join(cwd, STATE_FILE);
    const reading = readStateFile(cwd, appId, clock.now());
    if (reading.kind === 'state') {
      states.set(appId, reading.state);
    } else if (reading.kind === 'newer') {
      untouchable.add(appId);
      report(appId, file, { key: 'problems.state.newer', values: { id: appId } });
    } else if (reading.kind === 'damaged') {
      // What can still be read stays until the repaired file has replaced it: a kill in between loses nothing.
      const name =
        reading.file === 'missing'
          ? null
          : quarantine.quarantine(file, `${host}-state`, { keepOriginal: reading.file === 'json' });
      states.set(appId, reading.state);
      write(reading.state);
      report(appId, file, damageReport(reading.state, name), reading.lost);
    }
  }

  try {
    mkdirSync(root, { recursive: true, mode: PRIVATE_FOLDER_MODE });
    for (const entry of readdirSync(root, { withFileTypes: true })) {
      if (isTemporaryName(entry.name)) rmSync(path.join(root, entry.name), { recursive: true, force: true });
      const appId = entry.isDirectory() ? appIdOfHost(entry.name) : null;
      if (appId === null) continue;
      try {
        load(entry.name, appId);
      } catch (error) {
        untouchable.add(appId);
        report(appId, path.join(root, entry.name), {
          key: 'problems.state.unreadable',
          values: { id: appId, code: codeOf(error) },
        });
      }
    }
  } catch (cause) {
    throw new AppError('storage-failed', `Cannot use the data folder "${folder}".`, { cause });
  }

  return {
    problems,
    list: () => (listed ??= [...states.values()]),
    get: (appId) => states.get(appId),
    add(initial) {
      const existing = states.get(initial.appId);
      if (existing) return existing;
      if (untouchable.has(initial.appId)) {
        throw new AppError(
          'storage-failed',
          `Cannot add "${initial.name}": its saved data cannot be used by this version of ${BRAND.name}.`,
        );
      }
      const { name, description } = initial;
      return commit({ ...emptyState(initial.appId, clock.now()), name, description });
    },
    update(appId, change) {
      const state = states.get(appId);
      if (!state)
        throw new AppError('storage-failed', `Cannot save the state of "${appId}": it is not on this computer.`);
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      return commit({ ...state, ...given });
    },
    async remove(appId) {
      const cwd = miniProgramFolder(root, appId);
      states.delete(appId);
      files.delete(appId);
      untouchable.delete(appId);
      // In this very turn, so that the id can be added again at once, and as one step on the disk.
      const leaving = path.join(root, temporaryName(path.basename(cwd)));
      let target = leaving;
      try {
        renameSync(cwd, leaving);
      } catch (error) {
        // Windows refuses while a file inside is open; the retries of the deletion wait for it.
        target = codeOf(error) === 'ENOENT' ? leaving : cwd;
      }
      notify(appId);
      try {
        quarantine.discard(`${path.basename(cwd)}-state`);
        await removeTree(target);
      } catch (cause) {
        throw new AppError('storage-failed', `Cannot delete all files of "${appId}".`, { cause });
      }
    },
    folderOf: (appId) => miniProgramFolder(root, appId),
    onChange: listeners.add,
  };
}

function emptyState(appId: string, addedAt: number): MiniProgramState {
  return {
    schemaVersion: STATE_SCHEMA_VERSION,
    appId,
    name: appId,
    description: '',
    addedAt,
    lastOpenedAt: null,
    windowlessFetches: 0,
    details: null,
    installed: null,
    pending: null,
    previous: null,
    rejectedSha256: null,
    token: null,
    dataAt: null,
    periodic: null,
    installFetch: null,
    downloadsAllowed: true,
    downloadRoomBytes: null,
    openFolder: null,
  };
}

function damageReport({ name }: MiniProgramState, copy: string | null): LocalizedText {
  return copy
    ? { key: 'problems.state.damaged', values: { name, copy: `quarantine/${copy}` } }
    : { key: 'problems.state.missing', values: { name } };
}

/** What killed writes of the state left in `folder`. A write is one turn: none is under way. */
function removeHalfWrittenStates(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    if (name.startsWith(STATE_FILE) && isTemporaryName(name))
      rmSync(path.join(folder, name), { recursive: true, force: true });
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown error';
}
