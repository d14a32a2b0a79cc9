import { expect, it } from 'vitest';
import { failedRequests } from '../../../../build/author-kit/check/failed-requests.ts';
import type { LarderEvent } from '../../../../build/author-kit/runner/runner-api.ts';

const told: [what: string, event: LarderEvent, line: string | null][] = [
  [
    'a server that is not there',
    { event: 'prefetch-finished', ok: false, errCode: 'network-error' },
    'the pre-fetch failed (network-error): does its server run?',
  ],
  [
    'a server that answers nothing',
    { event: 'prefetch-finished', ok: false, errCode: 'timeout' },
    'the pre-fetch failed (timeout): does its server run?',
  ],
  [
    'a status, of which server and request',
    { event: 'prefetch-finished', key: 'home', ok: false, errCode: 'bad-status', status: 404 },
    'the pre-fetch "home" failed (bad-status 404)',
  ],
  [
    'a request beside the installation',
    { event: 'install-fetch-finished', ok: false, errCode: 'too-large', status: 200 },
    'the install fetch failed (too-large)',
  ],
  ['one that went well', { event: 'prefetch-finished', ok: true, status: 200 }, null],
  ['what is no request for the page', { event: 'periodic-finished', ok: false, errCode: 'bad-status' }, null],
];
it.each(told)('tells %s', (_what, event, line) => {
  expect(failedRequests([event, event])).toEqual(line === null ? [] : [line]);
});
