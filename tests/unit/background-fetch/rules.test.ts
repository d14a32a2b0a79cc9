import { describe, expect, it } from 'vitest';
import {
  passesCorsCheck,
  passesPreflight,
  preflightHeaders,
  visibleHeaders,
} from '../../../main/background-fetch/http/cors.ts';
import { FetchRecord } from '../../../main/background-fetch/jobs/fetch-record.ts';
import { parseIntegrity } from '../../../main/background-fetch/transfer/integrity.ts';
import { createMatcher } from '../../../main/background-fetch/jobs/matching.ts';
import { cleanRequestHeaders } from '../../../main/background-fetch/http/request-headers.ts';
import type { ResponseHead } from '../../../main/background-fetch/jobs/state-schema.ts';

describe('CORS', () => {
  it.each([
    ['*', true],
    ['mp://abc', true],
    ['mp://abd', false],
    ['', false],
  ])('shows an answer that allows "%s": %s', (allowed, expected) => {
    expect(passesCorsCheck([['access-control-allow-origin', allowed]], 'mp://abc')).toBe(expected);
  });

  it.each([
    ['GET', [], null],
    ['POST', [['content-type', 'text/plain;charset=UTF-8']], null],
    [
      'POST',
      [['content-type', 'application/json']],
      [
        ['access-control-request-method', 'POST'],
        ['access-control-request-headers', 'content-type'],
      ],
    ],
    ['PUT', [], [['access-control-request-method', 'PUT']]],
    [
      'GET',
      [
        ['x-b', '1'],
        ['x-a', '1'],
      ],
      [
        ['access-control-request-method', 'GET'],
        ['access-control-request-headers', 'x-a,x-b'],
      ],
    ],
  ] as const)('asks first when it must: %s with %j', (method, headers, expected) => {
    expect(preflightHeaders(method, headers)).toEqual(expected);
  });

  it('takes no wildcard for Authorization and no answer that is not 2xx', () => {
    const answer = [
      ['access-control-allow-origin', '*'],
      ['access-control-allow-headers', '*'],
      ['access-control-allow-methods', '*'],
    ] as const;
    const caller = { origin: 'mp://abc', withCredentials: false };
    expect(passesPreflight(200, answer, caller, 'PUT', [['x-a', '1']])).toBe(true);
    expect(passesPreflight(200, answer, caller, 'PUT', [['authorization', 'x']])).toBe(false);
    expect(passesPreflight(302, answer, caller, 'PUT', [])).toBe(false);
  });

  it('takes no wildcard at all for a request with credentials', () => {
    const caller = { origin: 'mp://abc', withCredentials: true };
    const open = [
      ['access-control-allow-origin', '*'],
      ['access-control-allow-credentials', 'true'],
    ] as const;
    const named = [
      ['access-control-allow-origin', 'mp://abc'],
      ['access-control-allow-credentials', 'true'],
      ['access-control-allow-methods', '*'],
    ] as const;
    expect([
      passesCorsCheck(open, 'mp://abc', true),
      passesCorsCheck(named, 'mp://abc', true),
      passesCorsCheck(named.slice(0, 1), 'mp://abc', true),
    ]).toEqual([false, true, false]);
    expect([passesPreflight(200, named, caller, 'PUT', []), passesPreflight(200, named, caller, 'POST', [])]).toEqual([
      false,
      true,
    ]);
  });

  it('shows the safe headers and those that are exposed, never a cookie', () => {
    const headers = [
      ['content-type', 'a/b'],
      ['content-length', '5'],
      ['x-a', '1'],
      ['x-b', '2'],
      ['set-cookie', 'c'],
      ['access-control-expose-headers', 'X-A'],
    ] as const;
    expect(visibleHeaders(headers, true).map(([name]) => name)).toEqual(['content-type', 'x-a']);
    expect(visibleHeaders(headers, false).map(([name]) => name)).toEqual([
      'content-type',
      'x-a',
      'x-b',
      'access-control-expose-headers',
    ]);
  });
});

describe('request headers', () => {
  it('lose those only the container may set', () => {
    expect(
      cleanRequestHeaders([
        ['Cookie', 'a'],
        ['Host', 'b'],
        ['Sec-Fetch-Mode', 'c'],
        ['Proxy-Authorization', 'd'],
        ['X-A', ' 1 '],
      ]),
    ).toEqual([['x-a', '1']]);
  });
});

describe('integrity metadata', () => {
  it('counts only with its strongest algorithm', () => {
    expect(parseIntegrity('sha256-AAAA sha512-BBBB sha512-CCCC?x md5-DDDD')).toEqual([
      { algorithm: 'sha512', digest: 'BBBB' },
      { algorithm: 'sha512', digest: 'CCCC' },
    ]);
    expect(parseIntegrity('md5-AAAA')).toEqual([]);
  });
});

describe('a record with Vary', () => {
  const record = new FetchRecord(0, {
    url: 'https://a.example/',
    method: 'GET',
    headers: [['accept', 'text/html']],
    bodyBytes: null,
    mode: 'cors',
    redirect: 'follow',
    integrity: '',
    cache: 'default',
  });
  const query = (accept: string, ignoreVary = false) => ({
    request: { url: 'https://a.example/', method: 'GET', headers: [['accept', accept]] as const },
    options: { ignoreVary },
  });

  it.each([
    ['accept', 'text/html', false, true],
    ['accept', 'image/png', false, false],
    ['accept', 'image/png', true, true],
    ['*', 'text/html', false, false],
  ])('"%s" is matched by "%s" (ignoreVary %s): %s', (vary, accept, ignoreVary, expected) => {
    record.head = { headers: [['vary', vary]] } as unknown as ResponseHead;
    expect(createMatcher(query(accept, ignoreVary))(record)).toBe(expected);
  });
});
