/** Time as the application believes it to be. */
export interface Clock {
  /** ms since epoch, never before it, never after the year 9999: a computer without a battery starts anywhere. */
  now(): number;
}

/** Later ones have no date, or one that nobody reads. */
const LATEST = Date.UTC(9999, 11, 31);

/** A clock that a developer moves while the application runs (`--dev`). */
export interface MovableClock extends Clock {
  /** Moves the clock on by `ms`; back, when that is negative. */
  move(ms: number): void;
}

/** The system clock, `offsetMs` later (`--dev-clock-offset`). */
export function createSystemClock(offsetMs = 0): Clock {
  return createMovableClock(offsetMs);
}

/** The system clock, `offsetMs` later for a start. */
export function createMovableClock(offsetMs = 0): MovableClock {
  let offset = offsetMs;
  return {
    now: () => Math.min(LATEST, Math.max(0, Date.now() + offset)),
    move(ms) {
      offset += ms;
    },
  };
}
