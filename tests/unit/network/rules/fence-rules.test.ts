import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closedRules, fenceEntries, gateRules, urlOfEntry } from '../../../../main/network/rules/fence-rules.ts';
import { isRequestAllowed } from '../../../../main/sessions/policy/session-policy.ts';
import { serviceDomainSources } from '../../../../main/sessions/policy/content-security-policy.ts';
import { readProxyConfig } from '../../../chromium-host/index.ts';

const listed = (...domains: string[]) => domains.map((domain) => ({ domain, certificates: [] }));

describe('fenceEntries', () => {
  it.each([
    ['api.example.com', ['api.example.com:443']],
    ['API.Example.COM.', ['api.example.com:443']],
    ['api.example.com:8443', ['api.example.com:8443']],
    ['münchen.example', ['xn--mnchen-3ya.example:443']],
    ['*.example.com', ['*.example.com:443']],
    ['*.bücher.example:8443', ['*.xn--bcher-kva.example:8443']],
    ['[2001:DB8::1]', ['[2001:db8::1]:443']],
    ['[::1]:5173', ['[::1]:5173']],
    ['0x7f.1', ['127.0.0.1:443']],
  ])('writes %j as %j', (domain, entries) => {
    expect(fenceEntries(listed(domain), false)).toEqual(entries);
  });

  it('has both ports of an entry without one when in --dev', () => {
    expect(fenceEntries(listed('localhost', '127.0.0.1:5173'), true)).toEqual([
      'localhost:443',
      'localhost:80',
      '127.0.0.1:5173',
    ]);
  });

  it.each([
    'a,.com',
    'a.com;evil.com',
    'a.com,evil.com:443',
    '<local>',
    '<-loopback>',
    '*',
    '*.com',
    '*.co.uk',
    '*:443',
    '.example.com',
    'https://a.com',
    'a.com/path',
    '10.0.0.0/8',
    'a b.com',
    'a.com\n<local>',
    'a"b.com',
    "a'b.com",
    '(a).com',
    'user@a.com',
    '',
  ])('refuses %j in the fence, the policy and the session alike', (domain) => {
    expect(fenceEntries(listed(domain), true)).toEqual([]);
    expect(serviceDomainSources(listed(domain), true)).toEqual([]);
    for (const url of ['https://a.com/', 'https://evil.com/', 'http://localhost/', 'https://x.co.uk/'])
      expect(isRequestAllowed(url, 'mp://x', listed(domain), true)).toBe(false);
  });
});

describe('the rules', () => {
  it('name the dead end, loopback first, then host and port', () => {
    expect(closedRules(fenceEntries(listed('api.example.com', '[::1]:5173'), false))).toEqual({
      mode: 'fixed_servers',
      proxyRules: 'http://127.0.0.1:9',
      proxyBypassRules: '<-loopback>;api.example.com:443;[::1]:5173',
    });
  });

  it('leave nothing aside when a gate decides', () => {
    expect(gateRules(4711)).toEqual({
      mode: 'fixed_servers',
      proxyRules: 'http://127.0.0.1:4711',
      proxyBypassRules: '<-loopback>',
    });
  });

  const label = fc.stringMatching(/^[a-z](?:[a-z0-9-]{0,5}[a-z0-9])?$/);
  const host = fc.oneof(
    fc.array(label, { minLength: 2, maxLength: 4 }).map((labels) => `${labels.join('.')}.example`),
    fc.constantFrom('127.0.0.1', '[::1]', 'localhost', '192.168.1.7'),
  );
  const port = fc.constantFrom('', ':443', ':80', ':8443');
  const entry = fc
    .tuple(fc.boolean(), host, port)
    .map(([wildcard, name, at]) => `${wildcard && name.endsWith('.example') ? '*.' : ''}${name}${at}`);
  const scheme = fc.constantFrom('https', 'http', 'wss', 'ws');

  it('reach, read as Chromium reads them, what the session lets through and nothing else', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 5 }), scheme, host, port, fc.nat(5), (entries, by, other, at, index) => {
        const domains = listed(...entries);
        const proxyOf = readProxyConfig(closedRules(fenceEntries(domains, true)))!;
        const near = (entries[index] ?? other).replace(/^\*\./, 'sub.').replace(/:\d+$/, '');
        for (const name of [other, near, `x.${near}`]) {
          const url = `${by}://${name}${at}/`;
          if (!URL.canParse(url)) continue;
          const allowed = isRequestAllowed(url, 'mp://x', domains, true);
          // An entry without port stands for two, whatever the scheme: the filter and the policy are narrower there.
          if (allowed) expect(proxyOf(url), url).toBeNull();
          if (proxyOf(url) === null) expect(reachable(url, domains), url).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  const reachable = (url: string, domains: ReturnType<typeof listed>): boolean =>
    ['https', 'http'].some((by) =>
      isRequestAllowed(`${by}://${new URL(url).hostname}:${portOf(url)}/`, 'mp://x', domains, true),
    );
  const portOf = (url: string): string => new URL(url).port || (/^(?:https|wss):/.test(url) ? '443' : '80');

  it('can be asked about every entry', () => {
    for (const one of fenceEntries(listed('a.example', '*.b.example:80', '[::1]:1234', 'localhost'), true)) {
      const proxyOf = readProxyConfig(closedRules([one]))!;
      expect(proxyOf(urlOfEntry(one)), one).toBeNull();
      expect(readProxyConfig(closedRules([]))!(urlOfEntry(one)), one).toBe('127.0.0.1:9');
    }
  });
});

it.each([
  [true, true],
  [false, false],
])('the developer tools of a page are for --dev alone (%s)', (dev, expected) => {
  expect(isRequestAllowed('devtools://devtools/bundled/x.js', 'mp://x', [], dev)).toBe(expected);
});
