import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { PeriodicDataReader } from '../../../../main/data-fetch/periodic/periodic-data.ts';
import { createPeriodicFetch, type PeriodicFetch } from '../../../../main/data-fetch/periodic/periodic-fetch.ts';
import type { PeriodicScheduler } from '../../../../main/data-fetch/periodic/scheduler.ts';
import { createTransport } from '../../../../main/network/client/transport.ts';
import { createBodyStore } from '../../../../main/storage/bodies.ts';
import { openMiniProgramStore } from '../../../../main/storage/mini-program-store.ts';
import type { MiniProgramStore, TokenVault } from '../../../../main/storage/ports.ts';
import { openMachineState } from '../../../../main/storage/machine-state.ts';
import { openSettings, type Settings } from '../../../../main/storage/settings.ts';
import { openTokenVault } from '../../../../main/storage/tokens/token-vault.ts';
import { createEventLog, type LarderEvent } from '../../../../main/log/event-log.ts';
import { createFakeSecretStore } from '../../../fakes/secret-store.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';
import { HOUR_MS } from '../../../fakes/periodic-store.ts';
import { VirtualTime } from '../../../fakes/virtual-time.ts';

const START = Date.UTC(2027, 4, 20, 12);
const APP = 'App1';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

interface Bench {
  folder: string;
  time: VirtualTime;
  store: MiniProgramStore;
  tokens: TokenVault;
  periodic: PeriodicFetch;
  scheduler: PeriodicScheduler;
  data: PeriodicDataReader;
  log: LarderEvent[];
  /** What listeners were told. */
  saved: string[];
  requests: IncomingMessage[];
  answer: Answer;
  origin: string;
  settings: Settings;
  /** Until the sweep under way has ended. */
  sweepEnds(): Promise<void>;
  /** Lets `ms` pass with the real server answering. */
  pass(ms: number): Promise<void>;
}

/** A developer server on loopback, and everything from the scheduler down to the disk. */
async function openBench(): Promise<Bench> {
  const folder = createTemporaryFolder();
  const time = new VirtualTime(START);
  const requests: IncomingMessage[] = [];
  const log: LarderEvent[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    bench.answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    await bench.scheduler.dispose();
    server.closeAllConnections();
    server.close();
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const store = openMiniProgramStore({ folder, clock: time.clock });
  store.add({ appId: APP, name: 'One', description: '' });
  store.update(APP, {
    lastOpenedAt: START,
    details: {
      fetchedAt: START,
      value: {
        appId: APP,
        name: 'One',
        description: '',
        version: '1.2.3',
        packageUrl: 'https://x.example/p.zip',
        packageSha256: '0'.repeat(64),
        permissions: [],
        serviceDomains: [{ domain: host, certificates: [] }],
        developmentSettings: { backgroundFetchUrl: `http://${host}/data?fixed=1` },
      },
    },
  });
  const tokens = await openTokenVault({
    store,
    secrets: createFakeSecretStore(),
    keepWithoutSecretStore: () => false,
    onProblem: () => {},
  });
  const bodies = createBodyStore((appId) => store.folderOf(appId));
  const settings = openSettings(folder, time.clock);
  const saved: string[] = [];
  const periodic = createPeriodicFetch({
    store,
    bodies,
    tokens,
    settings,
    machineState: openMachineState({ folder, olderFields: {}, onProblem: () => {} }),
    transport: createTransport({
      version: '0.1.0',
      dev: true,
      clock: time.clock,
      isOnline: () => true,
      resolveProxy: async () => 'DIRECT',
    }),
    clock: time.clock,
    events: createEventLog(time.clock, [(event) => log.push(event)]),
    dev: true,
    language: () => settings.get().language ?? 'de-CH',
    isAllowed: () => true,
    conditions: () => ({ online: true, onBattery: false }),
    timers: time.timers,
    cron: time.cron,
  });
  periodic.onData((appId, { source }) => saved.push(`${appId} ${source}`));
  const { scheduler, data } = periodic;
  const bench: Bench = {
    folder,
    time,
    store,
    tokens,
    periodic,
    scheduler,
    data,
    log,
    saved,
    requests,
    settings,
    origin: `http://${host}`,
    answer: (_request, response) => response.end('{"price":1}'),
    async sweepEnds() {
      const started = log.filter(({ event }) => event === 'sweep-started').length;
      await expect.poll(() => log.filter(({ event }) => event === 'sweep-finished').length).toBe(started);
    },
    async pass(ms) {
      await time.advance(ms);
      await bench.sweepEnds();
    },
  };
  return bench;
}

async function setToken({ tokens, scheduler }: Bench, token: string): Promise<void> {
  await (token === '' ? tokens.clear(APP) : tokens.set(APP, token));
  scheduler.tokenChanged(APP);
}

const bodyFiles = ({ store }: Bench): string[] => readdirSync(path.join(store.folderOf(APP), 'bodies'));

/** A server that answers 304 to `"v1"`. */
const validating: Answer = (request, response) => {
  if (request.headers['if-none-match'] === '"v1"') response.writeHead(304).end();
  else
    response.setHeader('ETag', '"v1"').setHeader('Last-Modified', 'Thu, 20 May 2027 10:00:00 GMT').end('{"price":1}');
};

describe('periodic fetch', () => {
  test('periodic fetch sends the documented arguments and keeps the answer when a token is set', async () => {
    const bench = await openBench();
    bench.scheduler.start();
    expect(await bench.data.get(APP, new AbortController().signal)).toBeNull();
    await setToken(bench, 'se cret');
    await bench.sweepEnds();

    expect(bench.requests.map(({ url }) => url)).toEqual([
      `/data?fixed=1&appid=${APP}&token=se%20cret&timestamp=${START}&lang=de-CH&version=1.2.3`,
    ]);
    await expect.poll(() => bench.saved).toEqual([`${APP} network`]);
    expect(await bench.data.get(APP, new AbortController().signal)).toEqual({
      fetchType: 'periodic',
      fetchedData: '{"price":1}',
      timeStamp: START,
      source: 'stored',
      appid: APP,
      token: 'se cret',
      timestamp: START,
      lang: 'de-CH',
      version: '1.2.3',
    });
    expect(bench.store.get(APP)?.dataAt).toBe(START);
    expect(bench.log.map(({ event }) => event)).toEqual([
      'next-wake',
      'sweep-started',
      'periodic-started',
      'periodic-finished',
      'sweep-finished',
      'next-wake',
    ]);
    expect(JSON.stringify(bench.log)).not.toMatch(/se cret|se%20cret/);
  });

  test('periodic fetch keeps no readable token on the disk', async () => {
    const bench = await openBench();
    bench.scheduler.start();
    await setToken(bench, 'very-secret');
    await bench.sweepEnds();
    for (const name of readdirSync(bench.folder, { recursive: true, encoding: 'utf8' })) {
      const file = path.join(bench.folder, name);
      if (statSync(file).isFile()) expect(readFileSync(file, 'latin1')).not.toContain('very-secret');
    }
  });

  test('periodic fetch replaces the stored data and leaves one body when 12 h have passed', async () => {
    const bench = await openBench();
    bench.scheduler.start();
    await setToken(bench, 't');
    await bench.sweepEnds();
    for (const price of [2, 3]) {
      bench.answer = (_request, response) => response.end(`{"price":${price}}`);
      await bench.pass(12 * HOUR_MS);
      expect(await bench.data.read(APP, 'stored')).toMatchObject({
        fetchedData: `{"price":${price}}`,
        timeStamp: bench.time.clock.now(),
      });
      expect(bodyFiles(bench)).toHaveLength(1);
    }
    expect(bench.requests).toHaveLength(3);
  });

  test('periodic fetch counts 304 as a success that renews the time stamp', async () => {
    const bench = await openBench();
    bench.answer = validating;
    bench.scheduler.start();
    await setToken(bench, 't');
    await bench.sweepEnds();
    await bench.pass(12 * HOUR_MS);
    await bench.pass(12 * HOUR_MS);
    expect(bench.requests.map(({ headers }) => [headers['if-none-match'], headers['if-modified-since']])).toEqual([
      [undefined, undefined],
      ['"v1"', 'Thu, 20 May 2027 10:00:00 GMT'],
      ['"v1"', 'Thu, 20 May 2027 10:00:00 GMT'],
    ]);
    await expect.poll(() => bench.saved).toEqual([`${APP} network`, `${APP} revalidated`, `${APP} revalidated`]);
    expect(await bench.data.read(APP, 'revalidated')).toMatchObject({
      fetchedData: '{"price":1}',
      timeStamp: START + 24 * HOUR_MS,
      timestamp: START + 24 * HOUR_MS,
    });
  });

  test.each<[string, (bench: Bench) => void | Promise<void>]>([
    ['the token is another one', (bench) => setToken(bench, 'other')],
    ['the language is another one', (bench) => void bench.settings.update({ language: 'fr' })],
    ['the kept data is lost', (bench) => rmSync(path.join(bench.store.folderOf(APP), 'bodies'), { recursive: true })],
  ])('periodic fetch asks without conditions when %s', async (_name, change) => {
    const bench = await openBench();
    bench.answer = validating;
    bench.scheduler.start();
    await setToken(bench, 't');
    await bench.sweepEnds();
    await change(bench);
    await bench.pass(12 * HOUR_MS);
    expect(bench.requests).toHaveLength(2);
    expect(bench.requests[1]?.headers['if-none-match']).toBeUndefined();
    await expect.poll(() => bench.saved).toEqual([`${APP} network`, `${APP} network`]);
  });

  test('periodic fetch keeps the last good data and tries again when the server fails', async () => {
    const bench = await openBench();
    bench.scheduler.start();
    await setToken(bench, 't');
    await bench.sweepEnds();
    bench.answer = (_request, response) => response.writeHead(503, { 'Retry-After': '3600' }).end('down');
    await bench.pass(12 * HOUR_MS);
    const { failures, retryAt } = bench.store.get(APP)!.periodic!;
    expect(failures).toBe(1);
    expect(retryAt).toBeGreaterThanOrEqual(START + 13 * HOUR_MS);
    expect(retryAt).toBeLessThan(START + 14 * HOUR_MS);
    expect(await bench.data.read(APP, 'stored')).toMatchObject({ fetchedData: '{"price":1}', timeStamp: START });
    await bench.pass(retryAt! - bench.time.clock.now() - 1);
    expect(bench.requests).toHaveLength(2);
    bench.answer = (_request, response) => response.end('{"price":2}');
    await bench.pass(1);
    expect(bench.store.get(APP)?.periodic).toMatchObject({ failures: 0, retryAt: null, lastSuccessAt: retryAt });
    expect(await bench.data.read(APP, 'stored')).toMatchObject({ fetchedData: '{"price":2}' });
  });

  test('periodic fetch drops an answer when the token changed meanwhile', async () => {
    const bench = await openBench();
    const held = Promise.withResolvers<ServerResponse>();
    bench.answer = (_request, response) => held.resolve(response);
    bench.scheduler.start();
    await setToken(bench, 'first');
    const response = await held.promise;
    await setToken(bench, 'second');
    response.end('{"of":"first"}');
    await bench.sweepEnds();
    expect(await bench.data.read(APP, 'stored')).toBeNull();
    expect(bench.store.get(APP)?.periodic).toMatchObject({ lastSuccessAt: null, failures: 1, data: null });
    expect(bench.log.find(({ event }) => event === 'periodic-finished')).toMatchObject({
      ok: false,
      errCode: 'aborted',
    });
  });

  test('periodic fetch leaves nothing behind when the mini-program is removed meanwhile', async () => {
    const bench = await openBench();
    const held = Promise.withResolvers<ServerResponse>();
    bench.answer = (_request, response) => held.resolve(response);
    bench.scheduler.start();
    await setToken(bench, 't');
    const response = await held.promise;
    await bench.store.remove(APP);
    bench.scheduler.removed(APP);
    response.end('{}');
    await bench.sweepEnds();
    expect(readdirSync(path.join(bench.folder, 'mini-programs'))).toEqual([]);
    expect(bench.log.filter(({ event }) => event === 'problem')).toEqual([]);
  });

  test('setEnabled holds one mini-program back until it is switched on again', async () => {
    const bench = await openBench();
    bench.periodic.setEnabled(APP, false);
    bench.scheduler.start();
    await setToken(bench, 't');
    await bench.pass(HOUR_MS);
    expect(bench.requests).toEqual([]);
    expect(bench.scheduler.plan().waits.get(APP)?.waitingFor).toBe('switched-off');
    bench.periodic.setEnabled(APP, true);
    expect(bench.scheduler.isSweeping()).toBe(true);
    await bench.sweepEnds();
    expect(bench.requests).toHaveLength(1);
    expect(bench.scheduler.isSweeping()).toBe(false);
  });

  test('dropData forgets the data and fetches it anew without conditions', async () => {
    const bench = await openBench();
    bench.answer = validating;
    bench.scheduler.start();
    await setToken(bench, 't');
    await bench.sweepEnds();
    const dropped = bench.periodic.dropData(APP);
    expect(await bench.data.read(APP, 'stored')).toBeNull();
    await dropped;
    await bench.sweepEnds();
    expect(bench.requests.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, undefined]);
    expect(bodyFiles(bench)).toHaveLength(1);
  });

  test('forgetData forgets the data and leaves the next request its time', async () => {
    const bench = await openBench();
    bench.answer = validating;
    bench.scheduler.start();
    await setToken(bench, 't');
    await bench.sweepEnds();
    await bench.periodic.forgetData(APP);
    expect(await bench.data.read(APP, 'stored')).toBeNull();
    expect(bodyFiles(bench)).toEqual([]);
    expect(bench.store.get(APP)).toMatchObject({ dataAt: null, periodic: { lastSuccessAt: START } });
    await bench.pass(11 * HOUR_MS);
    expect(bench.requests).toHaveLength(1);
    await bench.pass(2 * HOUR_MS);
    // Without a condition: there is nothing that a 304 could confirm.
    expect(bench.requests.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, undefined]);
    expect(bodyFiles(bench)).toHaveLength(1);
  });

  test('get waits for a first request under way and says that the data is from the network', async () => {
    const bench = await openBench();
    const held = Promise.withResolvers<ServerResponse>();
    bench.answer = (_request, response) => held.resolve(response);
    bench.scheduler.start();
    await setToken(bench, 't');
    const waiting = bench.data.get(APP, new AbortController().signal);
    (await held.promise).end('{"late":true}');
    expect(await waiting).toMatchObject({ fetchedData: '{"late":true}', source: 'network' });
  });

  test('read gives the data without the token when that is not the one it was fetched with', async () => {
    const bench = await openBench();
    bench.scheduler.start();
    await setToken(bench, 'first');
    await bench.sweepEnds();
    await setToken(bench, 'second');
    expect(await bench.data.read(APP, 'stored')).not.toHaveProperty('token');
  });

  test('the data is gone when the token is removed, and comes back no earlier than the rule allows', async () => {
    const bench = await openBench();
    bench.scheduler.start();
    await setToken(bench, 'first');
    await bench.sweepEnds();
    await bench.tokens.clear(APP);
    bench.scheduler.tokenChanged(APP);
    expect(await bench.data.read(APP, 'stored')).toBeNull();
    await vi.waitFor(() => expect(bodyFiles(bench)).toEqual([]));
    await setToken(bench, 'second');
    expect(bench.requests).toHaveLength(1);
    expect(bench.store.get(APP)?.periodic).toMatchObject({ lastSuccessAt: START, data: null });
  });

  test('periodic fetch goes on from the disk when the app is started again', async () => {
    const bench = await openBench();
    bench.scheduler.start();
    await setToken(bench, 't');
    await bench.sweepEnds();
    const reopened = openMiniProgramStore({ folder: bench.folder, clock: bench.time.clock });
    expect(reopened.problems).toEqual([]);
    expect(reopened.get(APP)?.periodic).toEqual(bench.store.get(APP)?.periodic);
    expect(reopened.get(APP)?.periodic).toMatchObject({ lastSuccessAt: START, data: { hasCurrentToken: true } });
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['an unknown name in the template', { backgroundFetchUrl: 'https://dev.example/{nonsense}' }, 'template-error'],
    ['a host that is not listed', { backgroundFetchUrl: 'https://elsewhere.example/' }, 'domain-not-allowed'],
  ])(
    'periodic fetch makes no request and tries later when there is %s',
    async (_name, developmentSettings, errCode) => {
      const bench = await openBench();
      const details = bench.store.get(APP)!.details!;
      bench.store.update(APP, { details: { ...details, value: { ...details.value, developmentSettings } } });
      bench.scheduler.start();
      await setToken(bench, 't');
      await bench.sweepEnds();
      expect(bench.log.map(({ event }) => event)).not.toContain('periodic-started');
      expect(bench.log.find(({ event }) => event === 'periodic-finished')).toMatchObject({
        ok: false,
        errCode,
        retryAt: bench.store.get(APP)?.periodic?.retryAt,
      });
    },
  );
});
