/**
 * The install fetch: data of a mini-program that is downloaded for the first time, asked for beside its package, kept
 * on the disk and read until its first pre-fetch succeeded, at most 30 days. Added, then offline, then opened: it is there.
 */
import type { BnErrorCode } from '../../../preload/contract/errors.ts';
import type { FetchedData } from '../../../preload/contract/channels.ts';
import type { Details } from '../../models/details-schema.ts';
import type { InstallData } from '../../models/install-state.ts';
import type { TellRefusal } from '../../network/client/refusals.ts';
import type { Transport } from '../../network/client/transport-types.ts';
import type { BodyStore } from '../../storage/bodies.ts';
import type { MiniProgramStore } from '../../storage/ports.ts';
import type { Settings } from '../../storage/settings.ts';
import type { Clock } from '../../support/clock.ts';
import { errorMessage } from '../../support/errors.ts';
import type { EventLog } from '../../log/event-log.ts';
import { bodyLimitOf } from '../templates/body-limit.ts';
import { buildRequestUrl } from '../templates/request-url.ts';
import type { StoredData } from '../launch/launch-data.ts';

export const INSTALL_DATA_LIFETIME_MS = 30 * 24 * 3_600_000;
const BODY = 'install.txt';

export interface InstallFetchDependencies {
  readonly transport: Transport;
  readonly store: Pick<MiniProgramStore, 'get' | 'update' | 'onChange'>;
  readonly bodies: Pick<BodyStore, 'writeText' | 'readText' | 'remove'>;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly tellRefusal: TellRefusal;
  readonly dev: boolean;
  readonly settings: Pick<Settings, 'get'>;
  /** The container's, BCP 47. */
  language(): string;
}

export interface InstallFetch extends StoredData {
  /** The package of `details` is about to be downloaded, and none was there. `signal`: it is given up. */
  begin(appId: string, details: Details, signal?: AbortSignal): void;
  /** A pre-fetch succeeded: what was fetched at the installation is over. */
  preFetched(appId: string): void;
  /** Deletes what is kept; must not throw. */
  forget(appId: string): Promise<void>;
  /** Ends the requests under way. */
  dispose(): Promise<void>;
}

interface UnderWay {
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

export function createInstallFetch(dependencies: InstallFetchDependencies): InstallFetch {
  const { transport, store, bodies, clock, events, tellRefusal, dev } = dependencies;
  const underWay = new Map<string, UnderWay>();

  const isWanted = (appId: string): boolean => {
    const state = store.get(appId);
    return state !== undefined && state.installFetch?.isOver !== true;
  };

  const request = async (appId: string, details: Details, signal: AbortSignal): Promise<void> => {
    const startedAt = clock.now();
    const lang = dependencies.language();
    const { cdnUrl } = dependencies.settings.get();
    const { version } = details;
    const sent = { appid: appId, timestamp: startedAt, lang, version };
    const finished = (ok: boolean, more: { status?: number; bytes?: number; errCode?: BnErrorCode }): void =>
      events.emit('install-fetch-finished', { appId, ok, bytes: 0, ...more, ms: Math.max(0, clock.now() - startedAt) });
    const target = buildRequestUrl({
      template: details.developmentSettings.installFetchUrl,
      details,
      source: { appId, token: null, code: null, timestamp: startedAt, lang, version },
      cdnUrl,
      dev,
    });
    if (!target.ok) {
      const { code, message, shownUrl } = target;
      if (shownUrl) tellRefusal({ appId, kind: 'install', shownUrl }, { errCode: code, message });
      return finished(false, { errCode: code });
    }
    const answer = await transport.get({
      url: target.url,
      domains: details.serviceDomains,
      signal,
      maxBodyBytes: bodyLimitOf(details),
      purpose: { appId, kind: 'install', shownUrl: target.shownUrl },
    });
    if (answer.kind !== 'answer') {
      const failure = answer.kind === 'failed' ? answer : { code: 'bad-status' as const, status: answer.status };
      return finished(false, {
        errCode: failure.code,
        ...(failure.status === undefined ? {} : { status: failure.status }),
      });
    }
    // Removed, or opened and pre-fetched, while it was under way: nothing is kept.
    if (signal.aborted || !isWanted(appId)) return finished(false, { errCode: 'aborted' });
    await bodies.writeText(appId, BODY, answer.text);
    if (signal.aborted || !isWanted(appId)) {
      await bodies.remove(appId, BODY);
      return finished(false, { errCode: 'aborted' });
    }
    const data: InstallData = { arrivedAt: clock.now(), sent };
    store.update(appId, { installFetch: { isOver: false, data }, dataAt: data.arrivedAt });
    finished(true, { status: answer.status, bytes: answer.bytes });
  };

  const drop = async (appId: string, isOver: boolean): Promise<void> => {
    const kept = store.get(appId)?.installFetch ?? null;
    if (!store.get(appId) || (!kept?.data && kept?.isOver === isOver)) return;
    store.update(appId, { installFetch: { isOver, data: null } });
    if (kept?.data) await bodies.remove(appId, BODY);
  };

  const dropSafely = async (appId: string, isOver: boolean): Promise<void> => {
    try {
      await drop(appId, isOver);
    } catch (error) {
      events.emit('problem', { appId, message: errorMessage(error) });
    }
  };

  const stored = async (appId: string, source: 'stored' | 'network' = 'stored'): Promise<FetchedData | null> => {
    const data = store.get(appId)?.installFetch?.data ?? null;
    if (data === null) return null;
    if (clock.now() - data.arrivedAt > INSTALL_DATA_LIFETIME_MS) {
      await dropSafely(appId, true);
      return null;
    }
    const fetchedData = await bodies.readText(appId, BODY);
    return fetchedData === null
      ? null
      : { fetchType: 'install', fetchedData, timeStamp: data.arrivedAt, source, ...data.sent };
  };

  const endWatching = store.onChange((appId) => {
    if (!store.get(appId)) underWay.get(appId)?.abort.abort();
  });

  return {
    begin(appId, details, signal) {
      if (!details.developmentSettings.installFetchUrl || underWay.has(appId)) return;
      if (!isWanted(appId) || store.get(appId)?.installFetch?.data) return;
      const abort = new AbortController();
      const ends = signal ? AbortSignal.any([signal, abort.signal]) : abort.signal;
      const done = request(appId, details, ends)
        .catch((error: unknown) => events.emit('problem', { appId, message: errorMessage(error) }))
        .finally(() => underWay.delete(appId));
      underWay.set(appId, { abort, done });
    },
    preFetched(appId) {
      const state = store.get(appId);
      const hasUrl = Boolean(state?.details?.value.developmentSettings.installFetchUrl);
      if (state?.installFetch ? !state.installFetch.isOver : hasUrl) void dropSafely(appId, true);
    },
    forget: (appId) => dropSafely(appId, store.get(appId)?.installFetch?.isOver ?? false),
    stored: (appId) => stored(appId),
    async get(appId, signal) {
      const request = underWay.get(appId);
      if (request && !signal.aborted) await request.done;
      return stored(appId, request ? 'network' : 'stored');
    },
    async dispose() {
      endWatching();
      const requests = [...underWay.values()];
      for (const { abort } of requests) abort.abort();
      await Promise.all(requests.map(({ done }) => done));
    },
  };
}
