/** How far a download is. One that runs without a total moves instead of growing; one that stands still does neither. */
import type { JSX } from 'preact';
import type { DownloadItem } from '../../../preload/contract/downloads.ts';
import { isMoving, percent, transferFraction } from './download-words.ts';

export function TransferBar({ item, label, text }: { item: DownloadItem; label: string; text: string }): JSX.Element {
  const fraction = transferFraction(item);
  const moves = isMoving(item);
  const classes = [
    'progress',
    'transfer-bar',
    ...(fraction === null && moves ? ['progress-moving'] : []),
    ...(moves ? [] : ['transfer-bar-still']),
  ];
  return (
    <span
      class={classes.join(' ')}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuetext={text}
      {...(fraction === null ? {} : { 'aria-valuenow': percent(fraction) })}
    >
      <span class="progress-fill" style={fraction === null ? {} : { inlineSize: `${fraction * 100}%` }} />
    </span>
  );
}
