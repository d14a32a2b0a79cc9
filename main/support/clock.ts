/** Time as the application believes it to be. */
export interface Clock {
  /** ms since epoch, never before it: a computer without a battery starts anywhere. */
  now(): number;
}

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
    now: () => Math.max(0, Date.now() + offset),
    move(ms) {
      offset += ms;
    },
  };
}
