import { describe, expect, it } from 'vitest';
import { createOfferedIcons, OFFERED_ICON_LIMITS } from '../../../../main/catalog/offers/offered-icons.ts';
import { hostOfAppId } from '../../../../main/models/app-id.ts';
import { createActivityLog } from '../../../../main/launcher/activity/activity-log.ts';
import { createBackendHttp } from '../../../../main/network/client/backend-http.ts';
import { startLocalServer, type Handler } from '../../../fakes/local-server.ts';

const HOST = hostOfAppId('One');

async function setUp(handler: Handler, { dev = false, ...limits }: { dev?: boolean; holdMs?: number } = {}) {
  const server = await startLocalServer(handler);
  const log = createActivityLog({ clock: { now: () => 1 }, nameOf: (appId) => appId });
  const icons = createOfferedIcons({
    http: createBackendHttp({ userAgent: 'Larder/test' }),
    backendUrl: () => server.url,
    dev,
    ...limits,
    observer: log,
    showable: (_appId, bytes) => Promise.resolve(bytes.length === 0 ? null : { bytes, type: 'image/png' }),
  });
  return { server, icons, log };
}

describe('icons of what is offered', () => {
  it('are asked for when they are seen, once, and under another address when they are others', async () => {
    const { server, icons } = await setUp((_request, response) => response.end('png'));
    const first = icons.offer('One', '/a.png');
    expect(first).toMatch(new RegExp(`^/offered-icons/${HOST}\\?v=[0-9a-f]{8}$`));
    expect(server.requests).toEqual([]);
    expect((await icons.read(HOST))?.bytes.toString()).toBe('png');
    expect(icons.offer('One', '/a.png')).toBe(first);
    await icons.read(HOST);
    expect(server.requests).toEqual(['/a.png']);
    expect(icons.offer('One', '/b.png')).not.toBe(first);
    await icons.read(HOST);
    expect(server.requests).toEqual(['/a.png', '/b.png']);
  });

  it('are in Activity, without their query', async () => {
    const { icons, log } = await setUp((_request, response) => response.end('png'));
    icons.offer('One', '/a.png?signature=sesame');
    await icons.read(HOST);
    const outcome = { ok: true, status: 200 };
    expect(log.entries()).toMatchObject([{ appId: null, name: 'Larder', kind: 'icon', bytes: 3, outcome }]);
    expect(log.recorded()[0]!.shownUrl).toMatch(/\/a\.png$/);
  });

  it.each<[string, Handler, object]>([
    [
      'is too large',
      (_request, response) => response.end(Buffer.alloc(OFFERED_ICON_LIMITS.bytes + 1)),
      { ok: false, errCode: 'too-large' },
    ],
    [
      'is not there',
      (_request, response) => response.writeHead(404).end('png'),
      { ok: false, errCode: 'bad-status', status: 404 },
    ],
    ['is none', (_request, response) => response.end(), { ok: true, status: 200 }],
    ['is cut off', (_request, response) => response.destroy(), { ok: false, errCode: 'network-error' }],
    [
      'moves to a private address',
      (_request, response) => response.writeHead(302, { location: 'https://127.0.0.2/' }).end(),
      { ok: false, errCode: 'domain-not-allowed' },
    ],
  ])('are none when one %s, and Activity says so', async (_what, handler, outcome) => {
    const { icons, log } = await setUp(handler);
    icons.offer('One', '/a.png');
    expect(await icons.read(HOST)).toBeNull();
    expect(log.entries()).toMatchObject([{ kind: 'icon', outcome }]);
  });

  it.each([
    'http://icons.example/a.png',
    'https://127.0.0.2/a.png',
    'https://u:p@icons.example/a.png',
    'file:///a.png',
  ])('are not asked for at %s, and Activity says so', async (url) => {
    const { icons, log } = await setUp((_request, response) => response.end('png'));
    icons.offer('One', url);
    expect(await icons.read(HOST)).toBeNull();
    expect(log.entries()).toMatchObject([{ kind: 'icon', outcome: { ok: false, errCode: 'domain-not-allowed' } }]);
  });

  it('are asked for so many at once', async () => {
    const held: (() => void)[] = [];
    const { server, icons } = await setUp((_request, response) => void held.push(() => response.end('png')));
    const ids = Array.from({ length: OFFERED_ICON_LIMITS.atOnce + 1 }, (_, n) => `App${n}`);
    for (const id of ids) icons.offer(id, `/${id}.png`);
    const read = Promise.all(ids.map((id) => icons.read(hostOfAppId(id))));
    await expect.poll(() => server.requests.length).toBe(OFFERED_ICON_LIMITS.atOnce);
    held.shift()!();
    await expect.poll(() => server.requests.length).toBe(ids.length);
    for (const answer of held) answer();
    expect((await read).every((picture) => picture !== null)).toBe(true);
  });

  it('are there in spite of a server that is silent about others', async () => {
    const { server, icons } = await setUp(
      (request, response) => void (request.url === '/good.png' && response.end('png')),
      {
        holdMs: 5,
      },
    );
    const silent = Array.from({ length: 3 * OFFERED_ICON_LIMITS.atOnce }, (_, n) => `Silent${n}`);
    for (const id of silent) icons.offer(id, `/${id}.png`);
    icons.offer('Good', '/good.png');
    for (const id of silent) void icons.read(hostOfAppId(id));
    expect((await icons.read(hostOfAppId('Good')))?.bytes.toString()).toBe('png');
    expect(server.requests).toHaveLength(silent.length + 1);
  });

  it('are not asked for when others were offered while they waited', async () => {
    const held: (() => void)[] = [];
    const { server, icons } = await setUp((_request, response) => void held.push(() => response.end('png')));
    const ids = Array.from({ length: 2 * OFFERED_ICON_LIMITS.atOnce }, (_, n) => `Old${n}`);
    for (const id of ids) icons.offer(id, `/${id}.png`);
    const read = Promise.all(ids.map((id) => icons.read(hostOfAppId(id))));
    await expect.poll(() => held.length).toBe(OFFERED_ICON_LIMITS.atOnce);
    for (let n = 0; n < OFFERED_ICON_LIMITS.kept; n += 1) icons.offer(`New${n}`, '/new.png');
    for (const answer of held) answer();
    expect((await read).map((picture) => picture !== null)).toEqual(ids.map((_, n) => n < OFFERED_ICON_LIMITS.atOnce));
    expect(server.requests).toHaveLength(OFFERED_ICON_LIMITS.atOnce);
  });

  it('are offered by nobody else, and by no more than may be kept', async () => {
    const { icons } = await setUp((_request, response) => response.end('png'));
    expect(icons.offer('One', null)).toBeUndefined();
    expect(await icons.read(HOST)).toBeNull();
    icons.offer('One', '/a.png');
    for (let n = 0; n < OFFERED_ICON_LIMITS.kept; n += 1) icons.offer(`App${n}`, '/a.png');
    expect(await icons.read(HOST)).toBeNull();
  });
});
