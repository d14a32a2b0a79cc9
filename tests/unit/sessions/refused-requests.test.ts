import { describe, expect, it } from 'vitest';
import {
  REFUSED_REQUEST_HEADER,
  REFUSED_REQUEST_LIMITS,
  REFUSED_REQUEST_PATH,
} from '../../../preload/contract/policy.ts';
import { createPieceReader } from '../../../main/sessions/file-response.ts';
import { createPolicyProofs } from '../../../main/sessions/policy/policy-proof.ts';
import { NOT_A_SERVICE, refusedByWorker } from '../../../main/sessions/refused-requests.ts';
import { serveMiniProgramFile } from '../../../main/sessions/scheme-handlers.ts';
import { createTextTypes } from '../../../main/sessions/text-types.ts';

const readPiece = createPieceReader();

async function ask(url: string, method: string, told: string): Promise<{ status: number; heard: string[] }> {
  const heard: string[] = [];
  const request = new Request(url, { method, headers: { [REFUSED_REQUEST_HEADER]: told } });
  const { status } = await serveMiniProgramFile(request, {
    origin: 'mp://abc',
    dev: false,
    domains: [],
    charset: null,
    readPiece,
    textTypes: createTextTypes(readPiece),
    workerInterfaces: () => Promise.resolve(''),
    policyProofs: Promise.resolve(createPolicyProofs(Buffer.alloc(32))),
    readPackage: () => Promise.resolve(null),
    onRefused: (host, message) => void heard.push(`${host}: ${message}`),
  });
  return { status, heard };
}

describe('what a worker tells of a request that its policy refused', () => {
  it.each([
    ['api.example connect-src', `api.example: ${NOT_A_SERVICE} (connect-src)`],
    ['127.0.0.1:8443 connect-src', `127.0.0.1:8443: ${NOT_A_SERVICE} (connect-src)`],
    ['[::1]:80 connect-src', null],
    ['[::1]:81 connect-src', `[::1]:81: ${NOT_A_SERVICE} (connect-src)`],
    ['cdn.example script-src-elem', 'cdn.example: no mini-program may (script-src-elem)'],
    ['xn--bcher-kva.example img-src', `xn--bcher-kva.example: ${NOT_A_SERVICE} (img-src)`],
    ['cdn.example media-src', `cdn.example: ${NOT_A_SERVICE} (media-src)`],
    ['cdn.example style-src-elem', 'cdn.example: no mini-program may (style-src-elem)'],
    ['', null],
    ['api.example', null],
    ['api.example connect-src more', null],
    ['api.example <b>bold</b>', null],
    ['api.example/path?token=SECRET connect-src', null],
    ['user@api.example connect-src', null],
    ['API.example connect-src', null],
    [`${'a.'.repeat(REFUSED_REQUEST_LIMITS.hostLength)}example connect-src`, null],
    [`api.example ${'x'.repeat(REFUSED_REQUEST_LIMITS.directiveLength + 1)}`, null],
  ])('is a host and a directive, and nothing else: %j', async (told, expected) => {
    const { status, heard } = await ask(`mp://abc${REFUSED_REQUEST_PATH}`, 'HEAD', told);
    expect([status, heard]).toEqual([204, expected === null ? [] : [expected]]);
  });

  it.each([
    ['another method', `mp://abc${REFUSED_REQUEST_PATH}`, 'GET'],
    ['another address', 'mp://abc/', 'HEAD'],
    ['another origin', `mp://other${REFUSED_REQUEST_PATH}`, 'HEAD'],
  ])('is not heard by %s', async (_what, url, method) => {
    expect(await ask(url, method, 'api.example connect-src')).toEqual({ status: 404, heard: [] });
  });

  it('may be anything', () => {
    for (const told of ['\0', ' ', '  ', 'a b', '\u{10ffff} connect-src', 'x'.repeat(100_000)])
      expect(() => refusedByWorker(told)).not.toThrow();
  });
});
