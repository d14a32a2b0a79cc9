/** What downloads in the background may keep, and whether their end is told. */
import type { JSX } from 'preact';
import { Switch } from '../widgets/switch.tsx';
import { t } from '../language.ts';
import type { QuitWithDownloads, SettingsState } from '../../../preload/contract/settings.ts';
import type { Call } from '../use-launcher.ts';
import { LockedNote, useLocked } from './locked.tsx';
import { Choice, Section, SettingProblem } from './section.tsx';
import { QUOTAS, sizeOptions, speedOptions } from './sizes.ts';
import { useChange } from './use-change.ts';

const QUIT_CHOICES: readonly QuitWithDownloads[] = ['ask', 'background', 'quit'];

export function DownloadsSection({
  state: { choices, defaults },
  call,
}: {
  state: SettingsState;
  call: Call;
}): JSX.Element {
  const isLocked = useLocked('downloadNotifications');
  const areWorkersLocked = useLocked('downloadsFromWorkers');
  const quota = useChange(call);
  const speed = useChange(call);
  const quit = useChange(call);
  const workers = useChange(call);
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
      <Choice
        id="setting-speed"
        setting="downloadBytesPerSecond"
        label={t('settings.speed')}
        hint={t('settings.speedHint')}
        problem={speed.problem}
        value={String(choices.downloadBytesPerSecond)}
        options={speedOptions(choices.downloadBytesPerSecond)}
        onChange={(value) => void speed.run('launcher:set-settings', { downloadBytesPerSecond: Number(value) })}
      />
      <Choice<QuitWithDownloads>
        id="setting-quit"
        setting="quitWithDownloads"
        label={t('settings.quitWithDownloads')}
        hint={t('settings.quitWithDownloadsHint')}
        problem={quit.problem}
        value={choices.quitWithDownloads}
        options={QUIT_CHOICES.map((value) => ({ value, text: t(`settings.quit.${value}`) }))}
        onChange={(value) => void quit.run('launcher:set-settings', { quitWithDownloads: value })}
      />
      <div class="setting">
        <Switch
          label={t('settings.downloadsFromWorkers')}
          hintId="hint-downloads-from-workers"
          isDisabled={areWorkersLocked}
          value={choices.downloadsFromWorkers}
          onChange={(value) => workers.run('launcher:set-settings', { downloadsFromWorkers: value })}
        />
        <p id="hint-downloads-from-workers">{t('settings.downloadsFromWorkersHint')}</p>
        <LockedNote name="downloadsFromWorkers" />
        <SettingProblem problem={workers.problem} />
      </div>
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
