/** A way through a proxy: a socket that leads to the target, by CONNECT or SOCKS. */
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { connect, type Socket } from 'node:net';
import type { SocksProxy } from 'socks';
import { NO_PROXY_ACCESS, type ProxyAccess } from '../trust/proxy-access.ts';
import { ProxyError } from './proxy-error.ts';

export interface TunnelTarget {
  /** A name, or an address without brackets. */
  readonly host: string;
  readonly port: number;
}

const UNREACHABLE: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name cannot be looked up now',
  ECONNREFUSED: 'it refuses connections',
  ECONNRESET: 'it cuts the connection off',
  ETIMEDOUT: 'it does not answer',
};

/**
 * Opens a tunnel through `proxy` (`http:`, `https:`, `socks4:`, `socks5h:`). Rejects with `ProxyError` when the
 * proxy cannot be reached or answers anything but yes.
 */
export async function openTunnel(
  proxy: URL,
  target: TunnelTarget,
  signal: AbortSignal,
  access: ProxyAccess = NO_PROXY_ACCESS,
): Promise<Socket> {
  if (proxy.protocol.startsWith('socks')) return throughSocks(proxy, target, signal);
  const address = addressOf(proxy);
  const credentials = access.authorization(address);
  try {
    return await byConnect(proxy, target, signal, credentials);
  } catch (error) {
    const asksAgain = error instanceof ProxyError && error.problem === 'sign-in';
    if (!asksAgain || !(await access.refused(address, credentials))) throw error;
    return byConnect(proxy, target, signal, access.authorization(address));
  }
}

/** `host:port`: what Chromium names a proxy by, too. */
function addressOf({ hostname, port, protocol }: URL): string {
  return `${hostname}:${port === '' ? (protocol === 'https:' ? 443 : 80) : port}`;
}

function byConnect(
  proxy: URL,
  { host, port }: TunnelTarget,
  signal: AbortSignal,
  credentials: string | null,
): Promise<Socket> {
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const { request } = proxy.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const asking = request({
      host: proxy.hostname.replace(/^\[|\]$/g, ''),
      port: proxy.port === '' ? (proxy.protocol === 'https:' ? 443 : 80) : Number(proxy.port),
      method: 'CONNECT',
      path: authority,
      headers: { host: authority, ...(credentials === null ? {} : { 'proxy-authorization': credentials }) },
      agent: false,
      signal,
    });
    asking.once('error', (error) => reject(signal.aborted ? error : unreachable(proxy, error)));
    asking.once('connect', ({ statusCode = 0, headers }, socket, head) => {
      if (statusCode >= 200 && statusCode <= 299) {
        if (head.byteLength > 0) socket.unshift(head);
        resolve(socket as Socket);
        return;
      }
      socket.destroy();
      reject(refusal(proxy, statusCode, String(headers['proxy-authenticate'] ?? '')));
    });
    // A proxy that knows no CONNECT answers as to any request.
    asking.once('response', (response) => {
      response.destroy();
      reject(refusal(proxy, response.statusCode ?? 0, String(response.headers['proxy-authenticate'] ?? '')));
    });
    asking.end();
  });
}

function refusal({ host }: URL, status: number, challenge: string): ProxyError {
  if (status !== 407) return new ProxyError('refused', host, `it answered ${status}`);
  if (challenge === '' || /\bbasic\b/i.test(challenge))
    return new ProxyError('sign-in', host, 'it asks for a user name and a password');
  const scheme = challenge.split(/\s/, 1)[0] ?? '';
  return new ProxyError('unsupported-sign-in', host, `it asks for a sign-in by ${scheme}, which is not supported`);
}

function unreachable({ host }: URL, error: Error): ProxyError {
  // `socks` keeps the text only.
  const code = (error as NodeJS.ErrnoException).code ?? /\bE[A-Z]{4,}\b/.exec(error.message)?.[0];
  return new ProxyError('unreachable', host, UNREACHABLE[code ?? ''] ?? 'it cannot be reached', error);
}

/** What the proxy said itself, or that nobody was there to say it. */
function socksFailure(proxy: URL, error: Error): ProxyError {
  const said = /^Socks[45] proxy rejected connection - \(?(\w+)/i.exec(error.message)?.[1];
  if (said !== undefined) return new ProxyError('refused', proxy.host, `it says ${said}`, error);
  if (/authentication/i.test(error.message))
    return new ProxyError('unsupported-sign-in', proxy.host, 'it asks for a sign-in that is not supported', error);
  return unreachable(proxy, error);
}

async function throughSocks(proxy: URL, { host, port }: TunnelTarget, signal: AbortSignal): Promise<Socket> {
  const server: SocksProxy = {
    host: proxy.hostname.replace(/^\[|\]$/g, ''),
    port: proxy.port === '' ? 1080 : Number(proxy.port),
    type: proxy.protocol.startsWith('socks4') ? 4 : 5,
  };
  // Few computers need it: it is loaded where one does.
  const { SocksClient } = await import('socks');
  signal.throwIfAborted();
  // Not the client's own: that one could not be closed before it is established.
  const socket = connect({ host: server.host, port: server.port, autoSelectFamily: true });
  const breakOff = (): void => void socket.destroy(signal.reason as Error);
  signal.addEventListener('abort', breakOff, { once: true });
  try {
    await once(socket, 'connect');
    const client = new SocksClient({ proxy: server, command: 'connect', destination: { host, port } });
    const established = once(client, 'established');
    client.connect(socket);
    await established;
    signal.throwIfAborted();
  } catch (error) {
    socket.destroy();
    throw signal.aborted ? signal.reason : socksFailure(proxy, error as Error);
  } finally {
    signal.removeEventListener('abort', breakOff);
  }
  socket.resume();
  return socket;
}
