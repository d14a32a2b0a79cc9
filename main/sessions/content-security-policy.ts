/**
 * The Content Security Policy of every response of a mini-program.
 *
 * Scripts come from the package only. Inline scripts and event-handler attributes that stand in the
 * package's own HTML are the author's, and the package's hash was checked: they are allowed by their
 * hash, one by one. Markup injected at run time matches no hash and stays dead.
 */
import { createHash } from 'node:crypto';
import { parse, type DefaultTreeAdapterTypes } from 'parse5';
import type { ServiceDomain } from '../models/details-schema.ts';
import { hostPattern, readServiceDomains } from '../network/rules/service-domains.ts';

type Node = DefaultTreeAdapterTypes.Node;

export interface InlineScriptHashes {
  /** `'sha256-…'` of each inline script. */
  readonly scripts: readonly string[];
  /** The same of each `on…` attribute. */
  readonly handlers: readonly string[];
}

export const NO_INLINE_SCRIPTS: InlineScriptHashes = { scripts: [], handlers: [] };

/** Hashes of everything inline that an HTML parser would run in `html`. */
export function inlineScriptHashes(html: string): InlineScriptHashes {
  const scripts = new Set<string>();
  const handlers = new Set<string>();
  const visit = (node: Node): void => {
    if ('attrs' in node) {
      for (const { name, value } of node.attrs) {
        if (name.startsWith('on')) handlers.add(hashSource(value));
      }
      if (node.tagName === 'script' && !node.attrs.some(({ name }) => name === 'src')) {
        scripts.add(hashSource(node.childNodes.map((child) => ('value' in child ? child.value : '')).join('')));
      }
    }
    if ('content' in node) visit(node.content);
    if ('childNodes' in node) node.childNodes.forEach(visit);
  };
  visit(parse(html));
  return { scripts: [...scripts], handlers: [...handlers] };
}

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
    // Documents of both inherit this policy.
    "frame-src 'self' data: blob:",
    "object-src 'none'",
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

function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;
}
