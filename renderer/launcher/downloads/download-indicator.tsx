/** In the launcher's frame, on every page: that something is downloading, and how far it is. */
import type { JSX } from 'preact';
import type { OverallProgress } from '../../../preload/contract/downloads.ts';
import { percentText } from '../widgets/format.ts';
import { t } from '../language.ts';
import { percent } from './download-words.ts';

export function DownloadIndicator({ overall: { moving, fraction } }: { overall: OverallProgress }): JSX.Element | null {
  if (moving === 0) return null;
  return (
    <a class="status-downloads" href="#downloads" title={t('downloads.goToDownloads')}>
      <span class={fraction === null ? 'progress progress-moving' : 'progress'} aria-hidden="true">
        <span class="progress-fill" style={fraction === null ? {} : { inlineSize: `${fraction * 100}%` }} />
      </span>
      {fraction === null
        ? t('downloads.indicator', { n: moving })
        : t('downloads.indicatorPercent', { n: moving, percent: percentText(percent(fraction)) })}
    </a>
  );
}
