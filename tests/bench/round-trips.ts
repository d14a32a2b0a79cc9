/** How many round trips a pre-fetch takes, and how many connections the first start: the container's own parts, no window. */
import { once } from 'node:events';
import http2, { type Http2SecureServer } from 'node:http2';
import https from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import path from 'node:path';
import { createDetailsClient } from '../../main/catalog/details/details-client.ts';
import { downloadPackage } from '../../main/catalog/packages/package-download.ts';
import { createCodeSource } from '../../main/data-fetch/launch/code-source.ts';
import { createPreFetcher, type PreFetcher } from '../../main/data-fetch/launch/pre-fetch.ts';
import { createWarmUp, type WarmUp } from '../../main/data-fetch/launch/warm-up.ts';
import { detailsSchema, type Details } from '../../main/models/details-schema.ts';
import { createBackendHttp, type BackendHttp } from '../../main/network/client/backend-http.ts';
import { createTransport } from '../../main/network/client/transport.ts';
import { createDialer } from '../../main/network/connections/dialer.ts';
import { createConnectionPool, type ConnectionPool } from '../../main/network/connections/pool.ts';
import { createCheckedLookup } from '../../main/network/rules/addresses.ts';
import { createEventLog } from '../../main/log/event-log.ts';
import { sha256Of } from '../fakes/zip.ts';
import { issueCertificate, type Issued } from '../unit/network/client/certificates.ts';
import { atEnd, createBenchFolder } from './cleaning-up.ts';
import type { BenchRow, Figure } from './figure.ts';
import { startRelay, type Relay } from './relay.ts';
import { median, percentile } from './statistics.ts';

const R_MS = 100;
/** What the servers take themselves. */
const S_MS = 20;
const ROUNDS = 12;
const APP_ID = 'abc';
/** Its name is looked up by the system. */
const BACKEND_HOST = 'localhost';
const DEVELOPER_HOST = 'api.example';
const PACKAGE = Buffer.alloc(200 * 1024, 7);

type Protocol = 'HTTP/1.1' | 'HTTP/2';

export const ROUND_TRIPS: BenchRow = {
  name: 'round-trips',
  title: `Request to answer over a relay, R = ${R_MS} ms, TLS 1.3, ${ROUNDS} times each, as multiples of R beside ${S_MS} ms of the server`,
  async measure() {
    const certificates = await issueAll();
    return [
      ...(await measureProtocol('HTTP/1.1', certificates)),
      ...(await measureProtocol('HTTP/2', certificates)),
      ...(await measureFirstInstall(certificates)),
    ];
  },
};

interface Certificates {
  readonly root: Issued;
  readonly leaf: Issued;
}

async function issueAll(): Promise<Certificates> {
  const root = await issueCertificate({ name: 'Bench root', isAuthority: true });
  const leaf = await issueCertificate({ name: 'bench', dnsNames: [BACKEND_HOST, DEVELOPER_HOST], issuer: root });
  return { root, leaf };
}

async function measureProtocol(protocol: Protocol, certificates: Certificates): Promise<Figure[]> {
  const windows: number[] = [];
  const rounds = async (prepare: (larder: Parts) => Promise<void>, hasToken: boolean): Promise<number[]> => {
    const turns: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const larder = await createParts(protocol, certificates, { hasToken });
      await prepare(larder);
      const { answeredMs, departedMs } = await larder.preFetch();
      turns.push((answeredMs - (hasToken ? S_MS : 2 * S_MS)) / R_MS);
      windows.push(departedMs / R_MS);
      larder.pool.dispose();
    }
    return turns;
  };
  const hover = async ({ warmUp, pool }: Parts): Promise<void> => {
    warmUp.beforeOpening(APP_ID);
    await until(() => pool.counts().idle > 0);
  };
  const bothWarm = async ({ warmUp, pool }: Parts): Promise<void> => {
    warmUp.beforeOpening(APP_ID);
    await until(() => pool.counts().idle > 1);
  };
  const startedBefore = async ({ preFetch }: Parts): Promise<void> => void (await preFetch());
  const cold = (): Promise<void> => Promise.resolve();
  return [
    ...figures(`${protocol}, after hover`, await rounds(hover, true), 1.15),
    ...figures(`${protocol}, second cold start`, await rounds(startedBefore, true), 1.15),
    ...figures(`${protocol}, cold`, await rounds(cold, true), 3.1),
    ...figures(`${protocol}, code and pre-fetch, both warm`, await rounds(bothWarm, false), 2.2),
    ...figures(`${protocol}, code and pre-fetch, cold`, await rounds(cold, false), 4.2),
    {
      what: `${protocol}, start to window, all of these, p95`,
      value: percentile(windows, 95),
      unit: 'x',
      atMost: 0.05,
    },
  ];
}

function figures(what: string, turns: readonly number[], atMost: number): Figure[] {
  return [
    { what: `${what}, median`, value: median(turns), unit: 'x', atMost },
    { what: `${what}, p95`, value: percentile(turns, 95), unit: 'x' },
  ];
}

/** Backend, package and developer server on one host. */
async function measureFirstInstall(certificates: Certificates): Promise<Figure[]> {
  const larder = await createParts('HTTP/1.1', certificates, { hasToken: true, isOneHost: true });
  const details = await createDetailsClient({
    http: larder.http,
    backendUrl: () => larder.backendUrl,
  }).fetch(APP_ID);
  const file = path.join(await createBenchFolder(), 'package.zip');
  const rules = { dev: false, backendUrl: () => larder.backendUrl, maxBytes: () => PACKAGE.byteLength };
  await Promise.all([
    larder.preFetch(),
    downloadPackage(larder.http, rules, () => Promise.resolve(2 ** 40), { details, file, onProgress: () => {} }),
  ]);
  return [{ what: 'first install from one host, connections', value: larder.connections(), unit: '', atMost: 2 }];
}

interface Parts {
  readonly pool: ConnectionPool;
  readonly warmUp: WarmUp;
  readonly http: BackendHttp;
  readonly backendUrl: string;
  connections(): number;
  /** From the start. With `departedMs` the window is made. */
  preFetch(): Promise<{ readonly answeredMs: number; readonly departedMs: number }>;
}

interface PartsWish {
  readonly hasToken: boolean;
  readonly isOneHost?: boolean;
}

async function createParts(
  protocol: Protocol,
  certificates: Certificates,
  { hasToken, isOneHost = false }: PartsWish,
): Promise<Parts> {
  const { root, leaf } = certificates;
  let details: Details | null = null;
  const server = serve(protocol, leaf, (url) => {
    if (url.endsWith('/oauth/code')) return JSON.stringify({ code: 'once', expiresIn: 60 });
    if (url.endsWith('/details')) return JSON.stringify(details);
    return url === '/package.zip' ? PACKAGE : 'fresh data';
  });
  const port = await listening(server);
  const developer: Relay = await startRelay(port, R_MS);
  const backend: Relay = isOneHost ? developer : await startRelay(port, R_MS);
  const backendUrl = `https://${BACKEND_HOST}:${backend.port}`;
  const developerHost = `${isOneHost ? BACKEND_HOST : DEVELOPER_HOST}:${developer.port}`;
  details = detailsSchema().parse({
    appId: APP_ID,
    name: 'Bench',
    version: '1.0.0',
    packageUrl: `${backendUrl}/package.zip`,
    packageSha256: sha256Of(PACKAGE),
    packageSize: PACKAGE.byteLength,
    serviceDomains: [developerHost],
    developmentSettings: { preFetchUrl: `https://${developerHost}/data` },
  });
  const known = details;
  const lookup = createCheckedLookup(
    () => true,
    () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]),
  );
  const pool = createConnectionPool(createDialer({ lookup, certificateAuthorities: [root.certificatePem] }));
  atEnd(() => Promise.resolve(pool.dispose()));
  const resolveProxy = (): Promise<string> => Promise.resolve('DIRECT');
  const clock = { now: () => Date.now() };
  const warmUp = createWarmUp({
    pool,
    dev: false,
    backendUrl: () => backendUrl,
    resolveProxy,
    state: () => ({ details: { value: known, fetchedAt: 1 } }),
    hasToken: () => hasToken,
    mayOpenAhead: () => true,
  });
  const preFetcher: PreFetcher = createPreFetcher({
    transport: createTransport({
      version: '1',
      dev: false,
      clock,
      isOnline: () => true,
      resolveProxy,
      isAddressAllowed: () => true,
      pool,
    }),
    codes: createCodeSource({ backendUrl: () => backendUrl, version: '1', pool, resolveProxy }),
    tokens: { get: () => Promise.resolve(hasToken ? 'token' : null) },
    clock,
    events: createEventLog(clock, []),
    dev: false,
    warmUp,
    settings: () => ({ lang: 'en', cdnUrl: null }),
  });
  return {
    pool,
    warmUp,
    http: createBackendHttp({ userAgent: 'Larder/bench', resolveProxy, pool }),
    backendUrl,
    connections: () => developer.connections() + (isOneHost ? 0 : backend.connections()),
    async preFetch() {
      const startedAt = performance.now();
      const { outcome, departed } = preFetcher.start({
        appId: APP_ID,
        details: known,
        version: '1.0.0',
        launch: {},
        signal: new AbortController().signal,
      });
      await departed;
      const departedMs = performance.now() - startedAt;
      const ended = await outcome;
      if (!ended.ok) throw new Error(`a pre-fetch failed: ${ended.message}`);
      const answeredMs = performance.now() - startedAt;
      // A socket is given back in a later turn.
      await until(() => pool.counts().idle === pool.counts().open);
      return { answeredMs, departedMs };
    },
  };
}

function serve(protocol: Protocol, leaf: Issued, answer: (url: string) => string | Buffer): Server {
  const options = { cert: leaf.certificatePem, key: leaf.keyPem, minVersion: 'TLSv1.3' } as const;
  const respond = (url: string, end: (body: string | Buffer) => void): void => {
    setTimeout(() => end(answer(url.split('?')[0] ?? '')), S_MS);
  };
  if (protocol === 'HTTP/1.1')
    return https.createServer({ ...options, keepAliveTimeout: 60_000 }, (request, response) => {
      request.resume();
      respond(request.url ?? '', (body) => response.end(body));
    });
  const server: Http2SecureServer = http2.createSecureServer(options, (request, response) => {
    request.resume();
    respond(request.url, (body) => response.end(body));
  });
  return server;
}

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEnd(() => new Promise((resolve) => void server.close(() => resolve(undefined))));
  return (server.address() as AddressInfo).port;
}

async function until(isTrue: () => boolean): Promise<void> {
  for (let turn = 0; turn < 2000 && !isTrue(); turn += 1) await new Promise((resolve) => setTimeout(resolve, 5));
  if (!isTrue()) throw new Error('what was waited for did not come');
}
