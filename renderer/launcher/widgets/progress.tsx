/** How far an installation is. Without a total the bar moves instead of growing. */
import type { JSX } from 'preact';
import type { InstallProgress } from '../../../preload/contract/launcher.ts';
import { byteSize } from './format.ts';
import { t } from '../language.ts';

/** "Downloading… 1.2 MB of 4 MB" */
export function progressText({ phase, receivedBytes, totalBytes }: InstallProgress): string {
  const phaseText = t(`shelf.phase.${phase}`);
  if (phase !== 'download' || receivedBytes === 0) return phaseText;
  return t('shelf.downloadingAmount', {
    amount: totalBytes ? amountOf(receivedBytes, totalBytes) : byteSize(receivedBytes),
  });
}

/** The same in the width of a tile: "1.2 MB of 4 MB". */
export function shortProgressText(progress: InstallProgress): string {
  const { phase, receivedBytes, totalBytes } = progress;
  if (phase !== 'download' || receivedBytes === 0 || !totalBytes) return progressText(progress);
  return amountOf(receivedBytes, totalBytes);
}

function amountOf(receivedBytes: number, totalBytes: number): string {
  return t('common.amountOf', { received: byteSize(receivedBytes), total: byteSize(totalBytes) });
}

/** 0 to 1, or `null` when it is not known. */
export function progressFraction({ phase, receivedBytes, totalBytes }: InstallProgress): number | null {
  if (phase === 'verify' || phase === 'unpack') return 1;
  if (phase !== 'download' || !totalBytes) return null;
  return Math.min(1, receivedBytes / totalBytes);
}

export function ProgressBar({ progress, label }: { progress: InstallProgress | null; label: string }): JSX.Element {
  const fraction = progress ? progressFraction(progress) : null;
  return (
    <span
      class={fraction === null ? 'progress progress-moving' : 'progress'}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(fraction === null ? {} : { 'aria-valuenow': Math.round(fraction * 100) })}
    >
      <span class="progress-fill" style={fraction === null ? {} : { inlineSize: `${fraction * 100}%` }} />
    </span>
  );
}
