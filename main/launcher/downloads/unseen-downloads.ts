/** Downloads that ended and that the user has not looked at: the badge of the application's icon. */
import type { FetchOverview } from '../../background-fetch/types.ts';

type Ended = Pick<FetchOverview, 'settledAt'> & {
  readonly registration: Pick<FetchOverview['registration'], 'uuid' | 'result' | 'failureReason'>;
};

export interface UnseenDownloads {
  /** Looks at all there are. What had ended before the first look counts as seen. */
  note(fetches: readonly Ended[], isLookedAt: boolean): void;
  /** The user sees the Downloads page. */
  seen(): void;
  counts(): { readonly finished: number; readonly failed: number };
}

export function createUnseenDownloads(): UnseenDownloads {
  const known = new Set<string>();
  const unseen = new Map<string, 'finished' | 'failed'>();
  let isFirst = true;
  return {
    note(fetches, isLookedAt) {
      for (const { settledAt, registration } of fetches) {
        const { uuid, result, failureReason } = registration;
        if (settledAt === null || known.has(uuid)) continue;
        known.add(uuid);
        // What the user has cancelled is no news.
        if (isFirst || isLookedAt || failureReason === 'aborted') continue;
        unseen.set(uuid, result === 'success' ? 'finished' : 'failed');
      }
      isFirst = false;
      const present = new Set(fetches.map(({ registration }) => registration.uuid));
      for (const uuid of known) if (!present.has(uuid)) known.delete(uuid);
      for (const uuid of unseen.keys()) if (!present.has(uuid)) unseen.delete(uuid);
    },
    seen: () => unseen.clear(),
    counts() {
      const failed = [...unseen.values()].filter((how) => how === 'failed').length;
      return { finished: unseen.size - failed, failed };
    },
  };
}
