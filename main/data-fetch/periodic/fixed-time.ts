/**
 * The instants of a local time of day, once per local day, whatever the time zone does: a time
 * that a change of clocks skips comes as much later as the skip is long; of a time that comes
 * twice, the first counts.
 */

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'iso8601',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(timeZone, formatter);
  }
  return formatter;
}

/** What the wall clock in `timeZone` shows at `instant`, written as if it were UTC. */
function wallClock(instant: number, timeZone: string): number {
  const fields: Record<string, number> = {};
  for (const { type, value } of formatterOf(timeZone).formatToParts(instant)) fields[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = fields;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function offsetAt(instant: number, timeZone: string): number {
  const wholeSecond = Math.floor(instant / 1000) * 1000;
  return wallClock(wholeSecond, timeZone) - wholeSecond;
}

/** The first instant at which the wall clock shows `wall`; past a skipped time when it never does. */
function instantOf(wall: number, timeZone: string): number {
  const before = wall - offsetAt(wall - DAY_MS, timeZone);
  const after = wall - offsetAt(wall + DAY_MS, timeZone);
  if (before === after) return before;
  const shown = [before, after].filter((instant) => wallClock(instant, timeZone) === wall);
  return shown.length > 0 ? Math.min(...shown) : before;
}

export interface FixedTimes {
  /** The last one at or before `now`. */
  readonly lastAt: number;
  /** The first one after `now`. */
  readonly nextAt: number;
}

/** The answer holds until `nextAt`, and asking `Intl` ten times costs more than the whole rule. */
const answers = new Map<string, FixedTimes>();

/**
 * The fixed times around `now` for `minutes` after local midnight (taken modulo a day).
 * Throws `RangeError` for a time zone that does not exist.
 */
export function fixedTimesAround(now: number, minutes: number, timeZone: string): FixedTimes {
  const key = `${minutes} ${timeZone}`;
  const known = answers.get(key);
  if (known && known.lastAt <= now && now < known.nextAt) return known;
  const found = findFixedTimes(now, minutes, timeZone);
  answers.set(key, found);
  return found;
}

function findFixedTimes(now: number, minutes: number, timeZone: string): FixedTimes {
  const today = Math.floor(wallClock(now, timeZone) / DAY_MS) * DAY_MS;
  const timeOfDay = (minutes % (24 * 60)) * MINUTE_MS;
  let lastAt = -Infinity;
  let nextAt = Infinity;
  for (let day = -2; day <= 2; day += 1) {
    const at = instantOf(today + day * DAY_MS + timeOfDay, timeZone);
    if (at <= now) lastAt = Math.max(lastAt, at);
    else nextAt = Math.min(nextAt, at);
  }
  return { lastAt, nextAt };
}
