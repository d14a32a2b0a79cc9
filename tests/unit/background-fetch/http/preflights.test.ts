import { describe, expect, it } from 'vitest';
import { PreflightCache, type PreflightKey } from '../../../../main/background-fetch/http/preflight-cache.ts';
import { startLocalServer } from '../../../fakes/local-server.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';
import { register, request, startEngine } from '../engine.ts';
import { until } from '../../../fakes/until.ts';

const ALLOWED = [
  ['access-control-allow-origin', 'mp://abc'],
  ['access-control-allow-methods', 'PUT'],
  ['access-control-allow-headers', 'x-a'],
] as const;
const HEADERS = [['x-a', '1']] as const;

function keyOf(url: string, appId = 'abc'): PreflightKey {
  return { appId, url: new URL(url), caller: { origin: 'mp://abc', withCredentials: false } };
}

describe('the answer to a preflight', () => {
  it.each([
    ['5 seconds when it says nothing', [], 5],
    ['as long as it says', [['access-control-max-age', '60']], 60],
    ['two hours when it says more', [['access-control-max-age', '999999']], 7200],
    ['5 seconds when what it says is no number', [['access-control-max-age', 'always']], 5],
  ] as const)('counts for %s', (_for, maxAge, seconds) => {
    let now = 1000;
    const cache = new PreflightCache(() => now);
    cache.keep(keyOf('https://a.example/'), [...ALLOWED, ...maxAge]);
    now += seconds * 1000 - 1;
    expect(cache.allows(keyOf('https://a.example/'), 'PUT', HEADERS)).toBe(true);
    now += 1;
    expect(cache.allows(keyOf('https://a.example/'), 'PUT', HEADERS)).toBe(false);
  });

  it.each(['0', '-5'])('counts for nothing when it says %s', (maxAge) => {
    const cache = new PreflightCache(() => 0);
    cache.keep(keyOf('https://a.example/'), [...ALLOWED, ['access-control-max-age', maxAge]]);
    expect(cache.allows(keyOf('https://a.example/'), 'PUT', HEADERS)).toBe(false);
  });

  it('counts only for the same URL and mini-program, and for what it allows', () => {
    const cache = new PreflightCache(() => 0);
    cache.keep(keyOf('https://a.example/one'), ALLOWED);
    expect(cache.allows(keyOf('https://a.example/one#part'), 'PUT', HEADERS)).toBe(true);
    expect(cache.allows(keyOf('https://a.example/two'), 'PUT', HEADERS)).toBe(false);
    expect(cache.allows(keyOf('https://a.example/one', 'other'), 'PUT', HEADERS)).toBe(false);
    expect(cache.allows(keyOf('https://a.example/one'), 'DELETE', HEADERS)).toBe(false);
    expect(cache.allows(keyOf('https://a.example/one'), 'PUT', [['x-b', '1']])).toBe(false);
    cache.forget(keyOf('https://a.example/one'));
    expect(cache.allows(keyOf('https://a.example/one'), 'PUT', HEADERS)).toBe(false);
  });

  it('is read no further than its connection needs: one with a body for ever lets the request go, and ends', async () => {
    let isClosed = false;
    const server = await startLocalServer((incoming, response) => {
      response.writeHead(200, {
        'access-control-allow-origin': '*',
        'access-control-allow-methods': 'PUT',
        'access-control-allow-headers': 'x-a',
      });
      // The request itself is answered when the other connection is closed.
      if (incoming.method !== 'OPTIONS') return void until(() => isClosed).then(() => response.end('done'));
      response.once('close', () => (isClosed = true));
      const go = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(64 * 1024)));
        response.once('drain', go);
      };
      go();
    });
    const { manager, events } = await startEngine({
      folder: createTemporaryFolder(),
      ports: [Number(new URL(server.url).port)],
    });
    await register(manager, [request(`${server.url}/`, { method: 'PUT', headers: [['x-a', '1']] })]);
    await until(() => events.length >= 1);
    expect(events[0]!.bodies.map(String)).toEqual(['done']);
  });

  it('spares the second request its question, until a request fails', async () => {
    const seen: string[] = [];
    const server = await startLocalServer((incoming, response) => {
      seen.push(incoming.method ?? '');
      if (incoming.headers['x-a'] === 'reset') return void incoming.socket.resetAndDestroy();
      response
        .writeHead(200, {
          'access-control-allow-origin': '*',
          'access-control-allow-methods': 'PUT',
          'access-control-allow-headers': '*',
          'access-control-max-age': '600',
        })
        .end();
    });
    const { manager, events } = await startEngine({
      folder: createTemporaryFolder(),
      ports: [Number(new URL(server.url).port)],
    });
    for (const value of ['1', '2', 'reset', '3']) {
      const count = events.length;
      await register(manager, [request(`${server.url}/`, { method: 'PUT', headers: [['x-a', value]] })]);
      await until(() => events.length > count);
    }
    expect(seen).toEqual(['OPTIONS', 'PUT', 'PUT', 'PUT', 'OPTIONS', 'PUT']);
  });
});
