import { AppError } from '../../support/errors.ts';

/**
 * Waits for `work`, but not longer than `timeoutMs` (`timeout`) nor than the window lives
 * (`aborted`). What is ready in the same turn is answered even with `timeoutMs` 0. The work goes
 * on without the caller: others may wait for it.
 */
export function waitAtMost<T>(
  timeoutMs: number,
  closed: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const gone = new AbortController();
    const settle = (): void => {
      clearTimeout(timer);
      closed.removeEventListener('abort', onClosed);
      gone.abort();
    };
    const onClosed = (): void => {
      settle();
      reject(new AppError('aborted', 'The window was closed'));
    };
    const onTimeout = (): void => {
      settle();
      reject(new AppError('timeout', `There was no answer within ${timeoutMs} ms`));
    };
    const timer = setTimeout(onTimeout, timeoutMs);
    if (closed.aborted) return onClosed();
    closed.addEventListener('abort', onClosed, { once: true });
    work(gone.signal).then(
      (value) => {
        settle();
        resolve(value);
      },
      (error: unknown) => {
        settle();
        reject(error as Error);
      },
    );
  });
}
