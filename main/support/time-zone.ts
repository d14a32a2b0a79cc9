/** The time zone of the system, which may name none, or one that nobody knows (`TZ`, a container, a lost link). */
import type { Clock } from './clock.ts';

export interface TimeZone {
  /** One that `Intl` can count in. */
  readonly name: string;
  /** `false`: it stands in for one that is not known. */
  readonly isKnown: boolean;
}

const STAND_IN: TimeZone = { name: 'UTC', isKnown: false };

/** `named`: what the system says. */
export function usableTimeZone(named: string | undefined): TimeZone {
  if (!named) return STAND_IN;
  try {
    return { name: new Intl.DateTimeFormat('en', { timeZone: named }).resolvedOptions().timeZone, isKnown: true };
  } catch {
    return STAND_IN;
  }
}

/** Asked anew each time, which takes a quarter of a millisecond. */
export function systemTimeZone(): TimeZone {
  return usableTimeZone(Intl.DateTimeFormat().resolvedOptions().timeZone);
}

const ASKED_AGAIN_MS = 60_000;

/**
 * The same for who asks often. People travel: it is asked anew after a minute by the clock on the wall, which goes on while
 * the computer sleeps, and when that clock was set.
 */
export function createTimeZoneReader(clock: Clock, ask: () => TimeZone = systemTimeZone): () => TimeZone {
  let known: { readonly zone: TimeZone; readonly askedAt: number } | null = null;
  return () => {
    const now = clock.now();
    const age = known ? now - known.askedAt : -1;
    if (!known || age < 0 || age >= ASKED_AGAIN_MS) known = { zone: ask(), askedAt: now };
    return known.zone;
  };
}
