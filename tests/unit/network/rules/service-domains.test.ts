import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reachOf, refuseUrl } from '../../../../main/background-fetch/http/url-rules.ts';
import { domainMessage, matchServiceDomain, parseDomainEntry } from '../../../../main/network/rules/service-domains.ts';

const allows = (entry: string, url: string, dev = false): boolean =>
  matchServiceDomain(new URL(url), [{ domain: entry, certificates: [] }], { dev }) !== null;

describe('matchServiceDomain', () => {
  it.each([
    ['api.example.com', 'https://api.example.com/'],
    ['api.example.com', 'https://api.example.com:443/x?y'],
    ['API.Example.COM', 'https://api.example.com/'],
    ['api.example.com', 'https://API.EXAMPLE.COM/'],
    ['api.example.com.', 'https://api.example.com/'],
    ['api.example.com:443', 'https://api.example.com/'],
    ['api.example.com:8443', 'https://api.example.com:8443/'],
    ['*.example.com', 'https://a.example.com/'],
    ['*.example.com', 'https://a.b.example.com/'],
    ['*.example.com:8443', 'https://a.example.com:8443/'],
    ['bücher.example', 'https://xn--bcher-kva.example/'],
    ['xn--bcher-kva.example', 'https://bücher.example/'],
    ['[2001:db8::1]', 'https://[2001:DB8:0::1]/'],
    ['[2001:db8::1]:8443', 'https://[2001:db8::1]:8443/'],
    ['93.184.216.34', 'https://0x5db8d822/'],
  ])('allows %s for %s', (entry, url) => {
    expect(allows(entry, url)).toBe(true);
  });

  it.each([
    ['api.example.com', 'http://api.example.com/'],
    ['api.example.com', 'https://api.example.com:8443/'],
    ['api.example.com:8443', 'https://api.example.com/'],
    ['api.example.com', 'https://x.api.example.com/'],
    ['api.example.com', 'https://example.com/'],
    ['api.example.com', 'https://api.example.com.evil.example/'],
    ['api.example.com', 'https://api.example.com@evil.example/'],
    ['api.example.com', 'https://evil.example@api.example.com/'],
    ['api.example.com', 'https://user:word@api.example.com/'],
    ['api.example.com', 'https://api.example.com./'],
    ['api.example.com', 'https://аpi.example.com/'],
    ['api.example.com', 'https://evil.example\\@api.example.com/'],
    ['api.example.com', 'ftp://api.example.com/'],
    ['api.example.com', 'wss://api.example.com/'],
    ['*.example.com', 'https://example.com/'],
    ['*.example.com', 'https://badexample.com/'],
    ['*.example.com', 'https://a.example.com.evil.example/'],
    ['*.com', 'https://example.com/'],
    ['*.co.uk', 'https://example.co.uk/'],
    ['*.com.cn', 'https://example.com.cn/'],
    ['*.xn--fiqs8s', 'https://example.xn--fiqs8s/'],
    ['*.公司.cn', 'https://example.公司.cn/'],
    ['*', 'https://example.com/'],
    ['*.93.184.216.34', 'https://1.93.184.216.34.example/'],
    ['https://api.example.com', 'https://api.example.com/'],
    ['api.example.com/path', 'https://api.example.com/path'],
    ['api.example.com:0', 'https://api.example.com/'],
    ['api.example.com:65536', 'https://api.example.com/'],
    ['api.example.com:', 'https://api.example.com/'],
    ['user@api.example.com', 'https://api.example.com/'],
    ['a*.example.com', 'https://ab.example.com/'],
    ['', 'https://example.com/'],
  ])('refuses %j for %s', (entry, url) => {
    expect(allows(entry, url)).toBe(false);
  });

  it.each([
    ['localhost', 'http://localhost/', true],
    ['localhost:3000', 'http://localhost:3000/', true],
    ['localhost:3000', 'https://localhost:3000/', true],
    ['localhost', 'http://localhost:3000/', false],
    ['localhost:443', 'http://localhost/', false],
    ['127.0.0.1:3000', 'http://127.0.0.1:3000/', true],
    ['[::1]:3000', 'http://[::1]:3000/', true],
    ['*.localhost:3000', 'http://a.localhost:3000/', true],
    ['localhost', 'ftp://localhost/', false],
    ['localhost', 'http://user@localhost/', false],
  ])('answers %s for %s with %s in developer mode', (entry, url, expected) => {
    expect(allows(entry, url, true)).toBe(expected);
  });

  it('prefers the exact entry and its pins when a wildcard stands before it', () => {
    const exact = { domain: 'api.example.com', certificates: ['sha256/x'] };
    const found = matchServiceDomain(
      new URL('https://api.example.com/'),
      [{ domain: '*.example.com', certificates: [] }, exact],
      { dev: false },
    );
    expect(found).toBe(exact);
  });

  const label = fc.stringMatching(/^[a-z](?:[a-z0-9]{0,8}[a-z0-9])?$/);
  const host = fc.array(label, { minLength: 2, maxLength: 4 }).map((labels) => labels.join('.'));

  it('allows a host only by its own entry or a wildcard above it, whatever the hosts are', () => {
    fc.assert(
      fc.property(host, host, fc.boolean(), (listed, asked, wildcard) => {
        const expected = wildcard ? asked.endsWith(`.${listed}`) : asked === listed;
        expect(allows(wildcard ? `*.${listed}` : listed, `https://${asked}/`)).toBe(expected);
      }),
    );
    fc.assert(
      fc.property(host, fc.array(label, { minLength: 1, maxLength: 3 }), (listed, below) => {
        expect(allows(`*.${listed}`, `https://${below.join('.')}.${listed}/`)).toBe(true);
      }),
    );
  });

  it('reaches no other host when text stands before or behind the listed one', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 12 }),
        fc.string({ unit: 'grapheme', maxLength: 12 }),
        (before, behind) => {
          const url = URL.parse(`https://${before}api.example.com${behind}`);
          if (!url || !matchServiceDomain(url, [{ domain: 'api.example.com', certificates: [] }], { dev: false }))
            return;
          expect(url.host).toBe('api.example.com');
          expect(`${url.username}${url.password}`).toBe('');
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('why a listed host is not asked', () => {
  const LISTED = [{ domain: 'api.example', certificates: [] }];
  it.each([
    ['https://user:SECRET@api.example/', false, 'Cannot request "api.example": its address holds credentials'],
    ['https://user@api.example/', true, 'Cannot request "api.example": its address holds credentials'],
    ['https://api.example./', false, 'Cannot request "api.example.": its host ends in a dot'],
    ['http://api.example/', false, 'Cannot request "api.example": only "https:" is allowed, and "http:" with --dev'],
    [
      'http://127.0.0.1:8080/',
      false,
      'Cannot request "127.0.0.1:8080": only "https:" is allowed, and "http:" with --dev',
    ],
    ['wss://api.example/', true, 'Cannot request "api.example": only "https:" and "http:" are allowed'],
    ['wss://api.example/', false, 'Cannot request "api.example": only "https:" is allowed'],
    ['ftp://api.example/', true, 'Cannot request "api.example": only "https:" and "http:" are allowed'],
    [
      'https://api.example:8443/',
      false,
      'Cannot request "api.example:8443": it is not one of the mini-program’s service domains',
    ],
    [
      'https://www.api.example/',
      false,
      'Cannot request "www.api.example": it is not one of the mini-program’s service domains',
    ],
  ])('is told: %s', (address, dev, message) => {
    const url = new URL(address);
    expect(matchServiceDomain(url, LISTED, { dev })).toBeNull();
    expect(domainMessage(url, dev)).toBe(message);
  });

  const ORIGIN = 'mp://abc';
  it.each([
    [
      'http://cdn.example/f',
      false,
      'Cannot fetch "http://cdn.example": only "https:" is allowed, and "http:" with --dev',
    ],
    ['ftp://cdn.example/f', false, 'Cannot fetch "ftp://cdn.example": only "https:" and the own origin are allowed'],
    [
      'ftp://cdn.example/f',
      true,
      'Cannot fetch "ftp://cdn.example": only "https:", "http:" and the own origin are allowed',
    ],
    ['http://cdn.example/f', true, null],
    ['http://localhost:8080/f', false, null],
  ])('is told to the page that fetches %s in the background', (address, dev, message) => {
    expect(refuseUrl(new URL(address), ORIGIN, dev)).toBe(message);
  });

  it.each([
    ['http://localhost:8080/f', false, 'only "https:" is allowed, and "http:" with --dev'],
    ['ftp://localhost/f', true, 'only "https:" and "http:" are allowed'],
  ])('is told of a record of a background fetch: %s', (address, dev, state) => {
    const url = new URL(address);
    expect(reachOf(url, { domains: LISTED, dev, isAddressAllowed: () => true })).toEqual({
      problem: `"${url.host}" is not asked over "${url.protocol}": ${state}`,
    });
  });

  it('is told of a background fetch, too', () => {
    const rules = { domains: LISTED, dev: false, isAddressAllowed: () => true };
    expect(reachOf(new URL('https://api.example./'), rules)).toEqual({
      problem: 'the host "api.example." ends in a dot',
    });
    expect(reachOf(new URL('https://api.example/'), rules)).toEqual({ domain: LISTED[0] });
  });
});

describe('parseDomainEntry', () => {
  it('reads any text without throwing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const entry = parseDomainEntry(text);
        if (entry)
          expect(URL.canParse(`https://${entry.host.includes(':') ? `[${entry.host}]` : entry.host}/`)).toBe(true);
      }),
    );
  });
});
