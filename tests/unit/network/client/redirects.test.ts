import { afterEach, describe, expect, it } from 'vitest';
import { createTransport, type TransportDependencies } from '../../../../main/network/client/transport.ts';
import type { TransportOutcome } from '../../../../main/network/client/transport-types.ts';
import { startHttpServer, type LocalServer } from './local-server.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** `/n` redirects n times; `/to?<url>` redirects there; `/end` answers. */
async function serve(status = 302): Promise<LocalServer> {
  const server = await startHttpServer((request, response) => {
    const url = request.url ?? '';
    const left = Number(url.slice(1));
    if (url === '/end') response.end('the end');
    else if (url.startsWith('/to?'))
      response.writeHead(status, { location: decodeURIComponent(url.slice(4)), 'set-cookie': 'a=b' }).end('x');
    else if (url === '/nowhere') response.writeHead(status).end();
    else response.writeHead(status, { location: left > 1 ? `/${left - 1}` : '/end' }).end();
  });
  closing.push(server.close);
  return server;
}

const ADDRESSES: Readonly<Record<string, string>> = {
  'one.example': '127.0.0.1',
  'two.example': '127.0.0.1',
  'inside.example': '10.0.0.1',
};

function get(
  server: LocalServer,
  path: string,
  listed: readonly string[] = ['one.example'],
  deps: Partial<TransportDependencies> = {},
): Promise<TransportOutcome> {
  return createTransport({
    version: '1',
    dev: true,
    clock: { now: () => 0 },
    isOnline: () => true,
    resolveProxy: () => Promise.resolve('DIRECT'),
    isAddressAllowed: (address) => address === '127.0.0.1',
    resolveHost: (host) => Promise.resolve([{ address: ADDRESSES[host] ?? '127.0.0.1', family: 4 }]),
    ...deps,
  }).get({
    url: new URL(`http://one.example:${server.port}${path}`),
    domains: listed.map((host) => ({ domain: `${host}:${server.port}`, certificates: [] })),
    signal: new AbortController().signal,
  });
}

describe('redirects', () => {
  it.each([301, 302, 303, 307, 308])('are followed with GET and without cookies for %i', async (status) => {
    const server = await serve(status);
    expect(await get(server, '/to?/end')).toMatchObject({ kind: 'answer', text: 'the end', redirects: 1 });
    expect(server.requests.map(({ method, url, headers }) => [method, url, headers.cookie, headers.referer])).toEqual([
      ['GET', '/to?/end', undefined, undefined],
      ['GET', '/end', undefined, undefined],
    ]);
  });

  it.each([
    'http://sesame.evil.example/',
    'http://10.0.0.1/sesame',
    'http://user:sesame@one.example/',
    'ftp://sesame.example/',
    'http://[sesame',
  ])('name only the first host in the message when they lead to %s, which may hold the token', async (target) => {
    const server = await serve();
    const outcome = await get(server, `/to?${encodeURIComponent(target)}`);
    expect(outcome).toMatchObject({ kind: 'failed', message: expect.stringContaining('one.example') as unknown });
    expect(JSON.stringify(outcome)).not.toContain('sesame');
  });

  it('are followed five times and not six', async () => {
    const server = await serve();
    expect(await get(server, '/5')).toMatchObject({ kind: 'answer', redirects: 5 });
    expect(await get(server, '/6')).toMatchObject({ kind: 'failed', code: 'bad-status', redirects: 5 });
    expect(server.requests).toHaveLength(12);
  });

  it('lead to another listed host', async () => {
    const server = await serve();
    const outcome = await get(server, `/to?http://two.example:${server.port}/end`, ['one.example', 'two.example']);
    expect(outcome).toMatchObject({ kind: 'answer', text: 'the end' });
    expect(server.requests[1]?.headers.host).toBe(`two.example:${server.port}`);
  });

  it.each([
    ['an unlisted host', (port: number) => `http://two.example:${port}/end`],
    ['another port', () => 'http://one.example/end'],
    ['another scheme', (port: number) => `ftp://one.example:${port}/end`],
    ['user info', (port: number) => `http://user@one.example:${port}/end`],
    ['a host with a dot behind', (port: number) => `http://one.example.:${port}/end`],
    ['its address instead of its name', (port: number) => `http://127.0.0.1:${port}/end`],
    ['a host relative to the scheme', (port: number) => `//two.example:${port}/end`],
    ['a backslash', (port: number) => `\\\\two.example:${port}/end`],
    ['a script', () => 'javascript:alert(1)'],
    ['a file', () => 'file:///etc/hosts'],
    ['data', () => 'data:text/plain,hello'],
  ])('are refused when they lead to %s', async (_what, target) => {
    const server = await serve();
    expect(await get(server, `/to?${encodeURIComponent(target(server.port))}`)).toMatchObject({
      kind: 'failed',
      code: 'domain-not-allowed',
    });
    expect(server.requests).toHaveLength(1);
  });

  it('are refused when they lead to a listed host with a private address', async () => {
    const server = await serve();
    const outcome = await get(server, `/to?http://inside.example:${server.port}/end`, [
      'one.example',
      'inside.example',
    ]);
    expect(outcome).toMatchObject({ kind: 'failed', code: 'domain-not-allowed' });
  });

  it('are refused when they lead to a listed private address', async () => {
    const server = await serve();
    const outcome = await get(server, `/to?http://10.0.0.1:${server.port}/end`, ['one.example', '10.0.0.1']);
    expect(outcome).toMatchObject({ kind: 'failed', code: 'domain-not-allowed' });
  });

  it.each(['/nowhere', '/to?http://%5B'])('fail when %s is no URL', async (path) => {
    expect(await get(await serve(), path)).toMatchObject({ kind: 'failed', code: 'bad-status' });
  });
});

describe('addresses', () => {
  it('are checked when a name resolves to a private one, and nothing is connected', async () => {
    const server = await serve();
    const resolveHost = () =>
      Promise.resolve([
        { address: '127.0.0.1', family: 4 },
        { address: '10.0.0.1', family: 4 },
      ]);
    expect(await get(server, '/end', ['one.example'], { resolveHost })).toMatchObject({ code: 'domain-not-allowed' });
    expect(server.requests).toHaveLength(0);
  });

  it('are resolved once: a second answer of the DNS cannot replace the checked one', async () => {
    const server = await serve();
    let lookups = 0;
    const resolveHost = () =>
      Promise.resolve([{ address: (lookups += 1) === 1 ? '127.0.0.1' : '10.0.0.1', family: 4 }]);
    expect(await get(server, '/end', ['one.example'], { resolveHost })).toMatchObject({ kind: 'answer' });
    expect(lookups).toBe(1);
  });
});
