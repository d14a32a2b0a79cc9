import { describe, expect, it, onTestFinished } from 'vitest';
import { createCallBudget, type CallBudget } from '../../../main/ipc/call-budget.ts';

const LIMITS = {
  burstCalls: 3,
  callsPerSecond: 1000,
  burstBytes: 100,
  bytesPerSecond: 100_000,
  heldCalls: 2,
  heldBytes: 150,
};

function budgetAt(clock: { now: number }): CallBudget {
  const budget = createCallBudget(LIMITS, () => clock.now);
  onTestFinished(() => budget.dispose());
  return budget;
}

describe('createCallBudget', () => {
  it('lets a burst through, holds what is more, and refuses what is more than may be held', () => {
    const budget = budgetAt({ now: 0 });
    const answers = Array.from({ length: 6 }, () => budget.take('a', 1));
    expect(answers.map((answer) => (answer instanceof Promise ? 'held' : answer))).toEqual([
      true,
      true,
      true,
      'held',
      'held',
      false,
    ]);
    expect(budget.take('b', 1)).toBe(true);
  });

  it('lets those that are held go in their order when there is budget again', async () => {
    const clock = { now: 0 };
    const budget = budgetAt(clock);
    const order: number[] = [];
    const held = Array.from({ length: 5 }, (_, i) => Promise.resolve(budget.take('a', 1)).then(() => order.push(i)));
    clock.now = 10;
    await Promise.all(held);
    expect(order).toEqual([0, 1, 2, 3, 4]);
    clock.now = 20;
    expect(budget.take('a', 1)).toBe(true);
  });

  it('counts bytes as it counts calls, and lets one that is larger than all of them go when nothing else did', async () => {
    const clock = { now: 0 };
    const budget = budgetAt(clock);
    expect(budget.take('a', 1_000)).toBe(true);
    const second = budget.take('a', 100);
    expect(second).toBeInstanceOf(Promise);
    expect(budget.take('a', 100)).toBe(false);
    clock.now = 5;
    await second;
  });

  it('lets nobody ask again who was answered more than there is budget for, until that is paid', async () => {
    const clock = { now: 0 };
    const budget = budgetAt(clock);
    expect(budget.take('a', 1)).toBe(true);
    budget.spend('a', 1_000);
    const next = budget.take('a', 1);
    expect(next).toBeInstanceOf(Promise);
    expect(budget.take('b', 1)).toBe(true);
    let isGone = false;
    void Promise.resolve(next).then(() => (isGone = true));
    clock.now = 8;
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(isGone).toBe(false);
    clock.now = 20;
    await next;
  });
});
