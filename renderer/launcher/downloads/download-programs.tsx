/** For each mini-program: whether it may download in the background, and how much it keeps. */
import type { JSX } from 'preact';
import type { DownloadsState } from '../../../preload/contract/downloads.ts';
import { EmptyState } from '../widgets/empty-state.tsx';
import { Switch } from '../widgets/switch.tsx';
import type { Run } from '../use-reported-call.ts';
import { ProgramRow } from '../widgets/program-row.tsx';
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
      <EmptyState
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
      <ul role="list" aria-label={t('downloads.programsLabel')}>
        {state.programs.map(({ appId, name, iconUrl, allowed, isHeldBack, usedBytes, quotaBytes, roomAnswer }) => (
          <ProgramRow
            key={appId}
            appId={appId}
            name={name}
            iconUrl={iconUrl}
            control={
              <Switch
                label={t('downloads.allow', { name })}
                isLabelHidden
                value={allowed}
                onChange={(next) => run('launcher:set-downloads-allowed', [appId, next])}
              />
            }
          >
            <p class="program-row-note">
              {usedBytes === 0
                ? t('downloads.keepsNothing', { quota: byteSize(quotaBytes) })
                : t('downloads.keeps', { used: byteSize(usedBytes), quota: byteSize(quotaBytes) })}
            </p>
            {roomAnswer !== null && (
              <p class="program-row-note">
                {roomAnswer === 'allow'
                  ? t('downloads.room.allowed', { quota: byteSize(quotaBytes) })
                  : t('downloads.room.refused')}{' '}
                <button
                  type="button"
                  class="button button-small"
                  aria-label={t('downloads.room.forgetIt', { name })}
                  onClick={() => void run('launcher:answer-room', [appId, 'forget'])}
                >
                  {t('downloads.room.forget')}
                </button>
              </p>
            )}
            {allowed && isHeldBack && (
              <p class="program-row-note">
                {t('downloads.heldBack', { name })}{' '}
                <button
                  type="button"
                  class="button button-small"
                  aria-label={t('downloads.goOnIt', { name })}
                  onClick={() => void run('launcher:set-downloads-allowed', [appId, true])}
                >
                  {t('downloads.goOn')}
                </button>
              </p>
            )}
          </ProgramRow>
        ))}
      </ul>
    </>
  );
}
