/** `net.request`: what Electron sends through Chromium's network goes through Node's here. */
import { EventEmitter } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import tls from 'node:tls';
import { strictClass } from '../electron/strictness.ts';
import { openProxyTunnel, type KnownAnswers, type ProxyAnswer, type ProxyQuestion } from './tunnel.ts';
import type { HostWebRequest } from './web-request.ts';

/** The part of Electron's `ClientRequestConstructorOptions` that is imitated. */
export interface RequestOptions {
  readonly method?: string;
  readonly url?: string;
  readonly protocol?: string;
  readonly hostname?: string;
  readonly host?: string;
  readonly port?: string | number;
  readonly path?: string;
  readonly redirect?: 'follow' | 'error' | 'manual';
  readonly headers?: Readonly<Record<string, string | number | readonly string[]>>;
  readonly session?: {
    readonly webRequest: Pick<HostWebRequest, 'decide'>;
    resolveProxy?(url: string): Promise<string>;
  };
}

const MAX_REDIRECTS = 20;
/** docs/api/client-request.md, `setHeader`: Chromium sets these itself. */
const RESTRICTED = /^(?:content-length|host|trailer|te|upgrade|cookie2|keep-alive|transfer-encoding)$/i;

const NET_ERRORS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'ERR_CONNECTION_REFUSED',
  ECONNRESET: 'ERR_CONNECTION_RESET',
  ENOTFOUND: 'ERR_NAME_NOT_RESOLVED',
  EAI_AGAIN: 'ERR_NAME_NOT_RESOLVED',
  ETIMEDOUT: 'ERR_TIMED_OUT',
  ERR_TUNNEL_CONNECTION_FAILED: 'ERR_TUNNEL_CONNECTION_FAILED',
};

/** docs/api/incoming-message.md: a readable stream whose header values are lists. */
class IncomingMessage extends PassThrough {
  readonly statusCode: number;
  readonly statusMessage: string;
  readonly headers: Readonly<Record<string, string[] | string>>;
  readonly rawHeaders: readonly string[];
  readonly httpVersion: string;

  constructor(from: http.IncomingMessage) {
    super();
    this.statusCode = from.statusCode ?? 0;
    this.statusMessage = from.statusMessage ?? '';
    this.headers = Object.fromEntries(
      Object.entries(from.headers).map(([name, value]) => [name, [value ?? ''].flat()]),
    );
    this.rawHeaders = from.rawHeaders;
    this.httpVersion = from.httpVersion;
  }
}

const NO_SESSION = {};
const answers = new WeakMap<object, KnownAnswers>();

function answersOf(session: object): KnownAnswers {
  const known = answers.get(session) ?? new Map<string, string>();
  answers.set(session, known);
  return known;
}

let nextId = 1_000_000;

/** docs/api/client-request.md: bodies are not sent; only GET and HEAD. */
export class ClientRequest extends EventEmitter {
  readonly #headers: Record<string, string>;
  readonly #options: RequestOptions;
  #url: URL;
  #started = false;
  #closed = false;
  #followed = false;
  #inRedirect = false;
  #redirects = 0;
  #sent: http.ClientRequest | null = null;
  #response: IncomingMessage | null = null;

  constructor(options: RequestOptions | string) {
    super();
    this.#options = typeof options === 'string' ? { url: options } : options;
    this.#url = new URL(urlOf(this.#options));
    if (!/^https?:$/.test(this.#url.protocol))
      throw new Error('ClientRequest only supports http: and https: protocols');
    if (!/^(?:GET|HEAD)$/.test((this.#options.method ?? 'GET').toUpperCase()))
      throw new Error('not provided by the Chromium host: net.request with a body');
    this.#headers = {};
    for (const [name, value] of Object.entries(this.#options.headers ?? {})) this.setHeader(name, String(value));
  }

  setHeader(name: string, value: unknown): void {
    if (this.#started) throw new Error("Can't set headers after they are sent");
    if (RESTRICTED.test(name)) throw new Error('net::ERR_INVALID_ARGUMENT');
    this.#headers[name] = String(value);
  }

  getHeader(name: string): string | undefined {
    return Object.entries(this.#headers).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
  }

  removeHeader(name: string): void {
    if (this.#started) throw new Error("Can't remove headers after they are sent");
    for (const key of Object.keys(this.#headers))
      if (key.toLowerCase() === name.toLowerCase()) delete this.#headers[key];
  }

  end(): this {
    if (this.#started) throw new Error('write after end');
    this.#started = true;
    void this.#send();
    setImmediate(() => this.emit('finish'));
    return this;
  }

  followRedirect(): void {
    if (!this.#inRedirect) throw new Error('followRedirect() called, but was not waiting for a redirect');
    this.#followed = true;
  }

  abort(): void {
    if (this.#closed) return;
    this.emit('abort');
    const { started, response } = { started: this.#sent, response: this.#response };
    this.#close();
    response?.emit('aborted');
    response?.destroy();
    started?.destroy();
  }

  async #send(): Promise<void> {
    const details = {
      id: (nextId += 1),
      url: this.#url.href,
      method: this.#options.method ?? 'GET',
      resourceType: 'xhr',
      referrer: '',
      timestamp: Date.now(),
      uploadData: [],
    };
    const decision =
      (await this.#options.session?.webRequest.decide({ ...details, requestHeaders: { ...this.#headers } })) ?? {};
    if (this.#closed) return;
    if (decision.cancel) return this.#fail('ERR_BLOCKED_BY_CLIENT');
    const tunnel = await this.#tunnel().catch((error: NodeJS.ErrnoException) => {
      this.#fail(NET_ERRORS[error.code ?? ''] ?? 'ERR_PROXY_CONNECTION_FAILED');
      return null;
    });
    if (this.#closed) return void tunnel?.destroy();
    const sent = (this.#url.protocol === 'https:' ? https : http).request(this.#url, {
      method: this.#options.method ?? 'GET',
      headers: decision.requestHeaders ?? this.#headers,
      ...(tunnel
        ? { createConnection: () => tls.connect({ socket: tunnel, servername: this.#url.hostname }) }
        : { agent: false }),
    });
    this.#sent = sent;
    sent.on('error', (error: NodeJS.ErrnoException) => this.#fail(NET_ERRORS[error.code ?? ''] ?? 'ERR_FAILED'));
    sent.on('response', (answer) => this.#answered(answer));
    sent.end();
  }

  /** Through the session's proxy; `null`: the way is direct. */
  async #tunnel(): Promise<Socket | null> {
    const { protocol, href, hostname, port } = this.#url;
    if (protocol !== 'https:') return null;
    const proxy = /^PROXY (\S+)$/.exec((await this.#options.session?.resolveProxy?.(href)) ?? '')?.[1];
    const known = answersOf(this.#options.session ?? NO_SESSION);
    return proxy
      ? openProxyTunnel(proxy, `${hostname}:${port || 443}`, known, (question) => this.#ask(question))
      : null;
  }

  /** docs, event `login`: an answer without a name or a password is none. */
  #ask(question: ProxyQuestion): Promise<ProxyAnswer | null> {
    return new Promise((resolve) => {
      const isAsked = this.emit('login', question, (userName?: string, password?: string) =>
        resolve(userName && password !== undefined ? { userName, password } : null),
      );
      if (!isAsked) resolve(null);
    });
  }

  #answered(answer: http.IncomingMessage): void {
    const location = answer.headers.location;
    if (
      [301, 302, 303, 307, 308].includes(answer.statusCode ?? 0) &&
      location !== undefined &&
      URL.canParse(location, this.#url)
    ) {
      answer.resume();
      return this.#redirected(answer, new URL(location, this.#url));
    }
    const response = new IncomingMessage(answer);
    this.#response = response;
    // docs: a connection that is closed while the answer streams is an `error` of the response.
    const isWithoutLength = answer.headers['content-length'] === undefined;
    const cutOff = (): void =>
      this.#cut(response, isWithoutLength ? 'ERR_INCOMPLETE_CHUNKED_ENCODING' : 'ERR_CONTENT_LENGTH_MISMATCH');
    answer.on('aborted', cutOff);
    answer.on('error', cutOff);
    answer.pipe(response);
    response.on('end', () => this.#close());
    this.emit('response', response);
  }

  #redirected(answer: http.IncomingMessage, to: URL): void {
    const mode = this.#options.redirect ?? 'follow';
    if (mode === 'error') return this.#fail("Attempted to redirect, but redirect policy was 'error'", '');
    if ((this.#redirects += 1) > MAX_REDIRECTS) return this.#fail('ERR_TOO_MANY_REDIRECTS');
    this.#inRedirect = true;
    this.#followed = false;
    const headers = Object.fromEntries(
      Object.entries(answer.headers).map(([name, value]) => [name, [value ?? ''].flat()]),
    );
    const isHandled = this.emit('redirect', answer.statusCode, 'GET', to.href, headers);
    this.#inRedirect = false;
    if (this.#closed) return;
    // docs: when the event is handled, followRedirect must be called synchronously.
    if (!this.#followed && (mode === 'manual' || isHandled)) return this.#fail('Redirect was cancelled', '');
    this.#url = to;
    void this.#send();
  }

  #cut(response: IncomingMessage, name: string): void {
    if (this.#closed) return;
    response.destroy(new Error(`net::${name}`));
    this.#close();
  }

  #fail(name: string, prefix = 'net::'): void {
    if (this.#closed) return;
    // A reset may be told of the socket before it is of the answer; once there is one, the answer has the error.
    if (this.#response) return this.#cut(this.#response, name);
    this.emit('error', new Error(`${prefix}${name}`));
    this.#close();
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    setImmediate(() => this.emit('close'));
  }
}
strictClass(ClientRequest, 'net.request()');

function urlOf({ url, protocol = 'http:', hostname, host, port, path = '/' }: RequestOptions): string {
  if (url !== undefined) return url;
  return `${protocol}//${hostname ?? host ?? 'localhost'}${port === undefined ? '' : `:${port}`}${path}`;
}
