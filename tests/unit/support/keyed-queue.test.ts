import { describe, expect, it } from 'vitest';
import { KeyedQueue } from '../../../main/support/keyed-queue.ts';

describe('a keyed queue', () => {
  it('runs the tasks of one key in order, and those of another beside them', async () => {
    const queue = new KeyedQueue();
    const order: string[] = [];
    const first = Promise.withResolvers<void>();
    const running = [
      queue.run('a', async () => {
        order.push('a1 starts');
        await first.promise;
        order.push('a1 ends');
      }),
      queue.run('a', async () => order.push('a2')),
      queue.run('b', async () => order.push('b1')),
    ];
    await running[2];
    expect(order).toEqual(['a1 starts', 'b1']);
    expect([queue.isBusy('a'), queue.isBusy('c')]).toEqual([true, false]);
    first.resolve();
    await queue.settled('a');
    expect(order).toEqual(['a1 starts', 'b1', 'a1 ends', 'a2']);
    expect(queue.isBusy('a')).toBe(false);
  });

  it('goes on after a task that failed, which its caller learns', async () => {
    const queue = new KeyedQueue();
    const failed = queue.run('a', () => Promise.reject(new Error('broken')));
    const next = queue.run('a', () => Promise.resolve(2));
    await expect(failed).rejects.toThrow('broken');
    expect(await next).toBe(2);
    await queue.settled();
    expect(queue.isBusy('a')).toBe(false);
  });
});
