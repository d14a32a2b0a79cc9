/** The system proxy: from `session.resolveProxy`'s answer to connections (design 2.4). */
import http from 'node:http';
import https from 'node:https';
import { ProxyAgent } from 'proxy-agent';

/** `null`: connect directly. Otherwise the proxy's URL, as `proxy-agent` takes it. */
export type Route = string | null;

/**
 * PAC result types and how `proxy-agent` names them. Chromium resolves host names itself for
 * SOCKS 4 and lets the proxy do it for SOCKS 5; the names keep that.
 */
const SCHEMES: Readonly<Record<string, string>> = {
  PROXY: 'http',
  HTTP: 'http',
  HTTPS: 'https',
  SOCKS: 'socks4',
  SOCKS4: 'socks4',
  SOCKS5: 'socks5h',
};

/**
 * The routes of a PAC string such as `PROXY proxy.example:8080; DIRECT`, in order. What cannot be
 * read is left out; an answer with nothing readable means a direct connection.
 */
export function parseProxyList(list: string): readonly Route[] {
  const routes: Route[] = [];
  for (const part of list.split(';')) {
    const [kind = '', address] = part.trim().split(/\s+/, 2);
    const scheme = SCHEMES[kind.toUpperCase()];
    if (kind.toUpperCase() === 'DIRECT') routes.push(null);
    else if (scheme && address && URL.canParse(`${scheme}://${address}`)) routes.push(`${scheme}://${address}`);
  }
  return routes.length > 0 ? routes : [null];
}

export interface Agents {
  readonly http: http.Agent;
  readonly https: https.Agent;
}

/**
 * Agents for one request. Nothing is kept between requests: a connection or TLS session that
 * another mini-program opened was not checked against this one's pins (Node skips
 * `checkServerIdentity` on a resumed session).
 */
export function createAgents(route: Route): Agents {
  const options = { keepAlive: false, maxCachedSessions: 0 };
  if (route === null) return { http: new http.Agent(options), https: new https.Agent(options) };
  const agent = new ProxyAgent({ ...options, getProxyForUrl: () => route });
  // ProxyAgent serves both schemes; got asks for the class of each.
  return { http: agent, https: agent as unknown as https.Agent };
}

export function destroyAgents(agents: Agents): void {
  agents.http.destroy();
  agents.https.destroy();
}
