/** `setProgressBar` (docs/api/browser-window.md): what a taskbar would show. */
import type Electron from 'electron';

const MODES = ['none', 'normal', 'indeterminate', 'error', 'paused'] as const;

export interface ProgressBar {
  /** 0 to 1; below 0 no bar, above 1 one that only moves. */
  readonly progress: number;
  readonly mode: (typeof MODES)[number];
}

/** Without a mode the value says it: below 0 none, up to 1 normal, beyond indeterminate. */
export function parseProgress(progress: unknown, options?: Electron.ProgressBarOptions): ProgressBar {
  if (typeof progress !== 'number' || Number.isNaN(progress))
    throw new TypeError('Error processing argument at index 0, conversion failure');
  const mode = options?.mode ?? (progress < 0 ? 'none' : progress > 1 ? 'indeterminate' : 'normal');
  if (!MODES.includes(mode)) throw new TypeError(`setProgressBar: "${String(mode)}" is no mode`);
  return { progress, mode };
}
