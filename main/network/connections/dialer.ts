/**
 * The one way to a server: checked lookup, proxy, TLS with pins, and what both sides speak (ALPN). What it opens is
 * for the pool; nothing is sent here.
 */
import net, { type LookupFunction, type Socket } from 'node:net';
import tls from 'node:tls';
import { AppError } from '../../support/errors.ts';
import { matchesPins } from '../rules/certificate-pins.ts';
import { hostOf } from '../rules/service-domains.ts';
import type { ProxyAccess } from '../trust/proxy-access.ts';
import type { SystemTrust } from '../trust/system-trust.ts';
import type { Route } from './proxies.ts';
import { openTunnel } from './tunnel.ts';

/** How long each part of opening took, in ms; a part that did not happen is absent. */
export interface DialPhases {
  readonly dnsMs?: number;
  readonly connectMs?: number;
  readonly tlsMs?: number;
}

/** `checked`: only those the container allows; `any`: the user's own choice of a server. */
export type AddressRule = 'checked' | 'any';

export interface DialRequest {
  /** Whose connection it will be. */
  readonly owner?: string;
  /** Only its origin counts. */
  readonly url: URL;
  readonly pins: readonly string[];
  readonly addresses: AddressRule;
  readonly route: Route;
  /** False: HTTP/1.1 alone is offered. */
  readonly offersHttp2: boolean;
  readonly signal: AbortSignal;
  /** Told at once; what it is given reads the parts so far, the one under way included. */
  readonly onPhases?: (read: () => DialPhases) => void;
}

export interface Dialed {
  readonly socket: Socket;
  readonly protocol: 'h2' | 'http/1.1';
  readonly phases: DialPhases;
}

export interface Dialer {
  /** Rejects with what Node, the lookup, the proxy (`ProxyError`) or the certificate check (`AppError`) raised. */
  dial(request: DialRequest): Promise<Dialed>;
}

export interface DialerDependencies {
  /** For `checked`: resolves and checks names of direct connections; behind a proxy they are the proxy's to resolve. */
  readonly lookup: LookupFunction;
  /** The same for connections of this owner. */
  readonly lookupOf?: (owner: string) => LookupFunction;
  /** PEM; trusted instead of Node's defaults. */
  readonly certificateAuthorities?: readonly string[] | undefined;
  readonly proxyAccess?: ProxyAccess;
  /** Waited for, once, when the issuer of a certificate is unknown. */
  readonly trust?: Pick<SystemTrust, 'isLoaded' | 'loaded'>;
}

/** The parts of opening a connection, one after the other. */
class Stopwatch {
  #phases: DialPhases = {};
  #part: keyof DialPhases | null = null;
  #since = 0;

  begin(part: keyof DialPhases): void {
    this.end();
    this.#part = part;
    this.#since = performance.now();
  }

  read(): DialPhases {
    return this.#part ? { ...this.#phases, [this.#part]: performance.now() - this.#since } : this.#phases;
  }

  end(): DialPhases {
    this.#phases = this.read();
    this.#part = null;
    return this.#phases;
  }
}

export function createDialer(dependencies: DialerDependencies): Dialer {
  const { trust } = dependencies;
  return {
    async dial(request) {
      // What was asked before the store was there does not know it.
      const isTrustComplete = !trust || trust.isLoaded;
      try {
        return await dialOnce(dependencies, request);
      } catch (error) {
        if (isTrustComplete || !isUnknownIssuer(error) || !(await trust.loaded(request.signal))) throw error;
        return dialOnce(dependencies, request);
      }
    },
  };
}

async function dialOnce(
  { lookup: anybodys, lookupOf = () => anybodys, certificateAuthorities, proxyAccess }: DialerDependencies,
  request: DialRequest,
): Promise<Dialed> {
  const { url, route, signal, owner } = request;
  const lookup = owner === undefined ? anybodys : lookupOf(owner);
  signal.throwIfAborted();
  const target = { host: hostOf(url), port: portOf(url) };
  const stopwatch = new Stopwatch();
  request.onPhases?.(() => stopwatch.read());
  stopwatch.begin(route === null && net.isIP(target.host) === 0 ? 'dnsMs' : 'connectMs');
  const plain =
    route === null
      ? await connectDirectly(target, request.addresses === 'checked' ? lookup : undefined, signal, () =>
          stopwatch.begin('connectMs'),
        )
      : await openTunnel(new URL(route), target, signal, proxyAccess);
  plain.setNoDelay(true);
  if (url.protocol !== 'https:') return { socket: plain, protocol: 'http/1.1', phases: stopwatch.end() };
  stopwatch.begin('tlsMs');
  const secure = await startTls(plain, target.host, request, certificateAuthorities);
  const protocol = secure.alpnProtocol === 'h2' ? 'h2' : 'http/1.1';
  return { socket: secure, protocol, phases: stopwatch.end() };
}

/** Of a certificate whose issuer Node does not know, as OpenSSL names it. */
const UNKNOWN_ISSUER: ReadonlySet<unknown> = new Set([
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
]);

function isUnknownIssuer(error: unknown): boolean {
  return UNKNOWN_ISSUER.has((error as NodeJS.ErrnoException | null)?.code);
}

export function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}

function connectDirectly(
  target: { readonly host: string; readonly port: number },
  lookup: LookupFunction | undefined,
  signal: AbortSignal,
  onLookedUp: () => void,
): Promise<Socket> {
  const socket = net.connect({ ...target, ...(lookup ? { lookup } : {}), autoSelectFamily: true });
  socket.once('lookup', onLookedUp);
  return settled(socket, 'connect', signal);
}

function startTls(
  plain: Socket,
  host: string,
  { url, pins, offersHttp2, signal }: DialRequest,
  certificateAuthorities: readonly string[] | undefined,
): Promise<tls.TLSSocket> {
  const secure = tls.connect({
    socket: plain,
    host,
    ...(net.isIP(host) === 0 ? { servername: host } : {}),
    ALPNProtocols: offersHttp2 ? ['h2', 'http/1.1'] : ['http/1.1'],
    checkServerIdentity: (_name, certificate) => checkIdentity(url, pins, certificate),
    ...(certificateAuthorities ? { ca: [...certificateAuthorities] } : {}),
  });
  return settled(secure, 'secureConnect', signal);
}

/** Resolves with `socket` at `event`; destroys it when it fails before or `signal` aborts. */
function settled<S extends Socket>(socket: S, event: 'connect' | 'secureConnect', signal: AbortSignal): Promise<S> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      signal.removeEventListener('abort', onAbort);
      socket.off(event, onReady).off('error', onError).off('close', onClose);
      settle();
    };
    const fail = (error: Error): void =>
      end(() => {
        socket.on('error', () => {});
        socket.destroy();
        reject(error);
      });
    function onReady(): void {
      end(() => resolve(socket));
    }
    function onError(error: Error): void {
      fail(error);
    }
    function onClose(): void {
      fail(Object.assign(new Error('The connection was closed while it was opened'), { code: 'ECONNRESET' }));
    }
    function onAbort(): void {
      fail(signal.reason as Error);
    }
    socket.once(event, onReady).once('error', onError).once('close', onClose);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
}

/** The normal check first; pins are an addition to it, never a way around it. */
export function checkIdentity(url: URL, pins: readonly string[], certificate: tls.PeerCertificate): Error | undefined {
  const mismatch = tls.checkServerIdentity(hostOf(url), certificate);
  if (mismatch) return mismatch;
  if (pins.length === 0 || matchesPins(certificate, pins)) return undefined;
  return new AppError(
    'pin-mismatch',
    `Cannot request "${url.host}": its certificate is none of those the mini-program pins`,
  );
}
