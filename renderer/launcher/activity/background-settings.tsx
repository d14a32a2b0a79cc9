/** The user's switches for everything that happens without a window. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { BackgroundSettings as Settings } from '../../../preload/contract/activity.ts';
import { t } from '../language.ts';
import { minutesOf, timeOf } from './minutes.ts';
import { Switch } from './switch.tsx';
import type { Run } from './use-activity.ts';

export interface BackgroundSettingsProps {
  settings: Settings;
  run: Run;
}

const SWITCHES = [
  { name: 'enabled', label: 'activity.settingEnabled', hint: 'activity.settingEnabledHint' },
  { name: 'notOnBattery', label: 'activity.settingBattery', hint: 'activity.settingBatteryHint' },
  { name: 'startWithSystem', label: 'activity.settingStart', hint: 'activity.settingStartHint' },
] as const;

export function BackgroundSettings({ settings, run }: BackgroundSettingsProps): JSX.Element {
  const set = (change: Partial<Settings>): Promise<boolean> => run('launcher:set-background', [change]);
  const [enabled, notOnBattery, startWithSystem] = SWITCHES.map(({ name, label, hint }) => (
    <div key={name} class="setting">
      <Switch label={t(label)} hintId={`hint-${name}`} value={settings[name]} onChange={(value) => set({ [name]: value })} />
      <p id={`hint-${name}`}>{t(hint)}</p>
    </div>
  ));
  return (
    <div class="settings">
      {enabled}
      <DailyTime minutes={settings.dailyAtMinutes} onChange={(dailyAtMinutes) => void set({ dailyAtMinutes })} />
      {notOnBattery}
      {startWithSystem}
    </div>
  );
}

/** While a time is typed it is a wrong one for a moment: it counts when the typing has come to rest. */
const REST_MS = 800;

function DailyTime({ minutes, onChange }: { minutes: number; onChange(minutes: number): void }): JSX.Element {
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
        <span class="switch-label">{t('activity.settingTime')}</span>
        <input
          type="time"
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
      <p id="hint-daily-time">{t('activity.settingTimeHint')}</p>
    </div>
  );
}
