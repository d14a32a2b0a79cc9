/**
 * Requests to developer servers. Every hop of a redirect is checked like the first
 * request: scheme, host and port against the service domains, the addresses behind the host, the
 * certificate and its pins. Nothing is carried from one hop to the next but the validators.
 */
import { BN_LIMITS } from '../../../preload/contract/bn-limits.ts';
import type { Clock } from '../../support/clock.ts';
import { createCheckedLookup, isPublicAddress, type ResolveHost, type AddressRule } from '../rules/addresses.ts';
import { createDialer } from '../connections/dialer.ts';
import { createConnectionPool, type ConnectionPool } from '../connections/pool.ts';
import { TransportRun } from './transport-run.ts';
import type { Transport } from './transport-types.ts';

export interface TransportLimits {
  /** DNS, connection and TLS of one hop. */
  readonly connectTimeoutMs: number;
  /** The whole request, redirects included. */
  readonly totalTimeoutMs: number;
  readonly maxRedirects: number;
  readonly maxBodyBytes: number;
}

export const TRANSPORT_LIMITS: TransportLimits = {
  connectTimeoutMs: BN_LIMITS.connectMs,
  totalTimeoutMs: BN_LIMITS.requestMs,
  maxRedirects: BN_LIMITS.redirects,
  maxBodyBytes: BN_LIMITS.bodyBytes,
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
  readonly isAddressAllowed?: AddressRule;
  /** Default: the system's resolver. */
  readonly resolveHost?: ResolveHost;
  /** Default: one of its own. */
  readonly pool?: ConnectionPool;
  /** PEM; trusted instead of Node's defaults, by a pool of its own. */
  readonly certificateAuthorities?: readonly string[];
  readonly limits?: Partial<TransportLimits>;
}

export function createTransport(dependencies: TransportDependencies): Transport {
  const isAddressAllowed = dependencies.isAddressAllowed ?? (dependencies.dev ? () => true : isPublicAddress);
  const pool =
    dependencies.pool ??
    createConnectionPool(
      createDialer({
        lookup: createCheckedLookup(isAddressAllowed, dependencies.resolveHost),
        certificateAuthorities: dependencies.certificateAuthorities,
      }),
    );
  const settings = {
    ...dependencies,
    pool,
    isOnline: () => dependencies.isOnline(),
    resolveProxy: (url: string) => dependencies.resolveProxy(url),
    limits: { ...TRANSPORT_LIMITS, ...dependencies.limits },
    isAddressAllowed,
  };
  return { get: (request) => new TransportRun(settings, request).run() };
}
