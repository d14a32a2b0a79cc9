import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostOfAppId, isAppId } from '../../../main/models/app-id.ts';
import { formatDeepLink, parseDeepLink, parseOpenRequest } from '../../../main/opening/deep-links.ts';
import { AppError } from '../../../main/support/errors.ts';
import { PROPERTY_RUNS } from '../../fixtures/property-runs.ts';
import { textOf } from '../../fixtures/strange-texts.ts';

const RUNS = { numRuns: PROPERTY_RUNS };
const START = 'bnc://app.binance.com/mp/app?appId=abc';
const path = textOf([
  ...['a.html', 'pages', '/', '//', '\\', '..', '.', '%2e%2e', '%2f', '%5C', '%', ':', '@', '?', '#', ' ', '\t', '\0'],
  ...['https:', 'mp://other/', 'file:///etc', 'javascript:', 'data:', 'other.example', '\uff0f', '\u2024'],
]);
const encoded = path.chain((text) =>
  fc.constantFrom(text, encodeURIComponent(text.toWellFormed()), Buffer.from(text).toString('base64')),
);
const link = fc.oneof(
  fc.tuple(encoded, encoded).map(([page, query]) => `${START}&startPagePath=${page}&startPageQuery=${query}`),
  textOf([START, 'bnc:', '//', 'app.binance.com', ':1', 'user@', '/mp/app', '?appId=', 'abc', '&', '=', '%', 'https:']),
);

describe('a deep link', () => {
  it('opens a page below the mini-program’s own origin, or is a bad link', () => {
    let count = 0;
    fc.assert(
      fc.property(link, (text) => {
        let request;
        try {
          request = parseOpenRequest(text);
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
          expect((error as AppError).code).toBe('bad-link');
          return;
        }
        count += 1;
        expect(isAppId(request.appId)).toBe(true);
        const base = `mp://${hostOfAppId(request.appId)}/`;
        const url = new URL(request.path ?? '', base);
        expect(url.href.startsWith(base)).toBe(true);
        expect(url.search + url.hash).toBe('');
        expect(decodeURIComponent(url.pathname).split('/')).not.toContain('..');
        expect(`${request.path ?? ''}${request.query ?? ''}`).not.toMatch(/\p{Cc}/u);
      }),
      RUNS,
    );
    expect(count).toBeGreaterThan(PROPERTY_RUNS / 20);
  });

  it('comes back as it was written', () => {
    const segment = fc.stringMatching(/^[a-z0-9_-]{1,8}(?:\.html)?$/);
    fc.assert(
      fc.property(
        fc.stringMatching(/^[0-9A-Za-z]{1,48}$/),
        fc.array(segment, { minLength: 1, maxLength: 3 }),
        fc.stringMatching(/^[a-z]=[\p{L}&=+%/]{0,12}$/u),
        (appId, segments, query) => {
          const request = { appId, path: segments.join('/'), query };
          expect(parseDeepLink(formatDeepLink(request))).toEqual(request);
        },
      ),
      RUNS,
    );
  });
});
