/** What a fetch asks of the engine and tells it. */
import type { BackgroundFetchJob } from './job.ts';

export interface JobHooks {
  /** ms since epoch */
  now(): number;
  /** ms that never jump */
  monotonicNow(): number;
  /** Numbers or attributes of the registration have changed. */
  changed(job: BackgroundFetchJob): void;
  /** Its bytes on the disk have become more or fewer. */
  stored(job: BackgroundFetchJob, bytes: number): void;
}
