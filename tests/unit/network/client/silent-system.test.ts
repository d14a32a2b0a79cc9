/** A system that never says which proxies a URL has: as a script that waits for a server of its own. */
import { expect, it } from 'vitest';
import { createBackendHttp } from '../../../../main/network/client/backend-http.ts';
import { createTransport } from '../../../../main/network/client/transport.ts';
import { createSystemClock } from '../../../../main/support/clock.ts';

const URL_ASKED = new URL('https://api.example/');
const resolveProxy = (): Promise<never> => new Promise(() => {});

it.each([
  ['it is given up', undefined, 60_000, 'aborted'],
  ['it takes longer than connecting may', 5, undefined, 'ETIMEDOUT'],
  ['all of it takes too long', 60_000, 5, 'ETIMEDOUT'],
] as const)('a request to the backend ends when %s', async (_when, connectMs, totalMs, code) => {
  const giveUp = new AbortController();
  const request = createBackendHttp({ userAgent: 'test', resolveProxy }).get(URL_ASKED, {
    accept: '*/*',
    timeouts: { connectMs: connectMs ?? 60_000, idleMs: 60_000, ...(totalMs ? { totalMs } : {}) },
    signal: giveUp.signal,
    decompress: true,
    check: () => {},
  });
  if (code === 'aborted') giveUp.abort();
  await expect(request).rejects.toMatchObject({ code });
});

it.each([
  ['it is given up', {}, 'aborted'],
  ['it takes longer than connecting may', { connectTimeoutMs: 5 }, 'timeout'],
])('a request of a mini-program ends when %s', async (_when, limits, code) => {
  const giveUp = new AbortController();
  const transport = createTransport({
    version: '1.0.0',
    dev: false,
    clock: createSystemClock(),
    isOnline: () => true,
    resolveProxy,
    limits,
  });
  const request = transport.get({
    url: URL_ASKED,
    domains: [{ domain: 'api.example', certificates: [] }],
    signal: giveUp.signal,
  });
  if (code === 'aborted') giveUp.abort();
  expect(await request).toMatchObject({ kind: 'failed', code });
});
