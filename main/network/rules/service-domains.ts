/**
 * Which hosts a mini-program may talk to. Both sides of the comparison go through the
 * WHATWG URL parser, so case, IDN and the many spellings of an IP address compare as equal.
 */
import { isIP } from 'node:net';
import { publicSuffixKind } from './public-suffixes.ts';
import type { ServiceDomain } from '../../models/details-schema.ts';

export interface DomainRules {
  /** `--dev`: `http:` is allowed too, and an entry without port means the scheme's own port. */
  readonly dev: boolean;
}

/** A parsed entry: `host` is lower-case punycode, or an IP address (IPv6 without brackets). */
export interface DomainEntry {
  readonly host: string;
  /** `true`: `host` is the part behind `*.` and matches one or more labels below it only. */
  readonly wildcard: boolean;
  /** `null`: 443, or in developer mode the default port of the URL's scheme. */
  readonly port: number | null;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'https:': 443, 'http:': 80 };
/** Everything that would make an entry more than a host and a port, or that the URL parser drops. */
const NOT_A_HOST = /[\s\p{Cc}/\\?#@%{}]/u;
/** What a name on the internet is made of. The URL parser takes more, `;` and `,` too, which would end a rule of a list. */
const NAME = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/;
const ENTRY = /^(?<wildcard>\*\.)?(?<host>\[[0-9A-Fa-f:.]+\]|[^:[\]*]+)(?::(?<port>[0-9]{1,5}))?$/u;

/** Reads one entry of `serviceDomains`; `null` when it is none, and then it matches nothing. */
export function parseDomainEntry(entry: string): DomainEntry | null {
  if (NOT_A_HOST.test(entry)) return null;
  const parts = ENTRY.exec(entry)?.groups;
  if (!parts) return null;
  const port = parts.port === undefined ? null : Number(parts.port);
  if (port !== null && (port < 1 || port > 65_535)) return null;
  const host = normalizeHost(parts.host ?? '');
  if (host === null) return null;
  const wildcard = parts.wildcard !== undefined;
  if (wildcard && !isWildcardBase(host)) return null;
  return { host, wildcard, port };
}

export interface ListedDomain {
  readonly entry: DomainEntry;
  readonly domain: ServiceDomain;
}

const readLists = new WeakMap<readonly ServiceDomain[], readonly ListedDomain[]>();

/** The entries of a list that name a host, in its order. Policy, session filter and fence are all made of these. */
export function readServiceDomains(domains: readonly ServiceDomain[]): readonly ListedDomain[] {
  const known = readLists.get(domains);
  if (known) return known;
  const listed = domains.flatMap((domain) => {
    const entry = parseDomainEntry(domain.domain);
    return entry ? [{ entry, domain }] : [];
  });
  readLists.set(domains, listed);
  return listed;
}

/** `host` of an entry as it stands in a URL: a wildcard's star in front, IPv6 in brackets. */
export function hostPattern({ host, wildcard }: DomainEntry): string {
  if (isIP(host) === 6) return `[${host}]`;
  return wildcard ? `*.${host}` : host;
}

/**
 * The first entry of `domains` that allows `url`, or `null`. User info and a host that ends in a
 * dot are refused whatever the entries say: certificates and DNS search lists treat such a host
 * differently from the one that is listed.
 *
 * An exact entry wins over a wildcard, whatever their order: its pins are the more specific ones.
 */
export function matchServiceDomain(
  url: URL,
  domains: readonly ServiceDomain[],
  { dev }: DomainRules,
): ServiceDomain | null {
  if (schemeProblem(url, dev) !== null) return null;
  if (url.username !== '' || url.password !== '') return null;
  const host = hostOf(url);
  if (host === '' || host.endsWith('.')) return null;
  const schemePort = DEFAULT_PORTS[url.protocol] ?? 443;
  const port = url.port === '' ? schemePort : Number(url.port);
  let below: ServiceDomain | null = null;
  for (const { entry, domain } of readServiceDomains(domains)) {
    if (port !== (entry.port ?? schemePort)) continue;
    if (!entry.wildcard && entry.host === host) return domain;
    if (entry.wildcard && host.endsWith(`.${entry.host}`) && host.length > entry.host.length + 1) {
      below ??= domain;
    }
  }
  return below;
}

/** The host of `url` as addresses are written elsewhere: IPv6 without its brackets. */
export function hostOf(url: URL): string {
  return url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
}

/** A single trailing dot of an entry is dropped: it names the same host. */
function normalizeHost(host: string): string | null {
  const withoutDot = host.endsWith('.') ? host.slice(0, -1) : host;
  if (withoutDot === '' || withoutDot.startsWith('.') || withoutDot.endsWith('.')) return null;
  const url = URL.parse(`https://${withoutDot}/`);
  if (url === null) return null;
  const parsed = hostOf(url);
  return isIP(parsed) !== 0 || NAME.test(parsed) ? parsed : null;
}

/** `*.com` or `*.co.uk` would let a mini-program talk to most of the web; `*.localhost` never leaves the machine. */
function isWildcardBase(host: string): boolean {
  if (host === 'localhost') return true;
  return isIP(host) === 0 && host.includes('.') && publicSuffixKind(host) !== 'registry';
}

/** Names the host only: path and query may hold a token. */
export function domainMessage(url: URL, dev: boolean): string {
  return `Cannot request "${url.host}": ${domainProblem(url, dev)}`;
}

/** Why no listed host is asked over the scheme of `url`, and what would be; `null`: it may be. */
export function schemeProblem({ protocol }: URL, dev: boolean): string | null {
  if (protocol === 'https:' || (dev && protocol === 'http:')) return null;
  if (protocol === 'http:') return 'only "https:" is allowed, and "http:" with --dev';
  return dev ? 'only "https:" and "http:" are allowed' : 'only "https:" is allowed';
}

function domainProblem(url: URL, dev: boolean): string {
  const scheme = schemeProblem(url, dev);
  if (scheme !== null) return scheme;
  if (url.username !== '' || url.password !== '') return 'its address holds credentials';
  if (hostOf(url).endsWith('.')) return 'its host ends in a dot';
  return 'it is not one of the mini-program’s service domains';
}
