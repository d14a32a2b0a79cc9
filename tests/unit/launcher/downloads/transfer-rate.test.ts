import { describe, expect, it } from 'vitest';
import {
  RATE_WINDOW_MS,
  recentSamples,
  remainingTime,
  TransferRates,
  transferRate,
} from '../../../../main/launcher/downloads/transfer-rate.ts';

const samples = (...pairs: [at: number, bytes: number][]) => pairs.map(([at, bytes]) => ({ at, bytes }));

describe('transferRate', () => {
  it.each([
    ['nothing is known', samples(), 1000, 0],
    ['there was one moment only', samples([1000, 5000]), 1000, 0],
    ['the span is too short to say', samples([0, 0], [400, 4000]), 400, 0],
    ['bytes arrive evenly', samples([0, 0], [1000, 1000], [2000, 2000]), 2000, 1000],
    ['it was faster before the window', samples([0, 0], [1000, 90_000], [6000, 95_000]), 6000, 1000],
    ['nothing arrived of late', samples([0, 0], [1000, 4000]), 4000, 1000],
    ['nothing arrived for the whole window', samples([0, 0], [1000, 4000]), 1001 + RATE_WINDOW_MS, 0],
    ['bytes were given up in between', samples([0, 5000], [1000, 6000], [2000, 0], [4000, 3000]), 4000, 1000],
  ])('answers bytes a second when %s', (_, given, now, expected) => {
    expect(transferRate(given, now)).toBe(expected);
  });
});

describe('recentSamples', () => {
  it('keeps the window and one sample before it', () => {
    const all = samples([0, 0], [1000, 1], [7000, 2], [8000, 3]);
    expect(recentSamples(all, 8000)).toEqual(all.slice(1));
    expect(recentSamples(all, 99_000)).toEqual(all.slice(3));
  });
});

describe('remainingTime', () => {
  it.each([
    [3000, 1500, 2000],
    [0, 1500, 0],
    [-5, 1500, 0],
    [3000, 0, null],
    [null, 1500, null],
  ])('of %s bytes at %s a second is %s', (left, rate, expected) => {
    expect(remainingTime(left, rate)).toBe(expected);
  });
});

describe('TransferRates', () => {
  it('begins anew when a transfer goes on after a pause', () => {
    const rates = new TransferRates();
    rates.note('a', 0, 0);
    expect(rates.note('a', 2000, 1000)).toBe(2000);
    rates.forget('a');
    expect(rates.note('a', 2000, 60_000)).toBe(0);
    expect(rates.note('a', 3000, 61_000)).toBe(1000);
  });

  it('forgets transfers that are gone', () => {
    const rates = new TransferRates();
    rates.note('a', 0, 0);
    rates.note('b', 0, 0);
    rates.keepOnly(new Set(['b']));
    expect(rates.note('a', 1000, 1000)).toBe(0);
    expect(rates.note('b', 1000, 1000)).toBe(1000);
  });
});
