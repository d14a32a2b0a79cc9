import { expect, it } from 'vitest';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';
import { startLocalServer, type Handler } from '../../../fakes/local-server.ts';
import type { BackgroundFetchRequest } from '../../../../main/background-fetch/types.ts';
import { APP_ID, register, request, startEngine, type EngineOptions } from '../engine.ts';
import { until } from '../../../fakes/until.ts';

const OPEN = { 'access-control-allow-origin': '*' };
const answering =
  (status: number, headers: Record<string, string> = {}, body = 'x'): Handler =>
  (_request, response) =>
    void response.writeHead(status, { ...OPEN, ...headers }).end(body);

interface Case {
  readonly handler?: Handler;
  readonly url?: string;
  readonly change?: Partial<BackgroundFetchRequest>;
  readonly options?: Partial<EngineOptions>;
  readonly downloadTotal?: number;
}

const UNLISTED = 'https://elsewhere.example:8443/file';
const table: [what: string, course: Case, reason: string, isRefused: boolean, message: RegExp][] = [
  ['a host that is not listed', { url: UNLISTED }, 'fetch-error', true, /service domains/],
  ['http: to a host that is not listed', { url: 'http://127.0.0.1:4321/' }, 'fetch-error', true, /service domains/],
  ['a policy of the page', { change: { isBlocked: true } }, 'fetch-error', true, /Content Security Policy/],
  ['the mode "same-origin"', { change: { mode: 'same-origin' } }, 'fetch-error', true, /same-origin/],
  ['a cache that has nothing', { change: { cache: 'only-if-cached' } }, 'fetch-error', true, /cached/],
  ['a file that is not there', { handler: answering(404) }, 'bad-status', false, /404/],
  ['a server that stays ill', { handler: answering(500) }, 'bad-status', false, /500/],
  [
    'a redirect to a host that is not listed',
    { handler: answering(302, { location: UNLISTED }) },
    'fetch-error',
    false,
    /service domains/,
  ],
  [
    'an answer for other origins',
    { handler: (_request, response) => void response.writeHead(200).end('x') },
    'fetch-error',
    false,
    /CORS/,
  ],
  [
    'a server that always hangs up',
    { handler: (incoming) => void incoming.socket.destroy() },
    'fetch-error',
    false,
    /did not come back/,
  ],
  [
    'more than the page had said',
    { handler: answering(200, {}, 'xxx'), downloadTotal: 1 },
    'download-total-exceeded',
    false,
    /longer than the downloadTotal/,
  ],
  [
    'more than its space',
    { handler: answering(200, {}, 'x'.repeat(5000)), options: { quotaBytes: 3000 } },
    'quota-exceeded',
    false,
    /more than the mini-program has space for/,
  ],
  [
    'a full disk',
    { handler: answering(200), options: { measureFreeBytes: firstMuch() } },
    'quota-exceeded',
    false,
    /disk/,
  ],
  [
    'a body that is not the one that was asked for',
    { handler: answering(200), change: { integrity: 'sha256-x' } },
    'fetch-error',
    false,
    /integrity/,
  ],
];

/** There is room when it is registered, and none later. */
function firstMuch(): () => Promise<number> {
  let asked = 0;
  return () => Promise.resolve((asked += 1) === 1 ? 2 ** 40 : 0);
}

it.each(table)('a download that fails says once where and why, after a restart too: %s', async (...row) => {
  const [, { handler = answering(200), url, change, options, downloadTotal = 0 }, failureReason, isRefused, message] =
    row;
  const server = await startLocalServer(handler);
  const folder = createTemporaryFolder();
  const all = { folder, ports: [Number(new URL(server.url).port)], ...options };
  const { manager, events, log } = await startEngine(all);
  const asked = url ?? `${server.url}/file`;
  await register(manager, [request(asked, change)], { downloadTotal });
  await until(() => events.length === 1 && manager.downloads.list()[0]?.registration.recordsAvailable === false);
  const { host } = new URL(asked);
  expect(log.filter(({ event }) => event === 'background-fetch-record-failed')).toMatchObject([
    { appId: APP_ID, host, failureReason, isRefused, message: expect.stringMatching(message) as string },
  ]);
  expect(manager.downloads.list()).toMatchObject([{ failure: { host, isRefused }, registration: { failureReason } }]);
  await manager.dispose();
  const later = await startEngine({ ...all, isStopped: true });
  expect(later.manager.downloads.list()).toMatchObject([{ failure: { host, isRefused } }]);
});
