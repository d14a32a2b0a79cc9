/**
 * What sweeps fetched while nobody looked at the launcher: the news that the Activity page begins with. Kept on the disk
 * from the end of a sweep until the page is looked at, so that a night and a restart lie between.
 */
import type { UnseenFetches } from '../../../preload/contract/activity.ts';
import type { ObservableEventLog } from '../../log/event-log.ts';
import { UNSEEN_FETCHES_LIMIT, type KeptUnseenFetches } from '../../storage/machine-state.ts';

export interface UnseenFetchesDependencies {
  readonly events: Pick<ObservableEventLog, 'onEvent'>;
  readonly kept: {
    get(): KeptUnseenFetches | null;
    /** May throw: then it counts for this run. */
    set(unseen: KeptUnseenFetches | null): void;
  };
  nameOf(appId: string): string;
  /** Whether the launcher has the user's eyes. */
  isLookedAt(): boolean;
}

export interface UnseenFetchesLog {
  /** The window with this id asks for the page: what was unseen is news to it, until something else is. */
  look(windowId: number): void;
  /** `null`: there is no news. */
  news(): UnseenFetches | null;
  dispose(): void;
}

export function createUnseenFetches(dependencies: UnseenFetchesDependencies): UnseenFetchesLog {
  const { events, kept, nameOf, isLookedAt } = dependencies;
  let unseen = kept.get();
  let isSaved = true;
  let seen: { readonly windowId: number; readonly fetches: KeptUnseenFetches } | null = null;
  /** Of a sweep that nobody asked for. */
  let isSweeping = false;

  const save = (): void => {
    isSaved = true;
    try {
      kept.set(unseen);
    } catch {
      // The disk takes nothing: this run has it all the same.
    }
  };

  const add = (appId: string, isOk: boolean, at: number): void => {
    const { firstAt = at, fetched = [], failed = [] } = unseen ?? {};
    const others = failed.filter((id) => id !== appId);
    const limited = (ids: readonly string[]): string[] => ids.slice(0, UNSEEN_FETCHES_LIMIT);
    isSaved = false;
    // An attempt that failed after one that did not leaves the data that is there.
    const isFetched = isOk || fetched.includes(appId);
    unseen = {
      firstAt,
      lastAt: at,
      fetched: isFetched ? limited([...new Set([...fetched, appId])]) : fetched,
      failed: isFetched ? others : limited([...others, appId]),
    };
  };

  const dispose = events.onEvent((event) => {
    switch (event.event) {
      case 'sweep-started':
        isSweeping = event.reason !== 'user';
        break;
      case 'periodic-finished':
        // One that was cut short failed for nobody.
        if (isSweeping && event.errCode !== 'aborted' && !isLookedAt()) add(event.appId, event.ok, event.at);
        break;
      case 'sweep-finished':
        isSweeping = false;
        if (!isSaved) save();
        break;
      default:
    }
  });

  return {
    look(windowId) {
      if (unseen) {
        seen = { windowId, fetches: unseen };
        unseen = null;
        save();
      } else if (seen?.windowId !== windowId) seen = null;
    },
    news() {
      const fetches = unseen ?? seen?.fetches;
      if (!fetches) return null;
      const { firstAt, lastAt, fetched, failed } = fetches;
      return { firstAt, lastAt, fetched: fetched.length, failed: failed.map(nameOf) };
    },
    dispose,
  };
}
