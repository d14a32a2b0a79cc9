/** What others are told of one fetch: its page and its worker, and the person who waits. */
import type { BackgroundFetchJob } from './job.ts';
import type { FetchOverview, RegistrationSnapshot } from '../types.ts';

/** What its page and its worker may know. */
export function snapshotOf(job: BackgroundFetchJob): RegistrationSnapshot {
  const { uuid, id, scope, uploadTotal, downloadTotal } = job.state;
  const reason = job.settlement?.reason ?? '';
  return {
    uuid,
    id,
    scope,
    uploadTotal,
    uploaded: job.uploaded,
    downloadTotal,
    downloaded: job.downloaded,
    result: job.settlement === null ? '' : reason === '' ? 'success' : 'failure',
    failureReason: reason,
    recordsAvailable: job.recordsAvailable,
  };
}

/** What the page announced, else what its servers did; `null`: one of them did not. */
function expectedBytes({ state, records }: BackgroundFetchJob): number | null {
  if (state.downloadTotal > 0) return state.downloadTotal;
  const totals = records.map((record) => (record.isDone ? record.written : (record.head?.total ?? null)));
  return totals.every((total) => total !== null) ? totals.reduce((sum, total) => sum + total, 0) : null;
}

/** `now`: of the clock that speeds are measured by, ms. */
export function overviewOf(
  job: BackgroundFetchJob,
  { state, iconVersion, now }: Pick<FetchOverview, 'state' | 'iconVersion'> & { now: number },
): FetchOverview {
  return {
    appId: job.appId,
    title: job.title,
    icons: job.icons,
    iconVersion,
    registration: snapshotOf(job),
    state,
    neededRoom: job.isActive ? job.neededRoom : null,
    canPause: job.canPause,
    expectedBytes: expectedBytes(job),
    bytesPerSecond: job.isActive ? job.speed.bytesPerSecond(now) : 0,
    recordCount: job.state.finished?.records ?? job.state.requests.length,
    failure: snapshotOf(job).result === 'failure' ? job.failure : null,
    isKept: job.isKept,
    recordsDone: job.records.filter(({ isDone }) => isDone).length,
    registeredAt: job.state.registeredAt,
    settledAt: job.settlement?.at ?? null,
  };
}
