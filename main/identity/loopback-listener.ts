/**
 * Where the system's browser brings the provider's answer: a listener on 127.0.0.1 that lives for one sign-in
 * (https://www.rfc-editor.org/rfc/rfc8252#section-7.3). Any program and any page of this computer can ask it: only
 * what names the sign-in's `state` is an answer, and only the first of those.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The path is registered with the provider; its port is any free one. */
export const CALLBACK_PATH = '/callback';

/** The answer, with what is shown in the browser once it is known how it went. */
export interface CallbackAnswer {
  /** The redirect URI with the provider's parameters. */
  readonly url: URL;
  reply(html: string): void;
}

export interface CallbackListener {
  /** `http://127.0.0.1:PORT/callback` */
  readonly redirectUri: string;
  /** Never settles when no answer comes. */
  readonly answer: Promise<CallbackAnswer>;
  /** Once an answer is being sent it is sent to its end. */
  close(): void;
}

const HOST = '127.0.0.1';
const MAX_CONNECTIONS = 32;
const REQUEST_TIMEOUT_MS = 10_000;

export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  connection: 'close',
};

/** Rejects when this computer has no port to listen on. */
export async function listenForAnswer(state: string): Promise<CallbackListener> {
  let isAnswered = false;
  let take: (answer: CallbackAnswer) => void = () => {};
  const answer = new Promise<CallbackAnswer>((resolve) => (take = resolve));

  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: REQUEST_TIMEOUT_MS });
  server.maxConnections = MAX_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, HOST, resolve);
  });
  server.on('error', () => {});
  const origin = `http://${HOST}:${(server.address() as AddressInfo).port}`;
  const respond = (request: IncomingMessage, response: ServerResponse): void => {
    response.on('error', () => {});
    const refuse = (status: number): void => void response.writeHead(status, { connection: 'close' }).end();
    const url = URL.parse(request.url ?? '', origin);
    // A name that leads here is somebody else's page: https://en.wikipedia.org/wiki/DNS_rebinding
    if (request.headers.host !== new URL(origin).host) return refuse(421);
    if (url?.origin !== origin || url.pathname !== CALLBACK_PATH) return refuse(404);
    if (request.method !== 'GET') return refuse(405);
    const states = url.searchParams.getAll('state');
    if (states.length !== 1 || states[0] !== state) return refuse(400);
    if (isAnswered) return refuse(410);
    isAnswered = true;
    take({ url, reply: (html) => void response.writeHead(200, PAGE_HEADERS).end(html) });
  };

  server.on('request', respond);
  return {
    redirectUri: `${origin}${CALLBACK_PATH}`,
    answer,
    close() {
      server.close();
      server.closeIdleConnections();
      if (!isAnswered) server.closeAllConnections();
    },
  };
}
