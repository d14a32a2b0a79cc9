import { describe, expect, it } from 'vitest';
import { createTurns } from '../../../../main/background-fetch/events/turns.ts';
import { until } from '../../../fakes/until.ts';

const FOREVER_MS = 60_000;

/** Tasks that end when they are told to, and the order in which they began. */
function setUp(holdMs = FOREVER_MS) {
  const began: string[] = [];
  const ends = new Map<string, () => void>();
  const turns = createTurns(holdMs);
  const run = (name: string): Promise<string> =>
    turns.run(name.charAt(0), () => {
      began.push(name);
      return new Promise((resolve) => ends.set(name, () => resolve(name)));
    });
  return { turns, began, run, end: (name: string): void => ends.get(name)?.() };
}

describe('createTurns', () => {
  it('runs one task after the other, owners in turns and those of one owner in their order', async () => {
    const { began, run, end } = setUp();
    const all = ['a1', 'a2', 'a3', 'b1', 'b2', 'c1'].map(run);
    expect(began).toEqual(['a1']);
    for (let index = 0; index < all.length; index += 1) {
      expect(began).toHaveLength(index + 1);
      end(began[index]!);
      await new Promise(setImmediate);
    }
    expect(began).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2']);
    expect(await Promise.all(all)).toEqual(['a1', 'a2', 'a3', 'b1', 'b2', 'c1']);
  });

  it('lets another owner wait for one task of a hundred that never end, and no longer than that may be alone', async () => {
    const { began, run, end } = setUp(5);
    for (let index = 0; index < 100; index += 1) void run(`a${index}`);
    const other = run('b');
    await until(() => began.includes('b'));
    expect(began.indexOf('b')).toBeLessThanOrEqual(2);
    end('b');
    expect(await other).toBe('b');
  });

  it('goes on after a task that fails, and tells its own caller alone', async () => {
    const { turns, run, end, began } = setUp();
    const failing = turns.run('a', () => Promise.reject(new Error('no')));
    const next = run('b');
    await expect(failing).rejects.toThrow('no');
    await until(() => began.includes('b'));
    end('b');
    expect(await next).toBe('b');
  });
});
