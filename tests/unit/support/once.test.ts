import { describe, expect, it } from 'vitest';
import { once } from '../../../main/support/once.ts';

describe('once', () => {
  it.each([
    ['an object', {}],
    ['nothing', undefined],
    ['null', null],
  ])('makes %s at the first call and never again', (_what, value) => {
    let made = 0;
    const get = once(() => {
      made += 1;
      return value;
    });
    expect(made).toBe(0);
    expect([get(), get()]).toEqual([value, value]);
    expect(made).toBe(1);
  });

  it('tries again when it could not be made', () => {
    let tries = 0;
    const get = once(() => {
      tries += 1;
      if (tries === 1) throw new Error('not yet');
      return tries;
    });
    expect(get).toThrow('not yet');
    expect(get()).toBe(2);
  });
});
