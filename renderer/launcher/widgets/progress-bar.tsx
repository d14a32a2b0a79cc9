/** How far something is. Without a total the bar moves instead of growing. */
import type { JSX } from 'preact';
import { wholePercent } from './format.ts';

export interface ProgressBarProps {
  /** 0 to 1; `null`: not known. */
  fraction: number | null;
  /** What is under way. Without it the bar is decoration for a text beside it. */
  label?: string;
  /** What screen readers say instead of a percentage. */
  valueText?: string;
  /** It stands still: it neither moves nor shines. */
  isStill?: boolean;
}

export function ProgressBar({ fraction, label, valueText, isStill = false }: ProgressBarProps): JSX.Element {
  const classes = [
    'progress',
    ...(fraction === null && !isStill ? ['progress-moving'] : []),
    ...(isStill ? ['progress-still'] : []),
  ];
  const spoken =
    label === undefined
      ? ({ 'aria-hidden': true } as const)
      : ({
          role: 'progressbar',
          'aria-label': label,
          'aria-valuemin': 0,
          'aria-valuemax': 100,
          ...(valueText === undefined ? {} : { 'aria-valuetext': valueText }),
          ...(fraction === null ? {} : { 'aria-valuenow': wholePercent(fraction) }),
        } as const);
  return (
    <span class={classes.join(' ')} {...spoken}>
      <span class="progress-fill" style={fraction === null ? {} : { inlineSize: `${fraction * 100}%` }} />
    </span>
  );
}
