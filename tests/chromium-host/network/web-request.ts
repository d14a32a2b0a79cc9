/** `session.webRequest`, and the interception of every request that feeds it. */
import type { CdpSession } from '../chromium/cdp-connection.ts';
import type { SchemeTranslation } from './scheme-translation.ts';
import { SESSION_HEADER } from './scheme-server.ts';
import { strictClass } from '../electron/strictness.ts';

type Callback = (response: { cancel?: boolean; redirectURL?: string; requestHeaders?: Record<string, string> }) => void;
type Listener = (details: Record<string, unknown>, callback: Callback) => void;
type Filter = { urls?: string[] };

/** docs/api/web-request.md: one listener per event; `null` removes it. */
export class HostWebRequest {
  #before: { listener: Listener; matches(url: string): boolean } | null = null;
  #headers: { listener: Listener; matches(url: string): boolean } | null = null;

  onBeforeRequest(filterOrListener: Filter | Listener | null, listener?: Listener | null): void {
    this.#before = subscription(filterOrListener, listener);
  }

  onBeforeSendHeaders(filterOrListener: Filter | Listener | null, listener?: Listener | null): void {
    this.#headers = subscription(filterOrListener, listener);
  }

  /** For the interception: what becomes of a request. */
  async decide(
    details: Record<string, unknown> & { url: string; requestHeaders: Record<string, string> },
  ): Promise<{ cancel?: boolean; redirectURL?: string; requestHeaders?: Record<string, string> }> {
    const { requestHeaders, ...before } = details;
    const first = this.#before?.matches(details.url) ? await ask(this.#before.listener, before) : {};
    if (first.cancel || first.redirectURL) return first;
    return this.#headers?.matches(details.url) ? ask(this.#headers.listener, { ...before, requestHeaders }) : {};
  }
}
strictClass(HostWebRequest, 'webRequest');

function ask(listener: Listener, details: Record<string, unknown>): Promise<Parameters<Callback>[0]> {
  return new Promise((resolve) => listener(details, (response) => resolve(response ?? {})));
}

function subscription(
  filterOrListener: Filter | Listener | null,
  listener?: Listener | null,
): { listener: Listener; matches(url: string): boolean } | null {
  const given = typeof filterOrListener === 'function' ? filterOrListener : listener;
  if (!given) return null;
  const patterns = typeof filterOrListener === 'object' ? filterOrListener?.urls : undefined;
  if (!patterns || patterns.length === 0 || patterns.includes('<all_urls>'))
    return { listener: given, matches: () => true };
  const tests = patterns.map(
    (pattern) => new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*')}$`),
  );
  return { listener: given, matches: (url) => tests.some((test) => test.test(url)) };
}

/** Chromium's resource types as Electron names them. */
const RESOURCE_TYPES: Readonly<Record<string, string>> = {
  Stylesheet: 'stylesheet',
  Script: 'script',
  Image: 'image',
  Font: 'font',
  XHR: 'xhr',
  Fetch: 'xhr',
  Ping: 'ping',
  CSPViolationReport: 'cspReport',
  Media: 'media',
  WebSocket: 'webSocket',
};

export interface PausedRequest {
  readonly requestId: string;
  readonly request: { readonly url: string; readonly method: string; readonly headers: Record<string, string> };
  readonly frameId: string;
  readonly resourceType: string;
  readonly redirectedRequestId?: string;
}

export interface InterceptionOptions {
  readonly translation: SchemeTranslation;
  readonly sessionId: string;
  readonly webRequest: HostWebRequest;
  /** Whether the proxy rules of the session let a request go anywhere. */
  reaches(url: string): Promise<boolean>;
  /** A worker: Electron hands its requests for files of custom schemes to nobody. */
  readonly isWorker?: boolean;
  /** `details` of the window or worker the target belongs to. */
  describe(paused: PausedRequest): Record<string, unknown> & { isMainFrame: boolean };
  /** Main-frame documents: whether the page may go there (`will-navigate`, `will-redirect`). */
  mayNavigate?(paused: PausedRequest, url: string): boolean;
}

let nextRequestId = 0;

/** Sees every request of one target. Resolves once Chromium pauses them. */
export async function interceptRequests(session: CdpSession, options: InterceptionOptions): Promise<void> {
  session.on('Fetch.requestPaused', (paused: PausedRequest) => void decideRequest(session, options, paused));
  await session.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] });
}

async function decideRequest(session: CdpSession, options: InterceptionOptions, paused: PausedRequest): Promise<void> {
  const { requestId, request } = paused;
  const { translation } = options;
  const url = translation.fromChromium(request.url);
  const { isMainFrame, ...described } = options.describe(paused);
  if (isMainFrame && options.mayNavigate?.(paused, url) === false) {
    session.post('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
    return;
  }
  const resourceType =
    paused.resourceType === 'Document'
      ? isMainFrame
        ? 'mainFrame'
        : 'subFrame'
      : (RESOURCE_TYPES[paused.resourceType] ?? 'other');
  // Pages of a custom scheme name no referrer to anybody.
  const hidesReferrer =
    translation.fromChromium(request.headers['Referer'] ?? '') !== (request.headers['Referer'] ?? '');
  const { Referer: given = '', ...rest } = request.headers;
  const referrer = hidesReferrer ? '' : given;
  const requestHeaders = hidesReferrer ? rest : request.headers;
  const isUnseen = options.isWorker === true && url !== request.url;
  const decision = isUnseen
    ? {}
    : await options.webRequest.decide({
        id: (nextRequestId += 1),
        url,
        method: request.method,
        resourceType,
        referrer,
        timestamp: Date.now(),
        uploadData: [],
        ...described,
        requestHeaders,
      });
  if (decision.cancel) {
    session.post('Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' });
  } else if (url === request.url && !(await options.reaches(url))) {
    session.post('Fetch.failRequest', { requestId, errorReason: 'ConnectionFailed' });
  } else if (decision.redirectURL) {
    const location = translation.toChromium(decision.redirectURL);
    session.post('Fetch.fulfillRequest', {
      requestId,
      responseCode: 307,
      responseHeaders: [{ name: 'Location', value: location }],
    });
  } else if (url !== request.url || decision.requestHeaders || hidesReferrer) {
    const headers = {
      ...(decision.requestHeaders ?? requestHeaders),
      ...(url !== request.url ? { [SESSION_HEADER]: options.sessionId } : {}),
    };
    session.post('Fetch.continueRequest', {
      requestId,
      headers: Object.entries(headers).map(([name, value]) => ({ name, value: String(value) })),
    });
  } else {
    session.post('Fetch.continueRequest', { requestId });
  }
}
