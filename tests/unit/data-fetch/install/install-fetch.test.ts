import { afterEach, describe, expect, it } from 'vitest';
import { createLibrary } from '../../../../main/catalog/library.ts';
import { createInstallFetch, INSTALL_DATA_LIFETIME_MS } from '../../../../main/data-fetch/install/install-fetch.ts';
import { createTransport } from '../../../../main/network/client/transport.ts';
import { createBodyStore } from '../../../../main/storage/bodies.ts';
import { openMiniProgramStore } from '../../../../main/storage/mini-program-store.ts';
import { openSettings } from '../../../../main/storage/settings.ts';
import { createEventLog, type LarderEvent } from '../../../../main/log/event-log.ts';
import { startPackageBackend } from '../../../fakes/package-backend.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';
import { packageOf } from '../../../fakes/zip.ts';
import { startHttpServer, type Answer, type LocalServer } from '../../network/client/local-server.ts';
import { until } from '../../../fakes/until.ts';

let server: LocalServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

const never = new AbortController().signal;

async function setUp(answer: Answer, settings: Record<string, unknown> = {}) {
  server = await startHttpServer(answer);
  const host = `127.0.0.1:${server.port}`;
  const clock = { time: 1_800_000_000_000, now: () => clock.time };
  const folder = createTemporaryFolder();
  const store = openMiniProgramStore({ folder, clock });
  const bodies = createBodyStore(store.folderOf);
  const log: LarderEvent[] = [];
  const refused: string[] = [];
  const details = {
    appId: 'App1',
    name: 'App1',
    description: '',
    version: '3',
    packageUrl: 'https://a.example/p',
    packageSha256: 'a'.repeat(64),
    permissions: [],
    serviceDomains: [{ domain: host, certificates: [] }],
    developmentSettings: { installFetchUrl: `http://${host}/install?t={token}`, ...settings },
  };
  const make = () =>
    createInstallFetch({
      transport: createTransport({
        version: '1',
        dev: true,
        clock,
        isOnline: () => true,
        resolveProxy: () => Promise.resolve('DIRECT'),
      }),
      store,
      bodies,
      clock,
      events: createEventLog(clock, [(event) => log.push(event)]),
      tellRefusal: ({ kind }, { errCode }) => refused.push(`${kind} ${errCode}`),
      dev: true,
      settings: openSettings(folder, clock),
      language: () => 'en',
    });
  store.add({ appId: 'App1', name: 'App1', description: '' });
  store.update('App1', { details: { value: details, fetchedAt: clock.now() } });
  return { fetching: make(), make, store, clock, log, refused, details };
}

describe('the install fetch', () => {
  it('sends neither token nor code, is waited for, kept on the disk, and read after a restart', async () => {
    const { fetching, make, details, clock, log } = await setUp((_request, response) => response.end('größe'));
    fetching.begin('App1', details);
    fetching.begin('App1', details);
    const data = await fetching.get('App1', never);
    expect(data).toEqual({
      fetchType: 'install',
      fetchedData: 'größe',
      timeStamp: clock.time,
      source: 'network',
      appid: 'App1',
      timestamp: clock.time,
      lang: 'en',
      version: '3',
    });
    expect(server?.requests.map(({ url }) => url)).toEqual([
      `/install?t=&appid=App1&timestamp=${clock.time}&lang=en&version=3`,
    ]);
    expect(log).toMatchObject([{ event: 'install-fetch-finished', ok: true, status: 200, bytes: 7 }]);
    expect(await make().stored('App1')).toEqual({ ...data, source: 'stored' });
    make().begin('App1', details);
    expect(server?.requests).toHaveLength(1);
  });

  it('is read until the first pre-fetch succeeded, and not asked for again', async () => {
    const { fetching, details } = await setUp((_request, response) => response.end('x'));
    fetching.begin('App1', details);
    await fetching.get('App1', never);
    fetching.preFetched('App1');
    expect(await fetching.stored('App1')).toBeNull();
    fetching.begin('App1', details);
    expect(await fetching.get('App1', never)).toBeNull();
    expect(server?.requests).toHaveLength(1);
  });

  it('is dropped when a pre-fetch succeeds while it is under way', async () => {
    let answer = (): void => {};
    const { fetching, details, store } = await setUp((_request, response) => (answer = () => response.end('x')));
    fetching.begin('App1', details);
    await until(() => server?.requests.length === 1);
    fetching.preFetched('App1');
    answer();
    expect(await fetching.get('App1', never)).toBeNull();
    expect(store.get('App1')?.installFetch).toEqual({ isOver: true, data: null });
  });

  it('is over after 30 days, without a pre-fetch', async () => {
    const { fetching, details, clock, store } = await setUp((_request, response) => response.end('x'));
    fetching.begin('App1', details);
    await fetching.get('App1', never);
    clock.time += INSTALL_DATA_LIFETIME_MS;
    expect(await fetching.stored('App1')).toMatchObject({ fetchedData: 'x' });
    clock.time += 1;
    expect(await fetching.stored('App1')).toBeNull();
    expect(store.get('App1')?.installFetch?.data).toBeNull();
  });

  it.each<[string, Record<string, unknown>, Answer, string]>([
    ['a bad status', {}, (_request, response) => response.writeHead(500).end(), 'bad-status'],
    ['a body over the limit', {}, (_request, response) => response.end(Buffer.alloc(256 * 1024 + 1, 'x')), 'too-large'],
    [
      'a body over the declared limit',
      { maxBytes: 10 },
      (_request, response) => response.end('x'.repeat(11)),
      'too-large',
    ],
    [
      'a body shorter than it says',
      { maxBytes: 3 * 1024 * 1024 },
      (_request, response) => {
        response.writeHead(200, { 'content-length': 3 * 1024 * 1024 }).write('x'.repeat(1000));
        setTimeout(() => response.destroy(), 20);
      },
      'network-error',
    ],
    ['bytes', {}, (_request, response) => response.end(Buffer.from([0xff, 0xfe, 0xfd])), 'not-text'],
  ])('keeps nothing of %s and says so', async (_what, settings, answer, errCode) => {
    const { fetching, details, log, store } = await setUp(answer, settings);
    fetching.begin('App1', details);
    expect(await fetching.get('App1', never)).toBeNull();
    expect(log).toMatchObject([{ event: 'install-fetch-finished', ok: false, errCode }]);
    expect(store.get('App1')?.installFetch).toBeNull();
  });

  it.each([
    ['https://elsewhere.example/x', 'install domain-not-allowed'],
    ['https://{host}/x', 'install template-error'],
  ])('refuses %s before it leaves, as a line in Activity', async (installFetchUrl, expected) => {
    const { fetching, details, refused } = await setUp((_request, response) => response.end('x'), { installFetchUrl });
    fetching.begin('App1', details);
    expect(await fetching.get('App1', never)).toBeNull();
    expect(refused).toEqual([expected]);
  });

  it('takes up to 3 MiB where that is declared, whatever more is declared', async () => {
    const limit = 3 * 1024 * 1024;
    const { fetching, details } = await setUp((_request, response) => response.end(Buffer.alloc(limit, 'x')), {
      maxBytes: 10 * limit,
    });
    fetching.begin('App1', details);
    expect((await fetching.get('App1', never))?.fetchedData).toHaveLength(limit);
  });

  it('ends with the mini-program, with the installation and with Larder, and leaves nothing', async () => {
    const { fetching, details, store } = await setUp(() => {});
    const cancel = new AbortController();
    fetching.begin('App1', details, cancel.signal);
    await until(() => server?.requests.length === 1);
    cancel.abort();
    expect(await fetching.get('App1', never)).toBeNull();
    fetching.begin('App1', details);
    await until(() => server?.requests.length === 2);
    await store.remove('App1');
    expect(await fetching.get('App1', never)).toBeNull();
    store.add({ appId: 'App1', name: 'App1', description: '' });
    fetching.begin('App1', details);
    await until(() => server?.requests.length === 3);
    await fetching.dispose();
    expect(store.get('App1')?.installFetch).toBeNull();
  });
});

describe('the library', () => {
  it('tells of a first download and of no other', async () => {
    const backend = await startPackageBackend();
    const first: string[] = [];
    const details = backend.publish(await packageOf({ appId: 'abc' }));
    const library = createLibrary({
      store: backend.store,
      details: { lookUp: () => Promise.resolve(details) },
      packages: backend.installer,
      policies: { isAllowed: () => true },
      onFirstDownload: (appId, { version }) => first.push(`${appId} ${version}`),
    });
    await library.install('abc');
    await library.ensureInstalled('abc', details);
    expect(first).toEqual([`abc ${details.version}`]);
  });
});
