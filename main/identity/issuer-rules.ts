/** Which provider a backend may name, and which of its addresses may be asked or shown in the browser. */
import { isLoopbackHost } from '../network/rules/backend-url.ts';
import { siteOf } from '../network/rules/public-suffixes.ts';

/**
 * Whether users of `backendUrl` may be sent to `issuer`: one of the administrator's list, or one of the backend's own
 * site. `https:` always, but on this computer for a backend that is there too.
 */
export function isIssuerAllowed(issuer: string, backendUrl: string, listed: readonly string[]): boolean {
  const url = URL.parse(issuer);
  const backend = URL.parse(backendUrl);
  // https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata: no query, no fragment.
  if (!url || !backend || url.username || url.password || url.search || url.hash || /[?#]/.test(issuer)) return false;
  if (!isSafeAddress(url, backendUrl)) return false;
  return listed.includes(issuer) || siteOf(url.hostname) === siteOf(backend.hostname);
}

/** Whether something of the provider may have this address: nothing but `https:`, or this computer beside a backend there. */
export function isSafeAddress(url: URL, backendUrl: string): boolean {
  if (url.protocol === 'https:') return true;
  const backend = URL.parse(backendUrl);
  return (
    url.protocol === 'http:' &&
    isLoopbackHost(url.hostname) &&
    backend?.protocol === 'http:' &&
    isLoopbackHost(backend.hostname)
  );
}
