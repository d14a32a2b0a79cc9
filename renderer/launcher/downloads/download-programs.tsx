/** For each mini-program: whether it may download in the background, and how much it keeps. */
import type { JSX } from 'preact';
import type { DownloadsState } from '../../../preload/contract/downloads.ts';
import { Nothing } from '../widgets/empty-state.tsx';
import { Switch } from '../widgets/switch.tsx';
import type { Run } from '../activity/use-activity.ts';
import { AppIcon } from '../widgets/app-icon.tsx';
import { byteSize } from '../widgets/format.ts';
import { t } from '../language.ts';

export function DownloadPrograms({
  state,
  run,
  onAdd,
}: {
  state: DownloadsState;
  run: Run;
  onAdd(): void;
}): JSX.Element {
  if (state.programs.length === 0) {
    return (
      <Nothing
        title={t('downloads.noProgramsTitle')}
        text={t('downloads.noProgramsText')}
        hasPrograms={false}
        onAdd={onAdd}
      />
    );
  }
  return (
    <>
      <p class="download-hint">{t('downloads.programsHint')}</p>
      <ul class="schedule" role="list" aria-label={t('downloads.programsLabel')}>
        {state.programs.map(({ appId, name, iconUrl, allowed, usedBytes, quotaBytes }) => (
          <li key={appId} class="schedule-row">
            <AppIcon appId={appId} name={name} iconUrl={iconUrl} size="small" />
            <div class="schedule-text">
              <h2 title={name}>{name}</h2>
              <p class="schedule-history">
                {usedBytes === 0
                  ? t('downloads.keepsNothing', { quota: byteSize(quotaBytes) })
                  : t('downloads.keeps', { used: byteSize(usedBytes), quota: byteSize(quotaBytes) })}
              </p>
            </div>
            <Switch
              label={t('downloads.allow', { name })}
              isLabelHidden
              value={allowed}
              onChange={(next) => run('launcher:set-downloads-allowed', [appId, next])}
            />
          </li>
        ))}
      </ul>
    </>
  );
}
