import { describe, expect, test } from 'vitest';
import { retryDelayMs } from '../../../../main/data-fetch/periodic/retry.ts';
import { createJitter, fixedTimeOffsetMinutes } from '../../../../main/support/jitter.ts';

const MINUTE_MS = 60_000;
const ALMOST_ONE = 1 - Number.EPSILON;

describe('retryDelayMs', () => {
  test('retryDelayMs doubles from 15 min and ends at 6 h when there is no jitter', () => {
    const minutes = [1, 2, 3, 4, 5, 6, 7, 50, 5000].map((failures) => retryDelayMs(failures, null, 0) / MINUTE_MS);
    expect(minutes).toEqual([15, 30, 60, 120, 240, 360, 360, 360, 360]);
  });

  test('retryDelayMs adds more to longer delays and stays within 6 h when the jitter is largest', () => {
    const minutes = [1, 2, 3, 4, 5, 6].map((failures) =>
      Math.round(retryDelayMs(failures, null, ALMOST_ONE) / MINUTE_MS),
    );
    expect(minutes).toEqual([18, 42, 108, 240, 360, 360]);
  });

  test('retryDelayMs waits at least as long as the server asks when that is longer', () => {
    expect(retryDelayMs(1, 2 * 60 * MINUTE_MS, 0)).toBe(2 * 60 * MINUTE_MS);
    expect(retryDelayMs(1, 20 * MINUTE_MS, 0.5)).toBe(30 * MINUTE_MS);
    expect(retryDelayMs(1, 9 * 60 * MINUTE_MS, 0)).toBe(9 * 60 * MINUTE_MS);
    expect(retryDelayMs(1, 9 * 60 * MINUTE_MS, 0.5)).toBe(10 * 60 * MINUTE_MS);
  });

  test('retryDelayMs keeps its own delay when the server asks for less', () => {
    expect(retryDelayMs(3, 5_000, 0)).toBe(60 * MINUTE_MS);
  });

  test('retryDelayMs is a day at most when the server asks for a year', () => {
    expect(retryDelayMs(1, 365 * 24 * 60 * MINUTE_MS, 0)).toBe(24 * 60 * MINUTE_MS);
  });
});

describe('createJitter', () => {
  test('createJitter answers the same for the same key and another for another installation', () => {
    expect(createJitter('one')('key')).toBe(createJitter('one')('key'));
    expect(createJitter('one')('key')).not.toBe(createJitter('two')('key'));
    expect(createJitter('one')('key')).not.toBe(createJitter('one')('other key'));
  });

  test('createJitter fills [0, 1) evenly when there are many installations', () => {
    const tenths = new Array<number>(10).fill(0);
    for (let index = 0; index < 10_000; index += 1) {
      const value = createJitter(`installation ${index}`)('retry a 1');
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThan(1);
      tenths[Math.floor(value * 10)]! += 1;
    }
    expect(Math.min(...tenths)).toBeGreaterThan(850);
    expect(Math.max(...tenths)).toBeLessThan(1150);
  });

  test('fixedTimeOffsetMinutes takes every value from 0 to 60', () => {
    const seen = new Set<number>();
    for (let index = 0; index < 2_000; index += 1) seen.add(fixedTimeOffsetMinutes(createJitter(`${index}`)));
    expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: 61 }, (_, minute) => minute));
  });
});
