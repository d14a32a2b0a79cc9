import { describe, expect, it } from 'vitest';
import { createMovableClock } from '../../../main/support/clock.ts';

const HOUR_MS = 3_600_000;

describe('createMovableClock', () => {
  it('runs with the system clock, as far off as it was moved', () => {
    const clock = createMovableClock(HOUR_MS);
    const expectOffset = (offsetMs: number): void => {
      const before = Date.now();
      const now = clock.now();
      expect(now).toBeGreaterThanOrEqual(before + offsetMs);
      expect(now).toBeLessThanOrEqual(Date.now() + offsetMs);
    };
    expectOffset(HOUR_MS);
    clock.move(12 * HOUR_MS);
    expectOffset(13 * HOUR_MS);
    clock.move(-14 * HOUR_MS);
    expectOffset(-HOUR_MS);
  });
});
