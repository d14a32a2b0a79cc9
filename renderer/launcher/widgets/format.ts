/** Times, ages and sizes as the launcher shows them. */
import { byteSize as byteSizeIn } from '../../../preload/contract/byte-size.ts';
import { withHanSpaces } from '../../../preload/contract/han-spacing.ts';
import { locale, t } from '../language.ts';

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

/** "2 hours ago", "yesterday", "just now". A time in the future (a clock that jumped) counts as now. */
export function relativeTime(atMs: number, nowMs: number, tag: string = locale()): string {
  const measured = measure(nowMs - atMs);
  // Intl has only "now", and "Opened now" would be what is open.
  if (!measured) return t('common.justNow');
  const format = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' });
  return withHanSpaces(format.format(-measured.value, measured.unit), tag);
}

/** "in 5 hours", "in 1 minute"; a time that has come is "now". Rounded up: it is not there earlier. */
export function timeUntil(atMs: number, nowMs: number, tag: string = locale()): string {
  const format = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' });
  if (atMs <= nowMs) return format.format(0, 'second');
  const aheadMs = Math.ceil((atMs - nowMs) / MINUTE) * MINUTE;
  const measured = measure(aheadMs);
  return measured ? withHanSpaces(format.format(measured.value, measured.unit), tag) : format.format(0, 'second');
}

/** "06:12" today, "tomorrow 06:12", "Tue 24 Nov, 06:12" on another day. */
export function clockTime(atMs: number, nowMs: number, tag: string = locale()): string {
  const time = new Intl.DateTimeFormat(tag, { timeStyle: 'short' }).format(atMs);
  const days = Math.round((startOfDay(atMs) - startOfDay(nowMs)) / (24 * 60 * MINUTE));
  if (days === 0) return time;
  const day =
    Math.abs(days) === 1
      ? new Intl.RelativeTimeFormat(tag, { numeric: 'auto' }).format(days, 'day')
      : `${new Intl.DateTimeFormat(tag, { weekday: 'short', day: 'numeric', month: 'short' }).format(atMs)},`;
  return `${day} ${time}`;
}

const startOfDay = (atMs: number): number => new Date(atMs).setHours(0, 0, 0, 0);

/** "48 ms", "1.4 s", "62 s". */
export function duration(ms: number, tag: string = locale()): string {
  if (ms < 999.5) {
    const number = new Intl.NumberFormat(tag, { maximumFractionDigits: ms < 10 ? 1 : 0 });
    return t('common.milliseconds', { n: number.format(ms) });
  }
  const number = new Intl.NumberFormat(tag, { maximumFractionDigits: ms < 9950 ? 1 : 0 });
  return t('common.seconds', { n: number.format(ms / 1000) });
}

/** "Data 5 min old", "Data just in". */
export function dataAge(atMs: number, nowMs: number, tag: string = locale()): string {
  const measured = measure(nowMs - atMs);
  if (!measured) return t('shelf.dataJustIn');
  const format = new Intl.NumberFormat(tag, { style: 'unit', unit: measured.unit, unitDisplay: 'short' });
  return t('shelf.dataAge', { age: withHanSpaces(format.format(measured.value), tag) });
}

/** "812 kB", "1.4 MB" */
export const byteSize = (bytes: number, tag: string = locale()): string => byteSizeIn(bytes, tag);

/** The full date and time, for titles and the details dialog. */
export function dateTime(atMs: number, tag: string = locale()): string {
  return new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short' }).format(atMs);
}

/** The date and the time to the second. */
export function exactTime(atMs: number, tag: string = locale()): string {
  return new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'medium' }).format(atMs);
}

/** "41 %" as the language writes it; `percent` is 0 to 100. */
export function percentText(percent: number, tag: string = locale()): string {
  return new Intl.NumberFormat(tag, { style: 'percent' }).format(percent / 100);
}

/** Rounded down, 0 to 100: 100 % is for what is complete. */
export const wholePercent = (fraction: number): number => Math.floor(fraction * 100);

/** 0 to 1 of a total; `null`: the total is not known. */
export function fractionOf(done: number, total: number | null): number | null {
  return total ? Math.min(1, done / total) : null;
}

/** "1.2 MB of 4 MB" */
export function amountOf(doneBytes: number, totalBytes: number): string {
  return t('common.amountOf', { received: byteSize(doneBytes), total: byteSize(totalBytes) });
}

/** "one, two, three" */
export function listText(parts: readonly string[]): string {
  return parts.join(t('common.listSeparator'));
}
