/** Waits for a page that was asked for. */
import type { WebContents } from 'electron';

/** Each of them ends a load; the first one may end without the others: a window that is closed stops nothing. */
const ENDS = ['did-stop-loading', 'render-process-gone', 'destroyed'] as const;

export type LoadingPage = Pick<WebContents, 'isDestroyed' | 'isLoading' | 'getURL' | 'off'> & {
  on(event: (typeof ENDS)[number] | 'did-navigate', listener: () => void): unknown;
};

/**
 * Resolves when a document of `origin` is there, as Chromium's own `openWindow` does, or when none will come:
 * the load ended otherwise, or the window or its process is gone. Never rejects.
 */
export function pageArrival(contents: LoadingPage, origin: string): Promise<void> {
  if (contents.isDestroyed() || !contents.isLoading()) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = new AbortController();
    const listen = (event: (typeof ENDS)[number] | 'did-navigate', listener: () => void): void => {
      contents.on(event, listener);
      stop.signal.addEventListener('abort', () => contents.off(event as 'destroyed', listener));
    };
    const finish = (): void => {
      stop.abort();
      resolve();
    };
    for (const end of ENDS) listen(end, finish);
    // The container's own page may stand there first.
    listen('did-navigate', () => {
      if (contents.getURL().startsWith(`${origin}/`)) finish();
    });
  });
}
