/** What may leave while its fetch is still being stored, and whose worker starts meanwhile. */
import { lookup } from 'node:dns';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { LookupFunction } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createConnections } from '../../../../main/background-fetch/http/connections.ts';
import { OddServers } from '../../../../main/background-fetch/http/odd-servers.ts';
import { PreflightCache } from '../../../../main/background-fetch/http/preflight-cache.ts';
import { FetchRecord } from '../../../../main/background-fetch/jobs/fetch-record.ts';
import { attempt, type AttemptContext } from '../../../../main/background-fetch/transfer/attempt.ts';
import { WriteBudget } from '../../../../main/background-fetch/transfer/write-budget.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';
import { startLocalServer } from '../../../fakes/local-server.ts';
import { until } from '../../../fakes/until.ts';
import { APP_ID, newFetch, register, request, SCOPE, startEngine, type EngineOptions } from '../engine.ts';

const OPEN = { 'access-control-allow-origin': '*' };

/** An attempt whose fetch is stored when the test says so; `seen`: what happened, in its order. */
async function startAttempt(method: 'GET' | 'POST') {
  const seen: string[] = [];
  const server = await startLocalServer((_request, response) => {
    seen.push('left');
    response.writeHead(200, OPEN).end('body');
  });
  const record = new FetchRecord(0, { ...request(server.url), method, bodyBytes: null, headers: [] });
  const connections = createConnections({ lookupOf: () => lookup as LookupFunction });
  onTestFinished(() => connections.dispose());
  const storing = Promise.withResolvers<void>();
  const ending = new AbortController();
  const folder = createTemporaryFolder();
  const context: AttemptContext = {
    run: {
      appId: APP_ID,
      origin: 'mp://abc',
      reach: {
        domains: [{ domain: new URL(server.url).host, certificates: [] }],
        dev: true,
        isAddressAllowed: () => true,
      },
      connections,
      preflights: new PreflightCache(() => 0),
      oddServers: new OddServers(),
      lookup: lookup as LookupFunction,
      resolveProxy: () => Promise.resolve('DIRECT'),
      readOwn: () => Promise.resolve(null),
      userAgent: 'test',
      language: 'en',
      limits: { connectTimeoutMs: 30_000, stallTimeoutMs: 30_000, maxRedirects: 20 },
    },
    budget: new WriteBudget(640 * 1024, 1),
    signal: ending.signal,
    mayRetry: true,
    maxRetryAfterMs: 0,
    now: () => 0,
    bodyFile: () => path.join(folder, 'body'),
    requestFile: path.join(folder, 'request'),
    stored: storing.promise,
    markSent: () => Promise.resolve(void seen.push('marked as sent')),
    hasRoomForHead: () => true,
    async beginResponse(head) {
      seen.push('answer kept');
      record.begin(head);
    },
    refuseBytes: () => null,
    hasDiskSpace: () => Promise.resolve(true),
    mayAskForRoom: () => false,
    bytesToCome: () => 0,
    onReceived: () => {},
    onWritten: (bytes) => record.gained(bytes),
    onUploaded: () => {},
  };
  const stored = (): void => {
    seen.push('stored');
    storing.resolve();
  };
  return { seen, folder, stored, end: () => ending.abort(), outcome: attempt(record, context) };
}

describe('a request whose fetch is being stored', () => {
  it('leaves when it may be repeated, and nothing of its answer is kept before', async () => {
    const { seen, folder, stored, outcome } = await startAttempt('GET');
    await until(() => seen.includes('left'));
    expect(await readdir(folder)).toEqual([]);
    stored();
    expect(await outcome).toEqual({ kind: 'complete' });
    expect(seen).toEqual(['left', 'stored', 'answer kept']);
  });

  it('waits when it may not', async () => {
    const { seen, stored, outcome } = await startAttempt('POST');
    stored();
    expect(await outcome).toEqual({ kind: 'complete' });
    expect(seen).toEqual(['stored', 'marked as sent', 'left', 'answer kept']);
  });

  it('leaves nothing behind when that fails', async () => {
    const { seen, folder, end, stored, outcome } = await startAttempt('GET');
    await until(() => seen.includes('left'));
    end();
    stored();
    expect(await outcome).toEqual({ kind: 'stopped' });
    expect(seen).toEqual(['left', 'stored']);
    expect(await readdir(folder)).toEqual([]);
  });

  it('is known to nobody when the fetch cannot be stored, and its id is free', async () => {
    const server = await startLocalServer((_request, response) => response.writeHead(200, OPEN).end('x'));
    const folder = createTemporaryFolder();
    const { manager, log } = await startEngine({ folder, ports: [Number(new URL(server.url).port)] });
    const lost = { file: path.join(folder, 'is-not-there'), bytes: 1 };
    const requests = [request(server.url), request(`${server.url}/sent`, { method: 'POST', body: lost })];
    const outcome = await manager.registrations.register(APP_ID, newFetch(requests));
    expect(outcome).toMatchObject({ ok: false, error: { name: 'QuotaExceededError' } });
    expect(manager.downloads.list()).toEqual([]);
    expect(await readdir(path.join(folder, 'background-fetch'))).toEqual([]);
    await register(manager, [request(server.url)]);
    await until(() => log.some(({ event }) => event === 'background-fetch-settled'));
    expect(server.requests).not.toContain('/sent');
  });
});

describe('the worker of a new fetch', () => {
  const MIB = 1024 * 1024;
  const many = Array.from({ length: 11 }, (_, index) => `https://example.com/${index}`);
  const rows: [string, string[], number, Partial<EngineOptions>, string[]][] = [
    ['may be over in a moment, for all that is known', many.slice(0, 10), 0, {}, [SCOPE]],
    ['is small', many.slice(0, 1), MIB, {}, [SCOPE]],
    ['is not small', many.slice(0, 1), MIB + 1, {}, []],
    ['has many records', many, 0, {}, []],
    ['waits for the network', many.slice(0, 1), 0, { online: { value: false } }, []],
    ['waits for room', many.slice(0, 1), MIB, { room: { quotaBytes: 10_000, mayAsk: true } }, []],
    ['waits for the start', many.slice(0, 1), 0, { isStopped: true }, []],
  ];
  it.each(rows)('starts beside it, or not, when the fetch %s', async (_what, urls, downloadTotal, options, woken) => {
    const engine = await startEngine({ folder: createTemporaryFolder(), ...options });
    await register(
      engine.manager,
      urls.map((url) => request(url)),
      { downloadTotal },
    );
    expect(engine.woken).toEqual(woken);
  });
});
