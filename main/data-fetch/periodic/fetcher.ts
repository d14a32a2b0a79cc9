/** One periodic request: from a mini-program's state to an outcome. Writes nothing. */
import { createHash } from 'node:crypto';
import type { BodyStore } from '../../storage/bodies.ts';
import type { MiniProgramStore, TokenVault } from '../../storage/ports.ts';
import type { MiniProgramState } from '../../models/state-schema.ts';
import type { Clock } from '../../support/clock.ts';
import { bodyLimitOf } from '../templates/body-limit.ts';
import { buildRequestUrl } from '../templates/request-url.ts';
import type { TellRefusal } from '../../network/client/refusals.ts';
import type { Transport } from '../../network/client/transport-types.ts';
import type { Validators } from '../../network/client/validators.ts';
import { periodicStateOf } from '../../models/periodic-state.ts';
import type { FetchPeriodic, PeriodicOutcome } from './types.ts';

export interface PeriodicFetcherDependencies {
  readonly transport: Transport;
  readonly store: Pick<MiniProgramStore, 'get'>;
  readonly bodies: Pick<BodyStore, 'readText'>;
  readonly tokens: Pick<TokenVault, 'get'>;
  readonly clock: Clock;
  /** A URL that may not be requested. */
  readonly tellRefusal?: TellRefusal;
  readonly dev: boolean;
  /** Read at every request. `lang`: BCP 47. */
  settings(): { readonly lang: string; readonly cdnUrl: string | null };
}

export function createPeriodicFetcher(dependencies: PeriodicFetcherDependencies): FetchPeriodic {
  const { transport, store, bodies, tokens, clock, dev, tellRefusal = () => {} } = dependencies;

  /** The validators of the kept data, when they belong to such a request and the data is readable. */
  async function validatorsFor(state: MiniProgramState, requestKey: string): Promise<Validators | undefined> {
    const { data, validators } = periodicStateOf(state);
    if (!data || validators?.requestKey !== requestKey) return undefined;
    const body = await bodies.readText(state.appId, data.body).catch(() => null);
    return body === null ? undefined : validators;
  }

  return async (appId, signal, onRequest): Promise<PeriodicOutcome> => {
    const state = store.get(appId);
    const details = state?.details?.value;
    if (!state || !details) return { kind: 'failure', errCode: 'not-configured' };
    const token = await tokens.get(appId);
    if (token === null) return { kind: 'failure', errCode: 'no-token' };

    const { lang, cdnUrl } = dependencies.settings();
    const version = state.installed?.version ?? details.version;
    const template = details.developmentSettings.backgroundFetchUrl;
    const requestKey = keyOf([template, cdnUrl, lang, version]);
    const validators = await validatorsFor(state, requestKey);
    const timestamp = clock.now();
    const target = buildRequestUrl({
      template,
      details,
      source: { appId, token, code: null, timestamp, lang, version },
      cdnUrl,
      dev,
    });
    if (!target.ok) {
      const { code, message, shownUrl } = target;
      if (shownUrl) tellRefusal({ appId, kind: 'periodic', shownUrl }, { errCode: code, message });
      return { kind: 'failure', errCode: code, message };
    }
    if (signal.aborted) return { kind: 'failure', errCode: 'aborted' };

    const { host } = target.url;
    onRequest(host);
    const answer = await transport.get({
      url: target.url,
      domains: details.serviceDomains,
      signal,
      maxBodyBytes: bodyLimitOf(details),
      purpose: { appId, kind: 'periodic', shownUrl: target.shownUrl },
      ...(validators ? { validators } : {}),
    });
    const { timings, redirects } = answer;
    // The answer to another token is another user's data.
    if (answer.kind !== 'failed' && (await tokens.get(appId)) !== token)
      return { kind: 'failure', errCode: 'aborted', host, timings, redirects };
    const sent = { appid: appId, timestamp, lang, version };
    switch (answer.kind) {
      case 'answer': {
        const { status, bytes, text: body, etag, lastModified } = answer;
        return { kind: 'data', host, status, bytes, body, etag, lastModified, requestKey, sent, timings, redirects };
      }
      case 'not-modified': {
        // A 304 need not repeat the validators it was asked with (RFC 9110, 15.4.5).
        const etag = answer.etag ?? validators?.etag ?? null;
        const lastModified = answer.lastModified ?? validators?.lastModified ?? null;
        return { kind: 'not-modified', host, status: 304, etag, lastModified, requestKey, sent, timings, redirects };
      }
      case 'failed': {
        const { code, message, status, bytes, retryAfterMs } = answer;
        return {
          kind: 'failure',
          errCode: code,
          message,
          host,
          bytes,
          retryAfterMs,
          timings,
          redirects,
          ...(status === undefined ? {} : { status }),
        };
      }
    }
  };
}

/** Tells requests apart that may have different answers; the token's change is told apart elsewhere. */
function keyOf(parts: readonly (string | null | undefined)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}
