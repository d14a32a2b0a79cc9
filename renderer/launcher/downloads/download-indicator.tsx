/** In the launcher's frame, on every page: that something is downloading, and how far it is. */
import type { JSX } from 'preact';
import type { OverallProgress } from '../../../preload/contract/downloads.ts';
import { percentText, wholePercent } from '../widgets/format.ts';
import { t } from '../language.ts';
import { ProgressBar } from '../widgets/progress-bar.tsx';

export function DownloadIndicator({ overall: { moving, fraction } }: { overall: OverallProgress }): JSX.Element | null {
  if (moving === 0) return null;
  return (
    <a class="download-indicator" href="#downloads" title={t('downloads.goToDownloads')}>
      <ProgressBar fraction={fraction} />
      {fraction === null
        ? t('downloads.indicator', { n: moving })
        : t('downloads.indicatorPercent', { n: moving, percent: percentText(wholePercent(fraction)) })}
    </a>
  );
}
