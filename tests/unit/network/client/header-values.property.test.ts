import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanRequestHeaders, unsafeHeaderNames } from '../../../../main/background-fetch/http/request-headers.ts';
import { nextHop } from '../../../../main/background-fetch/http/redirects.ts';
import { locationOf } from '../../../../main/network/client/location.ts';
import { parseRetryAfter } from '../../../../main/network/client/retry-after.ts';
import { PROPERTY_RUNS } from '../../../fixtures/property-runs.ts';
import { textOf } from '../../../fixtures/strange-texts.ts';

const RUNS = { numRuns: PROPERTY_RUNS };
/** A header as Node hands it out: a byte a character. */
const header = textOf([
  ...[
    'https:',
    'http:',
    'file:',
    'mp:',
    'data:',
    'javascript:',
    '//',
    '/',
    '\\',
    '@',
    'user:pass@',
    ':',
    '..',
    '?',
    '#',
  ],
  ...['api.example', 'other.example', '[::1]', '127.1', '%', '%zz', '\u00e9', '\u00ff', ' ', '\t', '\r\n', '\0'],
]).map((text) => Buffer.from(text).toString('latin1'));
const nameOfHeader = textOf([
  'x-',
  'Cookie',
  'HOST',
  'sec-',
  'Proxy-',
  'a',
  ':',
  ' ',
  '\r\n',
  '\0',
  'é',
  'content-type',
]);
const value = textOf(['text/plain', 'a', ',', ';', '\r\n', 'Set-Cookie: x', '\0', 'é', '\t', ' ', '"', '\u2028']);

describe('Location', () => {
  it('is ASCII but for what no byte is, and the same when read twice', () => {
    fc.assert(
      fc.property(header, (text) => {
        const read = locationOf(text);
        expect(read).not.toMatch(/[\u0080-\u00ff]/);
        expect(locationOf(read)).toBe(read);
      }),
      RUNS,
    );
  });

  it('leads to a plain http address, or is refused', () => {
    const from = { method: 'POST', hasBody: true, isTainted: false };
    const headers = [
      ['authorization', 'secret'],
      ['content-type', 'text/plain'],
    ] as const;
    fc.assert(
      fc.property(header, fc.constantFrom(301, 302, 303, 307, 308), fc.nat({ max: 20 }), (text, status, count) => {
        const hop = nextHop({ ...from, url: new URL('https://api.example/v1/x'), headers, count }, status, text, 20);
        if ('kind' in hop) {
          expect(hop.kind).toBe('network-error');
          return;
        }
        expect(hop.count).toBeLessThanOrEqual(20);
        expect(['https:', 'http:']).toContain(hop.url.protocol);
        expect(hop.url.username + hop.url.password).toBe('');
        const isSame = hop.url.origin === 'https://api.example';
        expect(hop.headers.some(([name]) => name === 'authorization')).toBe(isSame);
        expect(hop.isTainted).toBe(!isSame);
      }),
      RUNS,
    );
  });
});

describe('headers of a page', () => {
  it('are clean, without those of the container’s, or none is sent', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(nameOfHeader, value), { maxLength: 3 }), (given) => {
        const clean = cleanRequestHeaders(given);
        if (!clean) return;
        for (const [name, text] of clean) {
          expect(name).toMatch(/^[!#$%&'*+.^_`|~0-9a-z-]+$/);
          expect(name).not.toMatch(/^(?:host|cookie|sec-.*|proxy-.*)$/);

          expect(text).not.toMatch(/[\0\r\n]/);
        }
        expect(clean.map(([name]) => name)).toEqual(expect.arrayContaining([...unsafeHeaderNames(clean)]));
      }),
      RUNS,
    );
  });
});

describe('Retry-After', () => {
  it('is a time to wait, or nothing', () => {
    const text = textOf(['1', '99', '-', '.', 'Sun, 06 Nov 1994 08:49:37', ' GMT', 'e9', 'Infinity', ' ', '1e400']);
    fc.assert(
      fc.property(text, (wanted) => {
        const ms = parseRetryAfter(wanted, 1_000);
        expect(ms === null || (Number.isFinite(ms) && ms >= 0)).toBe(true);
      }),
      RUNS,
    );
  });
});
