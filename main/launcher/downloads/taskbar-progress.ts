/** Downloads on the taskbar: what its bar shows, and on which window it is. */
import { transferFraction } from '../../../preload/contract/download-progress.ts';
import type { DownloadItem, DownloadsState } from '../../../preload/contract/downloads.ts';

/** As `BrowserWindow.setProgressBar` takes it; modes are shown by Windows alone. */
export interface TaskbarProgress {
  /** 0 to 1; below 0: no bar; above 1: one that only moves. */
  readonly progress: number;
  readonly mode: 'none' | 'normal' | 'indeterminate' | 'error' | 'paused';
}

export const NO_BAR: TaskbarProgress = { progress: -1, mode: 'none' };
/** Electron: above 1. */
const ONLY_MOVES = 2;

const isStill = ({ state }: DownloadItem): boolean =>
  state === 'paused' || state === 'paused-by-user' || state === 'waiting';

/** `hasNews`: a download failed, and nobody has looked since. */
export function taskbarProgress(
  { items, overall }: Pick<DownloadsState, 'items' | 'overall'>,
  hasNews: boolean,
): TaskbarProgress {
  if (overall.moving > 0) {
    return overall.fraction === null
      ? { progress: ONLY_MOVES, mode: 'indeterminate' }
      : { progress: overall.fraction, mode: hasNews ? 'error' : 'normal' };
  }
  const still = items.filter(isStill);
  if (still.length > 0) return { progress: transferFraction(still) ?? 0, mode: 'paused' };
  // Where there are no modes a full bar would say that something runs.
  return hasNews && process.platform === 'win32' ? { progress: 1, mode: 'error' } : NO_BAR;
}

/** What is needed of a `BrowserWindow`. */
export interface TaskbarWindow {
  isDestroyed(): boolean;
  setProgressBar(progress: number, options: Pick<TaskbarProgress, 'mode'>): void;
}

export interface Taskbar {
  show(progress: TaskbarProgress): void;
}

/**
 * One window carries the bar: the launcher, or any other when it is closed. A dock shows only one, and
 * a taskbar that groups windows shows them as one.
 */
export function createTaskbar(findWindow: () => TaskbarWindow | undefined): Taskbar {
  let carrier: TaskbarWindow | undefined;
  let shown: TaskbarProgress = NO_BAR;
  return {
    show(progress) {
      const window = findWindow();
      const isSame = window === carrier && progress.progress === shown.progress && progress.mode === shown.mode;
      if (carrier && carrier !== window && !carrier.isDestroyed())
        carrier.setProgressBar(NO_BAR.progress, { mode: NO_BAR.mode });
      if (!isSame && window && !window.isDestroyed()) window.setProgressBar(progress.progress, { mode: progress.mode });
      carrier = window;
      shown = progress;
    },
  };
}
