/** Leases of connections that the pool does not keep. */
import http from 'node:http';
import https from 'node:https';
import type { GotConnection, KeptConnection } from './kept-connection.ts';
import type { ConnectionTarget, Lease } from './pool.ts';
import { createAgents, destroyAgents, type Route } from './proxies.ts';

/** Nothing else may use the connection: what follows an odd answer could be taken for the next one. */
export function lenientLease(lease: Lease, { url }: ConnectionTarget, connection: KeptConnection): Lease {
  const { request } = url.protocol === 'https:' ? https : http;
  const lenient = (to: URL, options: http.RequestOptions, callback?: (answer: http.IncomingMessage) => void) =>
    request(to, { ...options, insecureHTTPParser: true }, callback);
  return {
    ...lease,
    got: { ...lease.got, request: lenient as typeof http.request } as GotConnection,
    hasSpoken: true,
    release() {
      lease.release();
      connection.close();
    },
  };
}

/** `http:` through an HTTP proxy: the proxy makes the request, and many refuse CONNECT to such a port. */
export function isForwarded({ url, route }: ConnectionTarget): boolean {
  return url.protocol === 'http:' && route !== null && !route.startsWith('socks');
}

/** Developer mode only, so that nothing of it is kept. */
export function forwardedLease(route: Route): Lease {
  const agents = createAgents(route);
  return {
    got: { agent: agents },
    protocol: 'http/1.1',
    isConnected: false,
    wasOpen: false,
    hasSpoken: true,
    phases: {},
    release: () => destroyAgents(agents),
  };
}
