/** The numbers that docs/bn-api.md gives to authors are those that Larder holds. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { argumentsSchema } from '../../../main/ipc/schemas.ts';
import { TRANSPORT_LIMITS } from '../../../main/network/client/transport.ts';
import { BN_LIMITS } from '../../../preload/contract/bn-limits.ts';

const ROOT = path.resolve(import.meta.dirname, '..', '..', '..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8').replace(/\s+/g, ' ');
const API = read('docs/bn-api.md');

const grouped = (value: number): string => value.toLocaleString('en');
const seconds = (ms: number): string => `${ms / 1000} s`;
const { tokenLength, timeoutMs, defaultTimeoutMs, bodyBytes, connectMs, requestMs, redirects, codeMs } = BN_LIMITS;
const body = `${bodyBytes / 1024} KiB`;

describe('docs/bn-api.md', () => {
  it.each([
    `| token | 1 to ${grouped(tokenLength)} UTF-16 code units |`,
    `a string of 1 to ${grouped(tokenLength)} characters (UTF-16 code units)`,
    `| \`timeout\` | 0 to ${grouped(timeoutMs)} ms |`,
    `a whole number from 0 to ${grouped(timeoutMs)}, default ${grouped(defaultTimeoutMs)}.`,
    `| body | ${body} after decompression`,
    `| \`too-large\` | more than ${body} after decompression |`,
    `| time to connect (DNS, TCP, TLS), each redirect | ${seconds(connectMs)} |`,
    `| time in all | ${seconds(requestMs)} |`,
    `no connection within ${seconds(connectMs)}, no complete answer within ${seconds(requestMs)},`,
    `| redirects | ${redirects} |`,
    `| code of the platform | ${seconds(codeMs)}, then the request goes without |`,
    `absent when the platform gives none within ${seconds(codeMs)} |`,
  ])('says: %s', (sentence) => {
    expect(API).toContain(sentence);
  });
});

it.each(['preload/contract/bn.ts', 'build/author-kit/types/bn.d.ts'])('%s says how long a token may be', (file) => {
  expect(read(file)).toContain(`1 to ${tokenLength} characters (UTF-16 code units)`);
});

describe('the numbers hold', () => {
  const setToken = argumentsSchema('bn:set-background-fetch-token');
  const getData = argumentsSchema('bn:get-background-fetch-data');

  it.each([
    ['a token of the longest', setToken, { token: 'x'.repeat(1024) }, true],
    ['a longer token', setToken, { token: 'x'.repeat(1025) }, false],
    ['the longest timeout', getData, { fetchType: 'pre', timeout: 600_000 }, true],
    ['a longer timeout', getData, { fetchType: 'pre', timeout: 600_001 }, false],
  ])('in the router: %s', (_what, schema, options, isTaken) => {
    expect(schema.safeParse([options]).success).toBe(isTaken);
  });

  it('in the requests for a mini-program', () => {
    expect(TRANSPORT_LIMITS).toEqual({
      connectTimeoutMs: 10_000,
      totalTimeoutMs: 60_000,
      maxRedirects: 5,
      maxBodyBytes: 262_144,
    });
  });
});
