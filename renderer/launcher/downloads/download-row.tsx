/** One download: whose it is, how far it is, and what may be done with it. */
import type { JSX } from 'preact';
import { transferFraction } from '../../../preload/contract/download-progress.ts';
import type { DownloadItem } from '../../../preload/contract/downloads.ts';
import type { Run } from '../use-reported-call.ts';
import { Icon } from '../widgets/icons.tsx';
import { byteSize, dateTime, listText } from '../widgets/format.ts';
import { t } from '../language.ts';
import { DownloadPicture } from './download-picture.tsx';
import { historyNumbers, isMoving, isUnderWay, progressNumbers, stateText, titleOf } from './download-text.ts';
import { ProgressBar } from '../widgets/progress-bar.tsx';

export interface DownloadRowProps {
  item: DownloadItem;
  /** What its mini-program may keep. */
  quotaBytes: number;
  /** "2 hours ago"; `null` while it is not over. */
  endedText: string | null;
  run: Run;
  onAbort(item: DownloadItem): void;
}

export function DownloadRow({ item, quotaBytes, endedText, run, onAbort }: DownloadRowProps): JSX.Element {
  const { id, name, origin, state, endedAt } = item;
  const title = titleOf(item);
  const underWay = isUnderWay(item);
  const numbers = underWay ? progressNumbers(item) : historyNumbers(item);
  return (
    <li class={`download download-${state}`} data-download={id}>
      <DownloadPicture item={item} />
      <div class="download-names">
        <h3 class="download-title own-direction" title={title}>
          <bdi>{title}</bdi>
        </h3>
        <p class="download-owner" title={origin}>
          <bdi>{name}</bdi>
        </p>
      </div>
      <DownloadActions item={item} title={title} run={run} onAbort={onAbort} />
      <div class="download-progress">
        {underWay && (
          <ProgressBar
            fraction={transferFraction([item])}
            isStill={!isMoving(item)}
            label={t('downloads.progressOf', { title })}
            valueText={listText([stateText(item), ...numbers])}
          />
        )}
        <p class="download-line">
          <span class="download-state">
            {(state === 'failed' || state === 'kept' || state === 'succeeded') && (
              <Icon name={state === 'succeeded' ? 'check' : 'warning'} />
            )}
            {stateText(item)}
          </span>
          {item.room && (
            <span>
              {t('downloads.room.row', { name, needed: byteSize(item.room.neededBytes), quota: byteSize(quotaBytes) })}
            </span>
          )}
          <span class="download-numbers">
            {numbers.map((text) => (
              <span key={text}>{text}</span>
            ))}
            {endedText !== null && <span title={endedAt === null ? undefined : dateTime(endedAt)}>{endedText}</span>}
          </span>
        </p>
      </div>
    </li>
  );
}

function DownloadActions({
  item,
  title,
  run,
  onAbort,
}: { item: DownloadItem; title: string } & Pick<DownloadRowProps, 'run' | 'onAbort'>): JSX.Element {
  const { id, appId, name, state, canPause, canForget, room } = item;
  const isPaused = state === 'paused-by-user';
  const mayAbort = isUnderWay(item) && state !== 'finishing' && state !== 'kept';
  return (
    <span class="download-actions">
      {room && (
        <>
          <button
            key="allow"
            type="button"
            class="button button-small button-primary"
            aria-label={t('downloads.room.allowIt', { name, offered: byteSize(room.offeredBytes) })}
            onClick={() => void run('launcher:answer-room', [appId, 'allow'])}
          >
            {t('downloads.room.allow', { offered: byteSize(room.offeredBytes) })}
          </button>
          <button
            key="refuse"
            type="button"
            class="button button-small"
            aria-label={t('downloads.room.refuseIt', { name })}
            onClick={() => void run('launcher:answer-room', [appId, 'refuse'])}
          >
            {t('downloads.room.refuse')}
          </button>
        </>
      )}
      {canPause && !room && (
        <button
          key="pause"
          type="button"
          class="button button-small"
          aria-label={t(isPaused ? 'downloads.resumeIt' : 'downloads.pauseIt', { title })}
          onClick={() => void run(isPaused ? 'launcher:download-resume' : 'launcher:download-pause', [appId, id])}
        >
          {t(isPaused ? 'downloads.resume' : 'downloads.pause')}
        </button>
      )}
      {state === 'kept' && (
        <button
          key="again"
          type="button"
          class="button button-small"
          aria-label={t('downloads.tryAgainIt', { title })}
          onClick={() => void run('launcher:download-resume', [appId, id])}
        >
          {t('downloads.tryAgain')}
        </button>
      )}
      {state !== 'aborted' && state !== 'kept' && (
        <button
          key="show"
          type="button"
          class="button button-small"
          aria-label={t('downloads.showIt', { title, name })}
          title={t('downloads.showHint', { name })}
          onClick={() => void run('launcher:download-click', [appId, id], () => t('downloads.shown', { title, name }))}
        >
          {t('downloads.show')}
        </button>
      )}
      {mayAbort && (
        <button
          key="abort"
          type="button"
          class="button button-small button-destructive-quiet"
          aria-label={t('downloads.abortIt', { title })}
          onClick={() => onAbort(item)}
        >
          {t('downloads.abort')}
        </button>
      )}
      {canForget && (
        <button
          key="forget"
          type="button"
          class="button-icon"
          aria-label={t('downloads.forgetIt', { title })}
          title={t('downloads.forget')}
          onClick={() => void run('launcher:forget-download', [appId, id])}
        >
          <Icon name="close" />
        </button>
      )}
    </span>
  );
}
