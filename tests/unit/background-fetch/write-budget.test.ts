import { describe, expect, it } from 'vitest';
import { WriteBudget } from '../../../main/background-fetch/write-budget.ts';

const KIB = 1024;

describe('the write budget', () => {
  it('gives no room when the limit would be passed', () => {
    const budget = new WriteBudget(200 * KIB);
    expect([budget.take(150 * KIB), budget.take(100 * KIB), budget.take(50 * KIB)]).toEqual([true, false, true]);
    expect(budget.takenBytes).toBe(200 * KIB);
  });

  it('gives room to one when nothing is taken, however much it wants', () => {
    const budget = new WriteBudget(KIB);
    expect([budget.take(5 * KIB), budget.take(1)]).toEqual([true, false]);
  });

  it('asks those who wait, in their order and once, when room is given back', () => {
    const budget = new WriteBudget(KIB);
    const asked: string[] = [];
    budget.take(KIB);
    budget.wait(() => void asked.push('first'));
    budget.wait(() => void asked.push('second'));
    budget.give(KIB);
    budget.take(KIB);
    budget.give(KIB);
    expect(asked).toEqual(['first', 'second']);
  });

  it('does not ask one who has ended its wait when room is given back', () => {
    const budget = new WriteBudget(KIB);
    const asked: string[] = [];
    const retry = (): void => void asked.push('asked');
    budget.wait(retry);
    budget.endWait(retry);
    budget.give(0);
    expect(asked).toEqual([]);
  });

  it('wants smaller reads when more share it', () => {
    const budget = new WriteBudget(960 * KIB);
    const leave = budget.join();
    const alone = budget.readBytes;
    for (let reader = 0; reader < 9; reader += 1) budget.join();
    expect([alone, budget.readBytes]).toEqual([448 * KIB, 64 * KIB]);
    for (let reader = 0; reader < 9; reader += 1) leave();
    expect(budget.readBytes).toBe(448 * KIB);
  });
});
