/**
 * The proxy rules that let a mini-program's session reach its service domains and nothing else, whatever the policy
 * of a page says: sockets of shared and service workers, WebTransport, WebRTC over TCP and prefetches are seen by no
 * request filter, and all of them ask the session's proxy rules.
 *
 * Chromium reads a bypass list from left to right and the last rule that fits wins, so `<-loopback>` (loopback is no
 * exception) comes first. An entry has no scheme, for a socket's is another one than a page's; it always has a port,
 * for without one it opens all of them.
 * (https://chromium.googlesource.com/chromium/src/+/HEAD/net/docs/proxy.md)
 */
import type { ServiceDomain } from '../../models/details-schema.ts';
import { hostPattern, readServiceDomains } from './service-domains.ts';

/** The part of Electron's `ProxyConfig` that is used; a PAC script would open loopback to everyone. */
export interface FenceRules {
  readonly mode: 'fixed_servers';
  readonly proxyRules: string;
  readonly proxyBypassRules: string;
}

/** Port 9 of this computer, "discard": nobody answers there. */
export const DEAD_END = '127.0.0.1:9';
const NO_LOOPBACK = '<-loopback>';

/** `host:port` of everything that `domains` list; an entry without a port stands for two of them in `--dev` mode. */
export function fenceEntries(domains: readonly ServiceDomain[], dev: boolean): string[] {
  const entries = readServiceDomains(domains).flatMap(({ entry }) => {
    const ports = entry.port === null ? (dev ? [443, 80] : [443]) : [entry.port];
    return ports.map((port) => `${hostPattern(entry)}:${port}`);
  });
  return [...new Set(entries)];
}

/** Everything but `entries` leads nowhere. */
export function closedRules(entries: readonly string[]): FenceRules {
  return {
    mode: 'fixed_servers',
    proxyRules: `http://${DEAD_END}`,
    proxyBypassRules: [NO_LOOPBACK, ...entries].join(';'),
  };
}

/** Everything goes through the gate at this port of this computer, which has the list itself. */
export function gateRules(port: number): FenceRules {
  return { mode: 'fixed_servers', proxyRules: `http://127.0.0.1:${port}`, proxyBypassRules: NO_LOOPBACK };
}

/** A URL that `entry` covers. */
export function urlOfEntry(entry: string): string {
  const scheme = entry.endsWith(':80') ? 'http' : 'https';
  return `${scheme}://${entry.replace(/^\*/, 'x')}/`;
}
