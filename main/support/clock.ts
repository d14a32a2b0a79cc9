/** Time as the application believes it to be. */
export interface Clock {
  /** ms since epoch */
  now(): number;
}

/** The system clock, `offsetMs` later (`--dev-clock-offset`). */
export function createSystemClock(offsetMs = 0): Clock {
  return { now: () => Date.now() + offsetMs };
}
