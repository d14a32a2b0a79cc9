import { afterEach, describe, expect, it } from 'vitest';
import type { CodeSource } from '../../../../main/data-fetch/launch/code-source.ts';
import {
  createPreFetcher,
  type PreFetcherDependencies,
  type PreFetchStart,
} from '../../../../main/data-fetch/launch/pre-fetch.ts';
import { createTransport } from '../../../../main/network/client/transport.ts';
import { createEventLog, type LarderEvent } from '../../../../main/log/event-log.ts';
import { startHttpServer, type Answer, type LocalServer } from '../../network/client/local-server.ts';
import { until } from '../../../fakes/until.ts';

const NOW = 1_700_000_000_000;
const clock = { now: () => NOW };

let server: LocalServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

const codesFrom = (code: string | null, onRequest: () => void = () => {}): CodeSource => ({
  request(_appId, _signal, onDeparture) {
    onRequest();
    onDeparture();
    return Promise.resolve(code);
  },
});

async function setUp(
  answer: Answer,
  dependencies: Partial<PreFetcherDependencies> = {},
  start: Partial<PreFetchStart> = {},
) {
  server = await startHttpServer(answer);
  const log: LarderEvent[] = [];
  const host = `127.0.0.1:${server.port}`;
  const preFetcher = createPreFetcher({
    warmUp: { developerServer: () => {} },
    transport: createTransport({
      version: '1',
      dev: true,
      clock,
      isOnline: () => true,
      resolveProxy: () => Promise.resolve('DIRECT'),
    }),
    codes: codesFrom('C-1'),
    tokens: { get: () => Promise.resolve('TOKEN-1') },
    clock,
    events: createEventLog(clock, [(event) => log.push(event)]),
    dev: true,
    settings: () => ({ lang: 'de-AT', cdnUrl: null }),
    ...dependencies,
  });
  const run = preFetcher.start({
    appId: 'App1',
    details: {
      permissions: [],
      serviceDomains: [{ domain: host, certificates: [] }],
      developmentSettings: { preFetchUrl: `http://${host}/data` },
    },
    version: '2.0.0',
    launch: {},
    signal: new AbortController().signal,
    ...start,
  });
  return { run, log, host };
}

describe('a pre-fetch', () => {
  it('sends the arguments in their order and keeps the answer with them', async () => {
    const { run } = await setUp(
      (_request, response) => response.end('{"price":1}'),
      {},
      { launch: { path: 'pages/x', query: 'a=1&b=2' } },
    );
    expect(await run.outcome).toMatchObject({
      ok: true,
      status: 200,
      bytes: 11,
      data: {
        fetchType: 'pre',
        fetchedData: '{"price":1}',
        timeStamp: NOW,
        source: 'network',
        appid: 'App1',
        token: 'TOKEN-1',
        timestamp: NOW,
        path: 'pages/x',
        query: 'a=1&b=2',
        lang: 'de-AT',
        version: '2.0.0',
      },
    });
    expect(server?.requests.map(({ url }) => url)).toEqual([
      `/data?appid=App1&token=TOKEN-1&timestamp=${NOW}&path=pages%2Fx&query=a%3D1%26b%3D2&lang=de-AT&version=2.0.0`,
    ]);
    expect(run.current()).toBe(await run.outcome);
  });

  it('sends a code when no token is set, and neither when the backend gives none', async () => {
    const tokens = { get: () => Promise.resolve(null) };
    const { run } = await setUp((_request, response) => response.end('x'), { tokens });
    expect(await run.outcome).toMatchObject({ ok: true, data: { code: 'C-1' } });
    expect(server?.requests[0]?.url).toBe(`/data?appid=App1&code=C-1&timestamp=${NOW}&lang=de-AT&version=2.0.0`);
    await server?.close();
    const without = await setUp((_request, response) => response.end('x'), { tokens, codes: codesFrom(null) });
    const outcome = await without.run.outcome;
    expect(outcome).toMatchObject({ ok: true });
    expect(outcome).not.toHaveProperty('data.code');
    expect(server?.requests[0]?.url).toBe(`/data?appid=App1&timestamp=${NOW}&lang=de-AT&version=2.0.0`);
  });

  it('has departed before the answer, and is known only then', async () => {
    let answer: (() => void) | null = null;
    const { run } = await setUp((_request, response) => (answer = () => response.end('x')));
    await run.departed;
    expect(run.current()).toBeNull();
    await until(() => answer !== null);
    expect(run.current()).toBeNull();
    (answer as unknown as () => void)();
    expect(await run.outcome).toMatchObject({ ok: true });
  });

  it.each<[string, Partial<PreFetcherDependencies>]>([
    ['the server is not connected', { transport: { get: () => new Promise(() => {}) } }],
    ['the token cannot be had', { tokens: { get: () => new Promise(() => {}) } }],
    [
      'the backend gives no code',
      { tokens: { get: () => Promise.resolve(null) }, codes: { request: () => new Promise(() => {}) } },
    ],
  ])('keeps no window away while %s', async (_what, dependencies) => {
    const { run } = await setUp(() => {}, { ...dependencies, departsWithinMs: 5 });
    await run.departed;
    expect(run.current()).toBeNull();
  });

  it('has departed with the code request when there is no token', async () => {
    const codes: CodeSource = { request: (_appId, _signal, onDeparture) => (onDeparture(), new Promise(() => {})) };
    const { run } = await setUp(() => {}, { codes, tokens: { get: () => Promise.resolve(null) } });
    await run.departed;
    expect(run.current()).toBeNull();
  });

  it.each([
    [undefined, 'not-configured'],
    ['https://evil.example/', 'domain-not-allowed'],
    ['https://evil.example/{nope}', 'template-error'],
    ['{cdnUrl}/x', 'denied'],
  ])('asks for no code and makes no request when the URL %s is refused', async (preFetchUrl, code) => {
    let codeRequests = 0;
    const { run } = await setUp(
      (_request, response) => response.end(),
      { tokens: { get: () => Promise.resolve(null) }, codes: codesFrom('C-1', () => (codeRequests += 1)) },
      { details: { permissions: [], serviceDomains: [], developmentSettings: { preFetchUrl } } },
    );
    await run.departed;
    expect(await run.outcome).toMatchObject({ ok: false, code });
    expect({ codeRequests, requests: server?.requests.length }).toEqual({ codeRequests: 0, requests: 0 });
  });

  it('writes start and end to the event log, without token, code or query', async () => {
    const { run, log, host } = await setUp((_request, response) => response.writeHead(404).end('gone'));
    expect(await run.outcome).toMatchObject({ ok: false, code: 'bad-status', status: 404 });
    expect(log).toEqual([
      { event: 'prefetch-started', at: NOW, appId: 'App1', host },
      {
        event: 'prefetch-finished',
        at: NOW,
        appId: 'App1',
        ok: false,
        status: 404,
        bytes: 0,
        ms: 0,
        errCode: 'bad-status',
      },
    ]);
  });

  it('writes nothing to the event log when none is configured', async () => {
    const { run, log } = await setUp(
      () => {},
      {},
      { details: { permissions: [], serviceDomains: [], developmentSettings: {} } },
    );
    await run.outcome;
    expect(log).toEqual([]);
  });

  it('ends with aborted when the window closes', async () => {
    const abort = new AbortController();
    const { run } = await setUp(() => {}, {}, { signal: abort.signal });
    await until(() => server?.requests.length === 1);
    abort.abort();
    expect(await run.outcome).toMatchObject({ ok: false, code: 'aborted' });
  });

  it('ends with internal, and departs, when the token cannot be read', async () => {
    const { run } = await setUp(() => {}, { tokens: { get: () => Promise.reject(new Error('TOKEN-1 broke')) } });
    await run.departed;
    const outcome = await run.outcome;
    expect(outcome).toMatchObject({ ok: false, code: 'internal' });
    expect(JSON.stringify(outcome)).not.toContain('TOKEN-1');
  });
});

describe('the rules of a start', () => {
  const token = { get: () => Promise.resolve('TOKEN-1') };
  const withRules = async (
    rules: (host: string) => { key: string; page: string; url: string }[],
    launch: PreFetchStart['launch'],
    more: Partial<PreFetcherDependencies> = {},
    answer: Answer = (request, response) => response.end(request.url?.split('?')[0]),
  ) => {
    server = await startHttpServer(answer);
    const host = `127.0.0.1:${server.port}`;
    const log: LarderEvent[] = [];
    const refused: string[] = [];
    const run = createPreFetcher({
      warmUp: { developerServer: () => {} },
      transport: createTransport({
        version: '1',
        dev: true,
        clock,
        isOnline: () => true,
        resolveProxy: () => Promise.resolve('DIRECT'),
      }),
      codes: codesFrom('C-1'),
      tokens: token,
      clock,
      events: createEventLog(clock, [(event) => log.push(event)]),
      tellRefusal: ({ key }, { message }) => refused.push(`${key}: ${message}`),
      dev: true,
      settings: () => ({ lang: 'en', cdnUrl: null }),
      ...more,
    }).start({
      appId: 'App1',
      details: {
        permissions: [],
        serviceDomains: [{ domain: host, certificates: [] }],
        developmentSettings: { preFetchUrl: `http://${host}/main`, preFetchRules: rules(host) },
      },
      version: '2.0.0',
      launch,
      signal: new AbortController().signal,
    });
    return { run, log, refused };
  };

  it('are requested beside preFetchUrl with names of the page and the query, and read by their keys', async () => {
    const { run, log } = await withRules(
      (host) => [
        { key: 'item', page: '/pages/item/:id', url: `http://${host}/item/{page.id}?from={query.from}&n={query.none}` },
        { key: 'other', page: '/pages/list', url: `http://${host}/list` },
      ],
      { path: 'pages/item/5 ä', query: 'from=a%2Fb&x=1' },
    );
    expect(await run.outcome).toMatchObject({ ok: true, data: { fetchedData: '/main' } });
    expect(await run.rule('item').outcome).toMatchObject({
      ok: true,
      data: { fetchType: 'pre', key: 'item', fetchedData: '/item/5%20%C3%A4', token: 'TOKEN-1' },
    });
    const item = server?.requests.find(({ url }) => url?.startsWith('/item'));
    expect(item?.url).toMatch(/^\/item\/5%20%C3%A4\?from=a%2Fb&n=&appid=App1&token=TOKEN-1&timestamp=/);
    expect(server?.requests).toHaveLength(2);
    expect(await run.rule('other').outcome).toMatchObject({ ok: false, code: 'no-data' });
    expect(await run.rule('none').outcome).toMatchObject({ ok: false, code: 'not-configured' });
    expect(log.filter(({ event }) => event === 'prefetch-started')).toMatchObject([
      { host: expect.any(String) },
      { key: 'item' },
    ]);
  });

  it('leave together: no answer is waited for, and all have left when the run has', async () => {
    const held: (() => void)[] = [];
    const { run } = await withRules(
      (host) => ['a', 'b', 'c', 'd'].map((key) => ({ key, page: '/', url: `http://${host}/${key}` })),
      {},
      {},
      (_request, response) => held.push(() => response.end('x')),
    );
    await run.departed;
    await until(() => held.length >= 4);
    expect(server?.requests.map(({ url }) => url?.split('?')[0]).sort()).toEqual(['/a', '/b', '/c', '/main']);
    for (const answer of held) answer();
    await run.outcome;
  });

  it('ask for a code each, for a code is for one request', async () => {
    let codes = 0;
    const { run } = await withRules(
      (host) => [{ key: 'a', page: '/', url: `http://${host}/a` }],
      {},
      {
        tokens: { get: () => Promise.resolve(null) },
        codes: {
          request: (_appId, _signal, onDeparture) => {
            onDeparture();
            return Promise.resolve(`C-${(codes += 1)}`);
          },
        },
      },
    );
    await Promise.all([run.outcome, run.rule('a').outcome]);
    expect(server?.requests.map(({ url }) => /code=[^&]*/.exec(url ?? '')?.[0]).sort()).toEqual([
      'code=C-1',
      'code=C-2',
    ]);
  });

  it('that cannot be used are refused by name with the reason, and the others are made', async () => {
    const { run, refused } = await withRules(
      (host) => [
        { key: 'bad', page: '/(.*)+', url: `http://${host}/bad` },
        { key: 'a', page: '/', url: `http://${host}/a` },
        { key: 'a', page: '/', url: `http://${host}/twice` },
        { key: 'far', page: '/', url: 'https://elsewhere.example/far' },
        { key: 'name', page: '/', url: `http://${host}/{page.id}` },
      ],
      {},
    );
    await run.outcome;
    expect(await run.rule('a').outcome).toMatchObject({ ok: true, data: { fetchedData: '/a' } });
    expect(await run.rule('far').outcome).toMatchObject({ ok: false, code: 'domain-not-allowed' });
    expect(await run.rule('name').outcome).toMatchObject({ ok: false, code: 'template-error' });
    expect(await run.rule('bad').outcome).toMatchObject({ ok: false, code: 'template-error' });
    expect(server?.requests.map(({ url }) => url?.split('?')[0]).sort()).toEqual(['/a', '/main']);
    expect(refused.sort()).toEqual([
      'a: The pre-fetch rule "a" is not used: a rule before it has the same key',
      'bad: The pre-fetch rule "bad" is not used: its page is more than a path with "*" and names such as ":id"',
      expect.stringMatching(/^far: /),
      expect.stringMatching(/^name: .*"page\.id"/),
    ]);
  });

  it('are named to the author when the page does not ask for one', async () => {
    const { run, log } = await withRules(
      (host) => [{ key: 'a', page: '/', url: `http://${host}/a` }],
      {},
      { unusedAfterMs: 1 },
    );
    await Promise.all([run.outcome, run.rule('a').outcome]);
    for (const { use } of run.parts) use.pageShown();
    await until(() => log.filter(({ event }) => event === 'prefetch-unused').length === 2);
    expect(log.filter(({ event }) => event === 'prefetch-unused')).toMatchObject([
      { bytes: 5 },
      { key: 'a', bytes: 2 },
    ]);
  });
});
