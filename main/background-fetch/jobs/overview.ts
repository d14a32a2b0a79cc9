/** One fetch as a person sees it. */
import type { BackgroundFetchJob } from './job.ts';
import type { FetchOverview } from '../types.ts';

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
    registration: job.snapshot(),
    state,
    canPause: job.canPause,
    expectedBytes: job.expectedBytes,
    bytesPerSecond: job.isActive ? job.speed.bytesPerSecond(now) : 0,
    recordCount: job.state.finished?.records ?? job.state.requests.length,
    isKept: job.isKept,
    recordsDone: job.records.filter(({ isDone }) => isDone).length,
    registeredAt: job.state.registeredAt,
    settledAt: job.settlement?.at ?? null,
  };
}
