/**
 * The Content Security Policy of every response of a mini-program.
 *
 * Scripts come from the package only. Inline scripts and event-handler attributes that stand in the
 * package's own HTML are the author's, and the package's hash was checked: they are allowed by their
 * hash, one by one. Markup injected at run time matches no hash and stays dead.
 */
import type { ServiceDomain } from '../../models/details-schema.ts';
import { hostPattern, readServiceDomains } from '../../network/rules/service-domains.ts';
import { NO_INLINE_SCRIPTS, type InlineScriptHashes } from '../../models/inline-scripts.ts';

/** Sources of a CSP that cover `domains`; in `--dev` mode also their unencrypted forms. */
export function serviceDomainSources(domains: readonly ServiceDomain[], dev: boolean): string[] {
  const schemes = dev ? ['https', 'wss', 'http', 'ws'] : ['https', 'wss'];
  return readServiceDomains(domains)
    .map(({ entry }) => hostPattern(entry) + (entry.port === null ? '' : `:${entry.port}`))
    .flatMap((host) => schemes.map((scheme) => `${scheme}://${host}`));
}

/** The policy of a mini-program's documents, workers and other files. */
export function miniProgramPolicy(
  domains: readonly ServiceDomain[],
  dev: boolean,
  inline: InlineScriptHashes = NO_INLINE_SCRIPTS,
): string {
  const services = serviceDomainSources(domains, dev).join(' ');
  const handlers = inline.handlers.length > 0 ? ["'unsafe-hashes'", ...inline.handlers] : [];
  return [
    "default-src 'self'",
    ['script-src', "'self'", "'wasm-unsafe-eval'", ...inline.scripts, ...handlers].join(' '),
    // What a page makes itself is no stranger's: readers, print previews and viewers of documents live on it.
    "style-src 'self' 'unsafe-inline' data: blob:",
    `img-src 'self' data: blob: ${services}`,
    `media-src 'self' data: blob: ${services}`,
    "font-src 'self' data: blob:",
    `connect-src 'self' data: blob: ${services}`,
    "worker-src 'self' blob:",
    // Documents of both inherit this policy; nothing but a frame is made of an object (there are no plugins).
    "frame-src 'self' data: blob:",
    "object-src 'self' data: blob:",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'self'",
  ]
    .map((directive) => directive.trim())
    .join('; ');
}

/** The policy of Larder's own pages: nothing but their own files. */
export const CONTAINER_PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
