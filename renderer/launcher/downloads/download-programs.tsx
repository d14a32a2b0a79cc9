/** For each mini-program: whether it may download in the background, and how much it keeps. */
import type { JSX } from 'preact';
import type { DownloadsState } from '../../../preload/contract/downloads.ts';
import { Nothing } from '../activity/nothing.tsx';
import { Switch } from '../activity/switch.tsx';
import type { Run } from '../activity/use-activity.ts';
import { AppIcon } from '../app-icon.tsx';
import { byteSize } from '../format.ts';
import { strings } from '../strings.ts';

export function DownloadPrograms({ state, run, onAdd }: { state: DownloadsState; run: Run; onAdd(): void }): JSX.Element {
  const { downloads } = strings;
  if (state.programs.length === 0) {
    return <Nothing title={downloads.noProgramsTitle} text={downloads.noProgramsText} hasPrograms={false} onAdd={onAdd} />;
  }
  return (
    <>
      <p class="download-hint">{downloads.programsHint}</p>
      <ul class="schedule" role="list" aria-label={downloads.programsLabel}>
        {state.programs.map(({ appId, name, iconUrl, allowed, usedBytes, quotaBytes }) => (
          <li key={appId} class="schedule-row">
            <AppIcon appId={appId} name={name} iconUrl={iconUrl} size="small" />
            <div class="schedule-text">
              <h2 title={name}>{name}</h2>
              <p class="schedule-history">
                {usedBytes === 0 ? downloads.keepsNothing(byteSize(quotaBytes)) : downloads.keeps(byteSize(usedBytes), byteSize(quotaBytes))}
              </p>
            </div>
            <Switch
              label={downloads.allow(name)}
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
