/** The time zone of the system, which may name none, or one that nobody knows (`TZ`, a container, a lost link). */

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

/** Asked anew each time: people travel. */
export function systemTimeZone(): TimeZone {
  return usableTimeZone(Intl.DateTimeFormat().resolvedOptions().timeZone);
}
