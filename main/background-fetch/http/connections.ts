/**
 * Connections that are kept between requests. Each mini-program has its own, and each set of pins:
 * a connection was checked against the pins it was opened with.
 */
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction, Socket } from 'node:net';
import tls from 'node:tls';
import { matchesPins } from '../../network/rules/certificate-pins.ts';
import { createAgents, destroyAgents, type Route } from '../../network/connections/proxies.ts';
import { hostOf } from '../../network/rules/service-domains.ts';
import { AppError } from '../../support/errors.ts';
import { SocketReader } from './socket-reader.ts';

const IDLE_MS = 10_000;
const MAX_IDLE_POOLS = 50;

export interface ConnectionRequest {
  readonly appId: string;
  readonly url: URL;
  readonly pins: readonly string[];
  readonly route: Route;
  /** True: nothing else may have used the connection before, so that a stale one cannot eat the request. */
  readonly isFresh: boolean;
}

export interface Connection {
  readonly agent: http.Agent;
  /** For `https.request`. */
  readonly tls: Pick<tls.ConnectionOptions, 'checkServerIdentity' | 'ca'>;
  release(): void;
}

export interface Connections {
  open(wish: ConnectionRequest): Connection;
  dispose(): void;
}

export function createConnections(options: {
  readonly lookup: LookupFunction;
  readonly certificateAuthorities?: readonly string[] | undefined;
}): Connections {
  const pools = new Map<string, http.Agent>();

  function poolOf({ appId, url, pins }: ConnectionRequest): http.Agent {
    const key = JSON.stringify([appId, url.origin, pins]);
    const existing = pools.get(key);
    if (existing) return existing;
    if (pools.size >= MAX_IDLE_POOLS) discardIdle();
    const settings = {
      keepAlive: true,
      maxFreeSockets: 6,
      timeout: IDLE_MS,
      maxCachedSessions: 0,
      lookup: options.lookup,
    };
    const agent = readInto(url.protocol === 'https:' ? new https.Agent(settings) : new http.Agent(settings));
    pools.set(key, agent);
    return agent;
  }

  function discardIdle(): void {
    for (const [key, agent] of pools) {
      if (Object.keys(agent.sockets).length > 0 || Object.keys(agent.requests).length > 0) continue;
      agent.destroy();
      pools.delete(key);
    }
  }

  return {
    open(wish) {
      const security = {
        checkServerIdentity: (_name: string, certificate: tls.PeerCertificate) => checkIdentity(wish, certificate),
        ...(options.certificateAuthorities ? { ca: [...options.certificateAuthorities] } : {}),
      };
      if (wish.route === null && !wish.isFresh) return { agent: poolOf(wish), tls: security, release() {} };
      const agents = createAgents(wish.route);
      return {
        agent: wish.url.protocol === 'https:' ? agents.https : agents.http,
        tls: security,
        release: () => destroyAgents(agents),
      };
    },
    dispose() {
      for (const agent of pools.values()) agent.destroy();
      pools.clear();
    },
  };
}

/** Makes every connection of `agent` one that is read by a `SocketReader`. */
function readInto<A extends http.Agent>(agent: A): A {
  const create = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const reader = new SocketReader();
    const socket = create({ ...options, onread: reader.onread } as typeof options, callback);
    if (socket) reader.attach(socket as Socket);
    return socket;
  };
  return agent;
}

/** The normal check first; pins are an addition to it, never a way around it. */
function checkIdentity({ url, pins }: ConnectionRequest, certificate: tls.PeerCertificate): Error | undefined {
  const mismatch = tls.checkServerIdentity(hostOf(url), certificate);
  if (mismatch) return mismatch;
  if (pins.length === 0 || matchesPins(certificate, pins)) return undefined;
  return new AppError(
    'pin-mismatch',
    `Cannot request "${url.host}": its certificate is none of those the mini-program pins`,
  );
}
