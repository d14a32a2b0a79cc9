/**
 * `session.setProxy` as Chromium reads it: which proxy a URL of a session gets.
 * https://chromium.googlesource.com/chromium/src/+/HEAD/net/docs/proxy.md
 */
import type Electron from 'electron';
import { NotProvidedError } from '../electron/strictness.ts';

/** `null`: direct; otherwise `host:port` of an HTTP proxy. */
export type ProxyOf = (url: string) => string | null;

/** Reads a configuration; `null` stands for the system's proxies. */
export function readProxyConfig({ mode, proxyRules, proxyBypassRules }: Electron.ProxyConfig): ProxyOf | null {
  if (mode === 'system') return null;
  if (mode === 'direct') return () => null;
  if (mode !== 'fixed_servers') throw new NotProvidedError(`session.setProxy with the mode "${mode}"`);
  const proxy = /^(?:http:\/\/)?([^/=;,]+:\d+)$/.exec(proxyRules ?? '')?.[1];
  if (!proxy) throw new NotProvidedError(`session.setProxy with the rules "${proxyRules}"`);
  const rules = (proxyBypassRules ?? '')
    .split(/[;,]/)
    .map((rule) => rule.trim())
    .filter((rule) => rule !== '')
    .map(readBypassRule);
  return (url) => (isBypassed(url, rules) ? null : proxy);
}

/** `undefined`: the rule says nothing about this URL. */
type BypassRule = (url: ParsedUrl) => boolean | undefined;

interface ParsedUrl {
  readonly scheme: string;
  /** IPv6 in brackets. */
  readonly host: string;
  readonly port: number;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { http: 80, ws: 80, https: 443, wss: 443 };

/** The last rule that says something counts; loopback is an exception unless a rule says it is none. */
function isBypassed(url: string, rules: readonly BypassRule[]): boolean {
  const parsed = parseUrl(url);
  if (!parsed) return false;
  for (const rule of [...rules].reverse()) {
    const answer = rule(parsed);
    if (answer !== undefined) return answer;
  }
  return isLoopback(parsed.host);
}

function readBypassRule(rule: string): BypassRule {
  if (rule === '<-loopback>') return ({ host }) => (isLoopback(host) ? false : undefined);
  if (rule === '<local>') return ({ host }) => (!host.includes('.') && !host.startsWith('[') ? true : undefined);
  const parts = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(\[[^\]]+\]|[^:/]+)(?::(\d+))?$/i.exec(rule.toLowerCase());
  // What cannot be read is left out, as Chromium does.
  if (!parts) return () => undefined;
  const [, scheme, pattern = '', port] = parts;
  const host = new RegExp(
    `^${(pattern.startsWith('.') ? `*${pattern}` : pattern).replace(/[.[\]]/g, '\\$&').replaceAll('*', '.*')}$`,
  );
  return (url) =>
    (scheme === undefined || scheme === url.scheme) &&
    (port === undefined || Number(port) === url.port) &&
    host.test(url.host)
      ? true
      : undefined;
}

function parseUrl(url: string): ParsedUrl | null {
  if (!URL.canParse(url)) return null;
  const { protocol, hostname, port } = new URL(url);
  const scheme = protocol.slice(0, -1);
  return { scheme, host: hostname.toLowerCase(), port: Number(port || DEFAULT_PORTS[scheme] || 0) };
}

function isLoopback(host: string): boolean {
  return (
    host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127\.|^169\.254\.|^\[fe80:/.test(host)
  );
}
