/** What downloads in the background may keep, and whether their end is told. */
import type { JSX } from 'preact';
import { Switch } from '../widgets/switch.tsx';
import { t } from '../language.ts';
import type { SettingsState } from '../../../preload/contract/settings.ts';
import type { Call } from '../use-launcher.ts';
import { LockedNote, useLocked } from './locked.tsx';
import { Choice, Section, SettingProblem } from './section.tsx';
import { QUOTAS, sizeOptions } from './sizes.ts';
import { useChange } from './use-change.ts';

export function DownloadsSection({
  state: { choices, defaults },
  call,
}: {
  state: SettingsState;
  call: Call;
}): JSX.Element {
  const isLocked = useLocked('downloadNotifications');
  const quota = useChange(call);
  const notifications = useChange(call);
  return (
    <Section id="downloads" title={t('settings.downloads')}>
      <Choice
        id="setting-quota"
        setting="backgroundFetchQuotaBytes"
        label={t('settings.quota')}
        hint={t('settings.quotaHint')}
        problem={quota.problem}
        value={String(choices.downloadQuotaBytes)}
        options={sizeOptions(QUOTAS, defaults.downloadQuotaBytes, choices.downloadQuotaBytes)}
        onChange={(value) => void quota.run('launcher:set-settings', { downloadQuotaBytes: Number(value) })}
      />
      <div class="setting">
        <Switch
          label={t('settings.notifications')}
          hintId="hint-notifications"
          isDisabled={isLocked}
          value={choices.downloadNotifications}
          onChange={(value) => notifications.run('launcher:set-settings', { downloadNotifications: value })}
        />
        <p id="hint-notifications">{t('settings.notificationsHint')}</p>
        <LockedNote name="downloadNotifications" />
        <SettingProblem problem={notifications.problem} />
      </div>
    </Section>
  );
}
