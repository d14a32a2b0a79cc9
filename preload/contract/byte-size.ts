/** An amount of bytes in words. */
import { withHanSpaces } from './han-spacing.ts';

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** Persian has no short names of its own for these units: they would be Latin letters. */
const isSpelledOut = (tag: string): boolean => new Intl.Locale(tag).language === 'fa';

/** "812 kB", "1.4 MB"; decimal units, one digit below ten. `tag`: BCP 47. */
export function byteSize(bytes: number, tag: string): string {
  let value = bytes;
  let index = 0;
  while (value >= 999.5 && index < BYTE_UNITS.length - 1) {
    value /= 1000;
    index += 1;
  }
  const format = new Intl.NumberFormat(tag, {
    style: 'unit',
    unit: BYTE_UNITS[index] ?? 'byte',
    unitDisplay: index === 0 || isSpelledOut(tag) ? 'long' : 'short',
    maximumFractionDigits: index > 0 && value < 10 ? 1 : 0,
  });
  return withHanSpaces(format.format(value), tag);
}

/** Smaller packages are there before a figure could be read. */
const SMALL_BYTES = 100_000;

/** Whether people are told how much of a package has come. `totalBytes`: `null` when it is not known. */
export function isAmountShown(receivedBytes: number, totalBytes: number | null): boolean {
  return receivedBytes >= 1000 && (totalBytes ?? receivedBytes) >= SMALL_BYTES;
}
