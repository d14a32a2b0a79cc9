/**
 * Whatever Larder does not let a background fetch do, everybody is told, with the host and the reason: Activity, the
 * Downloads page, the log, and the terminal with `--dev`. Pre-fetch and periodic fetch: data-fetch/templates/refusals.test.ts.
 */
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ActivityEntry } from '../../../../preload/contract/activity.ts';
import { downloadFailure } from '../../../../preload/contract/download-failure.ts';
import { createActivityLog } from '../../../../main/launcher/activity/activity-log.ts';
import { tellFailures } from '../../../../main/launcher/activity/told-failures.ts';
import { downloadsState } from '../../../../main/launcher/downloads/downloads-state.ts';
import { createDeveloperLines } from '../../../../main/log/developer-lines.ts';
import { createEventLog } from '../../../../main/log/event-log.ts';
import type { BackgroundFetchRequest } from '../../../../main/background-fetch/types.ts';
import { startLocalServer } from '../../../fakes/local-server.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';
import { issueCertificate } from '../../network/client/certificates.ts';
import {
  APP_ID,
  newFetch,
  request,
  startEngine,
  type Engine,
  type EngineOptions,
} from '../../background-fetch/engine.ts';
import { until } from '../../../fakes/until.ts';

/** Where a user and an author would look. */
function lookAt({ manager, log }: Engine) {
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  const developer = createDeveloperLines({ info: write, warning: write, error: write });
  const events = createEventLog({ now: () => 1 }, [developer.note]);
  const activity = createActivityLog({ clock: { now: () => 1 }, nameOf: (appId) => appId });
  tellFailures(events, activity);
  for (const told of log) events.emit(told.event as 'problem', { ...told } as never);
  const downloads = downloadsState({
    engine: { list: () => manager.downloads.list(), usedBytes: () => 0, neededBytes: () => 0 },
    programs: {
      list: () => [{ appId: APP_ID, name: 'Podcast' }],
      isAllowed: () => true,
      isHeldBack: () => false,
      quotaBytes: () => 0,
      roomAnswer: () => null,
      originOf: (appId) => `mp://${appId}`,
      pictureUrl: () => '',
    },
    clock: { now: () => 1 },
    freeBytes: () => null,
  }).items;
  return { lines: lines.join('\n'), entries: activity.entries(), downloads, told: log.map(({ event }) => event) };
}

interface Case {
  readonly url?: string;
  readonly change?: Partial<BackgroundFetchRequest>;
  readonly options?: Partial<EngineOptions>;
}

async function secureServer(): Promise<{ port: number; authority: string }> {
  const authority = await issueCertificate({ name: 'Test authority', isAuthority: true });
  const own = await issueCertificate({ name: 'server', ipAddresses: ['127.0.0.1'], issuer: authority });
  const server = https.createServer({ key: own.keyPem, cert: own.certificatePem }, (_request, response) => {
    response.end('x');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, authority: authority.certificatePem };
}

const pinned = async (): Promise<Case> => {
  const { port, authority } = await secureServer();
  const other = await issueCertificate({ name: 'other' });
  const limits = { connectTimeoutMs: 30_000, stallTimeoutMs: 30_000 };
  const options = { ports: [port], certificateAuthorities: [authority], pins: [other.pin], limits };
  return { url: `https://127.0.0.1:${port}/file`, options };
};
const large = async (): Promise<Case> => {
  const server = await startLocalServer((_request, response) => {
    response.writeHead(200, { 'access-control-allow-origin': '*' }).end('x'.repeat(5000));
  });
  return { url: `${server.url}/file`, options: { ports: [Number(new URL(server.url).port)], quotaBytes: 3000 } };
};
const privateName = { resolveHost: () => Promise.resolve([{ address: '10.0.0.7', family: 4 }]) };

type ErrCode = NonNullable<Extract<ActivityEntry['outcome'], { ok: false }>>['errCode'];
const DENIED: ErrCode = 'domain-not-allowed';

describe('a download that may not be made', () => {
  const table: [what: string, course: Case | (() => Promise<Case>), errCode: ErrCode, reason: RegExp, page: string][] =
    [
      [
        'a host that is not listed',
        { url: 'https://other.example/f' },
        DENIED,
        /not one of .*service domains/,
        'notAllowed',
      ],
      [
        'a port that is not listed',
        { url: 'https://cdn.example:8443/f', options: { domains: ['cdn.example'] } },
        DENIED,
        /"cdn.example:8443" is not one of .*service domains/,
        'notAllowed',
      ],
      ['a policy of the page', { change: { isBlocked: true } }, DENIED, /Content Security Policy/, 'notAllowed'],
      [
        'an address of this computer',
        { url: 'https://127.0.0.1:4321/f', options: { domains: ['127.0.0.1:4321'], dev: false } },
        DENIED,
        /"127.0.0.1:4321": its address is not on the public internet/,
        'notAllowed',
      ],
      [
        'an address of a private network',
        { url: 'https://10.0.0.7/f', options: { domains: ['10.0.0.7'], dev: false } },
        DENIED,
        /"10.0.0.7": its address is not on the public internet/,
        'notAllowed',
      ],
      [
        'a name that leads to one',
        { url: 'https://cdn.example/f', options: { domains: ['cdn.example'], dev: false, ...privateName } },
        DENIED,
        /"cdn.example": its address is not on the public internet; --dev allows it$/m,
        'notAllowed',
      ],
      [
        'a name that leads to one, for a POST',
        {
          url: 'https://cdn.example/f',
          change: { method: 'POST' },
          options: { domains: ['cdn.example'], dev: false, ...privateName },
        },
        DENIED,
        /"cdn.example": its address is not on the public internet; --dev allows it$/m,
        'notAllowed',
      ],
      [
        'http: to this computer, without --dev',
        { url: 'http://127.0.0.1:4321/f', options: { domains: ['127.0.0.1:4321'], dev: false } },
        DENIED,
        /"127.0.0.1:4321" is not asked over "http:": only "https:" is allowed, and "http:" with --dev/,
        'notAllowed',
      ],
      [
        'the mode "same-origin"',
        { url: 'https://cdn.example/f', change: { mode: 'same-origin' }, options: { domains: ['cdn.example'] } },
        DENIED,
        /same-origin/,
        'notAllowed',
      ],
      [
        'a certificate that is none of the pins',
        pinned,
        'network-error',
        /none of those the mini-program pins$/m,
        'fetchErrorAt',
      ],
      ['more than its space', large, 'network-error', /more/, 'quotaExceeded'],
    ];
  it.each(table)('is told everywhere: %s', async (_what, course, errCode, reason, page) => {
    const { url = 'https://cdn.example/f', change, options } = typeof course === 'function' ? await course() : course;
    const engine = await startEngine({ folder: createTemporaryFolder(), domains: ['cdn.example'], ...options });
    const outcome = await engine.manager.registrations.register(APP_ID, newFetch([request(url, change)]));
    expect(outcome).toMatchObject({ ok: true });
    await until(() => engine.events.length >= 1);
    const { host } = new URL(url);
    const { told, entries, lines, downloads } = lookAt(engine);
    expect(told).toContain('background-fetch-record-failed');
    expect(entries).toMatchObject([{ appId: APP_ID, kind: 'download', host, outcome: { ok: false, errCode } }]);
    expect(JSON.stringify(entries[0]?.outcome).replaceAll('\\', '')).toMatch(
      new RegExp(reason.source.replace(/\$$/, '"')),
    );
    expect(lines).toMatch(new RegExp(reason.source.replace(/\$$/, '')));
    expect(lines).toContain(host);
    expect(downloads).toMatchObject([{ state: 'failed', ...(page === 'quotaExceeded' ? {} : { failure: { host } }) }]);
    expect(downloadFailure(downloads[0]!)).toMatchObject({ key: `downloads.state.${page}` });
  });
});

describe('a fetch() that is refused', () => {
  const URL_ = 'https://cdn.example/f';
  const table: [what: string, url: string, options: Partial<EngineOptions>, total: number, reason: RegExp][] = [
    ['another scheme', 'ftp://cdn.example/f', {}, 0, /only "https:"/],
    [
      'http: without --dev',
      'http://cdn.example/f',
      { dev: false },
      0,
      /only "https:" is allowed, and "http:" with --dev/,
    ],
    ['a port that is blocked', 'https://cdn.example:25/f', {}, 0, /its port is blocked/],
    ['credentials', 'https://user:SECRET@cdn.example/f', {}, 0, /credentials/],
    [
      'more than it may keep',
      URL_,
      { quotaBytes: 10_000 },
      20_000,
      /not enough room for it: it may keep less \(Settings/,
    ],
    ['a full disk', URL_, { freeBytes: 0 }, 20_000, /not enough room for it: the disk is too full/],
    ['a user who does not allow it', URL_, { isAllowed: false }, 0, /allow/i],
  ];
  it.each(table)('is told in Activity, in the log and on the terminal: %s', async (...row) => {
    const [, url, options, downloadTotal, reason] = row;
    const engine = await startEngine({
      folder: createTemporaryFolder(),
      isStopped: true,
      domains: ['cdn.example'],
      ...options,
    });
    const fetch = newFetch([request(url)], { downloadTotal });
    expect(await engine.manager.registrations.register(APP_ID, fetch)).toMatchObject({ ok: false });
    const { host } = new URL(url);
    const { told, entries, lines, downloads } = lookAt(engine);
    expect(told).toEqual(['background-fetch-refused']);
    expect(entries).toMatchObject([
      { appId: APP_ID, kind: 'download', host, outcome: { ok: false, errCode: 'denied' } },
    ]);
    expect(lines).toMatch(reason);
    expect(lines).toContain(host);
    expect(JSON.stringify([engine.log, entries, lines])).not.toContain('SECRET');
    // The page itself was told by an exception: there is no download.
    expect(downloads).toEqual([]);
  });
});
