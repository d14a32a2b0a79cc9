/** One request from its URL to its outcome: redirects, proxies, time, and what every end means. */
import { isIP, type LookupFunction } from 'node:net';
import type { BnErrorCode } from '../../../preload/contract/errors.ts';
import type { ServiceDomain } from '../../models/details-schema.ts';
import type { Clock } from '../../support/clock.ts';
import { refusedAddress } from '../rules/addresses.ts';
import { Deadline, type Stop } from './deadline.ts';
import { requestOnce, type HopOutcome, type HopResponse } from './hop.ts';
import { describeNetworkError } from './network-errors.ts';
import { phasesOfError } from './phases.ts';
import { parseProxyList, type Route } from '../connections/proxies.ts';
import { domainMessage } from '../../data-fetch/request/request-url.ts';
import { parseRetryAfter } from './retry-after.ts';
import { hostOf, matchServiceDomain } from '../rules/service-domains.ts';
import type {
  Timings,
  TransportFailure,
  TransportNotModified,
  TransportOutcome,
  TransportRequest,
  Validators,
} from './transport-types.ts';

/** `TransportDependencies` with every default filled in. */
export interface TransportSettings {
  readonly version: string;
  readonly dev: boolean;
  readonly clock: Clock;
  readonly isOnline: () => boolean;
  readonly resolveProxy: (url: string) => Promise<string>;
  readonly isAddressAllowed: (address: string) => boolean;
  readonly lookup: LookupFunction;
  readonly certificateAuthorities?: readonly string[];
  readonly limits: {
    readonly connectTimeoutMs: number;
    readonly totalTimeoutMs: number;
    readonly maxRedirects: number;
    readonly maxBodyBytes: number;
  };
}

const ACCEPT = 'application/json, text/plain;q=0.9, */*;q=0.8';

export class TransportRun {
  readonly #settings: TransportSettings;
  readonly #request: TransportRequest;
  readonly #deadline: Deadline;
  readonly #startedAt = performance.now();
  #phases: Omit<Timings, 'totalMs'> = {};
  #redirects = 0;
  #bytes = 0;
  #isDeparted = false;

  constructor(settings: TransportSettings, request: TransportRequest) {
    this.#settings = settings;
    this.#request = request;
    this.#deadline = new Deadline(request.signal, settings.limits);
  }

  async run(): Promise<TransportOutcome> {
    try {
      let step: TransportOutcome | URL = this.#request.url;
      while (step instanceof URL) step = await this.#hop(step);
      return step;
    } finally {
      this.#deadline.dispose();
      this.#depart();
    }
  }

  /** One hop: its outcome, or the URL of the next one. */
  async #hop(url: URL): Promise<TransportOutcome | URL> {
    const { dev, isAddressAllowed } = this.#settings;
    const domain = matchServiceDomain(url, this.#request.domains, { dev });
    if (!domain) return this.#fail('domain-not-allowed', domainMessage(url, dev));
    // For an address the connection asks no lookup.
    if (isIP(hostOf(url)) !== 0 && !isAddressAllowed(hostOf(url))) {
      return this.#fail('domain-not-allowed', refusedAddress(url.host).message);
    }
    if (this.#deadline.reason) return this.#stopped(this.#deadline.reason, url);
    // In developer mode the server may be on this very computer.
    if (!dev && !this.#settings.isOnline()) return this.#offline();
    let outcome: HopOutcome;
    try {
      outcome = await this.#exchange(url, domain);
    } catch (error) {
      this.#phases = phasesOfError(error, url);
      if (this.#deadline.reason) return this.#stopped(this.#deadline.reason, url);
      const { code, message } = describeNetworkError(error, url.host);
      return code === 'network-error' && !this.#settings.isOnline() ? this.#offline() : this.#fail(code, message);
    }
    this.#phases = outcome.phases;
    return this.#conclude(url, outcome);
  }

  #conclude(url: URL, outcome: HopOutcome): TransportOutcome | URL {
    switch (outcome.kind) {
      case 'redirect': {
        const { maxRedirects } = this.#settings.limits;
        if (this.#redirects === maxRedirects) {
          return this.#fail('bad-status', `Cannot request "${url.host}": more than ${maxRedirects} redirects`);
        }
        this.#redirects += 1;
        const next = URL.parse(outcome.location, url);
        return next ?? this.#fail('bad-status', `Cannot follow the redirect of "${url.host}": it is not a URL`);
      }
      case 'refused':
        return this.#fail(outcome.code, `Cannot use the answer of "${url.host}": ${outcome.state}`, outcome.response);
      case 'not-modified':
        return { kind: 'not-modified', status: 304, ...this.#arrived(outcome.response) };
      case 'text': {
        const { response, text, bytes } = outcome;
        return { kind: 'answer', status: response.status, text, bytes, ...this.#arrived(response) };
      }
    }
  }

  /** Tries the system's proxies in their order; the next only when one cannot be reached. */
  async #exchange(url: URL, domain: ServiceDomain): Promise<HopOutcome> {
    const routes = await this.#routesFor(url);
    for (const [index, route] of routes.entries()) {
      let isConnected = false;
      this.#deadline.connecting();
      try {
        return await this.#attempt(url, domain, route, () => {
          isConnected = true;
          this.#deadline.connected();
        });
      } catch (error) {
        const isFinal = index === routes.length - 1 || isConnected || this.#deadline.reason !== null;
        if (isFinal || describeNetworkError(error, url.host).code !== 'network-error') throw error;
      }
    }
    throw new Error('A list of routes is never empty');
  }

  #attempt(url: URL, domain: ServiceDomain, route: Route, onConnected: () => void): Promise<HopOutcome> {
    const { version, lookup, limits, certificateAuthorities } = this.#settings;
    const { validators } = this.#request;
    return requestOnce({
      url,
      headers: headersOf(version, validators),
      pins: domain.certificates,
      route,
      lookup,
      certificateAuthorities,
      maxBodyBytes: limits.maxBodyBytes,
      acceptsNotModified: Boolean(validators?.etag ?? validators?.lastModified),
      signal: this.#deadline.signal,
      onDeparture: () => this.#depart(),
      onConnected,
      onBytes: (received) => {
        this.#bytes = received;
      },
    });
  }

  async #routesFor(url: URL): Promise<readonly Route[]> {
    try {
      // Path and query may hold a token, and are nothing a proxy is chosen by.
      return parseProxyList(await this.#settings.resolveProxy(`${url.origin}/`));
    } catch {
      return [null];
    }
  }

  #depart(): void {
    if (!this.#isDeparted) this.#request.onDeparture?.();
    this.#isDeparted = true;
  }

  #ended(): { timings: Timings; redirects: number } {
    return { timings: { ...this.#phases, totalMs: performance.now() - this.#startedAt }, redirects: this.#redirects };
  }

  #arrived(response: HopResponse): Omit<TransportNotModified, 'kind' | 'status'> {
    return {
      etag: response.header('etag') ?? null,
      lastModified: response.header('last-modified') ?? null,
      arrivedAt: this.#settings.clock.now(),
      ...this.#ended(),
    };
  }

  #stopped(reason: Stop, { host }: URL): TransportFailure {
    if (reason === 'aborted') return this.#fail('aborted', `The request to "${host}" was given up`);
    return this.#settings.isOnline()
      ? this.#fail('timeout', `Cannot request "${host}": it took too long`)
      : this.#offline();
  }

  #offline(): TransportFailure {
    return this.#fail('offline', 'There is no network connection');
  }

  /** A redirect's host is the server's choice and may hold the token: only the first host is named. */
  #redirectMessage(code: BnErrorCode): string {
    const { host } = this.#request.url;
    const state = code === 'domain-not-allowed' ? 'leads to a host or address that is not allowed' : `failed (${code})`;
    return `Cannot request "${host}": its redirect ${state}`;
  }

  #fail(code: BnErrorCode, message: string, response?: HopResponse): TransportFailure {
    return {
      kind: 'failed',
      code,
      message: this.#redirects === 0 || code === 'offline' ? message : this.#redirectMessage(code),
      bytes: this.#bytes,
      retryAfterMs: parseRetryAfter(response?.header('retry-after'), this.#settings.clock.now()),
      ...(response ? { status: response.status } : {}),
      ...this.#ended(),
    };
  }
}

function headersOf(version: string, validators: Validators | undefined): Record<string, string> {
  return {
    'user-agent': `Larder/${version}`,
    accept: ACCEPT,
    ...(validators?.etag ? { 'if-none-match': validators.etag } : {}),
    ...(validators?.lastModified ? { 'if-modified-since': validators.lastModified } : {}),
  };
}
