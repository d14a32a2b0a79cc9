import { describe, expect, it } from 'vitest';
import {
  SMALLEST_READ_BYTES,
  WRITE_BEHIND_BYTES,
  WriteBudget,
} from '../../../../main/background-fetch/transfer/write-budget.ts';

const KIB = 1024;

describe('the write budget', () => {
  it('gives no room when the limit would be passed', () => {
    const budget = new WriteBudget(200 * KIB, 1);
    budget.add(100 * KIB);
    expect([budget.reserve(64 * KIB), budget.reserve(64 * KIB), budget.reserve(36 * KIB)]).toEqual([true, false, true]);
    expect(budget.takenBytes).toBe(200 * KIB);
  });

  it('gives room to one when nothing is taken, however small it is', () => {
    const budget = new WriteBudget(KIB, 1);
    expect([budget.reserve(64 * KIB), budget.reserve(1)]).toEqual([true, false]);
  });

  it('asks those who wait, in their order and once, when room is given back', () => {
    const budget = new WriteBudget(64 * KIB, 1);
    const asked: string[] = [];
    budget.reserve(64 * KIB);
    budget.wait(() => void asked.push('first'));
    budget.wait(() => void asked.push('second'));
    budget.release(64 * KIB);
    budget.add(KIB);
    budget.remove(KIB);
    expect(asked).toEqual(['first', 'second']);
  });

  it('does not ask one who has ended its wait when room is given back', () => {
    const budget = new WriteBudget(64 * KIB, 1);
    const asked: string[] = [];
    const retry = (): void => void asked.push('asked');
    budget.wait(retry);
    budget.endWait(retry);
    budget.release(0);
    expect(asked).toEqual([]);
  });

  it('wants smaller reads when more share it', () => {
    const budget = new WriteBudget(WRITE_BEHIND_BYTES, 7);
    const leave = budget.join();
    const alone = budget.readBytes;
    for (let reader = 0; reader < 9; reader += 1) budget.join();
    expect([alone, budget.readBytes]).toEqual([256 * KIB, 64 * KIB]);
    for (let reader = 0; reader < 9; reader += 1) leave();
    expect(budget.readBytes).toBe(256 * KIB);
  });

  it('has room for the last of seven when the six before it keep what they have reserved', () => {
    const budget = new WriteBudget(WRITE_BEHIND_BYTES, 7);
    for (let reader = 0; reader < 6; reader += 1) {
      budget.join();
      expect(budget.reserve(budget.readBytes)).toBe(true);
    }
    expect(budget.readBytes).toBe(SMALLEST_READ_BYTES);
    expect(budget.reserve(SMALLEST_READ_BYTES)).toBe(true);
    expect(budget.takenBytes).toBeLessThanOrEqual(WRITE_BEHIND_BYTES);
  });
});
