/**
 * Whether the launcher's window gets on. That it hung or died is on the disk while it does, so that a start after an
 * end that was not in order knows of it: what the launcher shows may be what it could not bear.
 */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import type { BrowserWindow } from 'electron';
import { PRIVATE_FILE_MODE } from '../storage/atomic-file.ts';
import type { Disposable } from '../support/shutdown-list.ts';

export interface LauncherHealthOptions {
  /** Absolute; there while the launcher hangs or its process has died, and until the next end in order. */
  readonly markerFile: string;
  report(message: string, error: unknown): void;
}

export interface LauncherHealth extends Disposable {
  /** The run before this one ended out of order while the launcher hung or was dead. */
  readonly wasIll: boolean;
  /** `onDied`: its process has died; the window is there, and empty. */
  watch(window: BrowserWindow, onDied: () => void): void;
  /** The next start is one like any other. */
  forget(): void;
  /** The end in order: what the launcher got over is forgotten. One that is ill now is no better at the next start. */
  dispose(): void;
}

export function createLauncherHealth({ markerFile, report }: LauncherHealthOptions): LauncherHealth {
  let isIll = false;
  const forget = (): void => {
    try {
      rmSync(markerFile, { force: true });
    } catch (error) {
      report('Cannot forget that the launcher hung.', error);
    }
  };
  const remember = (): void => {
    isIll = true;
    try {
      // Nothing in it matters, and a process that hangs with it may be ended at any moment.
      writeFileSync(markerFile, '', { mode: PRIVATE_FILE_MODE });
    } catch (error) {
      report('Cannot keep in mind that the launcher hung.', error);
    }
  };
  return {
    wasIll: existsSync(markerFile),
    forget,
    watch(window, onDied) {
      window.on('unresponsive', remember);
      window.on('responsive', () => {
        isIll = false;
        forget();
      });
      window.webContents.on('render-process-gone', (_event, { reason }) => {
        if (reason === 'clean-exit') return;
        remember();
        onDied();
      });
      // It lives again; whether it stays so the end of this run tells.
      window.webContents.on('did-finish-load', () => {
        isIll = false;
      });
    },
    dispose() {
      if (!isIll) forget();
    },
  };
}
