import { describe, expect, it } from 'vitest';
import { untilAborted } from '../../../main/support/until-aborted.ts';

const REASON = new Error('given up');
const never = (): Promise<never> => new Promise(() => {});

describe('untilAborted', () => {
  it('settles as the work does', async () => {
    const { signal } = new AbortController();
    expect(await untilAborted(signal, Promise.resolve(1))).toBe(1);
    expect(await untilAborted(undefined, Promise.resolve(2))).toBe(2);
    await expect(untilAborted(signal, Promise.reject(new Error('it failed')))).rejects.toThrow('it failed');
  });

  it('gives up work that never ends, before it is waited for and in the middle of it', async () => {
    await expect(untilAborted(AbortSignal.abort(REASON), never())).rejects.toBe(REASON);
    const giveUp = new AbortController();
    const waiting = untilAborted(giveUp.signal, never());
    giveUp.abort(REASON);
    await expect(waiting).rejects.toBe(REASON);
  });

  it('hears what work fails with that nobody waits for any more', async () => {
    const work = Promise.withResolvers<void>();
    await expect(untilAborted(AbortSignal.abort(REASON), work.promise)).rejects.toBe(REASON);
    work.reject(new Error('late'));
    await expect(work.promise).rejects.toThrow('late');
  });
});
