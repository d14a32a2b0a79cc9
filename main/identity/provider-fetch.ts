/**
 * `fetch` for the sign-in library, on Larder's own network client: the system's proxy, its trust, checked addresses, no
 * redirects, no cookies, and an end to how much and how long a provider may answer.
 */
import type { CustomFetch } from 'openid-client';
import { walk, type WalkDependencies } from '../network/client/walk.ts';
import { readBounded } from '../network/client/text-body.ts';
import { PROVIDER } from '../network/connections/pool.ts';
import { isLoopbackHost } from '../network/rules/backend-url.ts';
import type { ObserveAccountRequest } from './account-requests.ts';
import { isSafeAddress } from './issuer-rules.ts';

export interface ProviderFetchDependencies extends WalkDependencies {
  readonly userAgent: string;
  /** `--dev`: private addresses too. */
  readonly dev: boolean;
  readonly observe: ObserveAccountRequest;
}

export const PROVIDER_LIMITS = { answerBytes: 512 * 1024, requestMs: 15_000 } as const;

/** Statuses that have no body: https://fetch.spec.whatwg.org/#null-body-status */
const NULL_BODY: ReadonlySet<number> = new Set([101, 103, 204, 205, 304]);

/** Rejects with what `walk` raised; the library's own words name no more than the endpoint's kind. */
export function createProviderFetch(
  { userAgent, dev, observe, ...network }: ProviderFetchDependencies,
  backendUrl: string,
  requestMs: number = PROVIDER_LIMITS.requestMs,
): CustomFetch {
  const backendHost = new URL(backendUrl).hostname;
  return async (url, { method, headers, body, signal }) => {
    if (method !== 'GET' && method !== 'POST') throw new TypeError(`Cannot ask a provider by ${method}`);
    const limit = AbortSignal.timeout(requestMs);
    return observe({ kind: 'sign-in', method, url: new URL(url) }, async (note) => {
      const answer = await walk(network, {
        method,
        url: new URL(url),
        headers: { ...headers, 'user-agent': userAgent },
        ...(body === undefined || body === null ? {} : { body: String(body) }),
        decompress: true,
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
        owner: PROVIDER,
        maxRedirects: 0,
        // A code and a refresh token count once.
        isRepeatable: method === 'GET',
        admit(asked) {
          if (!isSafeAddress(asked, backendUrl))
            throw new TypeError('the provider names an address that is not secure');
          const isOwn = asked.hostname === backendHost || isLoopbackHost(asked.hostname);
          return { pins: [], addresses: dev || isOwn ? 'any' : 'checked' };
        },
        events: { onPhases: (timings) => note({ timings }) },
      });
      note({ status: answer.status });
      const read = await readBounded(answer.body, PROVIDER_LIMITS.answerBytes, (bytes) => note({ bytes }));
      if (read.kind !== 'complete') throw new TypeError('it is too large');
      const type = answer.header('content-type');
      return new Response(NULL_BODY.has(answer.status) ? null : Buffer.from(read.bytes), {
        status: answer.status,
        headers: type === undefined ? {} : { 'content-type': type },
      });
    });
  };
}
