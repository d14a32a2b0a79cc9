import { expect, it } from 'vitest';
import { createAtOnce } from '../../../main/support/at-once.ts';

it('runs so many at a time in their order, goes on after one that failed, and refuses what may not wait', async () => {
  const run = createAtOnce(2, 3);
  const begun: number[] = [];
  let underWay = 0;
  let most = 0;
  const task = (index: number) => async (): Promise<number> => {
    begun.push(index);
    most = Math.max(most, (underWay += 1));
    await new Promise((resolve) => setImmediate(resolve));
    underWay -= 1;
    if (index === 1) throw new Error('it failed');
    return index;
  };
  const outcomes = await Promise.allSettled(Array.from({ length: 7 }, (_, index) => run(task(index))));
  expect(outcomes.map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
    'fulfilled',
    'rejected',
    'rejected',
  ]);
  expect([begun, most]).toEqual([[0, 1, 2, 3, 4], 2]);
  expect(await run(task(9))).toBe(9);
});
