/**
 * The state of every local mini-program: one small file each, which is the truth, and an index of them all, which is fast.
 *
 * Opening reads the index and the files that it does not know. A state is read when it is asked for, and stays in memory.
 */
import { BRAND } from '../../preload/contract/brand.ts';
import { lstatSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { LocalizedText } from '../../preload/contract/messages/index.ts';
import { appIdOfHost, hostOfAppId } from '../models/app-id.ts';
import { summaryOf, type MiniProgramSummary } from '../models/mini-program-summary.ts';
import { createSystemClock, type Clock } from '../support/clock.ts';
import { AppError } from '../support/errors.ts';
import { PRIVATE_FOLDER_MODE, isTemporaryName, removeTree, temporaryName } from './atomic-file.ts';
import { NO_STAMP, sameStamp, type IndexEntry } from './index-rows.ts';
import { isStill, openMiniProgramIndex, stampOf } from './mini-program-index.ts';
import type { MiniProgramStore } from './ports.ts';
import { createQuarantine } from './quarantine.ts';
import { damageReport, emptyState, miniProgramFolder, readStateFile, STATE_FILE } from './state-file.ts';
import { createStateWriter } from './state-writer.ts';
import type { MiniProgramState } from '../models/state-schema.ts';
import { storageProblem, type StorageProblem } from '../models/storage-problem.ts';
import { createListeners } from '../support/listeners.ts';

/** Beside `mini-programs/`. */
const INDEX_FILE = 'mini-programs.index';

/**
 * So many files are compared with the index before the start goes on, in two milliseconds; the others soon after it. Until
 * then the list may say what a record said before somebody else changed it; who reads the record itself has the truth.
 */
const COMPARED_AT_START = 256;
/** The comparison after the start, in small portions. */
const COMPARED_AT_ONCE = 64;
const PAUSE_MS = 5;

/** More changes than this at a start become a new snapshot. */
const MAX_CHANGES_AT_START = 100;

export interface MiniProgramStoreOptions {
  /** Absolute. The user's data folder: `mini-programs/` and `quarantine/` are made inside. */
  readonly folder: string;
  readonly clock?: Clock;
}

/**
 * Opens the index below `options.folder`, reads the state files that it does not know, sets the unreadable ones aside and
 * deletes what killed removals left behind. Throws `AppError('storage-failed')` when the folder cannot be used.
 */
export function openMiniProgramStore({
  folder,
  clock = createSystemClock(),
}: MiniProgramStoreOptions): MiniProgramStore {
  const root = path.join(folder, 'mini-programs');
  const quarantine = createQuarantine(path.join(folder, 'quarantine'), () => clock.now());
  const writer = createStateWriter(root, quarantine);
  const { index, found } = openMiniProgramIndex(path.join(folder, INDEX_FILE));
  /** At first what the index says; each that is read takes the place of the indexed one. */
  const entries = new Map(found.entries);
  /** Those that were asked for. */
  const states = new Map<string, MiniProgramState>();
  const untouchable = new Set<string>();
  const problems: StorageProblem[] = [];
  const listeners = createListeners<[appId: string]>();
  const problemListeners = createListeners<[problem: StorageProblem]>();
  let listed: readonly MiniProgramSummary[] | null = null;
  let isOpen = false;

  const stateFileOf = (appId: string): string => path.join(miniProgramFolder(root, appId), STATE_FILE);

  function settle(appId: string): void {
    const entry = entries.get(appId);
    if (entry) index.settle(entry, () => entries.values());
  }

  function write(state: MiniProgramState): void {
    const { appId } = state;
    const before = entries.get(appId);
    index.begin(appId);
    // Until it is known what the file has become.
    if (before) entries.set(appId, { summary: before.summary, stamp: NO_STAMP });
    writer.write(state);
    entries.set(appId, { summary: summaryOf(state), stamp: stampOf(stateFileOf(appId)) ?? NO_STAMP });
    settle(appId);
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
    const problem = storageProblem(file, text, { appId, fields });
    problems.push(problem);
    problemListeners.notify(problem);
  }

  /** What its file says. `undefined`: nothing that can be used. Throws what the disk says. */
  function read(appId: string): MiniProgramState | undefined {
    const file = stateFileOf(appId);
    const host = path.basename(path.dirname(file));
    // Before the file is read: what changes it in between is seen at the next start.
    const stamp = stampOf(file);
    const reading = readStateFile(path.dirname(file), appId, clock.now());
    switch (reading.kind) {
      case 'state':
        if (stamp) entries.set(appId, { summary: summaryOf(reading.state), stamp });
        return reading.state;
      case 'newer':
        untouchable.add(appId);
        report(appId, file, { key: 'problems.state.newer', values: { id: appId } });
        return undefined;
      case 'damaged': {
        // What can still be read stays until the repaired file has replaced it: a kill in between loses nothing.
        const name =
          reading.file === 'missing'
            ? null
            : quarantine.quarantine(file, `${host}-state`, { keepOriginal: reading.file === 'json' });
        states.set(appId, reading.state);
        entries.set(appId, { summary: summaryOf(reading.state), stamp: NO_STAMP });
        write(reading.state);
        report(appId, file, damageReport(reading.state, name), reading.lost);
        return reading.state;
      }
      case 'nothing':
        return undefined;
    }
  }

  function readOrReport(appId: string): MiniProgramState | undefined {
    const known = entries.get(appId);
    let state: MiniProgramState | undefined;
    try {
      state = read(appId);
    } catch (error) {
      // What was repaired and cannot be written is there for this run.
      state = states.get(appId);
      untouchable.add(appId);
      report(appId, miniProgramFolder(root, appId), {
        key: 'problems.state.unreadable',
        values: { id: appId, code: codeOf(error) },
      });
    }
    if (!state) entries.delete(appId);
    const entry = entries.get(appId);
    if (isOpen && (!entry || !known || !sameStamp(entry.stamp, known.stamp))) {
      // The index was behind. Nobody who reads is surprised by what listeners do.
      listed = null;
      settle(appId);
      queueMicrotask(() => notify(appId));
    }
    return state;
  }

  // Put together by hand: `path.join` takes longer than the look at the file, and a start does this hundreds of times.
  const isAsIndexed = (host: string, { stamp }: IndexEntry): boolean =>
    isStill(`${root}${path.sep}${host}${path.sep}${STATE_FILE}`, stamp);

  /** Answers how many records were read. */
  function readFolder(): number {
    const names = readdirSync(root);
    const there = new Set(names);
    const changed: string[] = [];
    let gone = 0;
    let known = 0;
    for (const [appId, entry] of found.entries) {
      const host = hostOfAppId(appId);
      if (!there.has(host)) {
        entries.delete(appId);
        gone += 1;
        continue;
      }
      if (found.unsettled.has(appId) || (known < COMPARED_AT_START && !isAsIndexed(host, entry))) changed.push(appId);
      known += 1;
    }
    for (const name of known === names.length ? [] : names) {
      if (isTemporaryName(name)) rmSync(path.join(root, name), { recursive: true, force: true });
      const appId = appIdOfHost(name);
      if (appId !== null && !found.entries.has(appId) && isFolder(path.join(root, name))) changed.push(appId);
    }
    for (const appId of changed) readOrReport(appId);
    // Of what was removed nothing stays in the index.
    if (found.condition !== 'whole' || gone > 0 || changed.length > MAX_CHANGES_AT_START)
      index.rewrite(entries.values());
    else for (const appId of changed) settle(appId);
    return changed.length;
  }

  const isUsed = found.condition === 'whole' || found.condition === 'cut-off';
  let readAtStart: number;
  try {
    mkdirSync(root, { recursive: true, mode: PRIVATE_FOLDER_MODE });
    readAtStart = readFolder();
  } catch (cause) {
    throw new AppError('storage-failed', `Cannot use the data folder "${folder}".`, { cause });
  }
  isOpen = true;

  function get(appId: string): MiniProgramState | undefined {
    const known = states.get(appId);
    if (known || !entries.has(appId)) return known;
    const state = readOrReport(appId);
    if (state) states.set(appId, state);
    return state;
  }

  async function compareOthers(signal: AbortSignal): Promise<void> {
    let compared = 0;
    for (const [appId, entry] of [...found.entries].slice(COMPARED_AT_START)) {
      if (compared >= COMPARED_AT_ONCE) {
        compared = 0;
        await delay(PAUSE_MS, undefined, { ref: false });
      }
      if (signal.aborted) return;
      // Else it was read, written or removed meanwhile.
      if (entries.get(appId) !== entry) continue;
      compared += 1;
      if (!isAsIndexed(hostOfAppId(appId), entry)) readOrReport(appId);
    }
  }

  return {
    problems,
    onProblem: problemListeners.add,
    indexWasMadeOf: isUsed ? null : readAtStart,
    list: () => (listed ??= Array.from(entries.values(), ({ summary }) => summary)),
    summary: (appId) => entries.get(appId)?.summary,
    get,
    compareInBackground() {
      const end = new AbortController();
      void compareOthers(end.signal);
      return () => end.abort();
    },
    add(initial) {
      const existing = get(initial.appId);
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
      const state = get(appId);
      if (!state)
        throw new AppError('storage-failed', `Cannot save the state of "${appId}": it is not on this computer.`);
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      return commit({ ...state, ...given });
    },
    async remove(appId) {
      const cwd = miniProgramFolder(root, appId);
      index.begin(appId);
      states.delete(appId);
      entries.delete(appId);
      writer.forget(appId);
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
      } finally {
        index.rewrite(entries.values());
      }
    },
    folderOf: (appId) => miniProgramFolder(root, appId),
    onChange: listeners.add,
  };
}

function isFolder(entry: string): boolean {
  return lstatSync(entry, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown error';
}
