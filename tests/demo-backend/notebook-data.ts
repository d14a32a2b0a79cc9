/** A tip that changes every minute. */
const TIPS = [
  'Set a token and open this mini-program again: the pre-fetch request then carries it instead of a code.',
  'A listener that is added late still gets the data of this start, once.',
  'Callbacks or a Promise: a bn function gives you one of the two, depending on what you pass.',
  'getBackgroundFetchData waits for a request that is under way. Pass timeout to wait less.',
  'Notes stay on this computer, in the storage of this mini-program alone.',
] as const;

export function notebookData(base: string, now: number): { server: string; asOf: number; tip: string } {
  const minute = Math.floor(now / 60_000);
  return { server: base, asOf: minute * 60_000, tip: TIPS[minute % TIPS.length] ?? TIPS[0] };
}
