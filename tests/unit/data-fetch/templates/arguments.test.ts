import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appendArguments, collectArguments } from '../../../../main/data-fetch/templates/arguments.ts';
import { buildRequestUrl } from '../../../../main/data-fetch/templates/request-url.ts';

const SOURCE = {
  appId: 'App1',
  token: 'tok',
  code: null,
  timestamp: 1_700_000_000_000,
  lang: 'en-GB',
  version: '1.2.0',
};
const DETAILS = { permissions: [], serviceDomains: [{ domain: 'api.example.com', certificates: [] }] };
const base = { template: 'https://api.example.com/data', details: DETAILS, source: SOURCE, cdnUrl: null, dev: false };

describe('collectArguments', () => {
  it('keeps the documented order', () => {
    expect(Object.keys(collectArguments({ ...SOURCE, path: 'p', query: 'q' }))).toEqual([
      'appid',
      'token',
      'timestamp',
      'path',
      'query',
      'lang',
      'version',
    ]);
  });

  it('sends exactly one of token and code', () => {
    expect(collectArguments({ ...SOURCE, code: 'c' })).not.toHaveProperty('code');
    expect(collectArguments({ ...SOURCE, token: null, code: 'c' })).toMatchObject({ code: 'c' });
    expect(collectArguments({ ...SOURCE, token: '', code: null })).not.toHaveProperty('token');
  });
});

describe('buildRequestUrl', () => {
  it('appends every argument in order and encodes the query as one value', () => {
    const outcome = buildRequestUrl({ ...base, source: { ...SOURCE, path: 'pages/a b', query: 'x=1&y=2' } });
    expect(outcome).toMatchObject({
      ok: true,
      url: new URL(
        'https://api.example.com/data?appid=App1&token=tok&timestamp=1700000000000&path=pages%2Fa%20b&query=x%3D1%26y%3D2&lang=en-GB&version=1.2.0',
      ),
    });
  });

  it('keeps the query of the URL and does not send again what the template used', () => {
    const outcome = buildRequestUrl({ ...base, template: 'https://api.example.com/{appid}?k=%2f+1&v={version}' });
    expect(outcome.ok && outcome.url.href).toBe(
      'https://api.example.com/App1?k=%2f+1&v=1.2.0&token=tok&timestamp=1700000000000&lang=en-GB',
    );
  });

  it.each([
    [{ template: null }, 'not-configured'],
    [{ template: '' }, 'not-configured'],
    [{ template: 'https://api.example.com/{nope}' }, 'template-error'],
    [{ template: 'https://{token}/' }, 'template-error'],
    [{ template: 'https://other.example.com/' }, 'domain-not-allowed'],
    [{ template: 'http://api.example.com/' }, 'domain-not-allowed'],
    [{ template: 'https://api.example.com@evil.example/' }, 'domain-not-allowed'],
    [{ template: 'https://api.example.com:8443/' }, 'domain-not-allowed'],
    [{ template: 'https://127.0.0.1/' }, 'domain-not-allowed'],
    [{ template: '{cdnUrl}/x', cdnUrl: 'https://api.example.com' }, 'denied'],
  ])('answers %j with %s', (change, code) => {
    const outcome = buildRequestUrl({ ...base, ...change });
    expect(outcome).toMatchObject({ ok: false, code });
    expect(JSON.stringify(outcome)).not.toContain('tok"');
  });

  it('checks the host of the CDN address like any other', () => {
    const details = { ...DETAILS, permissions: ['USE_BINANCE_DYNAMIC_DOMAINS'] };
    expect(buildRequestUrl({ ...base, details, template: '{cdnUrl}/x', cdnUrl: 'https://evil.example' })).toMatchObject(
      {
        ok: false,
        code: 'domain-not-allowed',
      },
    );
    const allowed = buildRequestUrl({ ...base, details, template: '{cdnUrl}/x', cdnUrl: 'https://api.example.com/' });
    expect(allowed.ok && allowed.url.href).toMatch(/^https:\/\/api\.example\.com\/x\?appid=App1&token=tok&/);
    expect(allowed.ok && allowed.url.searchParams.has('cdnUrl')).toBe(false);
  });
});

describe('appendArguments', () => {
  it('reads back every argument whatever it is, behind those of the URL', () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(text, text, text, (token, path, query) => {
        const sent = collectArguments({ ...SOURCE, token, path, query });
        const url = appendArguments(new URL('https://api.example.com/?own=1'), sent, new Set(['lang']));
        expect([...url.searchParams]).toEqual([
          ['own', '1'],
          ['appid', 'App1'],
          ['token', token.toWellFormed()],
          ['timestamp', '1700000000000'],
          ['path', path.toWellFormed()],
          ['query', query.toWellFormed()],
          ['version', '1.2.0'],
        ]);
      }),
    );
  });
});
