/** The system proxy: from `session.resolveProxy`'s answer to connections. */
import http from 'node:http';
import https from 'node:https';
import { HttpProxyAgent } from 'http-proxy-agent';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { SocksProxyAgent } from 'socks-proxy-agent';

/** `null`: connect directly. Otherwise the proxy's URL, `http:`, `https:`, `socks4:` or `socks5h:`. */
export type Route = string | null;

/**
 * PAC result types and the schemes of their URLs. Chromium resolves host names itself for
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
  if (route.startsWith('socks')) {
    const agent = new SocksProxyAgent(route, options);
    // It serves both schemes; got asks for the class of each.
    return { http: agent, https: agent as unknown as https.Agent };
  }
  return {
    http: new HttpProxyAgent(route, options),
    https: new HttpsProxyAgent(route, options) as unknown as https.Agent,
  };
}

export function destroyAgents(agents: Agents): void {
  agents.http.destroy();
  agents.https.destroy();
}
