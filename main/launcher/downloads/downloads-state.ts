/** What the Downloads page shows, put together from the engine and the mini-programs. */
import type {
  DownloadItem,
  DownloadProgram,
  DownloadReason,
  DownloadsState,
  DownloadStatus,
} from '../../../preload/contract/downloads.ts';
import type { FetchOverview } from '../../background-fetch/types.ts';
import { cleanText } from '../../models/display-name.ts';
import type { Clock } from '../../support/clock.ts';
import { roomQuestion } from './room-question.ts';
import { overallProgress } from './overall-progress.ts';

const MAX_TITLE = 300;

/** A mini-program as the page names it. */
export interface NamedProgram {
  readonly appId: string;
  readonly name: string;
  readonly iconUrl?: string;
}

export interface DownloadsStateDependencies {
  readonly engine: {
    list(): readonly FetchOverview[];
    usedBytes(appId: string): number;
    /** With what waits for room. */
    neededBytes(appId: string): number;
  };
  readonly programs: {
    list(): readonly NamedProgram[];
    isAllowed(appId: string): boolean;
    /** It started as many downloads without its window as it may. */
    isHeldBack(appId: string): boolean;
    quotaBytes(appId: string): number;
    /** What the user answered when it needed more than others. */
    roomAnswer(appId: string): DownloadProgram['roomAnswer'];
    originOf(appId: string): string;
    /** Path of a fetch's own icon at the launcher's origin. */
    pictureUrl(appId: string, id: string, version: string): string;
  };
  readonly clock: Clock;
  /** Bytes free on the disk of the downloads, as far as is known now. */
  freeBytes(): number | null;
}

export function downloadsState(dependencies: DownloadsStateDependencies): DownloadsState {
  const { engine, programs, clock, freeBytes } = dependencies;
  const named = new Map(programs.list().map((program) => [program.appId, program]));
  const fetches = engine.list();
  const rows = [...named.values()].map((program): DownloadProgram => {
    const { appId } = program;
    return {
      ...program,
      allowed: programs.isAllowed(appId),
      isHeldBack: programs.isHeldBack(appId),
      usedBytes: engine.usedBytes(appId),
      quotaBytes: programs.quotaBytes(appId),
      roomAnswer: programs.roomAnswer(appId),
    };
  });
  const items = fetches
    .map((fetch) =>
      downloadItem(fetch, named.get(fetch.appId) ?? { appId: fetch.appId, name: fetch.appId }, dependencies),
    )
    .sort((a, b) => b.startedAt - a.startedAt);
  return {
    now: clock.now(),
    items,
    overall: overallProgress(items),
    programs: rows.sort((a, b) => a.name.localeCompare(b.name)),
    usedBytes: rows.reduce((sum, { usedBytes }) => sum + usedBytes, 0),
    freeBytes: freeBytes(),
  };
}

/** ms until `bytesLeft` have passed; `null` when nothing moves or what is left is not known. */
export function remainingTime(bytesLeft: number | null, bytesPerSecond: number): number | null {
  if (bytesLeft === null || bytesPerSecond <= 0) return null;
  return Math.round((Math.max(0, bytesLeft) / bytesPerSecond) * 1000);
}

function downloadItem(
  fetch: FetchOverview,
  program: NamedProgram,
  { engine, programs }: DownloadsStateDependencies,
): DownloadItem {
  const { registration, canPause, recordCount, recordsDone } = fetch;
  const { uuid, uploaded, uploadTotal, downloaded, result, recordsAvailable } = registration;
  const { state, reason } = statusOf(fetch);
  const speed = state === 'running' ? fetch.bytesPerSecond : 0;
  // A server may send more than it announced: that total was none.
  const expected = fetch.expectedBytes !== null && fetch.expectedBytes >= downloaded ? fetch.expectedBytes : 0;
  const downloadTotal = state === 'succeeded' || state === 'finishing' ? downloaded : expected;
  const bytesLeft = downloadTotal > 0 ? downloadTotal - downloaded + uploadTotal - uploaded : null;
  return {
    id: uuid,
    ...program,
    ...(fetch.iconVersion === null ? {} : { pictureUrl: programs.pictureUrl(fetch.appId, uuid, fetch.iconVersion) }),
    origin: programs.originOf(fetch.appId),
    title: cleanText(fetch.title, MAX_TITLE),
    state,
    reason,
    ...(fetch.failure ? { failure: fetch.failure } : {}),
    uploaded,
    uploadTotal,
    downloaded,
    downloadTotal,
    ...(state === 'asks' ? { room: roomQuestion(engine.neededBytes(fetch.appId)) } : {}),
    speed: Math.round(speed),
    remainingMs: state === 'running' ? remainingTime(bytesLeft, speed) : null,
    canPause,
    canForget: result !== '' && !recordsAvailable,
    records: { done: result === 'success' ? recordCount : recordsDone, total: recordCount },
    startedAt: fetch.registeredAt,
    endedAt: fetch.settledAt,
  };
}

/** What a person is told of the engine's state. */
export function statusOf({
  state,
  registration,
  isKept = false,
}: Pick<FetchOverview, 'state' | 'registration'> & { isKept?: boolean }): {
  state: DownloadStatus;
  reason: DownloadReason;
} {
  const { result, failureReason, recordsAvailable, downloaded, uploaded } = registration;
  if (isKept) return { state: 'kept', reason: '' };
  if (result === 'success') return { state: recordsAvailable ? 'finishing' : 'succeeded', reason: '' };
  if (result === 'failure') {
    return failureReason === 'aborted' ? { state: 'aborted', reason: '' } : { state: 'failed', reason: failureReason };
  }
  switch (state) {
    case 'running':
      return { state: 'running', reason: '' };
    case 'paused':
      return { state: 'paused-by-user', reason: '' };
    case 'waiting-for-room':
      return { state: 'asks', reason: '' };
    case 'waiting-for-network':
      return { state: downloaded + uploaded > 0 ? 'paused' : 'waiting', reason: 'network' };
    case 'switched-off':
      return { state: downloaded + uploaded > 0 ? 'paused' : 'waiting', reason: 'switched-off' };
    case 'waiting-for-unmetered':
      return { state: downloaded + uploaded > 0 ? 'paused' : 'waiting', reason: 'metered' };
    case 'waiting-to-retry':
      return { state: 'waiting', reason: 'retry' };
    case 'settled':
      // Between its last byte and its result.
      return { state: 'finishing', reason: '' };
  }
}
