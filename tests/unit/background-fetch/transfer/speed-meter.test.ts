import { describe, expect, it } from 'vitest';
import { SpeedMeter } from '../../../../main/background-fetch/transfer/speed-meter.ts';

type Moved = readonly [at: number, bytes: number];

function meterAfter(moved: readonly Moved[]): SpeedMeter {
  const meter = new SpeedMeter();
  for (const [at, bytes] of moved) meter.add(bytes, at);
  return meter;
}

const evenly = (from: number, to: number, bytes: number): readonly Moved[] =>
  Array.from({ length: (to - from) / 10 + 1 }, (_, step) => [from + step * 10, bytes] as const);

describe('SpeedMeter', () => {
  it.each<[string, readonly Moved[], number, number]>([
    ['nothing has moved', [], 1000, 0],
    ['there was one moment only', [[1000, 5000]], 1000, 0],
    [
      'the span is too short to say',
      [
        [0, 0],
        [400, 4000],
      ],
      400,
      0,
    ],
    [
      'bytes move evenly',
      [
        [0, 0],
        [1000, 1000],
        [2000, 1000],
      ],
      2000,
      1000,
    ],
    ['many small pieces move', evenly(0, 20_000, 10), 20_000, 1000],
    ['it was faster before the window', [[0, 0], [1000, 90_000], ...evenly(1010, 7000, 10)], 7000, 1000],
    [
      'nothing moved of late',
      [
        [0, 0],
        [1000, 4000],
      ],
      4000,
      1000,
    ],
    [
      'nothing moved for a whole window',
      [
        [0, 0],
        [1000, 4000],
      ],
      6000,
      0,
    ],
    [
      'it has gone on after the silence of a window',
      [
        [0, 0],
        [1000, 4000],
        [60_000, 500],
        [61_000, 1000],
      ],
      61_000,
      1000,
    ],
  ])('answers bytes a second when %s', (_, moved, now, expected) => {
    expect(meterAfter(moved).bytesPerSecond(now)).toBeCloseTo(expected, 6);
  });

  it('begins anew after an interruption', () => {
    const meter = meterAfter([
      [0, 0],
      [1000, 8000],
    ]);
    meter.reset();
    expect(meter.bytesPerSecond(1000)).toBe(0);
    meter.add(500, 2000);
    meter.add(1000, 3000);
    expect(meter.bytesPerSecond(3000)).toBe(1000);
  });

  it('falls while nothing moves', () => {
    const meter = meterAfter(evenly(0, 5000, 10));
    const speeds = [5000, 6000, 8000, 10_500].map((now) => Math.round(meter.bytesPerSecond(now)));
    expect(speeds).toEqual([...speeds].sort((a, b) => b - a));
    expect(speeds.at(-1)).toBe(0);
  });
});
