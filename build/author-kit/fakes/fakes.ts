/** What `larder-author-kit/fakes` offers. */
export { createFakeBackgroundFetch } from './fake-background-fetch.ts';
export { createFakeBn } from './fake-bn.ts';
export type * from './fakes-api.ts';
