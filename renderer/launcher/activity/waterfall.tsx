/** Where the time of a request went, as a bar; and what its colours mean. */
import type { JSX } from 'preact';
import type { ActivityTimings } from '../../../preload/contract/activity.ts';
import { t } from '../language.ts';
import { barPercent, PHASES, phasesText, segmentsOf } from './phases.ts';

/** The numbers are in the row's details: the picture itself is hidden from screen readers. */
export function Waterfall({ timings }: { timings: ActivityTimings | null }): JSX.Element {
  if (!timings) return <span class="waterfall" aria-hidden="true" />;
  return (
    <span class="waterfall" aria-hidden="true" title={phasesText(timings)}>
      <span class="waterfall-bar" style={{ inlineSize: `${barPercent(timings.totalMs)}%` }}>
        {segmentsOf(timings).map(({ phase, ms }) => (
          <span key={phase} class={`phase phase-${phase}`} style={{ flexGrow: ms }} />
        ))}
      </span>
    </span>
  );
}

export function Legend(): JSX.Element {
  return (
    <p class="waterfall-legend" title={t('activity.legendHint')}>
      <span>{t('activity.legend')}</span>
      {[...PHASES, 'rest' as const].map((phase) => (
        <span key={phase} class="waterfall-legend-item">
          <span class={`phase phase-${phase}`} aria-hidden="true" />
          {t(`activity.phase.${phase}`)}
        </span>
      ))}
    </p>
  );
}
