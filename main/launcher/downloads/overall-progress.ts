/** All downloads as one, for what has room for a single bar: the launcher's frame and the taskbar. */
import type { DownloadItem, OverallProgress } from '../../../preload/contract/downloads.ts';

type Counted = Pick<DownloadItem, 'state' | 'uploaded' | 'uploadTotal' | 'downloaded' | 'downloadTotal'>;

export function overallProgress(items: readonly Counted[]): OverallProgress {
  const moving = items.filter(({ state }) => state === 'running' || state === 'finishing');
  return { moving: moving.length, fraction: fractionOf(moving) };
}

/** 0 to 1 of all `items` together; `null`: the total of one that runs is not known. */
export function fractionOf(items: readonly Counted[]): number | null {
  if (items.some(({ state, downloadTotal }) => state === 'running' && downloadTotal === 0)) return null;
  const total = items.reduce((sum, { uploadTotal, downloadTotal }) => sum + uploadTotal + downloadTotal, 0);
  const done = items.reduce((sum, { uploaded, downloaded }) => sum + uploaded + downloaded, 0);
  return total > 0 ? Math.min(1, done / total) : null;
}
