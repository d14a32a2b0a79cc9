import { describe, expect, it } from 'vitest';
import { TimeLimitError, withTimeLimit } from '../../../main/support/time-limit.ts';

describe('a time limit', () => {
  it.each([
    ['a value', () => 1],
    ['a promise', () => Promise.resolve(1)],
    ['a promise of a promise', () => Promise.resolve().then(() => 1)],
  ])('answers with %s that is ready in the same turn, also when it is 0', async (_what, work) => {
    expect(await withTimeLimit(0, work)).toBe(1);
  });

  it.each([
    ['a rejection', () => Promise.reject(new Error('broken'))],
    [
      'an exception',
      () => {
        throw new Error('broken');
      },
    ],
  ])('hands %s on', async (_what, work) => {
    await expect(withTimeLimit(60_000, work)).rejects.toThrow('broken');
  });

  it('ends the waiting, and says so to the work', async () => {
    let heard: AbortSignal | undefined;
    const waiting = withTimeLimit(1, (signal) => {
      heard = signal;
      return new Promise(() => {});
    });
    await expect(waiting).rejects.toBeInstanceOf(TimeLimitError);
    expect(heard?.aborted).toBe(true);
  });

  it('ends before with the caller’s signal, also one that was aborted before', async () => {
    const leaving = new AbortController();
    const waiting = withTimeLimit(60_000, () => new Promise(() => {}), { signal: leaving.signal });
    leaving.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
    let hasRun = false;
    const late = withTimeLimit(60_000, () => void (hasRun = true), { signal: leaving.signal });
    await expect(late).rejects.toThrow('gone');
    expect(hasRun).toBe(false);
  });
});
