/**
 * An MP backend and developer server on loopback: the details API, packages, OAuth codes and a
 * developer's own routes. The demo runs on it, and so do the end-to-end tests.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { NO_CONTROLS, parseControlChange, type ControlChange, type Controls } from './controls.ts';
import { READABLE_BY_PAGES, sendBytes, sendData, sendFailure, sendJson, type RouteAnswer } from './http-answers.ts';
import { createDeltas } from './deltas.ts';
import { createRequestLog, type LoggedRequest } from './request-log.ts';
import { listOffers } from './offers.ts';
import { createUsers } from './users.ts';
import { serveApp, type BackendApp, type ServedApp } from './served-app.ts';

export type { BackendApp, ControlChange, LoggedRequest, RouteAnswer };

export interface RouteRequest {
  readonly url: URL;
  readonly method: string;
  /** The backend's URL, without a trailing slash. */
  readonly base: string;
  readonly controls: Controls;
  readonly incoming: IncomingMessage;
  /** For what a `RouteAnswer` cannot say (endless or cut-off bodies): write here and answer `null`. */
  readonly response: ServerResponse;
}

export type Route = (request: RouteRequest) => RouteAnswer | null | Promise<RouteAnswer | null>;

export interface BackendOptions {
  readonly apps?: readonly BackendApp[];
  /** The developer server's answers by path; `/prefix/*` covers everything below. */
  readonly routes?: Readonly<Record<string, Route>>;
  /** Default: any free port. Rejects with `EADDRINUSE` when it is taken. */
  readonly port?: number;
  readonly controls?: ControlChange;
  /** Shown by `GET /_health`: lets a second start recognise the first one's backend. */
  readonly ownerId?: string;
  /** The request log keeps tokens and codes. For tests only. */
  readonly showSecrets?: boolean;
  /** Makes the port by which it is reached, when something stands before it. */
  readonly via?: ((port: number) => Promise<number>) | undefined;
  /** `https://HOST`, by which it is known when something before it ends TLS. */
  readonly origin?: string | undefined;
  /** Served by `https:` as `localhost`, with these as PEM; default: `http:` as 127.0.0.1. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  /** Where users sign in. Absent: there are no accounts. */
  readonly authorization?: BackendAuthorization;
  /** Answers `/apps` with what it serves. Default: true. */
  readonly hasList?: boolean;
  /** Wraps details and codes as `{code: "000000", data}`. */
  readonly envelope?: boolean;
}

export interface BackendAuthorization {
  readonly issuer: string;
  readonly clientId: string;
  readonly scope?: string;
}

export interface Backend {
  /** `http://127.0.0.1:PORT`, `https://localhost:PORT` or the given origin. */
  readonly url: string;
  /** Of `url`, as a service domain. */
  readonly host: string;
  requests(): readonly LoggedRequest[];
  clearRequests(): void;
  /** The first request, past or coming, that matches; rejects after `limitMs` (default 10 s). */
  whenRequested(matches: (request: LoggedRequest) => boolean, limitMs?: number): Promise<LoggedRequest>;
  control(change: ControlChange): Controls;
  /** Adds a mini-program or replaces it: a new version, another package. */
  setApp(app: BackendApp): Promise<void>;
  /** Replaces fields of the details; the package stays. */
  changeDetails(appId: string, details: Readonly<Record<string, unknown>>): void;
  removeApp(appId: string): void;
  /** Who the code was made for, once; `null`: nobody. */
  redeem(code: string): string | null;
  /** Ends every connection, also in the middle of an answer. */
  dropConnections(): void;
  close(): Promise<void>;
}

const API = /^\/bapi\/mp\/v1\/app\/([^/]+)\/(details|oauth\/code)$/;
/** A mini-program that runs from its author's folder has no details here, and its sign-in is tried with real codes. */
const FOLDER_ID = /^dev[0-9a-z]{16}$/;
const APPS = '/bapi/mp/v1/apps';
const CONFIG = '/bapi/mp/v1/config';
const CODE_LIFETIME_SECONDS = 300;

export async function startBackend(options: BackendOptions = {}): Promise<Backend> {
  const apps = new Map<string, ServedApp>();
  const deltas = createDeltas();
  const serve = async (app: BackendApp): Promise<void> => {
    const served = await serveApp(app);
    deltas.remember(served.package);
    apps.set(app.appId, served);
  };
  for (const app of options.apps ?? []) await serve(app);
  const log = createRequestLog({ showSecrets: options.showSecrets ?? false });
  let controls: Controls = { ...NO_CONTROLS, ...options.controls };
  let base = '';

  const sendApi = (response: ServerResponse, value: unknown): void =>
    sendJson(response, 200, options.envelope ? { code: '000000', data: value, success: true } : value);

  const answerApi = async (
    request: IncomingMessage,
    response: ServerResponse,
    appId: string,
    what: string,
  ): Promise<void> => {
    const isDetails = what === 'details';
    await delay(isDetails ? controls.detailsDelayMs : controls.codeDelayMs);
    const failure = isDetails ? controls.failDetails : controls.failCode;
    const app = apps.get(appId);
    if (failure !== null) sendFailure(response, failure);
    else if (request.method !== (isDetails ? 'GET' : 'POST'))
      sendJson(response, 405, { message: 'Method not allowed.' });
    else if (isDetails && app) sendApi(response, app.detailsAt(base));
    else if (isDetails || (!app && !FOLDER_ID.test(appId)))
      sendJson(response, 404, { message: 'There is no such mini-program.' });
    else await sendCode(request, response);
  };

  /** The user of a request for a code; `null`: nobody, `undefined`: a token that does not count. */
  const users = options.authorization && createUsers(options.authorization);
  const sendCode = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const user = await users?.of(request.headers.authorization);
    if (user === undefined && users) return sendJson(response, 401, { message: 'Not a token of a user.' });
    const code = randomBytes(16).toString('hex');
    if (user) users?.remember(code, user);
    sendApi(response, { code, expiresIn: CODE_LIFETIME_SECONDS });
  };

  const answerPackage = async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    const app = [...apps.values()].find((candidate) => candidate.packagePath === url.pathname);
    if (controls.failPackage !== null) return sendFailure(response, controls.failPackage);
    if (!app) return sendJson(response, 404, { message: 'There is no such package.' });
    const { bytes, sha256 } = app.package;
    const use = { 'use-as-dictionary': `match="/packages/${app.appId}/*", id="${sha256.slice(0, 12)}"` };
    const vary = { ...use, vary: 'accept-encoding, available-dictionary' };
    const delta = deltas.answer(app.package, request.headers);
    if (delta) {
      const source = { size: delta.length, read: (start: number, end: number) => delta.subarray(start, end) };
      await sendBytes(request, response, source, {
        type: 'application/zip',
        overMs: 0,
        headers: { ...vary, 'content-encoding': 'dcz' },
      });
      return;
    }
    const source = { size: bytes.length, read: (start: number, end: number) => bytes.subarray(start, end) };
    await sendBytes(request, response, source, {
      type: 'application/zip',
      overMs: controls.packageDelayMs,
      headers: { ...vary, etag: `"${sha256}"` },
    });
  };

  const answerControl = async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    const what = `${request.method} ${url.pathname}`;
    if (what === 'GET /_health')
      return sendJson(response, 200, { larder: 'demo-backend', ownerId: options.ownerId ?? null });
    if (what === 'GET /_requests') return sendJson(response, 200, log.list());
    if (what === 'DELETE /_requests') {
      log.clear();
      return sendJson(response, 200, []);
    }
    if (what === 'GET /_control') return sendJson(response, 200, controls);
    if (what !== 'PUT /_control') return sendJson(response, 404, { message: 'Not found.' });
    try {
      controls = { ...controls, ...parseControlChange(await text(request)) };
      sendJson(response, 200, controls);
    } catch (error) {
      sendJson(response, 400, { message: error instanceof Error ? error.message : String(error) });
    }
  };

  const answerRoute = async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    const route = findRoute(options.routes ?? {}, url.pathname);
    if (!route) return sendJson(response, 404, { message: 'Not found.' }, READABLE_BY_PAGES);
    await delay(controls.dataDelayMs);
    if (controls.failData !== null) return sendFailure(response, controls.failData);
    const answer = await route({ url, method: request.method ?? 'GET', base, controls, incoming: request, response });
    if (answer) sendData(request, response, answer);
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', base);
    // A page elsewhere that points a name at loopback must not reach the controls.
    if (request.headers.host !== new URL(base).host)
      return sendJson(response, 421, { message: 'Not the host of this server.' });
    if (url.pathname.startsWith('/_')) return answerControl(request, response, url);
    log.add(request, response, url);
    if (url.pathname === CONFIG && options.authorization)
      return sendData(request, response, { body: { authorization: options.authorization } });
    if (url.pathname === APPS && options.hasList !== false)
      return sendApi(response, listOffers([...apps.values()], url.searchParams.get('query') ?? '', base));
    const icon = url.pathname.startsWith('/icons/') ? apps.get(url.pathname.slice('/icons/'.length))?.icon : null;
    if (icon) return sendData(request, response, { body: icon.bytes, headers: { 'content-type': icon.type } });
    const api = API.exec(url.pathname);
    if (api) return answerApi(request, response, decodeURIComponent(api[1] ?? ''), api[2] ?? '');
    if (url.pathname.startsWith('/packages/')) return answerPackage(request, response, url);
    return answerRoute(request, response, url);
  };

  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    response.on('error', () => {});
    void answer(request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, { message: 'The backend failed.' });
    });
  };
  const server = options.tls ? https.createServer(options.tls, listener) : createServer(listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const reached = `${options.tls ? 'localhost' : '127.0.0.1'}:${options.via ? await options.via(port) : port}`;
  base = options.origin ?? `${options.tls ? 'https' : 'http'}://${reached}`;
  const { host } = new URL(base);

  return {
    url: base,
    host,
    requests: log.list,
    clearRequests: log.clear,
    whenRequested: (matches, limitMs = 10_000) => log.when(matches, limitMs),
    control(change) {
      controls = { ...controls, ...change };
      return controls;
    },
    setApp: serve,
    changeDetails(appId, details) {
      const app = apps.get(appId);
      if (app) apps.set(appId, { ...app, detailsAt: (at) => ({ ...app.detailsAt(at), ...details }) });
    },
    removeApp(appId) {
      apps.delete(appId);
    },
    redeem: (code) => users?.redeem(code) ?? null,
    dropConnections: () => server.closeAllConnections(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function findRoute(routes: Readonly<Record<string, Route>>, pathname: string): Route | undefined {
  const exact = routes[pathname];
  if (exact) return exact;
  const prefix = Object.keys(routes).find((key) => key.endsWith('/*') && pathname.startsWith(key.slice(0, -1)));
  return prefix ? routes[prefix] : undefined;
}
