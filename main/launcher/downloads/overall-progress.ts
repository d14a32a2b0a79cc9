/** All downloads as one, for what has room for a single bar: the launcher's frame and the taskbar. */
import { transferFraction, type CountedDownload } from '../../../preload/contract/download-progress.ts';
import type { OverallProgress } from '../../../preload/contract/downloads.ts';

export function overallProgress(items: readonly CountedDownload[]): OverallProgress {
  const moving = items.filter(({ state }) => state === 'running' || state === 'finishing');
  return { moving: moving.length, fraction: transferFraction(moving) };
}
