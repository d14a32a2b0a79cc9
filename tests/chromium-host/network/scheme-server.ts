/** The loopback HTTPS server behind the custom schemes: each request goes to `session.protocol.handle`. */
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { createServerCertificate } from './certificate.ts';
import type { SchemeTranslation } from './scheme-translation.ts';

/** Names the session of a page's request; added by request interception, dropped here. */
export const SESSION_HEADER = 'x-larder-host-session';

export type SchemeHandler = (request: Request) => Response | Promise<Response>;

export interface SchemeServerOptions {
  readonly translation: SchemeTranslation;
  /** Finds the handler; a number is a net error code for the page, as `ERR_UNKNOWN_URL_SCHEME`. */
  route(url: string, sessionId: string | undefined): Promise<SchemeHandler | number>;
  /** Remembers why a request of the custom scheme failed, for `did-fail-load`. */
  onFailure(url: string, errorCode: number): void;
  /** A handler has answered a navigation with this HTTP status: what a service worker asks for besides is not the document. */
  onAnswered(url: string, status: number): void;
}

export interface SchemeServer {
  readonly port: number;
  close(): void;
}

const ERR_FAILED = -2;
const ERR_UNEXPECTED = -9;
/** Connection headers that HTTP/2 refuses, and caching, which custom schemes do not have. */
const DROPPED_RESPONSE_HEADERS = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'proxy-connection',
  'cache-control',
  'expires',
  'strict-transport-security',
  // Cookies belong to http and https alone (electron#27981).
  'set-cookie',
]);
const DROPPED_REQUEST_HEADERS =
  /^(?::|sec-|cookie$|referer$|host$|connection$|accept-encoding$|upgrade-insecure-requests$|priority$)/;

export async function startSchemeServer(options: SchemeServerOptions): Promise<SchemeServer> {
  const server = http2.createSecureServer({
    ...createServerCertificate(),
    allowHTTP1: true,
    settings: { initialWindowSize: 4 * 1024 * 1024, maxConcurrentStreams: 1000 },
  });
  server.on('request', (request, response) => {
    void answer(options, request, response).catch(() => response.stream?.close(http2.constants.NGHTTP2_INTERNAL_ERROR));
  });
  const sessions = new Set<http2.ServerHttp2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
    session.on('error', () => {});
  });
  server.on('sessionError', () => {});
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  server.unref();
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      for (const session of sessions) session.destroy();
    },
  };
}

async function answer(
  options: SchemeServerOptions,
  request: http2.Http2ServerRequest,
  response: http2.Http2ServerResponse,
): Promise<void> {
  const { translation } = options;
  response.stream?.on('error', () => {});
  const authority = request.authority || String(request.headers.host ?? '');
  const chromiumUrl = `https://${authority.replace(/:\d+$/, '')}${request.url}`;
  const url = translation.fromChromium(chromiumUrl);
  const sessionId = request.headers[SESSION_HEADER] as string | undefined;
  const fail = (code: number): void => {
    options.onFailure(url, code);
    if (response.stream) response.stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
    else response.destroy();
  };
  if (url === chromiumUrl) return fail(ERR_UNEXPECTED);
  const handler = await options.route(url, sessionId);
  if (typeof handler === 'number') return fail(handler);

  let result: Response;
  try {
    result = await handler(toRequest(translation, request, url));
    if (!(result instanceof Response)) return fail(ERR_UNEXPECTED);
    if (result.type === 'error') return fail(ERR_FAILED);
  } catch (error) {
    process.stderr.write(
      `The protocol handler failed for ${url.split('?')[0]}: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    return fail(ERR_UNEXPECTED);
  }
  if (request.headers['sec-fetch-mode'] === 'navigate') options.onAnswered(url, result.status);
  writeHead(translation, url, response, result);
  await writeBody(request, response, result);
}

function toRequest(translation: SchemeTranslation, request: http2.Http2ServerRequest, url: string): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (DROPPED_REQUEST_HEADERS.test(name) || name === SESSION_HEADER || value === undefined) continue;
    const text = Array.isArray(value) ? value.join(', ') : value;
    headers.set(name, name === 'origin' ? translation.fromChromium(text) : text);
  }
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD';
  return new Request(url, {
    method: request.method,
    headers,
    // Its signal never fires: whoever goes away cancels the body of the answer.
    ...(hasBody ? { body: Readable.toWeb(request) as unknown as BodyInit, duplex: 'half' } : {}),
  } as RequestInit);
}

function writeHead(
  translation: SchemeTranslation,
  url: string,
  response: http2.Http2ServerResponse,
  result: Response,
): void {
  const headers: Record<string, string | string[]> = {};
  result.headers.forEach((value, name) => {
    if (DROPPED_RESPONSE_HEADERS.has(name)) return;
    if (name === 'content-security-policy' || name === 'content-security-policy-report-only')
      headers[name] = translation.policyToChromium(value);
    else if (name === 'location') headers[name] = translation.toChromium(resolve(value, url));
    else if (name === 'access-control-allow-origin') headers[name] = translation.toChromium(value).replace(/\/$/, '');
    else headers[name] = value;
  });
  // Responses of a custom scheme are not in Chromium's HTTP cache.
  headers['cache-control'] = 'no-store';
  response.writeHead(result.status, headers);
}

function resolve(location: string, base: string): string {
  return URL.canParse(location, base) ? new URL(location, base).href : location;
}

async function writeBody(
  request: http2.Http2ServerRequest,
  response: http2.Http2ServerResponse,
  result: Response,
): Promise<void> {
  if (request.method === 'HEAD' || !result.body) {
    void result.body?.cancel().catch(() => {});
    response.end();
    return;
  }
  const abort = (): void => response.stream?.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
  const reader = result.body.getReader();
  const closed = new Promise<void>((resolve) => response.once('close', resolve));
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (response.destroyed || response.stream?.destroyed) {
        // The page went away: the handler's stream is told.
        await reader.cancel();
        return;
      }
      if (!response.write(value))
        await Promise.race([new Promise<void>((resolve) => response.once('drain', resolve)), closed]);
    }
    response.end();
  } catch {
    // The body failed after its head was sent: all that is left is to break it off.
    abort();
  }
}
