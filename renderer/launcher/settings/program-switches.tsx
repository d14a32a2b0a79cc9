/** What one mini-program may do while nobody looks. */
import type { JSX } from 'preact';
import type { MiniProgramSettings } from '../../../preload/contract/settings.ts';
import { Switch } from '../widgets/switch.tsx';
import { byteSize } from '../widgets/format.ts';
import { t } from '../language.ts';
import type { Call } from '../use-launcher.ts';
import { Section, SettingProblem } from './section.tsx';
import { useChange } from './use-change.ts';

export function ProgramSwitches({ program, call }: { program: MiniProgramSettings; call: Call }): JSX.Element {
  const { appId, name, details, isBackgroundAllowed, areDownloadsAllowed, downloadRoomBytes } = program;
  const background = useChange(call);
  const downloads = useChange(call);
  const room = useChange(call);
  return (
    <Section id="program-switches" title={t('settings.program.switches')}>
      <div class="setting">
        <Switch
          label={t('settings.program.background')}
          hintId="hint-program-background"
          value={isBackgroundAllowed}
          onChange={(value) => background.run('launcher:set-background-allowed', appId, value)}
        />
        <p id="hint-program-background">
          {details?.hasPeriodicFetch === false
            ? t('settings.program.backgroundNone')
            : t('settings.program.backgroundHint')}
        </p>
        <SettingProblem problem={background.problem} />
      </div>
      <div class="setting">
        <Switch
          label={t('settings.program.downloads')}
          hintId="hint-program-downloads"
          value={areDownloadsAllowed}
          onChange={(value) => downloads.run('launcher:set-downloads-allowed', appId, value)}
        />
        <p id="hint-program-downloads">{t('settings.program.downloadsHint')}</p>
        <SettingProblem problem={downloads.problem} />
        {downloadRoomBytes !== null && (
          <p>
            {downloadRoomBytes > 0
              ? t('downloads.room.allowed', { quota: byteSize(downloadRoomBytes) })
              : t('downloads.room.refused')}{' '}
            <button
              type="button"
              class="button button-small"
              aria-label={t('downloads.room.forgetIt', { name })}
              onClick={() => void room.run('launcher:answer-room', appId, 'forget')}
            >
              {t('downloads.room.forget')}
            </button>
          </p>
        )}
        <SettingProblem problem={room.problem} />
      </div>
    </Section>
  );
}
