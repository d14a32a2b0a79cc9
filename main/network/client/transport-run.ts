/** One request to a developer server from its URL to its outcome: what may be asked, time, and what every end means. */
import { userAgent } from '../../../preload/contract/brand.ts';
import { isIP } from 'node:net';
import type { BnErrorCode } from '../../../preload/contract/errors.ts';
import type { Clock } from '../../support/clock.ts';
import type { ConnectionPool } from '../connections/pool.ts';
import { refusedAddress, type AddressRule } from '../rules/addresses.ts';
import { domainMessage, hostOf, matchServiceDomain } from '../rules/service-domains.ts';
import { Deadline, type Stop } from './deadline.ts';
import { describeNetworkError } from './network-errors.ts';
import type { Phases } from './phases.ts';
import { readAnswer } from './read-answer.ts';
import { parseRetryAfter } from './retry-after.ts';
import type {
  Timings,
  TransportFailure,
  TransportNotModified,
  TransportOutcome,
  TransportRequest,
} from './transport-types.ts';
import { conditionalHeaders, type Validators } from './validators.ts';
import { isUnreadable, RedirectError, walk, type Admission, type WalkedAnswer } from './walk.ts';

/** `TransportDependencies` with every default filled in. */
export interface TransportSettings {
  readonly version: string;
  readonly dev: boolean;
  readonly clock: Clock;
  readonly pool: ConnectionPool;
  readonly isOnline: () => boolean;
  readonly resolveProxy: (url: string) => Promise<string>;
  readonly isAddressAllowed: AddressRule;
  readonly limits: {
    readonly connectTimeoutMs: number;
    readonly totalTimeoutMs: number;
    readonly maxRedirects: number;
    readonly maxBodyBytes: number;
  };
}

/** A URL that must not be asked, or no network to ask it through. */
class NotAdmitted extends Error {
  readonly code: BnErrorCode;

  constructor(code: BnErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

const ACCEPT = 'application/json, text/plain;q=0.9, */*;q=0.8';
const OFFLINE = 'There is no network connection';
/** Requests that nobody names a mini-program for share nothing with one that has a name. */
const NOBODY = '';

export class TransportRun {
  readonly #settings: TransportSettings;
  readonly #request: TransportRequest;
  readonly #deadline: Deadline;
  readonly #startedAt = performance.now();
  #phases: () => Phases = () => ({});
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
      return await this.#ask(false).catch((error: unknown) => {
        // A body that only browsers can read: chunks in an odd spelling.
        const mayAskAgain = isUnreadable(error) && this.#request.isRepeatable !== false && !this.#deadline.reason;
        if (!mayAskAgain) throw error;
        return this.#ask(true);
      });
    } catch (error) {
      return this.#failure(error);
    } finally {
      this.#deadline.dispose();
      this.#depart();
    }
  }

  async #ask(isLenient: boolean): Promise<TransportOutcome> {
    const { version, limits, pool, resolveProxy } = this.#settings;
    const { url, validators, purpose, isRepeatable = true } = this.#request;
    const answer = await walk(
      { pool, resolveProxy },
      {
        method: 'GET',
        url,
        headers: headersOf(version, validators),
        decompress: true,
        signal: this.#deadline.signal,
        owner: purpose?.appId ?? NOBODY,
        maxRedirects: limits.maxRedirects,
        isRepeatable,
        isLenient,
        admit: (next) => this.#admit(next),
        events: {
          onDeparture: () => this.#depart(),
          onConnecting: () => this.#deadline.connecting(),
          onSent: () => this.#deadline.connected(),
          onRedirect: (redirects) => (this.#redirects = redirects),
          onPhases: (read) => (this.#phases = read),
        },
      },
    );
    return this.#read(answer);
  }

  #admit(url: URL): Admission {
    const { dev, isAddressAllowed, isOnline } = this.#settings;
    const domain = matchServiceDomain(url, this.#request.domains, { dev });
    if (!domain) throw new NotAdmitted('domain-not-allowed', domainMessage(url, dev));
    // For an address the connection asks no lookup.
    if (isIP(hostOf(url)) !== 0 && !isAddressAllowed(hostOf(url), hostOf(url)))
      throw new NotAdmitted('domain-not-allowed', refusedAddress(url.host).message);
    if (this.#deadline.reason) throw new NotAdmitted('aborted', 'It is over');
    // In developer mode the server may be on this very computer.
    if (!dev && !isOnline()) throw new NotAdmitted('offline', OFFLINE);
    return { pins: domain.certificates, addresses: 'checked' };
  }

  async #read(answer: WalkedAnswer): Promise<TransportOutcome> {
    const { validators } = this.#request;
    const reading = await readAnswer(answer, {
      maxBodyBytes: this.#request.maxBodyBytes ?? this.#settings.limits.maxBodyBytes,
      acceptsNotModified: Boolean(validators?.etag ?? validators?.lastModified),
      onBytes: (received) => {
        this.#bytes = received;
      },
    });
    switch (reading.kind) {
      case 'refused':
        return this.#fail(reading.code, `Cannot use the answer of "${answer.url.host}": ${reading.state}`, answer);
      case 'not-modified':
        return { kind: 'not-modified', status: 304, ...this.#arrived(answer) };
      case 'text': {
        const { text, bytes } = reading;
        return { kind: 'answer', status: answer.status, text, bytes, ...this.#arrived(answer) };
      }
    }
  }

  #failure(error: unknown): TransportFailure {
    const { host } = this.#request.url;
    if (this.#deadline.reason) return this.#stopped(this.#deadline.reason, host);
    if (error instanceof NotAdmitted) return this.#fail(error.code, error.message);
    if (error instanceof RedirectError) return this.#fail('bad-status', `Cannot request "${host}": ${error.message}`);
    const { code, message } = describeNetworkError(error, host);
    return code === 'network-error' && !this.#settings.isOnline()
      ? this.#fail('offline', OFFLINE)
      : this.#fail(code, message);
  }

  #depart(): void {
    if (!this.#isDeparted) this.#request.onDeparture?.();
    this.#isDeparted = true;
  }

  #ended(): { timings: Timings; redirects: number } {
    return { timings: { ...this.#phases(), totalMs: performance.now() - this.#startedAt }, redirects: this.#redirects };
  }

  #arrived(answer: WalkedAnswer): Omit<TransportNotModified, 'kind' | 'status'> {
    return {
      etag: answer.header('etag') ?? null,
      lastModified: answer.header('last-modified') ?? null,
      arrivedAt: this.#settings.clock.now(),
      ...this.#ended(),
    };
  }

  #stopped(reason: Stop, host: string): TransportFailure {
    if (reason === 'aborted') return this.#fail('aborted', `The request to "${host}" was given up`);
    return this.#settings.isOnline()
      ? this.#fail('timeout', `Cannot request "${host}": it took too long`)
      : this.#fail('offline', OFFLINE);
  }

  /** A redirect's host is the server's choice and may hold the token: only the first host is named. */
  #redirectMessage(code: BnErrorCode): string {
    const { host } = this.#request.url;
    const state = code === 'domain-not-allowed' ? 'leads to a host or address that is not allowed' : `failed (${code})`;
    return `Cannot request "${host}": its redirect ${state}`;
  }

  #fail(code: BnErrorCode, message: string, answer?: WalkedAnswer): TransportFailure {
    return {
      kind: 'failed',
      code,
      message: this.#redirects === 0 || code === 'offline' ? message : this.#redirectMessage(code),
      bytes: this.#bytes,
      retryAfterMs: parseRetryAfter(answer?.header('retry-after'), this.#settings.clock.now()),
      ...(answer ? { status: answer.status } : {}),
      ...this.#ended(),
    };
  }
}

function headersOf(version: string, validators: Validators | undefined): Record<string, string> {
  return {
    'user-agent': userAgent(version),
    accept: ACCEPT,
    ...conditionalHeaders(validators),
  };
}
