/** What each part of the main process tells of its requests, with real servers. */
import dns from 'node:dns';
import { createDialer } from '../../../../main/network/connections/dialer.ts';
import { createConnectionPool } from '../../../../main/network/connections/pool.ts';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { ActivityLog } from '../../../../main/launcher/activity/activity-log.ts';
import { toHar } from '../../../../main/launcher/activity/har.ts';
import { createBackendHttp } from '../../../../main/network/client/backend-http.ts';
import { createDetailsClient } from '../../../../main/catalog/details/details-client.ts';
import { detailsSchema } from '../../../../main/models/details-schema.ts';
import { downloadPackage } from '../../../../main/catalog/packages/package-download.ts';
import { createCodeSource } from '../../../../main/data-fetch/launch/code-source.ts';
import { createPeriodicFetcher } from '../../../../main/data-fetch/periodic/fetcher.ts';
import { observeTransport } from '../../../../main/network/client/observed-transport.ts';
import { createTransport, type TransportDependencies } from '../../../../main/network/client/transport.ts';
import type { TransportOutcome, TransportRequest } from '../../../../main/network/client/transport-types.ts';
import { openMiniProgramStore } from '../../../../main/storage/mini-program-store.ts';
import { json, startLocalServer, type Handler } from '../../../fakes/local-server.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';
import { sha256Of } from '../../../fakes/zip.ts';
import { startRawServer, type RawServer } from '../../network/client/local-server.ts';
import { until } from '../../../fakes/until.ts';
import { NOW, REQUEST, testLog } from './request-fixtures.ts';

const resolveProxy = (): Promise<string> => Promise.resolve('DIRECT');
const anyMs = expect.any(Number) as number;
const DETAILS = {
  appId: 'App1',
  name: 'Market',
  version: '1',
  packageUrl: 'https://cdn.example/p.zip',
  packageSha256: 'ab'.repeat(32),
  serviceDomains: [],
};

let raw: RawServer | null = null;
afterEach(async () => {
  await raw?.close();
  raw = null;
});

/** The one entry of `log`, without what is the same everywhere. */
function only(activityLog: ActivityLog) {
  expect(activityLog.entries()).toHaveLength(1);
  const { kind, method, host, outcome, bytes, redirects, timings } = activityLog.entries()[0]!;
  return { kind, method, host, outcome, bytes, redirects, timings };
}

describe('a request to a developer server', () => {
  function get(
    activityLog: ActivityLog,
    port: number,
    change: Partial<TransportRequest> = {},
    deps: Partial<TransportDependencies> = {},
  ): Promise<TransportOutcome> {
    const transport = createTransport({
      version: '1',
      dev: true,
      clock: { now: () => NOW },
      isOnline: () => true,
      resolveProxy,
      ...deps,
    });
    const host = `127.0.0.1:${port}`;
    const { kind } = REQUEST;
    const appId = 'One';
    return observeTransport(transport, activityLog).get({
      url: new URL(`http://${host}/data?token=secret`),
      domains: [{ domain: host, certificates: [] }],
      signal: new AbortController().signal,
      purpose: { appId, kind, shownUrl: new URL(`http://${host}/data?token=TOKEN`) },
      ...change,
    });
  }
  const portOf = ({ url }: { url: string }): number => Number(new URL(url).port);

  it('is recorded with all its parts when it goes well', async () => {
    const activityLog = testLog();
    const server = await startLocalServer((request, response) => {
      if (request.url === '/next') response.end('hello');
      else response.writeHead(302, { location: '/next' }).end();
    });
    await get(activityLog, portOf(server));
    const timings = { totalMs: anyMs, connectMs: anyMs, firstByteMs: anyMs, bodyMs: anyMs };
    expect(only(activityLog)).toMatchObject({
      kind: 'pre-fetch',
      method: 'GET',
      host: server.url.slice(7),
      outcome: { ok: true, status: 200, notModified: false },
      bytes: 5,
      redirects: 1,
      timings,
    });
    expect(activityLog.recorded()[0]?.shownUrl).toBe(`${server.url}/data?token=TOKEN`);
  });

  it('is recorded as not modified when the server says so', async () => {
    const activityLog = testLog();
    const server = await startLocalServer((_request, response) => response.writeHead(304).end());
    await get(activityLog, portOf(server), { validators: { etag: '"1"' } });
    expect(only(activityLog)).toMatchObject({ outcome: { ok: true, status: 304, notModified: true }, bytes: 0 });
  });

  it('is recorded with the reason when it fails', async () => {
    const activityLog = testLog();
    const server = await startLocalServer((_request, response) => response.writeHead(503).end());
    await get(activityLog, portOf(server));
    const message = `Cannot use the answer of "${server.url.slice(7)}": it answered 503`;
    expect(only(activityLog)).toMatchObject({ outcome: { ok: false, status: 503, errCode: 'bad-status', message } });
  });

  it('shows what it was waiting for when time is over', async () => {
    const activityLog = testLog();
    const server = await startLocalServer(() => {});
    await get(activityLog, portOf(server), {}, { limits: { totalTimeoutMs: 300 } });
    const { outcome, timings } = only(activityLog);
    expect(outcome).toMatchObject({ ok: false, errCode: 'timeout' });
    expect(timings).toMatchObject({ connectMs: anyMs, firstByteMs: anyMs });
    expect(timings).not.toHaveProperty('bodyMs');
    expect(timings!.firstByteMs!).toBeGreaterThan(timings!.totalMs / 2);
  });

  it('shows the TLS handshake as what it was waiting for when that never ends', async () => {
    const activityLog = testLog();
    raw = await startRawServer(() => {});
    const host = `127.0.0.1:${raw.port}`;
    await get(
      activityLog,
      raw.port,
      { url: new URL(`https://${host}/`), domains: [{ domain: host, certificates: [] }] },
      { limits: { connectTimeoutMs: 300 } },
    );
    const { outcome, timings } = only(activityLog);
    expect(outcome).toMatchObject({ ok: false, errCode: 'timeout' });
    expect(timings!.tlsMs!).toBeGreaterThan(timings!.totalMs / 2);
    expect(timings).not.toHaveProperty('firstByteMs');
  });

  it('shows the look-up as what it was waiting for when the name is never resolved', async () => {
    const activityLog = testLog();
    const url = new URL('http://slow.example/');
    const domains = [{ domain: 'slow.example', certificates: [] }];
    await get(
      activityLog,
      1,
      { url, domains },
      { limits: { connectTimeoutMs: 300 }, dev: true, resolveHost: () => new Promise(() => {}) },
    );
    const { timings } = only(activityLog);
    expect(timings!.dnsMs!).toBeGreaterThan(timings!.totalMs / 2);
    expect(timings).not.toHaveProperty('connectMs');
  });

  it.each([
    ['outside the service domains', 'secret.evil.example', 'domain-not-allowed'],
    ['below a wildcard domain', 'secret.listed.example', 'network-error'],
  ])(
    'does not show the token when the server redirects to a host %s that holds it',
    async (_where, target, errCode) => {
      const activityLog = testLog();
      const server = await startLocalServer((_request, response) =>
        response.writeHead(302, { location: `http://${target}/secret?token=secret` }).end(),
      );
      const host = server.url.slice(7);
      const domains = [host, '*.listed.example'].map((domain) => ({ domain, certificates: [] }));
      const resolveHost = (): Promise<never> =>
        Promise.reject(Object.assign(new Error('not found'), { code: 'ENOTFOUND' }));
      await get(activityLog, portOf(server), { domains }, { resolveHost });
      expect(only(activityLog)).toMatchObject({ host, redirects: 1, outcome: { ok: false, errCode } });
      expect(JSON.stringify([activityLog.recorded(), toHar(activityLog.recorded(), '1')])).not.toContain('secret');
    },
  );

  it('is not recorded when it names no purpose', async () => {
    const activityLog = testLog();
    const server = await startLocalServer((_request, response) => response.end('x'));
    const host = server.url.slice(7);
    const transport = observeTransport(
      createTransport({ version: '1', dev: true, clock: { now: () => NOW }, isOnline: () => true, resolveProxy }),
      activityLog,
    );
    const outcome = await transport.get({
      url: new URL(server.url),
      domains: [{ domain: host, certificates: [] }],
      signal: new AbortController().signal,
    });
    expect(outcome).toMatchObject({ kind: 'answer' });
    expect(activityLog.entries()).toEqual([]);
  });
});

describe('a periodic request', () => {
  it('is recorded with its kind, and its URL without the token', async () => {
    const activityLog = testLog();
    const server = await startLocalServer((_request, response) => response.end('x'));
    const clock = { now: () => NOW };
    const store = openMiniProgramStore({ folder: createTemporaryFolder(), clock });
    store.add({ appId: 'App1', name: 'One', description: '' });
    const developmentSettings = { backgroundFetchUrl: `${server.url}/{token}/data` };
    const value = detailsSchema().parse({ ...DETAILS, serviceDomains: [server.url.slice(7)], developmentSettings });
    store.update('App1', { details: { value, fetchedAt: NOW } });
    const fetchPeriodic = createPeriodicFetcher({
      transport: observeTransport(
        createTransport({ version: '1', dev: true, clock, isOnline: () => true, resolveProxy }),
        activityLog,
      ),
      store,
      bodies: { readText: () => Promise.resolve(null) },
      tokens: { get: () => Promise.resolve('secret') },
      clock,
      dev: true,
      settings: () => ({ lang: 'en', cdnUrl: null }),
    });
    expect(await fetchPeriodic('App1', new AbortController().signal, () => {})).toMatchObject({ kind: 'data' });
    expect(server.requests).toEqual([`/secret/data?appid=App1&timestamp=${NOW}&lang=en&version=1`]);
    expect(only(activityLog)).toMatchObject({ kind: 'periodic', outcome: { ok: true, status: 200 } });
    expect(activityLog.recorded()[0]?.shownUrl).toBe(
      `${server.url}/TOKEN/data?appid=App1&timestamp=${NOW}&lang=en&version=1`,
    );
  });
});

describe('a request for a code', () => {
  async function ask(handler: Handler, timeoutMs = 5_000, signal = new AbortController().signal) {
    const activityLog = testLog();
    const server = await startLocalServer(handler);
    const codes = createCodeSource({
      pool: createConnectionPool(createDialer({ lookup: dns.lookup })),
      backendUrl: () => server.url,
      version: '1',
      resolveProxy,
      timeoutMs,
      observer: activityLog,
    });
    const code = codes.request('App1', signal, () => {});
    return { log: activityLog, code, server };
  }

  it('is recorded when it goes well, without the code', async () => {
    const { log, code, server } = await ask((_request, response) => response.end('{"code":"C-1","expiresIn":60}'));
    expect(await code).toBe('C-1');
    expect(only(log)).toMatchObject({
      kind: 'code',
      method: 'POST',
      host: server.url.slice(7),
      outcome: { ok: true, status: 200 },
      bytes: 29,
      timings: { firstByteMs: anyMs, bodyMs: anyMs },
    });
    expect(JSON.stringify(log.recorded())).not.toContain('C-1');
  });

  it.each([
    ['an error', (_request, response) => response.writeHead(500).end('x'), { status: 500, errCode: 'bad-status' }],
    ['no code', (_request, response) => response.end('{}'), { status: 200, errCode: 'backend-bad-answer' }],
    ['nothing', (request) => request.socket.destroy(), { errCode: 'network-error' }],
  ] satisfies [string, Handler, object][])(
    'is recorded as failed when the backend sends %s',
    async (_what, handler, outcome) => {
      const { log, code } = await ask(handler);
      expect(await code).toBeNull();
      expect(only(log).outcome).toMatchObject({ ok: false, ...outcome });
    },
  );

  it('is recorded as timed out or given up', async () => {
    const slow = await ask(() => {}, 40);
    await slow.code;
    expect(only(slow.log).outcome).toMatchObject({ ok: false, errCode: 'timeout' });
    const abort = new AbortController();
    const left = await ask(() => {}, 5_000, abort.signal);
    await until(() => left.server.requests.length >= 1);
    expect(left.log.entries()[0]?.outcome).toBeNull();
    abort.abort();
    await left.code;
    expect(only(left.log).outcome).toMatchObject({ ok: false, errCode: 'aborted' });
  });
});

describe('a request for details', () => {
  async function fetchDetails(handler: Handler) {
    const activityLog = testLog();
    const server = await startLocalServer(handler);
    const http = createBackendHttp({ userAgent: 'Larder/test' });
    const client = createDetailsClient({ http, backendUrl: () => server.url, observer: activityLog });
    await client.fetch('App1').catch(() => {});
    return { log: activityLog, server };
  }

  it('is recorded with redirects and bytes when it goes well', async () => {
    const body = JSON.stringify(DETAILS);
    const { log, server } = await fetchDetails((request, response) => {
      if (request.url?.startsWith('/moved')) response.end(body);
      else response.writeHead(308, { location: '/moved' }).end();
    });
    expect(only(log)).toMatchObject({
      kind: 'details',
      method: 'GET',
      outcome: { ok: true, status: 200 },
      bytes: body.length,
      redirects: 1,
      timings: { firstByteMs: anyMs, bodyMs: anyMs },
    });
    expect(log.recorded()[0]?.shownUrl).toBe(`${server.url}/bapi/mp/v1/app/App1/details`);
  });

  it('is recorded with the field that is wrong when it cannot be used', async () => {
    const { log } = await fetchDetails(json({ ...DETAILS, name: 5 }));
    const message = 'Cannot read the details of "App1": name must be a string.';
    expect(only(log).outcome).toEqual({ ok: false, status: 200, errCode: 'backend-bad-answer', message });
  });

  it('is recorded as failed when the backend does not know it or is gone', async () => {
    const unknown = await fetchDetails(json({}, 404));
    expect(only(unknown.log).outcome).toMatchObject({ ok: false, status: 404, errCode: 'not-found' });
    const cut = await fetchDetails((request) => request.socket.destroy());
    expect(only(cut.log).outcome).toMatchObject({ ok: false, errCode: 'backend-unreachable' });
  });
});

describe('a package download', () => {
  const BYTES = Buffer.from('the bytes of a package');

  async function download(handler: Handler, packageUrl?: string) {
    const activityLog = testLog();
    const server = await startLocalServer(handler);
    const details = detailsSchema().parse({
      ...DETAILS,
      packageUrl: packageUrl ?? `${server.url}/p.zip`,
      packageSha256: sha256Of(BYTES),
    });
    const file = path.join(createTemporaryFolder(), 'package');
    const rules = { dev: true, backendUrl: () => null, maxBytes: () => 1_000_000 };
    const http = createBackendHttp({ userAgent: 'Larder/test' });
    await downloadPackage(http, rules, () => Promise.resolve(Infinity), {
      details,
      file,
      onProgress: () => {},
      observer: activityLog,
    }).catch(() => {});
    return activityLog;
  }

  it('is recorded with its bytes when it goes well', async () => {
    const activityLog = await download((_request, response) => response.end(BYTES));
    expect(only(activityLog)).toMatchObject({
      kind: 'package',
      method: 'GET',
      outcome: { ok: true, status: 200 },
      bytes: BYTES.length,
      timings: { firstByteMs: anyMs, bodyMs: anyMs },
    });
  });

  it('is recorded with the reason when it fails', async () => {
    expect(only(await download((_request, response) => response.end('other bytes')))).toMatchObject({
      outcome: { ok: false, status: 200, errCode: 'package-mismatch' },
      bytes: 11,
    });
    expect(only(await download((_request, response) => response.writeHead(404).end())).outcome).toMatchObject({
      ok: false,
      status: 404,
      errCode: 'package-unreachable',
    });
  });

  it('is not recorded when there is nothing to ask', async () => {
    expect((await download(() => {}, 'no URL')).entries()).toEqual([]);
  });
});
