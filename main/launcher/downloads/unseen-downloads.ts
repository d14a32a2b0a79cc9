/** Downloads that ended and that the user has not looked at: the badge of the application's icon, the tray, the taskbar. */
import type { FetchOverview } from '../../background-fetch/types.ts';

type Ended = Pick<FetchOverview, 'settledAt'> & {
  readonly registration: Pick<FetchOverview['registration'], 'uuid' | 'result' | 'failureReason'>;
};

export interface UnseenDownloads {
  counts(): { readonly finished: number; readonly failed: number };
}

export interface DownloadsView {
  /** The user sees the Downloads page now. */
  isSeen(): boolean;
  /** Calls back when the user turns to it. */
  onLook(listener: () => void): () => void;
}

/** `list`: all there are. What had ended before the first look at it counts as seen. */
export function createUnseenDownloads(list: () => readonly Ended[], view: DownloadsView): UnseenDownloads {
  const known = new Set<string>();
  const unseen = new Map<string, 'finished' | 'failed'>();
  let isFirst = true;

  function note(): void {
    const fetches = list();
    const isSeen = view.isSeen();
    for (const { settledAt, registration } of fetches) {
      const { uuid, result, failureReason } = registration;
      if (settledAt === null || known.has(uuid)) continue;
      known.add(uuid);
      // What the user has cancelled is no news.
      if (isFirst || isSeen || failureReason === 'aborted') continue;
      unseen.set(uuid, result === 'success' ? 'finished' : 'failed');
    }
    isFirst = false;
    const present = new Set(fetches.map(({ registration }) => registration.uuid));
    for (const uuid of known) if (!present.has(uuid)) known.delete(uuid);
    for (const uuid of unseen.keys()) if (!present.has(uuid)) unseen.delete(uuid);
  }

  note();
  view.onLook(() => {
    note();
    unseen.clear();
  });
  return {
    counts() {
      note();
      const failed = [...unseen.values()].filter((how) => how === 'failed').length;
      return { finished: unseen.size - failed, failed };
    },
  };
}
