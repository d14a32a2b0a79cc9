/** Remembers a window's place, state and zoom in a small file of its own. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { BrowserWindow } from 'electron';
import { PRIVATE_FOLDER_MODE, PRIVATE_FILE_MODE, temporaryName } from '../storage/atomic-file.ts';
import { NO_MEMORY, windowMemorySchema, type WindowMemory } from './window-placement.ts';
import { parseJson } from '../support/json-text.ts';

export interface WindowMemoryFile {
  get(): WindowMemory;
  /** Writes when something changed. A disk that cannot be written costs the memory of this window, nothing else. */
  update(change: Partial<WindowMemory>): void;
}

/** A file that is missing, damaged or of another shape counts as none. `mayWrite`: whether there is a place for it. */
export function openWindowMemory(file: string, mayWrite: () => boolean = () => true): WindowMemoryFile {
  let memory = read(file);
  return {
    get: () => memory,
    update(change) {
      const next = { ...memory, ...change };
      if (JSON.stringify(next) === JSON.stringify(memory)) return;
      memory = next;
      if (mayWrite()) write(file, next);
    },
  };
}

function read(file: string): WindowMemory {
  try {
    const parsed = windowMemorySchema().safeParse(parseJson(readFileSync(file)));
    return parsed.success ? parsed.data : NO_MEMORY;
  } catch {
    return NO_MEMORY;
  }
}

/** At once, for the window may be closing with the application. Not flushed to the disk: it is no loss. */
function write(file: string, memory: WindowMemory): void {
  const temporary = path.join(path.dirname(file), temporaryName(path.basename(file)));
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: PRIVATE_FOLDER_MODE });
    writeFileSync(temporary, JSON.stringify(memory), { mode: PRIVATE_FILE_MODE });
    renameSync(temporary, file);
  } catch {
    try {
      rmSync(temporary, { force: true });
    } catch {
      // The disk takes nothing now.
    }
  }
}

/** What `rememberWindow` needs of a window. */
export type RememberedWindow = Pick<
  BrowserWindow,
  'on' | 'getNormalBounds' | 'isMaximized' | 'isMinimized' | 'isFullScreen' | 'isDestroyed'
>;

const SETTLED_MS = 400;

/** Writes down where the window is: a moment after each change, and when it closes. */
export function rememberWindow(window: RememberedWindow, memory: WindowMemoryFile): void {
  let timer: NodeJS.Timeout | undefined;
  const save = (): void => {
    clearTimeout(timer);
    if (window.isDestroyed()) return;
    const { x, y, width, height } = window.getNormalBounds();
    // A minimised window says nothing about how it looks when it is open.
    const state = window.isMinimized()
      ? {}
      : { isMaximized: window.isMaximized(), isFullScreen: window.isFullScreen() };
    memory.update({ bounds: { x, y, width, height }, ...state });
  };
  const saveSoon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(save, SETTLED_MS);
  };
  window.on('resize', saveSoon);
  window.on('move', saveSoon);
  window.on('maximize', saveSoon);
  window.on('unmaximize', saveSoon);
  window.on('enter-full-screen', saveSoon);
  window.on('leave-full-screen', saveSoon);
  window.on('close', save);
  // Windows ends the process right after this, without closing anything.
  window.on('session-end', save);
  // A mini-program that is removed takes its window and its folder with it: nothing may be written then.
  window.on('closed', () => clearTimeout(timer));
}
