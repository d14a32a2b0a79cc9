/** A way through a proxy: a socket that leads to the target, by CONNECT or SOCKS. */
import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { SocksClient, type SocksProxy } from 'socks';
import { ProxyError } from './proxy-error.ts';

export interface TunnelTarget {
  /** A name, or an address without brackets. */
  readonly host: string;
  readonly port: number;
}

/** `Proxy-Authorization` for a proxy (`http://host:port`), or `null`: none is known. */
export type ProxyAuthorization = (proxy: string) => string | null;

/**
 * Opens a tunnel through `proxy` (`http:`, `https:`, `socks4:`, `socks5h:`). Rejects with `ProxyError` when the
 * proxy answers anything but yes, or with Node's error when it cannot be reached.
 */
export function openTunnel(
  proxy: URL,
  target: TunnelTarget,
  signal: AbortSignal,
  authorization: ProxyAuthorization = () => null,
): Promise<Socket> {
  return proxy.protocol.startsWith('socks')
    ? throughSocks(proxy, target, signal)
    : byConnect(proxy, target, signal, authorization);
}

function byConnect(
  proxy: URL,
  { host, port }: TunnelTarget,
  signal: AbortSignal,
  authorization: ProxyAuthorization,
): Promise<Socket> {
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const credentials = authorization(proxy.origin);
  const { request } = proxy.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const connect = request({
      host: proxy.hostname.replace(/^\[|\]$/g, ''),
      port: proxy.port === '' ? (proxy.protocol === 'https:' ? 443 : 80) : Number(proxy.port),
      method: 'CONNECT',
      path: authority,
      headers: { host: authority, ...(credentials === null ? {} : { 'proxy-authorization': credentials }) },
      agent: false,
      signal,
    });
    connect.once('error', reject);
    connect.once('connect', ({ statusCode = 0, headers }, socket, head) => {
      if (statusCode >= 200 && statusCode <= 299) {
        if (head.byteLength > 0) socket.unshift(head);
        resolve(socket as Socket);
        return;
      }
      socket.destroy();
      reject(refusal(proxy, statusCode, String(headers['proxy-authenticate'] ?? '')));
    });
    // A proxy that knows no CONNECT answers as to any request.
    connect.once('response', (response) => {
      response.destroy();
      reject(refusal(proxy, response.statusCode ?? 0, String(response.headers['proxy-authenticate'] ?? '')));
    });
    connect.end();
  });
}

function refusal({ host }: URL, status: number, challenge: string): ProxyError {
  if (status !== 407) return new ProxyError('refused', host, `it answered ${status}`);
  if (challenge === '' || /\bbasic\b/i.test(challenge))
    return new ProxyError('sign-in', host, 'it asks for a user name and a password');
  const scheme = challenge.split(/\s/, 1)[0] ?? '';
  return new ProxyError('unsupported-sign-in', host, `it asks for a sign-in by ${scheme}, which is not supported`);
}

async function throughSocks(proxy: URL, { host, port }: TunnelTarget, signal: AbortSignal): Promise<Socket> {
  const server: SocksProxy = {
    host: proxy.hostname.replace(/^\[|\]$/g, ''),
    port: proxy.port === '' ? 1080 : Number(proxy.port),
    type: proxy.protocol.startsWith('socks4') ? 4 : 5,
  };
  const client = new SocksClient({ proxy: server, command: 'connect', destination: { host, port } });
  const established = new Promise<Socket>((resolve, reject) => {
    client.once('established', ({ socket }) => resolve(socket));
    client.once('error', reject);
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  client.connect();
  const socket = await established;
  socket.resume();
  return socket;
}
