/** Names below which anybody can register their own (https://publicsuffix.org): nobody owns all that is there. */
import { getDomain, getPublicSuffix } from 'tldts';

/**
 * `registry`: below a top-level domain, such as `co.uk`. `service`: below a provider's name, such as `github.io`,
 * which somebody may have to themselves. `null`: it belongs to one owner.
 */
export function publicSuffixKind(host: string): 'registry' | 'service' | null {
  if (getPublicSuffix(host, { allowPrivateDomains: false }) === host) return 'registry';
  return getPublicSuffix(host, { allowPrivateDomains: true }) === host ? 'service' : null;
}

/** What one owner registered: `example.co.uk` for `id.example.co.uk`, and `me.github.io` for itself. Other hosts stand alone. */
export function siteOf(host: string): string {
  return getDomain(host, { allowPrivateDomains: true }) ?? host;
}
