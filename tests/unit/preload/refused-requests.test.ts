import { expect, it } from 'vitest';
import { tellRefusedRequests } from '../../../preload/policy/refused-requests.ts';

interface Violation {
  readonly blockedURI: string;
  readonly effectiveDirective?: string;
  readonly disposition?: string;
  readonly isTrusted?: boolean;
}

/** What is told when the page's policy refuses these. */
function told(...violations: Violation[]): unknown[] {
  const calls: unknown[] = [];
  let listen: (event: Event) => void = () => {};
  tellRefusedRequests(
    { addEventListener: (_type, listener) => (listen = listener as (event: Event) => void) },
    {
      invoke: (channel, argument) => (
        calls.push([channel, argument]),
        Promise.reject(new Error('It is being closed.'))
      ),
    },
  );
  for (const violation of violations)
    listen({
      effectiveDirective: 'connect-src',
      disposition: 'enforce',
      isTrusted: true,
      ...violation,
    } as unknown as Event);
  return calls;
}

it.each([
  ['a fetch', { blockedURI: 'https://api.example/data?token=SECRET' }, 'api.example', 'connect-src'],
  ['a port', { blockedURI: 'https://api.example:8443/' }, 'api.example:8443', 'connect-src'],
  ['a WebSocket', { blockedURI: 'wss://live.example/' }, 'live.example', 'connect-src'],
  ['a picture', { blockedURI: 'https://img.example/a.png', effectiveDirective: 'img-src' }, 'img.example', 'img-src'],
  [
    'a script',
    { blockedURI: 'https://cdn.example/a.js', effectiveDirective: 'script-src-elem' },
    'cdn.example',
    'script-src-elem',
  ],
  ['a frame', { blockedURI: 'https://frame.example', effectiveDirective: 'frame-src' }, 'frame.example', 'frame-src'],
])('the host of %s that the policy refuses is told, and no more of it', (_what, violation, host, directive) => {
  expect(told(violation)).toEqual([['bn:tell-refused-request', { host, directive }]]);
});

it.each([
  ['an inline script', { blockedURI: 'inline', effectiveDirective: 'script-src-elem' }],
  ['eval', { blockedURI: 'eval', effectiveDirective: 'script-src' }],
  ['data:', { blockedURI: 'data' }],
  ['nothing', { blockedURI: '' }],
  ['a policy that only reports', { blockedURI: 'https://a.example/', disposition: 'report' }],
  ['an event that the page made up', { blockedURI: 'https://a.example/', isTrusted: false }],
  ['a host without end', { blockedURI: `https://${'a.'.repeat(200)}example/` }],
])('%s is no request to tell of', (_what, violation) => {
  expect(told(violation)).toEqual([]);
});

it('tells each host once, and not of a thousand', () => {
  expect(told({ blockedURI: 'https://a.example/1' }, { blockedURI: 'https://a.example/2' })).toHaveLength(1);
  expect(told(...Array.from({ length: 1000 }, (_, n) => ({ blockedURI: `https://h${n}.example/` })))).toHaveLength(20);
});
