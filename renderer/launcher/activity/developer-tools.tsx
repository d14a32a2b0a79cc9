/** In developer mode: the application's time, and the things one would otherwise wait for. */
import type { JSX } from 'preact';
import { dateTime } from '../widgets/format.ts';
import { t } from '../language.ts';
import type { Run } from '../use-reported-call.ts';

const HOUR_MS = 3_600_000;
const STEPS_HOURS = [1, 12, 24];

export function DeveloperTools({ nowMs, run }: { nowMs: number; run: Run }): JSX.Element {
  return (
    <section class="developer-tools" aria-label={t('activity.devTitle')}>
      <p>
        <span>{t('activity.devTime')}</span> <strong>{dateTime(nowMs)}</strong>
      </p>
      <span class="developer-clock" role="group" aria-label={t('activity.devMove')}>
        <span aria-hidden="true">{t('activity.devMove')}</span>
        {STEPS_HOURS.map((hours) => (
          <button
            key={hours}
            type="button"
            class="button button-small"
            onClick={() =>
              void run('launcher:dev-move-clock', [hours * HOUR_MS], () => t('activity.devMoved', { hours }))
            }
          >
            {t('activity.devHours', { hours })}
          </button>
        ))}
      </span>
      <button
        type="button"
        class="button button-small"
        onClick={() => void run('launcher:dev-sweep', [], () => t('activity.devSwept'))}
      >
        {t('activity.devSweep')}
      </button>
    </section>
  );
}
