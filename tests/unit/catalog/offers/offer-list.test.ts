import { describe, expect, it } from 'vitest';
import { createOfferListClient, OFFER_LIST_LIMITS } from '../../../../main/catalog/offers/offer-list.ts';
import { createActivityLog } from '../../../../main/launcher/activity/activity-log.ts';
import { createBackendHttp } from '../../../../main/network/client/backend-http.ts';
import { json, startLocalServer, type Handler, type LocalServer } from '../../../fakes/local-server.ts';

const ONE = { appId: 'One', name: 'One', description: 'The first.', names: { fa: 'یک' }, iconUrl: '/icons/one.png' };

async function setUp(handler: Handler, now = { ms: 0 }) {
  const server: LocalServer = await startLocalServer(handler);
  const http = createBackendHttp({ userAgent: 'Larder/test' });
  const log = createActivityLog({ clock: { now: () => 1 }, nameOf: (appId) => appId });
  const options = { http, backendUrl: () => `${server.url}/base`, locale: () => 'fa-IR', monotonicNow: () => now.ms };
  return { server, log, client: createOfferListClient({ ...options, observer: log }) };
}
const status =
  (code: number): Handler =>
  (_request, response) =>
    response.writeHead(code).end('{}');

describe('the list of a backend', () => {
  it.each([
    ['alone', { apps: [ONE] }],
    ['in an envelope', { code: '000000', data: { apps: [ONE] } }],
  ])('is read %s, with addresses of icons that count from its own', async (_how, answer) => {
    const { client, server } = await setUp(json(answer));
    expect(await client.search('  a b&c ')).toEqual({
      hasMore: false,
      offers: [{ ...ONE, iconUrl: `${server.url}/icons/one.png` }],
    });
    expect(server.requests).toEqual(['/base/bapi/mp/v1/apps?query=a+b%26c&lang=fa-IR']);
  });

  it.each([
    ['an answer', json({ apps: [] }), { ok: true, status: 200 }],
    ['no list', status(404), { ok: true, status: 404 }],
    ['a refusal', status(403), { ok: false, status: 403, errCode: 'denied' }],
    ['an error', status(500), { ok: false, status: 500, errCode: 'backend-unreachable' }],
    ['nonsense', (_request, response) => response.end('x'), { ok: false, errCode: 'backend-bad-answer' }],
    ['nothing', (_request, response) => response.destroy(), { ok: false, errCode: 'backend-unreachable' }],
  ] satisfies [string, Handler, object][])(
    'is in Activity with %s, without what was searched for',
    async (_what, handler, outcome) => {
      const { client, log } = await setUp(handler);
      await client.search('secret wish').catch(() => {});
      expect(log.entries()).toMatchObject([{ appId: null, name: 'Larder', kind: 'list', outcome }]);
      expect(log.recorded()[0]!.shownUrl).toMatch(/apps\?query=QUERY&lang=fa-IR$/);
    },
  );

  it('is in Activity when the next search ends it', async () => {
    const { client, log, server } = await setUp(() => {});
    const first = client.search('a');
    await expect.poll(() => server.requests.length).toBe(1);
    server.handler = json({ apps: [] });
    const second = client.search('b');
    await expect(first).rejects.toMatchObject({ code: 'aborted' });
    expect(await second).toEqual({ offers: [], hasMore: false });
    expect(log.entries()).toMatchObject([{ outcome: { ok: true } }, { outcome: { ok: false, errCode: 'aborted' } }]);
  });

  it('is asked for no more of a search than it may be', async () => {
    const { client, server } = await setUp(json({ apps: [] }));
    await client.search('x'.repeat(OFFER_LIST_LIMITS.queryLength + 1));
    const { searchParams } = new URL(server.requests[0]!, server.url);
    expect(searchParams.get('query')).toBe('x'.repeat(OFFER_LIST_LIMITS.queryLength));
  });

  it('leaves out what is not valid and what is there twice, and shows no more than it may', async () => {
    const many = Array.from({ length: 60 }, (_, n) => ({ appId: `App${n}`, name: `App ${n}` }));
    const { client } = await setUp(
      json({ apps: [{ appId: '../x', name: 'x' }, { appId: 'a' }, 7, ONE, ONE, ...many] }),
    );
    const found = await client.search('');
    expect(found?.hasMore).toBe(true);
    expect(found?.offers.map(({ appId }) => appId)).toEqual([
      'One',
      ...many.slice(0, OFFER_LIST_LIMITS.offers - 5).map(({ appId }) => appId),
    ]);
  });

  const found = (offers: number, hasMore = false) => ({ hasMore, offers: expect.objectContaining({ length: offers }) });
  it.each<[string, unknown, object]>([
    ['null in an envelope that says 000000', { code: '000000', message: null, data: null }, found(0)],
    ['null in an envelope that says 0', { code: 0, data: null }, found(0)],
    ['null in an envelope that says 200', { code: 200, msg: 'ok', data: null }, found(0)],
    ['null in an envelope that says SUCCESS', { code: 'SUCCESS', data: null }, found(0)],
    ['null in an envelope that says nothing', { data: null }, found(0)],
    ['an envelope without data', { code: '0' }, found(0)],
    ['an empty list in the place of the data, as PHP writes it', { code: 0, data: [] }, found(0)],
    ['null for the list', { apps: null }, found(0)],
    ['null for the list in an envelope', { code: 0, data: { apps: null, hasMore: null } }, found(0)],
    ['the list without its object', [ONE], found(1)],
    ['the list as the data', { code: 0, data: [ONE] }, found(1)],
    ['more, as a number', { apps: [ONE], hasMore: 1 }, found(1, true)],
    ['more, as a text', { apps: [ONE], hasMore: 'true' }, found(1, true)],
    ['no more, as a number', { apps: [ONE], hasMore: 0 }, found(1)],
    ['no more, as a text', { apps: [ONE], hasMore: 'false' }, found(1)],
  ])('is read with %s', async (_what, answer, expected) => {
    const { client } = await setUp(json(answer));
    expect(await client.search('x')).toEqual(expected);
  });

  it('has nothing in it when the backend answers 204', async () => {
    const { client } = await setUp(status(204));
    expect(await client.search('x')).toEqual({ offers: [], hasMore: false });
  });

  it.each<[string, unknown, RegExp]>([
    ['an error in an envelope', { code: '100500', message: 'x', data: null }, /the code "100500" and no data/],
    ['an error without data', { code: -1, msg: 'x' }, /the code "-1" and no data/],
    ['a word', { code: 'INTERNAL_ERROR', data: null }, /the code "INTERNAL_ERROR" and no data/],
    ['data of another kind', { code: 0, data: {} }, /it has no "apps"/],
    ['nothing of it', {}, /it has no "apps"/],
    ['a text in the place of the list', { apps: 'none' }, /it has no "apps"/],
  ])('is a clear error with %s', async (_what, answer, message) => {
    const { client } = await setUp(json(answer));
    await expect(client.search('x')).rejects.toMatchObject({ code: 'backend-bad-answer', message });
  });

  it.each([404, 405, 410, 501])(
    'is none when the backend answers %i, which is not asked again at once',
    async (code) => {
      const now = { ms: 0 };
      const { client, server } = await setUp(status(code), now);
      expect(await client.search('')).toBeNull();
      expect(await client.search('x')).toBeNull();
      expect(server.requests).toHaveLength(1);
      now.ms = 10 * 60_000;
      expect(await client.search('x')).toBeNull();
      expect(server.requests).toHaveLength(2);
    },
  );

  it.each<[string, Handler, string]>([
    ['401', status(401), 'denied'],
    ['429', status(429), 'backend-unreachable'],
    ['500', status(500), 'backend-unreachable'],
    ['418', status(418), 'backend-bad-answer'],
    ['a page', (_request, response) => response.end('<html>'), 'backend-bad-answer'],
    ['no apps', json({ list: [] }), 'backend-bad-answer'],
    ['too much', json({ apps: [], x: 'x'.repeat(OFFER_LIST_LIMITS.answerBytes) }), 'backend-bad-answer'],
    [
      'another server',
      (_request, response) => response.writeHead(302, { location: 'https://other.example/' }).end(),
      'backend-bad-answer',
    ],
  ])('is a clear error for %s', async (_what, handler, code) => {
    const { client } = await setUp(handler);
    await expect(client.search('')).rejects.toMatchObject({ code });
  });

  it('ends a search when the next one begins', async () => {
    const asked = Promise.withResolvers<void>();
    const { client } = await setUp((request, response) => {
      if (request.url?.includes('query=slow')) asked.resolve();
      else json({ apps: [ONE] })(request, response);
    });
    const slow = client.search('slow');
    await asked.promise;
    const next = client.search('one');
    await expect(slow).rejects.toMatchObject({ code: 'aborted' });
    expect((await next)?.offers).toHaveLength(1);
  });
});
