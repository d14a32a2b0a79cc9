/** How far downloads are: one rule for the row, the launcher's frame and the taskbar. */
import type { DownloadItem } from './downloads.ts';

export type CountedDownload = Pick<DownloadItem, 'state' | 'uploaded' | 'uploadTotal' | 'downloaded' | 'downloadTotal'>;

interface Amount {
  readonly done: number;
  readonly total: number;
}

/** Bytes in both directions; `null`: the total is not known. */
function amountOf({ state, uploaded, uploadTotal, downloaded, downloadTotal }: CountedDownload): Amount | null {
  if (state === 'finishing' || state === 'succeeded') {
    const all = Math.max(1, uploaded + downloaded);
    return { done: all, total: all };
  }
  if (downloadTotal > 0) return { done: uploaded + downloaded, total: uploadTotal + downloadTotal };
  // What comes back is not known before it comes; until then the upload is what there is.
  return uploaded < uploadTotal ? { done: uploaded, total: uploadTotal } : null;
}

/**
 * 0 to 1 of all `items` together; `null`: the total of one that runs is not known, or of all that stand
 * still.
 */
export function transferFraction(items: readonly CountedDownload[]): number | null {
  let done = 0;
  let total = 0;
  for (const item of items) {
    const amount = amountOf(item);
    if (amount === null && item.state === 'running') return null;
    done += amount?.done ?? 0;
    total += amount?.total ?? 0;
  }
  return total > 0 ? Math.min(1, done / total) : null;
}
