/**
 * The gate of one mini-program's session: a proxy on this computer that the session's rules name where the system wants
 * a proxy. It lets through what is listed, by the route that the system names for it, and refuses everything else.
 */
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import net, { isIP, type AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { ServiceDomain } from '../../models/details-schema.ts';
import { AppError, errorMessage } from '../../support/errors.ts';
import {
  createCheckedLookup,
  isPublicAddress,
  refusedAddress,
  type AddressRule,
  type ResolveHost,
} from '../rules/addresses.ts';
import { hostOf, matchServiceDomain } from '../rules/service-domains.ts';
import { parseProxyList, type Route } from './proxies.ts';
import { ProxyError } from './proxy-error.ts';
import { SlowLine, type SharedLine, type SlowNetwork } from './slow-line.ts';
import type { ProxyAccess } from '../trust/proxy-access.ts';
import { openTunnel, type TunnelTarget } from './tunnel.ts';

export interface GateOptions {
  readonly dev: boolean;
  /** At this moment. */
  domains(): readonly ServiceDomain[];
  /** The system's proxies for a URL, as `session.resolveProxy` answers. */
  resolveProxy(url: string): Promise<string>;
  readonly proxyAccess: ProxyAccess;
  /** Of what a person should know; each sentence once. */
  report(message: string): void;
  /** Of direct connections. */
  readonly isAddressAllowed?: AddressRule;
  /** Of their names. Default: the system's. */
  readonly resolveHost?: ResolveHost;
  readonly timeoutMs?: number;
  /** What goes through it is as slow as this; default and `null`: as fast as it comes. Asked anew all the time. */
  slowNetwork?(): SlowNetwork | null;
}

export interface OpenGate {
  /** Of 127.0.0.1. */
  readonly port: number;
  /** Ends every connection through it. New ones may come. */
  cut(): void;
  close(): void;
}

const CONNECT_TIMEOUT_MS = 10_000;
/** Headers between the browser and its proxy, not for the server (RFC 9110, 7.6.1). */
const HOP_HEADERS = ['connection', 'proxy-connection', 'proxy-authorization', 'keep-alive', 'te', 'upgrade'];

export async function openGate(options: GateOptions): Promise<OpenGate> {
  const sockets = new Set<net.Socket>();
  const reported = new Set<string>();
  const report = (message: string): void => {
    if (!reported.has(message)) options.report(message);
    reported.add(message);
  };
  const isAddressAllowed = options.isAddressAllowed ?? (options.dev ? () => true : isPublicAddress);
  const slowNetwork = (): SlowNetwork | null => options.slowNetwork?.() ?? null;
  const up: SharedLine = { freeAt: 0 };
  const down: SharedLine = { freeAt: 0 };
  const connectBy = (target: TunnelTarget, route: Route): Promise<net.Socket> => {
    const signal = AbortSignal.timeout(options.timeoutMs ?? CONNECT_TIMEOUT_MS);
    if (route === null) return connectDirectly(target, { ...options, isAddressAllowed }, signal);
    return openTunnel(new URL(route), target, signal, options.proxyAccess);
  };

  /** A socket to what is listed. Throws `AppError('domain-not-allowed')` for anything else. */
  const dial = async (url: URL): Promise<net.Socket> => {
    const endpoint = { host: hostOf(url), port: portOf(url) };
    let failure: unknown = null;
    // The next route only when one cannot be reached.
    for (const route of parseProxyList(await options.resolveProxy(url.href))) {
      try {
        const socket = await connectBy(endpoint, route);
        // Stays: it may break while nobody reads it, and must not end the process.
        socket.on('error', () => {});
        sockets.add(socket);
        socket.once('close', () => sockets.delete(socket));
        return socket;
      } catch (error) {
        failure = error;
        if (error instanceof ProxyError) report(error.message);
        const isNobodyThere = error instanceof ProxyError && error.problem === 'unreachable';
        if ((error instanceof ProxyError && !isNobodyThere) || error instanceof AppError) break;
      }
    }
    throw failure ?? new Error(`Cannot connect to "${url.host}"`);
  };

  /** `dial`, as long as that takes for a mini-program on a slow network. The socket is open, and stays so for this turn. */
  const dialSlowly = async (url: URL): Promise<net.Socket> => {
    const socket = await dial(url);
    await wait(slowNetwork()?.roundTripMs ?? 0);
    // What has ended meanwhile tells nothing of it any more.
    if (socket.destroyed) throw new Error(`The connection to "${url.host}" was closed`);
    return socket;
  };

  const connect = async (authority: string, client: net.Socket, head: Buffer): Promise<void> => {
    const url = listedUrl(authority, options.domains(), options.dev);
    if (!url) return refuse(client, 403);
    const server = await dialSlowly(url);
    if (client.destroyed) {
      server.destroy();
      return;
    }
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    if (head.length > 0) server.write(head);
    join(client, server, new SlowLine(up, slowNetwork), new SlowLine(down, slowNetwork));
  };

  /** `GET http://host/path`, which Chromium asks a proxy for unencrypted; only `--dev` lists such servers. */
  const forward = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = URL.parse(request.url ?? '');
    if (!url || url.protocol !== 'http:' || !matchServiceDomain(url, options.domains(), { dev: options.dev })) {
      response.writeHead(403).end();
      return;
    }
    const socket = await dialSlowly(url);
    if (response.destroyed) {
      socket.destroy();
      return;
    }
    const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !HOP_HEADERS.includes(name)));
    const outgoing = http.request({
      method: request.method,
      path: url.pathname + url.search,
      headers: { ...headers, host: url.host, connection: 'close' },
      createConnection: () => socket,
    });
    outgoing.on('error', () => response.destroy());
    // Whatever else it was: an answer that switches protocols, or none.
    outgoing.once('close', () => response.headersSent || response.destroy());
    outgoing.once('response', (answer) => {
      try {
        response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      } catch {
        // Node reads heads that it does not write.
        outgoing.destroy();
        return;
      }
      pipeline(answer, new SlowLine(down, slowNetwork), response, () => {});
    });
    response.once('close', () => outgoing.destroy());
    pipeline(request, new SlowLine(up, slowNetwork), outgoing, () => {});
  };

  const server = http.createServer((request, response) => {
    forward(request, response).catch(() => response.headersSent || response.writeHead(502).end());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  });
  server.on('connect', (request: IncomingMessage, socket: net.Socket, head: Buffer) => {
    connect(request.url ?? '', socket, head).catch((error: unknown) => {
      const isRefused = error instanceof AppError && error.code === 'domain-not-allowed';
      if (isRefused) report(errorMessage(error));
      refuse(socket, isRefused ? 403 : 502);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    close() {
      server.close();
      cut();
    },
  };
}

/** Behind a proxy addresses are the proxy's to check; here they are ours. */
function connectDirectly(
  { host, port }: TunnelTarget,
  { isAddressAllowed, resolveHost }: Required<Pick<GateOptions, 'isAddressAllowed'>> & Pick<GateOptions, 'resolveHost'>,
  signal: AbortSignal,
): Promise<net.Socket> {
  // For an address the connection asks no lookup.
  if (isIP(host) !== 0 && !isAddressAllowed(host, host)) return Promise.reject(refusedAddress(host));
  return new Promise((resolve, reject) => {
    const socket = net.connect({
      host,
      port,
      lookup: createCheckedLookup(isAddressAllowed, resolveHost),
      autoSelectFamily: true,
    });
    const fail = (error: Error): void => {
      socket.destroy();
      reject(error);
    };
    const isLate = (): void => fail(signal.reason as Error);
    signal.addEventListener('abort', isLate, { once: true });
    socket.once('error', fail);
    socket.once('connect', () => {
      signal.removeEventListener('abort', isLate);
      socket.off('error', fail);
      resolve(socket);
    });
  });
}

/** The URL of a tunnel's other end when it is listed. A tunnel carries encrypted requests and, in `--dev` mode, sockets that are not. */
function listedUrl(authority: string, domains: readonly ServiceDomain[], dev: boolean): URL | null {
  if (!/^(?:\[[0-9a-f:.]+\]|[^:/?#@\s]+):\d{1,5}$/i.test(authority)) return null;
  const urls = (dev ? ['https', 'http'] : ['https']).map((scheme) => URL.parse(`${scheme}://${authority}/`));
  return urls.find((url) => url !== null && matchServiceDomain(url, domains, { dev }) !== null) ?? null;
}

function portOf(url: URL): number {
  return Number(url.port || (url.protocol === 'https:' ? 443 : 80));
}

function refuse(client: net.Socket, status: 403 | 502): void {
  if (client.writable) client.end(`HTTP/1.1 ${status} ${http.STATUS_CODES[status]}\r\ncontent-length: 0\r\n\r\n`);
}

/** What ends one ends the other. */
function join(client: net.Socket, server: net.Socket, up: SlowLine, down: SlowLine): void {
  for (const [one, line, other] of [
    [client, up, server],
    [server, down, client],
  ] as const) {
    const breakOff = (): void => {
      line.destroy();
      other.destroy();
    };
    one.on('error', breakOff);
    one.once('close', () => {
      if (!one.readableEnded) breakOff();
      // What is still on the line comes first.
      else if (line.readableEnded) other.destroySoon();
      else line.once('end', () => other.destroySoon());
    });
    one.pipe(line).pipe(other);
  }
}
