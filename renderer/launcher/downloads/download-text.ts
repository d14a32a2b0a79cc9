/** A download in words and numbers. */
import { withHanSpaces } from '../../../preload/contract/han-spacing.ts';
import { downloadFailure } from '../../../preload/contract/download-failure.ts';
import type { DownloadItem } from '../../../preload/contract/downloads.ts';
import { byteSize } from '../widgets/format.ts';
import { locale, t, textOf } from '../language.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Not over yet, or the mini-program does not know yet. */
export function isUnderWay({ state }: DownloadItem): boolean {
  return state !== 'succeeded' && state !== 'failed' && state !== 'aborted';
}

/** Something moves without the user. */
export function isMoving({ state }: DownloadItem): boolean {
  return state === 'running' || state === 'finishing';
}

export const titleOf = ({ title }: DownloadItem): string => title.trim() || t('downloads.untitled');

export function stateText(item: DownloadItem): string {
  const { state, reason, name } = item;
  switch (state) {
    case 'running':
      return t(item.uploaded < item.uploadTotal ? 'downloads.state.uploading' : 'downloads.state.running');
    case 'waiting':
      if (reason === 'switched-off') return t('downloads.state.switchedOffline', { name });
      return t(
        reason === 'network'
          ? 'downloads.state.waitsForNetwork'
          : reason === 'metered'
            ? 'downloads.state.waitsForUnmetered'
            : reason === 'retry'
              ? 'downloads.state.waitsForRetry'
              : 'downloads.state.waits',
      );
    case 'paused':
      if (reason === 'switched-off') return t('downloads.state.switchedOffline', { name });
      return t(
        reason === 'network'
          ? 'downloads.state.pausedOffline'
          : reason === 'metered'
            ? 'downloads.state.pausedMetered'
            : 'downloads.state.paused',
      );
    case 'paused-by-user':
      return t('downloads.state.pausedByUser');
    case 'asks':
      return t('downloads.state.asks');
    case 'finishing':
      return t('downloads.state.finishing', { name });
    case 'kept':
      return t('downloads.state.kept', { name });
    case 'succeeded':
      return t('downloads.state.succeeded');
    case 'failed':
      return textOf(downloadFailure(item));
    case 'aborted':
      return t('downloads.state.aborted');
  }
}

/** The numbers of one that is under way, the most wanted last. */
export function progressNumbers(item: DownloadItem): string[] {
  const { state, uploaded, uploadTotal, downloaded, downloadTotal, speed, remainingMs, records } = item;
  const isUploading = uploaded < uploadTotal;
  const amount = (done: number, total: number): string =>
    total > 0 ? t('common.amountOf', { received: byteSize(done), total: byteSize(total) }) : byteSize(done);
  const isRunning = state === 'running';
  return [
    ...(records.total > 1 ? [t('downloads.files', { done: records.done, total: records.total })] : []),
    isUploading
      ? t('downloads.sent', { amount: amount(uploaded, uploadTotal) })
      : amount(downloaded, state === 'finishing' ? 0 : downloadTotal),
    ...(isRunning && speed > 0 ? [t('downloads.perSecond', { amount: byteSize(speed) })] : []),
    ...(isRunning && remainingMs !== null ? [remainingText(remainingMs)] : []),
  ];
}

/** The numbers of one that is over. */
export function historyNumbers({ state, uploaded, downloaded, records }: DownloadItem): string[] {
  const isDone = state === 'succeeded';
  return [
    ...(isDone && records.total > 1 ? [t('downloads.filesDone', { n: records.total })] : []),
    ...(isDone && uploaded > 0 ? [t('downloads.sent', { amount: byteSize(uploaded) })] : []),
    ...(downloaded > 0
      ? [isDone ? byteSize(downloaded) : t('downloads.hadArrived', { amount: byteSize(downloaded) })]
      : []),
  ];
}

/** "a few seconds left", "40 s left", "12 min left", "2 h 5 min left"; coarse, so that it can be read. */
export function remainingText(ms: number, tag: string = locale()): string {
  const unit = (value: number, name: 'second' | 'minute' | 'hour'): string =>
    withHanSpaces(new Intl.NumberFormat(tag, { style: 'unit', unit: name, unitDisplay: 'short' }).format(value), tag);
  const left = (time: string): string => t('downloads.left', { time });
  if (ms < 5 * SECOND) return t('downloads.almostThere');
  if (ms < 55 * SECOND) return left(unit(Math.ceil(ms / (5 * SECOND)) * 5, 'second'));
  const minutes = Math.max(1, Math.round(ms / MINUTE));
  if (minutes < 60) return left(unit(minutes, 'minute'));
  if (ms > 48 * HOUR) return t('downloads.daysLeft');
  const hours = Math.floor(minutes / 60);
  return left(minutes % 60 === 0 ? unit(hours, 'hour') : `${unit(hours, 'hour')} ${unit(minutes % 60, 'minute')}`);
}

/** How the first one that has ended since `before` did; `null` when none has. */
export function outcomeText(before: readonly DownloadItem[], after: readonly DownloadItem[]): string | null {
  const wasUnderWay = new Set(before.filter(isUnderWay).map(({ id }) => id));
  const ended = after.find((item) => wasUnderWay.has(item.id) && !isUnderWay(item));
  return ended ? t('downloads.ended', { title: titleOf(ended), state: stateText(ended) }) : null;
}
