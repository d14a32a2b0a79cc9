import { describe, expect, it } from 'vitest';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';
import { startLocalServer } from '../../../fakes/local-server.ts';
import { APP_ID, newFetch, register, request, SCOPE, startEngine, type EngineOptions } from '../engine.ts';
import type { BackgroundFetchOptions, BackgroundFetchRequest } from '../../../../main/background-fetch/types.ts';

const GOOD = request('https://example.com/episode.mp3');

/** Nothing is started: what is refused is refused before the network is touched. */
function startStopped(options: Partial<EngineOptions> = {}) {
  return startEngine({ folder: createTemporaryFolder(), isStopped: true, ...options });
}

async function refusalOf(
  requests: readonly BackgroundFetchRequest[],
  options: Partial<BackgroundFetchOptions> = {},
  engine: Partial<EngineOptions> = {},
): Promise<string> {
  const { manager } = await startStopped(engine);
  const outcome = await manager.registrations.register(APP_ID, newFetch(requests, options));
  return outcome.ok ? 'accepted' : outcome.error.name;
}

describe('fetch() (draft 6.3.1)', () => {
  it.each([
    ['there are no requests', []],
    ['the mode is no-cors', [request('https://example.com/', { mode: 'no-cors' })]],
    ['the URL holds credentials', [request('https://user:pass@example.com/')]],
    ['the URL is relative', [request('episode.mp3')]],
    ['the scheme is file:', [request('file:///etc/passwd')]],
    ['the scheme is data:', [request('data:text/plain,foo')]],
    ['the scheme is wss:', [request('wss://127.0.0.1/')]],
    ['the scheme is unknown', [request('foobar:bazqux')]],
    ['the port is blocked', [request('https://example.com:587/')]],
    ['it is the origin of another mini-program', [request('mp://other/file')]],
    ['a GET has a body', [request('https://example.com/', { body: new Uint8Array(1) })]],
    ['the method is forbidden', [request('https://example.com/', { method: 'TRACE' })]],
    ['a header is malformed', [request('https://example.com/', { headers: [['x', 'a\nb']] })]],
    ['one of several is wrong', [GOOD, request('ftp://example.com/')]],
  ])('rejects with a TypeError when %s', async (_what, requests) => {
    expect(await refusalOf(requests)).toBe('TypeError');
  });

  it.each([
    'https://example.com',
    'https://example.com:443',
    'https://example.com:80',
    'https://example.com:8080',
    'http://127.0.0.1',
    'http://[::1]',
    'http://localhost',
    'mp://abc/file',
  ])('accepts %s', async (url) => {
    expect(await refusalOf([request(url)])).toBe('accepted');
  });

  it('rejects with a NotAllowedError when the user has forbidden it', async () => {
    expect(await refusalOf([GOOD], {}, { isAllowed: false })).toBe('NotAllowedError');
  });

  it.each([
    ['downloadTotal is more than the quota', { downloadTotal: Number.MAX_SAFE_INTEGER }, {}],
    ['downloadTotal is more than the disk has', { downloadTotal: 2 ** 30 }, { freeBytes: 2 ** 30 }],
  ])('rejects with a QuotaExceededError when %s', async (_what, options, engine) => {
    expect(await refusalOf([GOOD], options, engine)).toBe('QuotaExceededError');
  });

  it('rejects with a QuotaExceededError when the bodies to send are more than the quota', async () => {
    const upload = request('https://example.com/', { method: 'POST', body: new Uint8Array(2000) });
    expect(await refusalOf([upload], {}, { quotaBytes: 1000 })).toBe('QuotaExceededError');
  });

  it('rejects with a TypeError when the id is taken, also by a call that is not answered yet', async () => {
    const { manager } = await startStopped();
    const [first, second] = await Promise.all([
      manager.registrations.register(APP_ID, newFetch([GOOD])),
      manager.registrations.register(APP_ID, newFetch([GOOD])),
    ]);
    expect([first.ok, second.ok]).toEqual([true, false]);
    const third = await manager.registrations.register(APP_ID, newFetch([GOOD]));
    expect(third.ok ? '' : third.error.name).toBe('TypeError');
    expect(manager.registrations.getIds(APP_ID, SCOPE)).toEqual(['episode']);
  });

  it('rejects with a TypeError when too many are under way', async () => {
    const { manager } = await startStopped({ limits: { activeFetchesPerApp: 2 } });
    const outcomes = await Promise.all(
      ['a', 'b', 'c'].map((id) => manager.registrations.register(APP_ID, newFetch([GOOD], {}, id))),
    );
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, false]);
  });

  it('answers a registration with nothing fetched when it is accepted', async () => {
    const { manager, log } = await startStopped();
    const outcome = await manager.registrations.register(
      APP_ID,
      newFetch([request('https://example.com/', { method: 'POST', body: new Uint8Array(17) })], { downloadTotal: 5 }),
    );
    expect(outcome).toMatchObject({
      ok: true,
      registration: {
        id: 'episode',
        uploadTotal: 17,
        uploaded: 0,
        downloadTotal: 5,
        downloaded: 0,
        result: '',
        failureReason: '',
        recordsAvailable: true,
      },
    });
    expect(log).toMatchObject([
      { event: 'background-fetch-registered', appId: APP_ID, id: 'episode', records: 1, uploadTotal: 17 },
    ]);
  });
});

describe('get() and getIds() (draft 6.3.2, 6.3.3)', () => {
  it('know the fetches of their own scope and mini-program only', async () => {
    const { manager } = await startStopped();
    await register(manager, [GOOD]);
    expect(manager.registrations.get(APP_ID, SCOPE, 'episode')?.id).toBe('episode');
    expect([
      manager.registrations.get(APP_ID, 'mp://abc/other/', 'episode'),
      manager.registrations.get('xyz', SCOPE, 'episode'),
    ]).toEqual([null, null]);
    expect([manager.registrations.getIds(APP_ID, SCOPE), manager.registrations.getIds('xyz', SCOPE)]).toEqual([
      ['episode'],
      [],
    ]);
  });

  it('do not know it any more when it has settled, and its id is free again', async () => {
    const server = await startLocalServer((_request, response) =>
      response.writeHead(200, { 'access-control-allow-origin': '*' }).end('x'),
    );
    const { manager, events } = await startEngine({
      folder: createTemporaryFolder(),
      ports: [Number(new URL(server.url).port)],
    });
    await register(manager, [request(server.url)]);
    await expect.poll(() => events.length).toBe(1);
    expect([manager.registrations.get(APP_ID, SCOPE, 'episode'), manager.registrations.getIds(APP_ID, SCOPE)]).toEqual([
      null,
      [],
    ]);
    await register(manager, [request(server.url)]);
  });
});
