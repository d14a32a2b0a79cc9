/** What `fetch()` rejects with before the engine is asked. */
import type { WireException } from '../../preload/contract/background-fetch.ts';

export const NO_ROOM: WireException = {
  name: 'QuotaExceededError',
  message: 'Cannot fetch: there is not enough room for its requests',
};

/** In the words of Chromium. */
export const NOT_IN_WORKERS: WireException = {
  name: 'NotAllowedError',
  message: 'backgroundFetch.fetch() is not allowed in service worker environments.',
};
