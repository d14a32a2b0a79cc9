/**
 * The request of a cold start. It starts at once, beside the package and the window,
 * and its result lives in memory for that launch only.
 */
import type { BnErrorCode } from '../../../preload/contract/errors.ts';
import type { FetchedData } from '../../../preload/contract/channels.ts';
import type { Details } from '../../models/details-schema.ts';
import type { TokenVault } from '../../storage/ports.ts';
import type { Clock } from '../../support/clock.ts';
import type { TellRefusal } from '../../network/client/refusals.ts';
import type { EventLog } from '../../support/event-log.ts';
import type { CodeSource } from './code-source.ts';
import type { WarmUp } from './warm-up.ts';
import { buildRequestUrl, type UrlOutcome } from '../request/request-url.ts';
import type { Timings, Transport } from '../../network/client/transport-types.ts';

export interface PreFetchStart {
  readonly appId: string;
  readonly details: Pick<Details, 'permissions' | 'serviceDomains' | 'developmentSettings'>;
  /** Of the package that is opened. */
  readonly version: string;
  /** What the mini-program was opened with. */
  readonly launch: { readonly path?: string | undefined; readonly query?: string | undefined };
  /** Ends the request: the window is gone. */
  readonly signal: AbortSignal;
}

export type PreFetchOutcome =
  | {
      readonly ok: true;
      readonly data: FetchedData;
      readonly status: number;
      readonly bytes: number;
      readonly timings: Timings;
    }
  | {
      readonly ok: false;
      readonly code: BnErrorCode;
      readonly message: string;
      readonly status?: number;
      readonly timings?: Timings;
    };

export interface PreFetchRun {
  /** The first request of the run is with the network, or never will be. Never rejects. */
  readonly departed: Promise<void>;
  /** Never rejects. */
  readonly outcome: Promise<PreFetchOutcome>;
  /** The outcome when it is there already. */
  current(): PreFetchOutcome | null;
}

export interface PreFetcher {
  start(start: PreFetchStart): PreFetchRun;
}

/** The container's settings, read at every start. */
export interface PreFetchSettings {
  /** BCP 47 */
  readonly lang: string;
  readonly cdnUrl: string | null;
}

export interface PreFetcherDependencies {
  readonly transport: Transport;
  readonly codes: CodeSource;
  readonly tokens: Pick<TokenVault, 'get'>;
  readonly clock: Clock;
  readonly events: EventLog;
  /** A URL that may not be requested. */
  readonly tellRefusal?: TellRefusal;
  readonly dev: boolean;
  /** Opens a connection to the developer server while the code is asked for. */
  readonly warmUp: Pick<WarmUp, 'developerServer'>;
  settings(): PreFetchSettings;
}

export function createPreFetcher(dependencies: PreFetcherDependencies): PreFetcher {
  const { transport, codes, tokens, clock, events, dev, tellRefusal = () => {} } = dependencies;

  const run = async (start: PreFetchStart, depart: () => void): Promise<PreFetchOutcome> => {
    const { appId, details, signal } = start;
    const { lang, cdnUrl } = dependencies.settings();
    const build = (token: string | null, code: string | null): UrlOutcome =>
      buildRequestUrl({
        template: details.developmentSettings.preFetchUrl,
        details,
        source: { appId, token, code, timestamp: clock.now(), ...start.launch, lang, version: start.version },
        cdnUrl,
        dev,
      });

    const token = await tokens.get(appId);
    let target = build(token, null);
    // A URL that cannot be requested anyway costs no code.
    if (target.ok && !token) dependencies.warmUp.developerServer(appId, details);
    const code = target.ok && !token ? await codes.request(appId, signal, depart) : null;
    if (target.ok && !token) target = build(null, code);
    if (!target.ok) {
      const { code, message, shownUrl } = target;
      if (shownUrl) tellRefusal({ appId, kind: 'pre-fetch', shownUrl }, { errCode: code, message });
      return { ok: false, code, message };
    }

    const { url, shownUrl, sent } = target;
    events.emit('prefetch-started', { appId, host: url.host });
    const outcome = await transport.get({
      url,
      domains: details.serviceDomains,
      signal,
      isRepeatable: code === null,
      onDeparture: depart,
      purpose: { appId, kind: 'pre-fetch', shownUrl },
    });
    switch (outcome.kind) {
      case 'answer': {
        const { text, arrivedAt, status, bytes, timings } = outcome;
        return {
          ok: true,
          data: { fetchType: 'pre', fetchedData: text, timeStamp: arrivedAt, source: 'network', ...sent },
          status,
          bytes,
          timings,
        };
      }
      case 'failed': {
        const { code, message, status, timings } = outcome;
        return { ok: false, code, message, timings, ...(status === undefined ? {} : { status }) };
      }
      case 'not-modified':
        throw new Error('A request without validators was answered 304');
    }
  };

  return {
    start(start) {
      const { appId } = start;
      const startedAt = clock.now();
      const departure = Promise.withResolvers<void>();
      let current: PreFetchOutcome | null = null;
      const outcome = run(start, departure.resolve)
        .catch((): PreFetchOutcome => ({ ok: false, code: 'internal', message: 'Something went wrong inside Larder' }))
        .then((ended) => {
          current = ended;
          departure.resolve();
          // Most mini-programs have no pre-fetch: that is no event.
          if (ended.ok || ended.code !== 'not-configured') {
            events.emit('prefetch-finished', {
              appId,
              ok: ended.ok,
              bytes: ended.ok ? ended.bytes : 0,
              ms: clock.now() - startedAt,
              ...(ended.status === undefined ? {} : { status: ended.status }),
              ...(ended.ok ? {} : { errCode: ended.code }),
            });
          }
          return ended;
        });
      return { departed: departure.promise, outcome, current: () => current };
    },
  };
}
