/** The requests of this run and of the last days, newest first, as the Activity page shows them. */
import type { ActivityEntry, ActivityTimings } from '../../../preload/contract/activity.ts';
import { BRAND } from '../../../preload/contract/brand.ts';
import type { Clock } from '../../support/clock.ts';
import type {
  ObservedRequest,
  RequestFacts,
  RequestFailure,
  RequestObservation,
  RequestObserver,
} from '../../network/client/request-observer.ts';
import { createListeners } from '../../support/listeners.ts';
import { cutLine } from '../../log/quiet-log.ts';

export const ACTIVITY_LIMITS = {
  /** Requests that are kept; the oldest go. */
  entries: 500,
  /** Characters of an address, in the list, a saved HAR and a copied command. */
  urlLength: 4_096,
  /** Characters of a host with its port. */
  hostLength: 260,
  /** Characters of the reason of a failure. */
  messageLength: 1_000,
} as const;

export interface ActivityLogOptions {
  readonly clock: Clock;
  /** The mini-program's name, or its id when it has none yet. */
  nameOf(appId: string): string;
  /** The oldest entry goes when there are more. */
  readonly limit?: number;
  /** Of earlier runs, newest first. */
  readonly earlier?: readonly RecordedRequest[];
  /** Told of each that ended. */
  onEnded?(request: RecordedRequest): void;
  onCleared?(): void;
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

export function createActivityLog(options: ActivityLogOptions): ActivityLog {
  const { clock, nameOf, limit = ACTIVITY_LIMITS.entries, earlier = [], onEnded, onCleared } = options;
  let requests: RecordedRequest[] = earlier.slice(0, limit);
  let count = 0;
  // Whoever looks on must not disturb the request.
  const listeners = createListeners(() => {});
  const changed = listeners.notify;

  const named = (appId: string | null): string => (appId === null ? BRAND.name : nameOf(appId));

  function begin({ appId, kind, method, shownUrl, key, use }: ObservedRequest): RequestObservation {
    const url = withoutUserInfo(shownUrl);
    const under: ActivityEntry = {
      id: `request-${(count += 1)}`,
      appId,
      name: named(appId),
      kind,
      method,
      host: cutLine(url.host, ACTIVITY_LIMITS.hostLength),
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
    requests = withinLimit(
      [{ entry: under, shownUrl: cutLine(url.href, ACTIVITY_LIMITS.urlLength) }, ...requests],
      limit,
    );
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
        const whole = requests.find(({ entry }) => entry.id === under.id);
        if (whole) onEnded?.(whole);
      },
    };
  }

  return {
    begin,
    // The first request for a mini-program asks for its name, too.
    entries: () =>
      requests.map(({ entry }) => (entry.name === entry.appId ? { ...entry, name: named(entry.appId) } : entry)),
    recorded: () => requests,
    find: (entryId) => requests.find(({ entry }) => entry.id === entryId),
    clear() {
      requests = requests.filter(({ entry }) => entry.outcome === null);
      onCleared?.();
      changed();
    },
    onChange: listeners.add,
  };
}

/** Of the mini-program that has most of them the oldest goes: what one does leaves the others' requests in sight. */
function withinLimit(requests: RecordedRequest[], limit: number): RecordedRequest[] {
  if (requests.length <= limit) return requests;
  const counts = new Map<string | null, number>();
  for (const { entry } of requests) counts.set(entry.appId, (counts.get(entry.appId) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return requests.toSpliced(
    requests.findLastIndex(({ entry }) => counts.get(entry.appId) === most),
    1,
  );
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
      : {
          ok: false,
          ...(status === undefined ? {} : { status }),
          errCode: failure.errCode,
          message: cutLine(failure.message, ACTIVITY_LIMITS.messageLength),
        };
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
