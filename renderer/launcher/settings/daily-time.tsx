/** The fixed time of periodic fetch. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../language.ts';
import type { DisplayText } from '../widgets/problem-text.tsx';
import { LockedNote, useLocked } from './locked.tsx';
import { minutesOf, timeOf } from './minutes.ts';
import { SettingProblem } from './section.tsx';

export interface DailyTimeProps {
  /** After midnight. */
  minutes: number;
  problem: DisplayText | null;
  onChange(minutes: number): void;
}

/** While a time is typed it is a wrong one for a moment: it counts when the typing has come to rest. */
const REST_MS = 800;

export function DailyTime({ minutes, problem, onChange }: DailyTimeProps): JSX.Element {
  const [draft, setDraft] = useState<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setDraft(null), [minutes]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const commit = (value: string | null): void => {
    clearTimeout(timer.current);
    const chosen = value === null ? null : minutesOf(value);
    if (chosen === null) setDraft(null);
    else if (chosen !== minutes) onChange(chosen);
  };
  return (
    <div class="setting">
      <label class="setting-time">
        <span class="setting-label">{t('settings.backgroundTime')}</span>
        <input
          type="time"
          disabled={useLocked('periodicFetchAtMinutes')}
          aria-describedby="hint-daily-time"
          value={draft ?? timeOf(minutes)}
          onInput={(event) => {
            const { value } = event.currentTarget;
            clearTimeout(timer.current);
            // A part that is empty makes the whole value empty; the user is not done then.
            if (value === '') return;
            setDraft(value);
            timer.current = setTimeout(() => commit(value), REST_MS);
          }}
          onBlur={() => commit(draft)}
        />
      </label>
      <p id="hint-daily-time">{t('settings.backgroundTimeHint')}</p>
      <LockedNote name="periodicFetchAtMinutes" />
      <SettingProblem problem={problem} />
    </div>
  );
}
