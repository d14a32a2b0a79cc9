/** Where a service worker reads the rest of a body of a background fetch. */
import { describe, expect, it } from 'vitest';
import { BODY_PATH } from '../../../preload/contract/background-fetch.ts';
import { createPieceReader } from '../../../main/sessions/file-response.ts';
import { createPolicyProofs } from '../../../main/sessions/policy/policy-proof.ts';
import { serveMiniProgramFile } from '../../../main/sessions/scheme-handlers.ts';
import { createTextTypes } from '../../../main/sessions/text-types.ts';

const readPiece = createPieceReader();

async function ask(url: string, method = 'GET', length: number | null = 4) {
  const asked: number[][] = [];
  const response = await serveMiniProgramFile(new Request(url, { method }), {
    origin: 'mp://abc',
    dev: false,
    domains: [],
    charset: null,
    readPiece,
    textTypes: createTextTypes(readPiece),
    workerInterfaces: () => Promise.resolve(''),
    policyProofs: Promise.resolve(createPolicyProofs(Buffer.alloc(32))),
    readPackage: () => Promise.resolve(null),
    openBody(reader, from) {
      asked.push([reader, from]);
      if (reader === 5) return 'in-use';
      if (reader === 6) return 'too-many';
      return reader === 7 ? { stream: new Blob(['rest']).stream(), length } : null;
    },
  });
  return { response, asked };
}

describe('the address of a body', () => {
  it.each([
    [4, '4'],
    [null, null],
  ])(
    'answers its bytes, which are no page and no script, with the length when it is known: %j',
    async (length, told) => {
      const { response, asked } = await ask(`mp://abc${BODY_PATH}?reader=7&from=300`, 'GET', length);
      expect([response.status, asked, await response.text()]).toEqual([200, [[7, 300]], 'rest']);
      expect(response.headers.get('content-length')).toBe(told);
      expect(response.headers.get('content-type')).toBe('application/octet-stream');
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.headers.get('content-security-policy')).toContain("default-src 'self'");
    },
  );

  it.each([
    ['is streamed already', 5, 409],
    ['is one of too many', 6, 503],
  ])('says so of a reader that %s', async (_what, reader, status) => {
    const { response } = await ask(`mp://abc${BODY_PATH}?reader=${reader}&from=0`);
    expect([response.status, response.headers.get('content-type')]).toEqual([status, 'text/plain; charset=utf-8']);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'self'");
  });

  it.each([
    ['another reader', `mp://abc${BODY_PATH}?reader=8&from=0`, 'GET', [[8, 0]]],
    ['no reader', `mp://abc${BODY_PATH}?from=0`, 'GET', []],
    ['no place', `mp://abc${BODY_PATH}?reader=7`, 'GET', []],
    ['a place before the start', `mp://abc${BODY_PATH}?reader=7&from=-1`, 'GET', []],
    ['a place that is no whole number', `mp://abc${BODY_PATH}?reader=7&from=1.5`, 'GET', []],
    ['NaN', `mp://abc${BODY_PATH}?reader=NaN&from=NaN`, 'GET', []],
    ['a place that is no number', `mp://abc${BODY_PATH}?reader=7&from=0x10`, 'GET', []],
    ['a place beyond all numbers', `mp://abc${BODY_PATH}?reader=7&from=${'9'.repeat(400)}`, 'GET', []],
    ['another method', `mp://abc${BODY_PATH}?reader=7&from=0`, 'POST', []],
    ['another origin', `mp://other${BODY_PATH}?reader=7&from=0`, 'GET', []],
    ['a path below', `mp://abc${BODY_PATH}/x?reader=7&from=0`, 'GET', []],
  ])('is not there for %s', async (_what, url, method, expected) => {
    const { response, asked } = await ask(url, method);
    expect([response.status, asked]).toEqual([404, expected]);
  });
});
