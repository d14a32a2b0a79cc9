/** Which URLs a background fetch may name, and which it may reach. */
import { isIP } from 'node:net';
import type { ServiceDomain } from '../../models/details-schema.ts';
import { refusedAddress, type AddressRule } from '../../network/rules/addresses.ts';
import { hostOf, matchServiceDomain, schemeProblem } from '../../network/rules/service-domains.ts';
import { isBadPort } from '../../network/rules/ports.ts';

/** `url` is below `origin`, also where the URL parser gives `mp:` URLs no origin. */
export function isSameOrigin(url: URL, origin: string): boolean {
  return `${url.protocol}//${url.host}`.toLowerCase() === origin.toLowerCase();
}

/**
 * Why `fetch()` refuses `url` with a `TypeError`; `null` when it does not. As in Chromium: `https:`, and
 * `http:` to this computer (or, in developer mode, to any listed host); no credentials, no bad port.
 * Whether a host is a service domain is decided when it is requested: then only its record fails.
 */
export function refuseUrl(url: URL, origin: string, dev: boolean): string | null {
  if (isSameOrigin(url, origin)) return null;
  const state = stateOf(url, dev);
  return state === null ? null : `Cannot fetch "${url.protocol}//${url.host}": ${state}`;
}

function stateOf(url: URL, dev: boolean): string | null {
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return dev
      ? 'only "https:", "http:" and the own origin are allowed'
      : 'only "https:" and the own origin are allowed';
  if (url.username !== '' || url.password !== '') return 'it holds credentials';
  if (isBadPort(url)) return 'its port is blocked';
  // To this computer a record of its own is made, and says what is in the way.
  return isLoopback(hostOf(url)) ? null : schemeProblem(url, dev);
}

export interface ReachRules {
  readonly domains: readonly ServiceDomain[];
  readonly dev: boolean;
  readonly isAddressAllowed: AddressRule;
}

export type Reach =
  | { readonly domain: ServiceDomain }
  /** The whole of a sentence's end: what of `url` is in the way. */
  | { readonly problem: string };

/** The service domain that lets a request go to `url`, or why none does. */
export function reachOf(url: URL, { domains, dev, isAddressAllowed }: ReachRules): Reach {
  if (isBadPort(url)) return { problem: `the port of "${url.host}" is blocked` };
  const scheme = schemeProblem(url, dev);
  if (scheme !== null) return { problem: `"${url.host}" is not asked over "${url.protocol}": ${scheme}` };
  const domain = matchServiceDomain(url, domains, { dev });
  if (!domain && hostOf(url).endsWith('.')) return { problem: `the host "${url.host}" ends in a dot` };
  if (!domain) return { problem: `"${url.host}" is not one of the mini-program’s service domains` };
  const host = hostOf(url);
  // For an address the connection asks no lookup.
  if (isIP(host) !== 0 && !isAddressAllowed(host, host)) return { problem: refusedAddress(url.host).message };
  return { domain };
}

function isLoopback(host: string): boolean {
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '::1' ||
    (isIP(host) === 4 && host.startsWith('127.'))
  );
}
