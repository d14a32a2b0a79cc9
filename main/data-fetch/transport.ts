/**
 * Requests to developer servers (design 2.4). Every hop of a redirect is checked like the first
 * request: scheme, host and port against the service domains, the addresses behind the host, the
 * certificate and its pins. Nothing is carried from one hop to the next but the validators.
 */
import { isIP } from 'node:net';
import type { BnErrorCode } from '../../preload/contract/errors.ts';
import type { Clock } from '../support/clock.ts';
import { createCheckedLookup, isPublicAddress, refusedAddress, type ResolveHost } from './addresses.ts';
import { requestOnce, type HopOutcome, type HopRequest, type HopResponse } from './hop.ts';
import { describeNetworkError } from './network-errors.ts';
import { parseProxyList } from './proxies.ts';
import { domainMessage } from './request-url.ts';
import { parseRetryAfter } from './retry-after.ts';
import { hostOf, matchServiceDomain } from './service-domains.ts';
import { MAX_BODY_BYTES } from './text-body.ts';
import type { Timings, Transport, TransportOutcome, Validators } from './transport-types.ts';

export interface TransportLimits {
  /** DNS, connection and TLS of one hop. */
  readonly connectTimeoutMs: number;
  /** The whole request, redirects included. */
  readonly totalTimeoutMs: number;
  readonly maxRedirects: number;
  readonly maxBodyBytes: number;
}

export const TRANSPORT_LIMITS: TransportLimits = {
  connectTimeoutMs: 10_000,
  totalTimeoutMs: 60_000,
  maxRedirects: 5,
  maxBodyBytes: MAX_BODY_BYTES,
};

export interface TransportDependencies {
  /** The application's version, for `User-Agent`. */
  readonly version: string;
  readonly dev: boolean;
  readonly clock: Clock;
  isOnline(): boolean;
  /** `session.resolveProxy`: a PAC string such as `PROXY proxy.example:8080; DIRECT`. */
  resolveProxy(url: string): Promise<string>;
  /** Which resolved addresses may be reached; default: public ones, and in developer mode all. */
  readonly isAddressAllowed?: (address: string) => boolean;
  /** Default: the system's resolver. */
  readonly resolveHost?: ResolveHost;
  /** PEM; trusted instead of Node's defaults. */
  readonly certificateAuthorities?: readonly string[];
  readonly limits?: Partial<TransportLimits>;
}

const ACCEPT = 'application/json, text/plain;q=0.9, */*;q=0.8';

type Stop = Extract<BnErrorCode, 'aborted' | 'timeout'>;

export function createTransport(dependencies: TransportDependencies): Transport {
  const { dev, clock } = dependencies;
  const limits = { ...TRANSPORT_LIMITS, ...dependencies.limits };
  const isAddressAllowed = dependencies.isAddressAllowed ?? (dev ? () => true : isPublicAddress);
  const lookup = createCheckedLookup(isAddressAllowed, dependencies.resolveHost);

  return {
    async get(request) {
      const startedAt = performance.now();
      let redirects = 0;
      let bytes = 0;
      let phases: Omit<Timings, 'totalMs'> = {};
      let stop: Stop | null = null;
      let isDeparted = false;
      const depart = (): void => {
        if (!isDeparted) request.onDeparture?.();
        isDeparted = true;
      };
      const ended = (): { timings: Timings; redirects: number } => ({
        timings: { ...phases, totalMs: performance.now() - startedAt },
        redirects,
      });
      const fail = (code: BnErrorCode, message: string, response?: HopResponse): TransportOutcome => {
        depart();
        return {
          kind: 'failed',
          code,
          message,
          bytes,
          retryAfterMs: parseRetryAfter(response?.header('retry-after'), clock.now()),
          ...(response ? { status: response.status } : {}),
          ...ended(),
        };
      };

      const abort = new AbortController();
      const end = (reason: Stop): void => {
        stop ??= reason;
        abort.abort();
      };
      const onAbort = (): void => end('aborted');
      request.signal.addEventListener('abort', onAbort, { once: true });
      if (request.signal.aborted) end('aborted');
      const totalTimer = setTimeout(end, limits.totalTimeoutMs, 'timeout');

      const stopped = (reason: Stop, host: string): TransportOutcome =>
        reason === 'aborted'
          ? fail('aborted', `The request to "${host}" was given up`)
          : fail(isOffline() ? 'offline' : 'timeout', `Cannot request "${host}": it took too long`);
      const isOffline = (): boolean => !dependencies.isOnline();

      const exchange = async (url: URL, pins: readonly string[]): Promise<HopOutcome> => {
        const routes = await routesFor(url);
        for (const [index, route] of routes.entries()) {
          let isConnected = false;
          const connectTimer = setTimeout(end, limits.connectTimeoutMs, 'timeout');
          try {
            return await requestOnce({
              url,
              pins,
              route,
              lookup,
              headers: headersOf(dependencies.version, request.validators),
              certificateAuthorities: dependencies.certificateAuthorities,
              maxBodyBytes: limits.maxBodyBytes,
              acceptsNotModified: hasValidators(request.validators),
              signal: abort.signal,
              onDeparture: depart,
              onConnected() {
                isConnected = true;
                clearTimeout(connectTimer);
              },
              onBytes: (received) => {
                bytes = received;
              },
            } satisfies HopRequest);
          } catch (error) {
            // A proxy that cannot be reached: the next of the list, as browsers do.
            const isLast = index === routes.length - 1;
            if (isLast || isConnected || stop || describeNetworkError(error, url.host).code !== 'network-error') throw error;
          } finally {
            clearTimeout(connectTimer);
          }
        }
        throw new Error('A list of routes is never empty');
      };

      const routesFor = async (url: URL): Promise<ReturnType<typeof parseProxyList>> => {
        try {
          // The query may hold a token and is nothing a proxy is chosen by.
          return parseProxyList(await dependencies.resolveProxy(`${url.origin}/`));
        } catch {
          return [null];
        }
      };

      const run = async (): Promise<TransportOutcome> => {
        let url = request.url;
        for (;;) {
          const domain = matchServiceDomain(url, request.domains, { dev });
          if (!domain) return fail('domain-not-allowed', domainMessage(url, dev));
          // The connection asks no lookup for an address.
          if (isIP(hostOf(url)) !== 0 && !isAddressAllowed(hostOf(url))) {
            return fail('domain-not-allowed', refusedAddress(url.host).message);
          }
          if (stop) return stopped(stop, url.host);
          // In developer mode the server may be on this very computer.
          if (!dev && isOffline()) return fail('offline', 'There is no network connection');
          let outcome: HopOutcome;
          try {
            outcome = await exchange(url, domain.certificates);
          } catch (error) {
            if (stop) return stopped(stop, url.host);
            const { code, message } = describeNetworkError(error, url.host);
            return code === 'network-error' && isOffline() ? fail('offline', 'There is no network connection') : fail(code, message);
          }
          phases = outcome.phases;
          switch (outcome.kind) {
            case 'refused':
              return fail(outcome.code, `Cannot use the answer of "${url.host}": ${outcome.state}`, outcome.response);
            case 'redirect': {
              if (redirects === limits.maxRedirects) {
                return fail('bad-status', `Cannot request "${url.host}": more than ${limits.maxRedirects} redirects`);
              }
              const next = URL.parse(outcome.location, url);
              if (!next) return fail('bad-status', `Cannot follow the redirect of "${url.host}": it is not a URL`);
              redirects += 1;
              url = next;
              continue;
            }
            case 'not-modified':
              return { kind: 'not-modified', status: 304, ...validatorsOf(outcome.response), arrivedAt: clock.now(), ...ended() };
            case 'text':
              return {
                kind: 'answer',
                status: outcome.response.status,
                text: outcome.text,
                bytes: outcome.bytes,
                ...validatorsOf(outcome.response),
                arrivedAt: clock.now(),
                ...ended(),
              };
          }
        }
      };

      try {
        return await run();
      } finally {
        clearTimeout(totalTimer);
        request.signal.removeEventListener('abort', onAbort);
      }
    },
  };
}

function headersOf(version: string, validators: Validators | undefined): Record<string, string> {
  return {
    'user-agent': `Larder/${version}`,
    accept: ACCEPT,
    ...(validators?.etag ? { 'if-none-match': validators.etag } : {}),
    ...(validators?.lastModified ? { 'if-modified-since': validators.lastModified } : {}),
  };
}

function hasValidators(validators: Validators | undefined): boolean {
  return Boolean(validators?.etag ?? validators?.lastModified);
}

function validatorsOf(response: HopResponse): { etag: string | null; lastModified: string | null } {
  return { etag: response.header('etag') ?? null, lastModified: response.header('last-modified') ?? null };
}
