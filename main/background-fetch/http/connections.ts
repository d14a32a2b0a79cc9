/**
 * Connections of records. Each mini-program has its own, and each set of pins: a connection was checked against the pins
 * it was opened with. HTTP/2 and everything behind a proxy come from the pool; HTTP/1.1 has agents of its own, whose
 * sockets are read into buffers that are used again.
 */
import http from 'node:http';
import type { ClientHttp2Session } from 'node:http2';
import https from 'node:https';
import type { LookupFunction, Socket } from 'node:net';
import type tls from 'node:tls';
import { checkIdentity, createDialer } from '../../network/connections/dialer.ts';
import {
  createConnectionPool,
  downloadsOf,
  miniProgramOf,
  type ConnectionPool,
  type Lease,
} from '../../network/connections/pool.ts';
import { createAgents, destroyAgents, type Route } from '../../network/connections/proxies.ts';
import { SocketReader } from './socket-reader.ts';

const IDLE_MS = 10_000;
const MAX_IDLE_POOLS = 50;
/** Origins whose protocol is remembered. */
const MAX_KNOWN = 1000;

export interface ConnectionRequest {
  readonly appId: string;
  readonly url: URL;
  readonly pins: readonly string[];
  readonly route: Route;
  /** True: nothing else may have used the connection before, so that a stale one cannot eat the request. */
  readonly isFresh: boolean;
  readonly signal: AbortSignal;
}

export interface Connection {
  readonly agent: http.Agent;
  /** For `https.request`. */
  readonly tls: Pick<tls.ConnectionOptions, 'checkServerIdentity' | 'ca'>;
  /** Speaks HTTP/2: the request is a stream of it. */
  readonly session?: ClientHttp2Session;
  /** It was open before, and the server may have given it up without our knowing. */
  readonly wasOpen?: boolean;
  release(): void;
}

export interface Connections {
  /** Rejects as the dialer, when it opens one itself. */
  open(wish: ConnectionRequest): Promise<Connection>;
  /** The last connection to `host` (with its port) spoke HTTP/2. */
  isMultiplexed(host: string): boolean;
  dispose(): void;
}

export interface ConnectionsOptions {
  /** For connections of this mini-program. */
  readonly lookupOf: (appId: string) => LookupFunction;
  readonly certificateAuthorities?: readonly string[] | undefined;
  /** Default: one of its own. */
  readonly pool?: ConnectionPool | undefined;
}

export function createConnections(options: ConnectionsOptions): Connections {
  const agents = new Map<string, http.Agent>();
  const pool =
    options.pool ??
    createConnectionPool(
      createDialer({
        lookup: options.lookupOf(''),
        lookupOf: (owner) => options.lookupOf(miniProgramOf(owner) ?? ''),
        certificateAuthorities: options.certificateAuthorities,
      }),
    );
  /** By what a connection depends on. */
  const protocols = new Map<string, Lease['protocol']>();
  const multiplexed = new Set<string>();
  /** First connections that are being opened: they tell what the server speaks. */
  const probes = new Map<string, Promise<unknown>>();

  const keyOf = ({ appId, url, pins, route }: ConnectionRequest): string =>
    JSON.stringify([appId, url.origin, pins, route]);

  function agentOf(wish: ConnectionRequest): http.Agent {
    const key = keyOf(wish);
    const existing = agents.get(key);
    if (existing) return existing;
    if (agents.size >= MAX_IDLE_POOLS) discardIdle();
    const settings = {
      keepAlive: true,
      maxFreeSockets: 6,
      timeout: IDLE_MS,
      maxCachedSessions: 0,
      lookup: options.lookupOf(wish.appId),
    };
    const agent = readInto(wish.url.protocol === 'https:' ? new https.Agent(settings) : new http.Agent(settings));
    agents.set(key, agent);
    return agent;
  }

  function discardIdle(): void {
    for (const [key, agent] of agents) {
      if (Object.keys(agent.sockets).length > 0 || Object.keys(agent.requests).length > 0) continue;
      agent.destroy();
      agents.delete(key);
    }
  }

  async function fromPool({ appId, url, pins, route, isFresh, signal }: ConnectionRequest): Promise<Lease> {
    // What it downloads does not hold up what its pages wait for.
    const target = { owner: downloadsOf(appId), url, pins, addresses: 'checked' as const, route };
    return pool.acquire(target, { isFresh, signal });
  }

  /** `null`: an agent serves it. */
  async function leaseFor(wish: ConnectionRequest): Promise<Lease | null> {
    const key = keyOf(wish);
    const probing = probes.get(key);
    // In this very turn when there is none: the next one must find this one's.
    if (probing) await probing;
    const isProxied = wish.route !== null;
    if (!isProxied && (wish.isFresh || protocols.get(key) === 'http/1.1')) return null;
    const leasing = fromPool(wish);
    if (!protocols.has(key)) {
      const probe = leasing.catch(() => {}).finally(() => probes.delete(key));
      probes.set(key, probe);
    }
    const lease = await leasing;
    if (protocols.size >= MAX_KNOWN) protocols.clear();
    protocols.set(key, lease.protocol);
    if (lease.protocol === 'h2') multiplexed.add(wish.url.host);
    else multiplexed.delete(wish.url.host);
    return lease;
  }

  return {
    async open(wish) {
      const { url, pins, route } = wish;
      const security = {
        checkServerIdentity: (_name: string, certificate: tls.PeerCertificate) => checkIdentity(url, pins, certificate),
        ...(options.certificateAuthorities ? { ca: [...options.certificateAuthorities] } : {}),
      };
      const lease = url.protocol === 'https:' ? await leaseFor(wish) : null;
      if (lease) return ofLease(lease, security);
      if (route === null && !wish.isFresh) return { agent: agentOf(wish), tls: security, release() {} };
      const own = createAgents(route);
      return {
        agent: url.protocol === 'https:' ? own.https : own.http,
        tls: security,
        release: () => destroyAgents(own),
      };
    },
    isMultiplexed: (host) => multiplexed.has(host),
    dispose() {
      for (const agent of agents.values()) agent.destroy();
      agents.clear();
      if (!options.pool) pool.dispose();
    },
  };
}

function ofLease(lease: Lease, security: Connection['tls']): Connection {
  const { got, wasOpen } = lease;
  const release = (): void => lease.release();
  if ('agent' in got) return { agent: got.agent.https, tls: security, wasOpen, release };
  return { agent: https.globalAgent, tls: security, session: got.h2session, wasOpen, release };
}

/** Makes every connection of `agent` one that is read by a `SocketReader`. */
function readInto<A extends http.Agent>(agent: A): A {
  const create = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const reader = new SocketReader();
    // An answer stops its connection at the first bytes of its body, until somebody asks for more.
    const socket = create({ ...options, onread: reader.onread, highWaterMark: 1 } as typeof options, callback);
    if (socket) reader.attach(socket as Socket);
    return socket;
  };
  return agent;
}
