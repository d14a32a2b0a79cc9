/** Times, ages and sizes as the launcher shows them. */
import { strings } from './strings.ts';

const MINUTE = 60_000;
const STEPS: readonly [unit: Intl.RelativeTimeFormatUnit, lengthMs: number, belowMs: number][] = [
  ['minute', MINUTE, 60 * MINUTE],
  ['hour', 60 * MINUTE, 24 * 60 * MINUTE],
  ['day', 24 * 60 * MINUTE, 7 * 24 * 60 * MINUTE],
  ['week', 7 * 24 * 60 * MINUTE, 30 * 24 * 60 * MINUTE],
  ['month', 30.44 * 24 * 60 * MINUTE, 365 * 24 * 60 * MINUTE],
  ['year', 365.25 * 24 * 60 * MINUTE, Infinity],
];

/** The largest unit that fits, and how many whole ones; `null` below one minute. */
function measure(elapsedMs: number): { unit: Intl.RelativeTimeFormatUnit; value: number } | null {
  if (elapsedMs < MINUTE) return null;
  for (const [unit, lengthMs, belowMs] of STEPS) {
    if (elapsedMs < belowMs) return { unit, value: Math.max(1, Math.floor(elapsedMs / lengthMs)) };
  }
  return null;
}

/** "2 hours ago", "yesterday", "now". A time in the future (a clock that jumped) counts as now. */
export function relativeTime(atMs: number, nowMs: number, locale?: string): string {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const measured = measure(nowMs - atMs);
  return measured ? format.format(-measured.value, measured.unit) : format.format(0, 'second');
}

/** "5 min old", "just in". */
export function dataAge(atMs: number, nowMs: number, locale?: string): string {
  const measured = measure(nowMs - atMs);
  if (!measured) return strings.dataJustNow;
  const format = new Intl.NumberFormat(locale, { style: 'unit', unit: measured.unit, unitDisplay: 'short' });
  return strings.dataOld(format.format(measured.value));
}

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** "812 kB", "1.4 MB"; decimal units, one digit below ten. */
export function byteSize(bytes: number, locale?: string): string {
  let value = bytes;
  let index = 0;
  while (value >= 999.5 && index < BYTE_UNITS.length - 1) {
    value /= 1000;
    index += 1;
  }
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: BYTE_UNITS[index] ?? 'byte',
    unitDisplay: index === 0 ? 'long' : 'short',
    maximumFractionDigits: index > 0 && value < 10 ? 1 : 0,
  }).format(value);
}

/** The full date and time, for titles and the details dialog. */
export function dateTime(atMs: number, locale?: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(atMs);
}
