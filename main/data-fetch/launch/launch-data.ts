/**
 * What the open mini-programs may ask about fetched data: one entry per window, from
 * the cold start to the end of the window.
 */
import type { BackgroundFetchDataEvent, FetchType } from '../../../preload/contract/bn.ts';
import { BN_LIMITS } from '../../../preload/contract/bn-limits.ts';
import type { FetchedData } from '../../../preload/contract/channels.ts';
import { AppError } from '../../support/errors.ts';
import type { EventLog } from '../../log/event-log.ts';
import type { PreFetchPart, PreFetchRun } from './pre-fetch.ts';
import { waitAtMost } from './waiting.ts';

export interface DataRequest {
  readonly fetchType: FetchType;
  /** Of a rule for pages; with `pre` only. */
  readonly key?: string | undefined;
  /** How long to wait for a request that is under way; default `BN_LIMITS.defaultTimeoutMs`. */
  readonly timeoutMs?: number | undefined;
}

/** Where `fetchType: 'periodic'` or `'install'` gets its data. */
export interface StoredData {
  /**
   * The stored data; while a first request is under way, its result. `null`: nothing stored and
   * nothing under way. May throw `AppError`.
   */
  get(appId: string, signal: AbortSignal): Promise<FetchedData | null>;
  /** What is on the disk now; `null`: nothing. May throw `AppError`. */
  stored(appId: string): Promise<FetchedData | null>;
}

/** Sends `event` to the page of window `windowId`; a window that is gone gets nothing. */
export type PushData = (windowId: number, event: BackgroundFetchDataEvent) => void;

export interface LaunchDataRegistry {
  /** A cold start: `windowId` is its window from now on. Ends what was there for `appId`. */
  begin(appId: string, windowId: number, run: PreFetchRun): void;
  /** A new document was loaded: it has not subscribed yet, and what was fetched for it can be asked for. */
  documentChanged(appId: string): void;
  /** The window is gone: whoever waits gets `aborted`. */
  end(appId: string): void;
  /** Throws `AppError` with a code of `BnErrorCode`. */
  get(appId: string, request: DataRequest): Promise<FetchedData>;
  /** Starts the push of `bn:background-fetch-data`; answers this launch's data when it is there. */
  subscribe(appId: string): BackgroundFetchDataEvent | null;
  /** New periodic data arrived: the subscribed page of `appId` is told. */
  publish(appId: string, data: FetchedData): void;
}

export interface LaunchDataDependencies {
  readonly push: PushData;
  readonly events: EventLog;
  readonly periodic?: StoredData;
  readonly install?: StoredData;
}

const NO_DATA = {
  periodic: 'No data was fetched in the background yet',
  install: 'There is no data of the installation, or a pre-fetch has succeeded since then',
};

interface Launch {
  readonly windowId: number;
  readonly run: PreFetchRun;
  readonly closed: AbortController;
  /** `performance.now()` of the page's subscription. */
  subscribedAt: number | null;
}

export function createLaunchDataRegistry({ push, events, ...sources }: LaunchDataDependencies): LaunchDataRegistry {
  const launches = new Map<string, Launch>();

  const delivered = (appId: string, data: FetchedData, how: 'call' | 'listener', since: number): void => {
    events.emit('data-delivered', {
      appId,
      fetchType: data.fetchType,
      ...(data.key === undefined ? {} : { key: data.key }),
      how,
      bytes: Buffer.byteLength(data.fetchedData),
      waitedMs: Math.round(performance.now() - since),
    });
  };

  const end = (appId: string): void => {
    const launch = launches.get(appId);
    launches.delete(appId);
    launch?.closed.abort();
    for (const { use } of launch?.run.parts ?? []) use.end();
  };

  /** Whether the page listens. */
  const send = (appId: string, launch: Launch, data: FetchedData): boolean => {
    if (launch.subscribedAt === null || launches.get(appId) !== launch) return false;
    push(launch.windowId, eventOf(data));
    delivered(appId, data, 'listener', launch.subscribedAt);
    return true;
  };

  const taken = async ({ current, outcome, use }: PreFetchPart): Promise<FetchedData> => {
    const isHere = current() !== null;
    const ended = current() ?? (await outcome);
    if (!ended.ok) throw new AppError(ended.code, ended.message);
    use.taken(!isHere);
    return ended.data;
  };

  const wanted = async (
    appId: string,
    launch: Launch,
    { fetchType, key }: DataRequest,
    signal: AbortSignal,
  ): Promise<FetchedData> => {
    if (fetchType === 'pre') return taken(key === undefined ? launch.run : launch.run.rule(key));
    const stored = (await sources[fetchType]?.get(appId, signal)) ?? null;
    if (stored === null) throw new AppError('no-data', NO_DATA[fetchType]);
    return stored;
  };

  return {
    begin(appId, windowId, run) {
      end(appId);
      const launch: Launch = { windowId, run, closed: new AbortController(), subscribedAt: null };
      launches.set(appId, launch);
      void run.outcome.then((outcome) => {
        if (outcome.ok && send(appId, launch, outcome.data)) run.use.taken(true);
      });
    },
    documentChanged(appId) {
      const launch = launches.get(appId);
      if (!launch) return;
      launch.subscribedAt = null;
      for (const { use } of launch.run.parts) use.pageShown();
    },
    end,
    async get(appId, request) {
      const { fetchType, timeoutMs = BN_LIMITS.defaultTimeoutMs } = request;
      const since = performance.now();
      const launch = launches.get(appId);
      if (!launch) throw new AppError('no-data', 'This window was not opened with a request');
      // What is here already is no matter of time: the limit counts for requests under way only.
      const here = fetchType === 'pre' ? null : ((await sources[fetchType]?.stored(appId)) ?? null);
      const data =
        here ?? (await waitAtMost(timeoutMs, launch.closed.signal, (signal) => wanted(appId, launch, request, signal)));
      delivered(appId, data, 'call', since);
      return data;
    },
    subscribe(appId) {
      const launch = launches.get(appId);
      if (!launch) return null;
      launch.subscribedAt = performance.now();
      const outcome = launch.run.current();
      if (!outcome?.ok) return null;
      launch.run.use.taken(false);
      delivered(appId, outcome.data, 'listener', launch.subscribedAt);
      return eventOf(outcome.data);
    },
    publish(appId, data) {
      const launch = launches.get(appId);
      if (launch) send(appId, launch, data);
    },
  };
}

function eventOf({ fetchType, fetchedData, timeStamp, path, query }: FetchedData): BackgroundFetchDataEvent {
  return {
    fetchType,
    fetchedData,
    timeStamp,
    ...(path === undefined ? {} : { path }),
    ...(query === undefined ? {} : { query }),
  };
}
