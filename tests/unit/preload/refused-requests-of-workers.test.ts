import { afterEach, expect, it, vi } from 'vitest';
import { tellRefusedRequestsOfWorker } from '../../../preload/policy/refused-requests-of-workers.ts';

afterEach(() => vi.unstubAllGlobals());

/** What a worker asks of its origin when its policy refuses these. */
function asked(violations: readonly object[]): [url: string, init: RequestInit][] {
  const requests: [string, RequestInit][] = [];
  let listen: (event: object) => void = () => {};
  vi.stubGlobal('location', { origin: 'mp://abc' });
  vi.stubGlobal('addEventListener', (_type: string, listener: typeof listen) => (listen = listener));
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    requests.push([url, init]);
    return Promise.reject(new TypeError('It is being closed.'));
  });
  tellRefusedRequestsOfWorker('told', '/.path', { hosts: 20, hostLength: 300 });
  // The worker's own script may replace what it likes.
  vi.stubGlobal('fetch', () => expect.fail('It is the worker’s own.'));
  for (const violation of violations)
    listen({ effectiveDirective: 'connect-src', disposition: 'enforce', isTrusted: true, ...violation });
  return requests;
}

it('asks its own origin with the host and the directive, and no more of the address', () => {
  expect(asked([{ blockedURI: 'https://api.example:8443/data?token=SECRET' }])).toEqual([
    ['mp://abc/.path', { method: 'HEAD', headers: { told: 'api.example:8443 connect-src' } }],
  ]);
});

it.each([
  ['an inline script', { blockedURI: 'inline' }],
  ['eval', { blockedURI: 'eval' }],
  ['a policy that only reports', { blockedURI: 'https://a.example/', disposition: 'report' }],
  ['an event that the worker made up', { blockedURI: 'https://a.example/', isTrusted: false }],
  ['a host without end', { blockedURI: `https://${'a.'.repeat(200)}example/` }],
])('tells nothing of %s', (_what, violation) => {
  expect(asked([violation])).toEqual([]);
});

it('tells each host once, and not of a thousand', () => {
  expect(asked([{ blockedURI: 'https://a.example/1' }, { blockedURI: 'https://a.example/2' }])).toHaveLength(1);
  expect(asked(Array.from({ length: 1000 }, (_, n) => ({ blockedURI: `https://h${n}.example/` })))).toHaveLength(20);
});
