import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDeepLink, parseDeepLink, parseOpenRequest } from '../../../main/opening/deep-links.ts';

const base = 'bnc://app.binance.com/mp/app';
const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

describe('parseDeepLink', () => {
  it('decodes base64 and base64url when path and query are encoded', () => {
    const path = 'pages/détail?.html'.replace('?', '');
    for (const encoding of ['base64', 'base64url'] as const) {
      const encode = (text: string): string => Buffer.from(text, 'utf8').toString(encoding);
      const link = `${base}?appId=xoqXx&startPagePath=${encode(path)}&startPageQuery=${encode('id=7&q=ü>?')}`;
      expect(parseDeepLink(link)).toEqual({ appId: 'xoqXx', path, query: 'id=7&q=ü>?' });
    }
  });

  it('decodes base64 when its digits are percent-encoded', () => {
    expect(parseDeepLink(`${base}?appId=A&startPageQuery=${encodeURIComponent(base64('a=1&b=2~~?'))}`).query).toBe(
      'a=1&b=2~~?',
    );
  });

  it('takes a plain value as it is when it does not decode to text', () => {
    expect(parseDeepLink(`${base}?appId=A&startPagePath=pages/index.html&startPageQuery=id%3D7`)).toEqual({
      appId: 'A',
      path: 'pages/index.html',
      query: 'id=7',
    });
  });

  it.each([
    ['100%.html', '100%25.html'],
    ['%data', '%25data'],
    ['50%25.html', '50%25.html'],
    ['a%20b%', 'a%2520b%25'],
  ])('takes a "%%" that is no escape for the sign itself: %s', (path, expected) => {
    expect(parseDeepLink(`${base}?appId=A&startPagePath=${base64(path)}`)).toEqual({ appId: 'A', path: expected });
  });

  it('drops a leading slash and a leading question mark', () => {
    expect(
      parseDeepLink(`${base}?appId=A&startPagePath=${base64('/pages/a.html')}&startPageQuery=${base64('?x=1')}`),
    ).toEqual({ appId: 'A', path: 'pages/a.html', query: 'x=1' });
  });

  it('reads back what formatDeepLink writes, for any path and query', () => {
    const segment = fc.stringMatching(/^[\p{L}\p{N}_-]{1,12}$/u);
    const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/'));
    const query = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
      .filter((text) => !/^\?|\p{Cc}|\p{Cs}/u.test(text));
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9A-Za-z]{1,48}$/), path, query, (appId, startPath, startQuery) => {
        const request = { appId, path: startPath, query: startQuery };
        expect(parseDeepLink(formatDeepLink(request))).toEqual(request);
      }),
    );
  });

  it.each([
    ['https://app.binance.com/mp/app?appId=A', /opens only bnc: links/],
    ['bnc://evil.example/mp/app?appId=A', /opens only bnc:\/\/app.binance.com\/mp\/app links/],
    ['bnc://app.binance.com/mp/other?appId=A', /opens only/],
    ['bnc://user@app.binance.com/mp/app?appId=A', /opens only/],
    [base, /has no appId/],
    [`${base}?appId=`, /not a mini-program ID/],
    [`${base}?appId=../../x`, /not a mini-program ID/],
    [`${base}?appId=A&startPagePath=${base64('../../etc/passwd')}`, /not a page of the mini-program/],
    [`${base}?appId=A&startPagePath=${base64('https://evil.example/')}`, /not a page of the mini-program/],
    [`${base}?appId=A&startPagePath=${base64('https:evil.example/index.html')}`, /not a page of the mini-program/],
    [`${base}?appId=A&startPagePath=${base64('/MP:other/index.html')}`, /not a page of the mini-program/],
    [`${base}?appId=A&startPagePath=${base64(' https:evil.example/index.html')}`, /not a page of the mini-program/],
    [`${base}?appId=A&startPagePath=${base64('/ https:')}`, /not a page of the mini-program/],
    [`${base}?appId=A&startPagePath=${base64('\\\\evil\\share')}`, /not a page of the mini-program/],
    [`${base}?appId=A&startPagePath=a%252e%252e/b`, /not a page of the mini-program/],
    [`${base}?appId=A&startPageQuery=%E0%A4%A`, /badly encoded/],
    [`${base}?appId=A&startPageQuery=a%00b`, /control characters/],
    [`${base}?appId=A&x=${'y'.repeat(9000)}`, /longer than/],
    ['hello there', /neither a mini-program ID nor a link/],
  ])('refuses %s', (link, message) => {
    expect(() => parseDeepLink(link)).toThrow(message);
  });

  it('does not repeat the query in its message', () => {
    expect(() => parseDeepLink('bnc://evil.example/x?token=sesame')).toThrow(/^(?!.*sesame)/);
  });
});

describe('parseOpenRequest', () => {
  it('reads a bare app id and a link alike', () => {
    expect(parseOpenRequest(' xoqXx ')).toEqual({ appId: 'xoqXx' });
    expect(parseOpenRequest(`${base}?appId=xoqXx`)).toEqual({ appId: 'xoqXx' });
  });
});
