/** Where an update stands, and what can be done about it. */
import type { JSX } from 'preact';
import type { UpdatesState } from '../../../preload/contract/updates.ts';
import { Icon } from '../widgets/icons.tsx';
import { t } from '../language.ts';
import type { Call } from '../use-launcher.ts';
import { fractionOf } from '../widgets/format.ts';
import { ProgressBar } from '../widgets/progress-bar.tsx';
import { amountText, downloadLabel, phaseText } from './update-text.ts';

export interface UpdateStatusProps {
  state: UpdatesState;
  nowMs: number;
  call: Call;
}

export function UpdateStatus({ state, nowMs, call }: UpdateStatusProps): JSX.Element {
  const { phase } = state;
  const update = 'update' in phase ? phase.update : null;
  return (
    <div class="update">
      <p class={phase.kind === 'failed' ? 'update-text update-failed' : 'update-text'} role="status">
        {phase.kind === 'failed' && <Icon name="warning" />}
        {phase.kind === 'ready' && <Icon name="check" />}
        <span>{phaseText(state, nowMs)}</span>
      </p>
      {phase.kind === 'downloading' && <DownloadBar {...phase} />}
      {update?.notes && (
        <details class="update-notes">
          <summary>{t('updates.whatIsNew')}</summary>
          <p dir="auto">{update.notes}</p>
        </details>
      )}
      <UpdateActions state={state} call={call} />
    </div>
  );
}

function DownloadBar(progress: { receivedBytes: number; totalBytes: number | null }): JSX.Element {
  return (
    <div class="update-download">
      <ProgressBar fraction={fractionOf(progress.receivedBytes, progress.totalBytes)} label={t('updates.title')} />
      <span class="update-amount">{amountText(progress)}</span>
    </div>
  );
}

function UpdateActions({ state: { phase, installation }, call }: Omit<UpdateStatusProps, 'nowMs'>): JSX.Element | null {
  const button = (label: string, run: () => Promise<unknown>, kind = ''): JSX.Element => (
    <button type="button" class={`button button-small ${kind}`} onClick={() => void run()}>
      {label}
    </button>
  );
  const check = button(t('updates.check'), () => call('launcher:check-for-updates'));
  switch (phase.kind) {
    case 'off':
      return null;
    case 'idle':
      return <div class="update-actions">{check}</div>;
    case 'checking':
      return null;
    case 'available':
      return (
        <div class="update-actions">
          {installation === 'on-quit' &&
            button(downloadLabel(phase.update), () => call('launcher:download-update'), 'button-primary')}
          {check}
        </div>
      );
    case 'downloading':
      return <div class="update-actions">{button(t('common.cancel'), () => call('launcher:cancel-update'))}</div>;
    case 'ready':
      return (
        <div class="update-actions">
          {button(t('updates.restart'), () => call('launcher:restart-to-update'), 'button-primary')}
        </div>
      );
    case 'failed':
      return (
        <div class="update-actions">
          {button(t('common.retry'), () =>
            call(phase.update ? 'launcher:download-update' : 'launcher:check-for-updates'),
          )}
        </div>
      );
  }
}
