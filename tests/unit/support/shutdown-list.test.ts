import { describe, expect, it } from 'vitest';
import { ShutdownList } from '../../../main/support/shutdown-list.ts';

describe('DisposableStack', () => {
  it('ends what it holds in reverse order, one after the other', async () => {
    const order: string[] = [];
    const stack = new ShutdownList();
    stack.defer(() => void order.push('first'));
    stack.add({
      async dispose() {
        order.push('second starts');
        await Promise.resolve();
        order.push('second ends');
      },
    });
    stack.defer(() => void order.push('third'));
    await stack.dispose();
    expect(order).toEqual(['third', 'second starts', 'second ends', 'first']);
  });

  it('goes on and reports when one of them fails', async () => {
    const errors: unknown[] = [];
    const ended: string[] = [];
    const stack = new ShutdownList((error) => errors.push(error));
    stack.defer(() => void ended.push('first'));
    stack.defer(() => Promise.reject(new Error('rejects')));
    stack.defer(() => {
      throw new Error('throws');
    });
    await stack.dispose();
    expect(ended).toEqual(['first']);
    expect(errors.map(String)).toEqual(['Error: throws', 'Error: rejects']);
  });

  it('ends nothing twice', async () => {
    let times = 0;
    const stack = new ShutdownList();
    stack.defer(() => void (times += 1));
    await stack.dispose();
    await stack.dispose();
    expect(times).toBe(1);
  });

  it('goes on after its limit when one never ends', async () => {
    const ended: string[] = [];
    const errors: unknown[] = [];
    const stack = new ShutdownList((error) => errors.push(error), 20);
    stack.defer(() => void ended.push('first'));
    stack.defer(() => new Promise(() => {}));
    await stack.dispose();
    expect(ended).toEqual(['first']);
    expect(errors.map((error) => (error as Error).message)).toEqual(['It did not end within 20 ms.']);
  });
});
