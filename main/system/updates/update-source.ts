/** Where new versions of Larder come from, as the rest of the process sees it. */
import type { AvailableUpdate, UpdateFailure } from '../../../preload/contract/updates.ts';

export interface UpdateProgress {
  readonly receivedBytes: number;
  /** `null`: not known. */
  readonly totalBytes: number | null;
}

/** The narrow side of electron-updater. Methods reject with `UpdateError` only. */
export interface UpdateSource {
  /** Asks the feed. `null`: nothing newer than what runs. */
  check(): Promise<AvailableUpdate | null>;
  /** Downloads and verifies what the last check found; it is installed when the application ends. */
  download(onProgress: (progress: UpdateProgress) => void, signal: AbortSignal): Promise<void>;
  /** Ends the application in order, installs what was downloaded, and starts it again. */
  restart(): void;
}

/** A check or a download that did not work. `cause` is for the log. */
export class UpdateError extends Error {
  override readonly name = 'UpdateError';
  readonly failure: UpdateFailure;

  constructor(failure: UpdateFailure, options?: { cause?: unknown }) {
    super(`The update failed: ${failure}.`, options);
    this.failure = failure;
  }
}
