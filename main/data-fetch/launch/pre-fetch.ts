/**
 * The request of a cold start. It starts at once, beside the package and the window,
 * and its result lives in memory for that launch only.
 */
import { BRAND } from '../../../preload/contract/brand.ts';
import type { BnErrorCode } from '../../../preload/contract/errors.ts';
import type { FetchedData } from '../../../preload/contract/channels.ts';
import type { Details } from '../../models/details-schema.ts';
import type { TokenVault } from '../../storage/ports.ts';
import type { Clock } from '../../support/clock.ts';
import { withTimeLimit } from '../../support/time-limit.ts';
import type { TellRefusal } from '../../network/client/refusals.ts';
import type { EventLog } from '../../log/event-log.ts';
import type { CodeSource } from './code-source.ts';
import type { WarmUp } from './warm-up.ts';
import { createAnswerUse, type AnswerUseMarks } from './answer-use.ts';
import { bodyLimitOf } from '../templates/body-limit.ts';
import { planRules, type PlannedRule } from '../templates/page-rules.ts';
import { buildRequestUrl, NO_ADDRESS, type UrlOutcome } from '../templates/request-url.ts';
import type { OwnNames } from '../templates/templates.ts';
import type { AnswerUse } from '../../network/client/request-observer.ts';
import { displayName } from '../../models/display-name.ts';
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

/** One request of a start. */
export interface PreFetchPart {
  /** Never rejects. */
  readonly outcome: Promise<PreFetchOutcome>;
  /** The outcome when it is there already. */
  current(): PreFetchOutcome | null;
  /** What the page does with it; the launch data marks it. */
  readonly use: AnswerUseMarks;
}

/** The request of `preFetchUrl`, and with it those of the rules that match the page. */
export interface PreFetchRun extends PreFetchPart {
  /** The first requests of the run are with the network, or never will be, or take their time. Never rejects. */
  readonly departed: Promise<void>;
  /** The request of the rule with this key; one that is not made says why. */
  rule(key: string): PreFetchPart;
  /** All that are made. */
  readonly parts: readonly PreFetchPart[];
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
  /** Default: 10 s. */
  readonly unusedAfterMs?: number;
  /** Default: 0.5 s. */
  readonly departsWithinMs?: number;
}

/** How long a page may take to ask for what is there; its author is told after that. */
const UNUSED_AFTER_MS = 10_000;

/** For the system's proxies and its secret store: what they take longer to say than this keeps no window away. */
const DEPARTS_WITHIN_MS = 500;

/** What one of the requests asks for. */
interface Wanted {
  readonly template: string | null | undefined;
  readonly key?: string;
  readonly ownNames?: OwnNames;
}

export function createPreFetcher(dependencies: PreFetcherDependencies): PreFetcher {
  const { transport, codes, tokens, clock, events, dev, tellRefusal = () => {} } = dependencies;

  const request = async (
    start: PreFetchStart,
    { template, key, ownNames }: Wanted,
    readToken: Promise<string | null>,
    use: AnswerUse,
    depart: () => void,
  ): Promise<PreFetchOutcome> => {
    const { appId, details, signal } = start;
    const { lang, cdnUrl } = dependencies.settings();
    const named = key === undefined ? {} : { key };
    const build = (token: string | null, code: string | null): UrlOutcome =>
      buildRequestUrl({
        template,
        details,
        source: { appId, token, code, timestamp: clock.now(), ...start.launch, lang, version: start.version },
        cdnUrl,
        dev,
        ...(ownNames ? { ownNames } : {}),
      });

    const token = await readToken;
    let target = build(token, null);
    // A URL that cannot be requested anyway costs no code.
    if (target.ok && !token) dependencies.warmUp.developerServer(appId, details);
    // A code is for one request: each asks for its own.
    const code = target.ok && !token ? await codes.request(appId, signal, depart) : null;
    if (target.ok && !token) target = build(null, code);
    if (!target.ok) {
      const { code, message, shownUrl } = target;
      if (shownUrl) tellRefusal({ appId, kind: 'pre-fetch', shownUrl, ...named }, { errCode: code, message });
      return { ok: false, code, message };
    }

    const { url, shownUrl, sent } = target;
    events.emit('prefetch-started', { appId, ...named, host: url.host });
    const outcome = await transport.get({
      url,
      domains: details.serviceDomains,
      signal,
      isRepeatable: code === null,
      maxBodyBytes: bodyLimitOf(details),
      onDeparture: depart,
      purpose: { appId, kind: 'pre-fetch', shownUrl, ...named, use },
    });
    switch (outcome.kind) {
      case 'answer': {
        const { text, arrivedAt, status, bytes, timings } = outcome;
        return {
          ok: true,
          data: { fetchType: 'pre', ...named, fetchedData: text, timeStamp: arrivedAt, source: 'network', ...sent },
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

  const startPart = (
    start: PreFetchStart,
    wanted: Wanted,
    readToken: Promise<string | null>,
  ): PreFetchPart & { readonly departed: Promise<void> } => {
    const { appId } = start;
    const named = wanted.key === undefined ? {} : { key: wanted.key };
    const startedAt = clock.now();
    const departure = Promise.withResolvers<void>();
    let current: PreFetchOutcome | null = null;
    const use = createAnswerUse(() => {
      if (current?.ok) events.emit('prefetch-unused', { appId, ...named, bytes: current.bytes });
    }, dependencies.unusedAfterMs ?? UNUSED_AFTER_MS);
    const outcome = request(start, wanted, readToken, use, departure.resolve)
      .catch((): PreFetchOutcome => ({
        ok: false,
        code: 'internal',
        message: `Something went wrong inside ${BRAND.name}`,
      }))
      .then((ended) => {
        current = ended;
        departure.resolve();
        if (ended.ok) use.arrived();
        // Most mini-programs have no pre-fetch: that is no event.
        if (ended.ok || ended.code !== 'not-configured') {
          events.emit('prefetch-finished', {
            appId,
            ...named,
            ok: ended.ok,
            bytes: ended.ok ? ended.bytes : 0,
            ms: clock.now() - startedAt,
            ...(ended.status === undefined ? {} : { status: ended.status }),
            ...(ended.ok ? {} : { errCode: ended.code }),
          });
        }
        return ended;
      });
    return { departed: departure.promise, outcome, current: () => current, use };
  };

  /** One that is not made. */
  const noPart = (code: BnErrorCode, message: string): PreFetchPart => {
    const failure: PreFetchOutcome = { ok: false, code, message };
    return { outcome: Promise.resolve(failure), current: () => failure, use: createAnswerUse(() => {}, 0) };
  };

  const refuse = (appId: string, { rule, code, state }: Extract<PlannedRule, { kind: 'refused' }>): PreFetchPart => {
    const message = `The pre-fetch rule "${displayName(rule.key)}" is not used: ${state}`;
    const shownUrl = URL.parse(rule.url) ?? NO_ADDRESS;
    tellRefusal({ appId, kind: 'pre-fetch', shownUrl, key: rule.key }, { errCode: code, message });
    return noPart(code, message);
  };

  return {
    start(start) {
      const { appId, details, launch } = start;
      const { preFetchUrl, preFetchRules } = details.developmentSettings;
      const readToken = tokens.get(appId);
      const main = startPart(start, { template: preFetchUrl }, readToken);
      const made = [main];
      const rules = new Map<string, PreFetchPart>();
      for (const planned of planRules(preFetchRules ?? [], launch)) {
        const { key, url } = planned.rule;
        let part: PreFetchPart;
        if (planned.kind === 'request') {
          const started = startPart(start, { template: url, key, ownNames: planned.ownNames }, readToken);
          made.push(started);
          part = started;
        } else {
          part =
            planned.kind === 'refused'
              ? refuse(appId, planned)
              : noPart('no-data', `The pre-fetch rule "${displayName(key)}" is for other pages than this start’s`);
        }
        // A key that comes twice is its first rule's.
        if (!rules.has(key)) rules.set(key, part);
      }
      return {
        ...main,
        departed: withTimeLimit(dependencies.departsWithinMs ?? DEPARTS_WITHIN_MS, async () => {
          await Promise.all(made.map(({ departed }) => departed));
        }).catch(() => {}),
        rule: (key) =>
          rules.get(key) ?? noPart('not-configured', 'The mini-program’s details name no rule with this key'),
        parts: made,
      };
    },
  };
}
