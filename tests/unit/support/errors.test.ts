import { describe, expect, it } from 'vitest';
import { AppError, assertNever, errorMessage, toIpcError } from '../../../main/support/errors.ts';

describe('toIpcError', () => {
  it('keeps the code and the text of an AppError, and not its cause', () => {
    const error = new AppError('not-found', 'Cannot find it.', { cause: new Error('secret') });
    expect(toIpcError(error)).toEqual({ code: 'not-found', message: 'Cannot find it.' });
  });

  it.each([new Error('token=secret'), 'secret', null, undefined, { code: 'not-found', message: 'secret' }])(
    'says nothing of anything else (%s)',
    (error) => {
      const answer = toIpcError(error);
      expect(answer.code).toBe('internal');
      expect(answer.message).not.toContain('secret');
    },
  );
});

describe('AppError', () => {
  it('is an Error with its own name, its code and its cause', () => {
    const cause = new Error('why');
    const error = new AppError('offline', 'No network.', { cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'AppError', code: 'offline', message: 'No network.', cause });
  });
});

describe('errorMessage', () => {
  it('takes the message of an error and the text of anything else', () => {
    expect(errorMessage(new Error('why'))).toBe('why');
    expect(errorMessage(3)).toBe('3');
    expect(errorMessage(null)).toBe('null');
  });
});

describe('assertNever', () => {
  it('throws when a switch is not exhaustive after all', () => {
    expect(() => assertNever('new' as never)).toThrow('"new"');
  });
});
