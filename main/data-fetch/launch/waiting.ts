import { AppError } from '../../support/errors.ts';
import { TimeLimitError, withTimeLimit } from '../../support/time-limit.ts';

/**
 * Waits for `work`, but not longer than `timeoutMs` (`timeout`) nor than the window lives
 * (`aborted`). What is ready in the same turn is answered even with `timeoutMs` 0. The work goes
 * on without the caller: others may wait for it.
 */
export async function waitAtMost<T>(
  timeoutMs: number,
  closed: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  try {
    return await withTimeLimit(timeoutMs, work, { signal: closed });
  } catch (error) {
    if (error instanceof TimeLimitError) throw new AppError('timeout', `There was no answer within ${timeoutMs} ms`);
    if (closed.aborted && error === closed.reason) throw new AppError('aborted', 'The window was closed');
    throw error;
  }
}
