import dns from 'node:dns';
import { createDialer } from '../../../../main/network/connections/dialer.ts';
import { createConnectionPool } from '../../../../main/network/connections/pool.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { createCodeSource, readCode } from '../../../../main/data-fetch/launch/code-source.ts';
import { startHttpServer, type Answer, type LocalServer } from '../../network/client/local-server.ts';
import { until } from '../../../fakes/until.ts';

let server: LocalServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

async function ask(
  answer: Answer,
  timeoutMs = 5_000,
  signal = new AbortController().signal,
): Promise<{ code: string | null; departures: number }> {
  server = await startHttpServer(answer);
  let departures = 0;
  const codes = createCodeSource({
    pool: createConnectionPool(createDialer({ lookup: dns.lookup })),
    backendUrl: () => `http://127.0.0.1:${server!.port}/base/`,
    version: '1.2.3',
    resolveProxy: () => Promise.resolve('DIRECT'),
    timeoutMs,
  });
  const code = await codes.request('App1', signal, () => (departures += 1));
  return { code, departures };
}

describe('the code source', () => {
  it('posts to the backend and answers its code', async () => {
    const { code, departures } = await ask((_request, response) => response.end('{"code":"C-1","expiresIn":60}'));
    expect(code).toBe('C-1');
    expect(departures).toBeGreaterThanOrEqual(1);
    expect(server?.requests).toMatchObject([
      { method: 'POST', url: '/base/bapi/mp/v1/app/App1/oauth/code', headers: { 'user-agent': 'Larder/1.2.3' } },
    ]);
  });

  it('says who the user is to the backend alone, never after a redirect, and tells who is not believed', async () => {
    const answers: Answer[] = [
      (_request, response) => response.end('{"code":"C-1"}'),
      (_request, response) => response.writeHead(307, { location: '/elsewhere' }).end(),
      (_request, response) => response.writeHead(401).end(),
      (_request, response) => response.writeHead(403).end(),
    ];
    server = await startHttpServer((request, response) => answers.shift()?.(request, response));
    const base = `http://127.0.0.1:${server.port}`;
    const refused: string[] = [];
    const observed: unknown[] = [];
    const codes = createCodeSource({
      pool: createConnectionPool(createDialer({ lookup: dns.lookup })),
      backendUrl: () => base,
      version: '1.2.3',
      resolveProxy: () => Promise.resolve('DIRECT'),
      accessToken: (backendUrl) => (backendUrl === base ? 'T-1' : null),
      onRefusedToken: (token) => refused.push(token),
      observer: {
        begin: (request) => ({ note: (facts) => observed.push(facts), end: (end) => observed.push(request, end) }),
      },
    });
    for (let start = 0; start < 4; start += 1) await codes.request('App1', new AbortController().signal, () => {});
    expect(server.requests.map(({ url, headers }) => [url, headers.authorization])).toEqual(
      Array(4).fill(['/bapi/mp/v1/app/App1/oauth/code', 'Bearer T-1']),
    );
    expect(refused).toEqual(['T-1']);
    expect(JSON.stringify(observed)).not.toContain('T-1');
  });

  it.each([
    ['an error', (_request, response) => response.writeHead(500).end('{"code":"C-1","expiresIn":60}')],
    ['a redirect', (_request, response) => response.writeHead(302, { location: '/x' }).end()],
    ['no JSON', (_request, response) => response.end('<html>')],
    ['too much', (_request, response) => response.end(`{"code":"C-1","expiresIn":60}${' '.repeat(70_000)}`)],
    [
      'half an answer',
      (_request, response) => (response.writeHead(200, { 'content-length': 90 }).write('{'), response.destroy()),
    ],
  ] satisfies [string, Answer][])('answers null when the backend sends %s', async (_what, answer) => {
    expect(await ask(answer)).toMatchObject({ code: null });
    expect(server?.requests).toHaveLength(1);
  });

  it('answers null when time is over, or when the caller gives up', async () => {
    expect(await ask(() => {}, 40)).toMatchObject({ code: null });
    await server?.close();
    const abort = new AbortController();
    const waiting = ask(() => {}, 5_000, abort.signal);
    await until(() => server?.requests.length === 1);
    abort.abort();
    expect(await waiting).toMatchObject({ code: null });
  });

  it('answers null when there is no backend', async () => {
    let departures = 0;
    const codes = createCodeSource({
      pool: createConnectionPool(createDialer({ lookup: dns.lookup })),
      backendUrl: () => null,
      version: '1',
      resolveProxy: () => Promise.resolve('DIRECT'),
    });
    expect(await codes.request('App1', new AbortController().signal, () => (departures += 1))).toBeNull();
    expect(departures).toBe(1);
  });
});

describe('readCode', () => {
  it.each([
    ['{"code":"C-1","expiresIn":60}', 'C-1'],
    ['{"code":"000000","data":{"code":"C-1","expiresIn":60}}', 'C-1'],
    ['{"code":"000000","data":null}', null],
    ['{"code":"000000","data":{}}', null],
    ['{"code":"000000","data":"C-1"}', null],
    ['{"code":"100001","message":"no","data":null,"success":false}', null],
    ['{"code":"","expiresIn":60}', null],
    ['{"code":7,"expiresIn":60}', null],
    ['"C-1"', null],
    ['null', null],
    ['', null],
  ])('reads %s as %s', (body, code) => {
    expect(readCode(body)).toBe(code);
  });
});
