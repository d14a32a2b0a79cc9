/** In the launcher's frame, on every page: that something is downloading, and how far it is. */
import type { JSX } from 'preact';
import type { DownloadItem } from '../../../preload/contract/downloads.ts';
import { percentText } from '../format.ts';
import { t } from '../language.ts';
import { isMoving, percent } from './download-words.ts';

/** All that runs together; `null` when the total of one is not known. */
export function overallFraction(items: readonly DownloadItem[]): number | null {
  const running = items.filter(isMoving);
  if (running.some(({ state, downloadTotal }) => state === 'running' && downloadTotal === 0)) return null;
  const total = running.reduce((sum, { uploadTotal, downloadTotal }) => sum + uploadTotal + downloadTotal, 0);
  const done = running.reduce((sum, { uploaded, downloaded }) => sum + uploaded + downloaded, 0);
  return total > 0 ? Math.min(1, done / total) : null;
}

export function DownloadIndicator({ items }: { items: readonly DownloadItem[] }): JSX.Element | null {
  const running = items.filter(isMoving).length;
  if (running === 0) return null;
  const fraction = overallFraction(items);
  return (
    <a class="status-downloads" href="#downloads" title={t('downloads.goToDownloads')}>
      <span class={fraction === null ? 'progress progress-moving' : 'progress'} aria-hidden="true">
        <span class="progress-fill" style={fraction === null ? {} : { inlineSize: `${fraction * 100}%` }} />
      </span>
      {fraction === null
        ? t('downloads.indicator', { n: running })
        : t('downloads.indicatorPercent', { n: running, percent: percentText(percent(fraction)) })}
    </a>
  );
}
