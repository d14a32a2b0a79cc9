/** The requests of this run, newest first, as the Activity page shows them. Nothing is kept on disk. */
import type { ActivityEntry, ActivityTimings } from '../../../preload/contract/activity.ts';
import type { Clock } from '../../support/clock.ts';
import type {
  ObservedRequest,
  RequestFacts,
  RequestFailure,
  RequestObservation,
  RequestObserver,
} from '../../network/client/request-observer.ts';
import { createListeners } from '../../support/listeners.ts';

export interface ActivityLogOptions {
  readonly clock: Clock;
  /** The mini-program's name, or its id when it has none yet. */
  nameOf(appId: string): string;
  /** The oldest entry goes when there are more. */
  readonly limit?: number;
}

/** What stays in the main process: an entry and its URL with the placeholders for token and code. */
export interface RecordedRequest {
  readonly entry: ActivityEntry;
  readonly shownUrl: string;
}

export interface ActivityLog extends RequestObserver {
  /** Newest first. */
  entries(): readonly ActivityEntry[];
  /** Newest first. */
  recorded(): readonly RecordedRequest[];
  find(entryId: string): RecordedRequest | undefined;
  /** Drops what has ended; a request under way stays. */
  clear(): void;
  /** Called at every beginning and end. Returns the function that ends it. */
  onChange(listener: () => void): () => void;
}

export function createActivityLog({ clock, nameOf, limit = 500 }: ActivityLogOptions): ActivityLog {
  let requests: RecordedRequest[] = [];
  let count = 0;
  // Whoever looks on must not disturb the request.
  const listeners = createListeners(() => {});
  const changed = listeners.notify;

  function begin({ appId, kind, method, shownUrl, key, use }: ObservedRequest): RequestObservation {
    const url = withoutUserInfo(shownUrl);
    const under: ActivityEntry = {
      id: `request-${(count += 1)}`,
      appId,
      name: nameOf(appId),
      kind,
      method,
      host: url.host,
      startedAt: clock.now(),
      outcome: null,
      bytes: 0,
      redirects: 0,
      timings: null,
      ...(key === undefined ? {} : { key }),
    };
    const startedAt = performance.now();
    let facts: RequestFacts = {};
    let isEnded = false;
    requests = [{ entry: under, shownUrl: url.href }, ...requests].slice(0, limit);
    const change = (next: (entry: ActivityEntry) => ActivityEntry): void => {
      requests = requests.map((request) =>
        request.entry.id === under.id ? { ...request, entry: next(request.entry) } : request,
      );
      changed();
    };
    use?.onChange((known) => change((entry) => ({ ...entry, use: known })));
    changed();
    return {
      note(more) {
        if (!isEnded) facts = { ...facts, ...more };
      },
      end(failure) {
        if (isEnded) return;
        isEnded = true;
        change((entry) => ended(entry, facts, failure, performance.now() - startedAt));
      },
    };
  }

  return {
    begin,
    // The first request for a mini-program asks for its name, too.
    entries: () =>
      requests.map(({ entry }) => (entry.name === entry.appId ? { ...entry, name: nameOf(entry.appId) } : entry)),
    recorded: () => requests,
    find: (entryId) => requests.find(({ entry }) => entry.id === entryId),
    clear() {
      requests = requests.filter(({ entry }) => entry.outcome === null);
      changed();
    },
    onChange: listeners.add,
  };
}

function ended(
  entry: ActivityEntry,
  facts: RequestFacts,
  failure: RequestFailure | null,
  measuredMs: number,
): ActivityEntry {
  const { status, bytes = 0, redirects = 0, timings } = facts;
  const outcome: ActivityEntry['outcome'] =
    failure === null
      ? { ok: true, status: status ?? 0, notModified: status === 304 }
      : { ok: false, ...(status === undefined ? {} : { status }), ...failure };
  return { ...entry, outcome, bytes, redirects, timings: roundedTimings({ totalMs: measuredMs, ...timings?.() }) };
}

function roundedTimings(timings: ActivityTimings): ActivityTimings {
  const parts = Object.entries(timings) as [keyof ActivityTimings, number | undefined][];
  const rounded = parts.flatMap(([name, ms]) => (ms === undefined ? [] : [[name, Math.round(ms * 10) / 10] as const]));
  return Object.fromEntries(rounded) as unknown as ActivityTimings;
}

/** A package's address may hold a user name that is refused later on. */
function withoutUserInfo(shownUrl: URL): URL {
  const url = new URL(shownUrl);
  url.username = '';
  url.password = '';
  url.hash = '';
  return url;
}
