/** A tunnel through an HTTP proxy, as Chromium makes one for `https:`; who it is for is said when the proxy asks. */
import { once } from 'node:events';
import http from 'node:http';
import type { Socket } from 'node:net';

export interface ProxyQuestion {
  readonly isProxy: true;
  /** In small letters: `basic`. */
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  readonly realm: string;
}

export interface ProxyAnswer {
  readonly userName: string;
  readonly password: string;
}

/** As often as a wrong answer is asked for again. */
const MAX_QUESTIONS = 3;

/** What a session has told its proxies (`host:port`): Chromium asks once for each of them. */
export type KnownAnswers = Map<string, string>;

/** `proxy`, `target`: `host:port`. `ask` answers `null` when nobody says. Rejects with an error whose `code` is Chromium's. */
export async function openProxyTunnel(
  proxy: string,
  target: string,
  known: KnownAnswers,
  ask: (question: ProxyQuestion) => Promise<ProxyAnswer | null>,
): Promise<Socket> {
  const { hostname: host, port } = new URL(`http://${proxy}`);
  for (let questions = 0; questions <= MAX_QUESTIONS; questions += 1) {
    const authorization = known.get(proxy);
    const request = http.request({
      host,
      port: Number(port || 80),
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...(authorization === undefined ? {} : { 'proxy-authorization': authorization }) },
      agent: false,
    });
    request.end();
    const [response, socket] = (await once(request, 'connect')) as [http.IncomingMessage, Socket];
    if (response.statusCode === 200) return socket;
    socket.destroy();
    if (response.statusCode !== 407) break;
    known.delete(proxy);
    const challenge = String(response.headers['proxy-authenticate'] ?? '');
    const scheme = /^\S+/.exec(challenge)?.[0].toLowerCase() ?? '';
    const realm = /realm="([^"]*)"/i.exec(challenge)?.[1] ?? '';
    const answer = await ask({ isProxy: true, scheme, host, port: Number(port || 80), realm });
    if (!answer) break;
    known.set(proxy, `Basic ${Buffer.from(`${answer.userName}:${answer.password}`).toString('base64')}`);
  }
  throw Object.assign(new Error('The proxy does not let it through'), { code: 'ERR_TUNNEL_CONNECTION_FAILED' });
}
