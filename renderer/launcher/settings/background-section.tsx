/** The user's switches for everything that happens without a window. */
import type { JSX } from 'preact';
import { useContext } from 'preact/hooks';
import type { BackgroundSettings } from '../../../preload/contract/activity.ts';
import { Switch } from '../widgets/switch.tsx';
import { t } from '../language.ts';
import type { Call } from '../use-launcher.ts';
import { DailyTime } from './daily-time.tsx';
import { LockedNote, LockedSettings, type LockedName } from './locked.tsx';
import { Section, SettingProblem } from './section.tsx';
import { useChange, type Change } from './use-change.ts';

export interface BackgroundSectionProps {
  settings: BackgroundSettings;
  canStartWithSystem: boolean;
  call: Call;
}

const SETTINGS = {
  enabled: 'periodicFetchEnabled',
  notOnBattery: 'periodicFetchNotOnBattery',
  notOnMetered: 'notOnMeteredConnection',
  startWithSystem: undefined,
} as const;

const TEXTS = {
  enabled: { label: 'settings.backgroundEnabled', hint: 'settings.backgroundEnabledHint' },
  notOnBattery: { label: 'settings.backgroundBattery', hint: 'settings.backgroundBatteryHint' },
  notOnMetered: { label: 'settings.backgroundMetered', hint: 'settings.backgroundMeteredHint' },
  startWithSystem: { label: 'settings.backgroundStart', hint: 'settings.backgroundStartHint' },
} as const;

type SwitchName = keyof typeof TEXTS;

export function BackgroundSection({ settings, canStartWithSystem, call }: BackgroundSectionProps): JSX.Element {
  const changes: Readonly<Record<SwitchName | 'dailyAtMinutes', Change>> = {
    enabled: useChange(call),
    notOnBattery: useChange(call),
    notOnMetered: useChange(call),
    startWithSystem: useChange(call),
    dailyAtMinutes: useChange(call),
  };
  const locked = useContext(LockedSettings);
  const isLocked = (name: LockedName | undefined): boolean => name !== undefined && locked.includes(name);
  const row = (name: SwitchName): JSX.Element => (
    <div class="setting">
      <Switch
        label={t(TEXTS[name].label)}
        hintId={`hint-${name}`}
        value={settings[name] ?? false}
        isDisabled={isLocked(SETTINGS[name]) || (name === 'startWithSystem' && !canStartWithSystem)}
        onChange={(value) => changes[name].run('launcher:set-background', { [name]: value })}
      />
      <p id={`hint-${name}`}>
        {name === 'startWithSystem' && !canStartWithSystem ? t('settings.startOnlyInstalled') : t(TEXTS[name].hint)}
      </p>
      <LockedNote name={SETTINGS[name]} />
      <SettingProblem problem={changes[name].problem} />
    </div>
  );
  return (
    <Section id="background" title={t('settings.background')}>
      {row('enabled')}
      <DailyTime
        minutes={settings.dailyAtMinutes}
        problem={changes.dailyAtMinutes.problem}
        onChange={(dailyAtMinutes) => void changes.dailyAtMinutes.run('launcher:set-background', { dailyAtMinutes })}
      />
      {row('notOnBattery')}
      {settings.notOnMetered !== null && row('notOnMetered')}
      {row('startWithSystem')}
    </Section>
  );
}
