import { describe, expect, it } from 'vitest';
import {
  REFUSED_REQUEST_HEADER,
  REFUSED_REQUEST_LIMITS,
  REFUSED_REQUEST_PATH,
} from '../../../preload/contract/policy.ts';
import { createPieceReader } from '../../../main/sessions/file-response.ts';
import { createPolicyProofs } from '../../../main/sessions/policy/policy-proof.ts';
import { NOT_A_SERVICE, refusedByConsole, refusedByWorker } from '../../../main/sessions/refused-requests.ts';
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

const POLICY = `'self' data: blob: https://127.0.0.1:35529 wss://127.0.0.1:35529`;
const violation = (what: string, directive: string, note = '', end = 'The action'): string =>
  `${what} violates the following Content Security Policy directive: "${directive}".${note} ${end} has been blocked.`;
const fallback = (name: string, used: string): string =>
  ` Note that '${name}' was not explicitly set, so '${used}' is used as a fallback.`;

describe('what Chromium writes to the console of a request that a policy refused', () => {
  // As Chromium 156 has them.
  it.each<[text: string, host: string, reason: string]>([
    [
      violation(`Connecting to 'https://a.example/x?token=SECRET'`, `connect-src ${POLICY}`),
      'a.example',
      `${NOT_A_SERVICE} (connect-src)`,
    ],
    [
      violation(`Connecting to 'wss://a.example:8443/'`, `connect-src ${POLICY}`),
      'a.example:8443',
      `${NOT_A_SERVICE} (connect-src)`,
    ],
    [
      violation(`Connecting to 'https://a.example/it's'`, `connect-src ${POLICY}`),
      'a.example',
      `${NOT_A_SERVICE} (connect-src)`,
    ],
    [
      violation(`Loading the image 'https://a.example/a.png'`, `img-src ${POLICY}`),
      'a.example',
      `${NOT_A_SERVICE} (img-src)`,
    ],
    [
      violation(`Loading media from  'https://a.example/f.mp4'`, `media-src ${POLICY}`),
      'a.example',
      `${NOT_A_SERVICE} (media-src)`,
    ],
    [
      violation(
        `Loading the script 'https://a.example/a.js'`,
        `script-src 'self'`,
        fallback('script-src-elem', 'script-src'),
      ),
      'a.example',
      'no mini-program may (script-src-elem)',
    ],
    [
      violation(
        `Loading the stylesheet 'https://a.example/a.css'`,
        `style-src 'self'`,
        fallback('style-src-elem', 'style-src'),
      ),
      'a.example',
      'no mini-program may (style-src-elem)',
    ],
    [
      violation(`Loading the font 'https://a.example/f.woff'`, `font-src 'self'`),
      'a.example',
      'no mini-program may (font-src)',
    ],
    [
      violation(`Loading plugin data from 'https://a.example/x'`, `object-src 'self'`),
      'a.example',
      'no mini-program may (object-src)',
    ],
    [
      violation(`Framing 'https://a.example/'`, `frame-src 'self'`, '', 'The request'),
      'a.example',
      'no mini-program may (frame-src)',
    ],
    [
      `${violation(`Sending form data to 'https://a.example/x?'`, `form-action 'self'`, '', 'The request')}\n`,
      'a.example',
      'no mini-program may (form-action)',
    ],
  ])('is a host and a reason: %s', (text, host, message) => {
    expect(refusedByConsole(text)).toEqual({ host, message, isSecondLine: false });
  });

  it('is said again of fetch()', () => {
    const text = `Fetch API cannot load https://a.example/x. Refused to connect because it violates the document's Content Security Policy.`;
    expect(refusedByConsole(text)).toEqual({
      host: 'a.example',
      message: `${NOT_A_SERVICE} (connect-src)`,
      isSecondLine: true,
    });
  });

  it.each([
    `Executing inline script violates the following Content Security Policy directive 'script-src 'self''. The action has been blocked.`,
    violation(`Creating a worker from 'blob:null/1'`, `worker-src 'self'`),
    violation(`Connecting to 'nonsense'`, `connect-src ${POLICY}`),
    `${violation(`Connecting to 'https://a.example/'`, `connect-src ${POLICY}`)} And this.`,
    `I saw: ${violation(`Connecting to 'https://a.example/'`, `connect-src ${POLICY}`)}`,
    'Fetch API cannot load https://a.example/x. URL scheme "x" is not supported.',
    'Uncaught (in promise) TypeError: Failed to fetch',
    'Failed to load resource: net::ERR_BLOCKED_BY_CLIENT',
  ])('is another line: %s', (text) => {
    expect(refusedByConsole(text)).toBeNull();
  });
});
