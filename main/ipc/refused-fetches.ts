/** What `fetch()` rejects with before the engine is asked. */
import type { WireException } from '../../preload/contract/background-fetch.ts';

export const NO_ROOM: WireException = {
  name: 'QuotaExceededError',
  message: 'Cannot fetch: there is not enough room for its requests',
};

/** For the log, where Chromium's words would not say who refused it. */
export const TOLD_OF_WORKERS =
  'Cannot fetch: its service worker asked, and “Let closed mini-programs start downloads” (downloadsFromWorkers) is off in Settings. Start it in a page';

/** In the words of Chromium. */
export const NOT_IN_WORKERS: WireException = {
  name: 'NotAllowedError',
  message: 'backgroundFetch.fetch() is not allowed in service worker environments.',
};
