import { describe, expect, it } from 'vitest';
import { checkBackend, type BackendVerdict } from '../../../../main/catalog/details/backend-check.ts';
import { createBackendHttp } from '../../../../main/network/client/backend-http.ts';
import { json, startLocalServer, type Handler } from '../../../fakes/local-server.ts';

const http = createBackendHttp({ userAgent: 'test' });
const timeouts = { connectMs: 5_000, idleMs: 300, totalMs: 5_000 };

const answering =
  (status: number, body: string, type = 'text/plain'): Handler =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': type });
    response.end(body);
  };

async function check(
  handler: Handler,
  options: { knownIds?: string[]; signal?: AbortSignal } = {},
): Promise<{ verdict: BackendVerdict; requests: string[] }> {
  const server = await startLocalServer(handler);
  const verdict = await checkBackend(`${server.url}/base`, {
    http,
    knownIds: [],
    signal: new AbortController().signal,
    timeouts,
    ...options,
  });
  return { verdict, requests: server.requests };
}

describe('checkBackend', () => {
  it.each<[what: string, handler: Handler]>([
    ['does not know the mini-program, in JSON', json({ message: 'There is no such mini-program.' }, 404)],
    ['does not know the mini-program, without a word', answering(404, '')],
    ['finds the id wrong', json({ error: 'bad id' }, 400)],
    ['has an envelope with a code and no data', json({ code: '100404', data: null })],
    ['has an envelope with details', json({ code: '000000', data: { appId: 'x' } })],
    ['answers details', json({ appId: 'x', name: 'X' })],
  ])('takes a server that %s', async (_what, handler) => {
    const { verdict, requests } = await check(handler);
    expect(verdict).toEqual({ ok: true });
    expect(requests).toEqual(['/base/bapi/mp/v1/app/containerChecksTheBackend/details']);
  });

  it.each<[problem: string, handler: Handler, status?: number]>([
    ['web-page', answering(404, '<!doctype html><p>Not found', 'text/html'), 404],
    ['web-page', answering(200, '\n <html>Welcome', 'text/html')],
    ['not-a-backend', answering(200, 'hello')],
    ['not-a-backend', json({ hello: 'world' })],
    ['not-a-backend', json(['appId'])],
    ['not-a-backend', answering(404, '404 page not found'), 404],
    ['bad-status', answering(503, 'later'), 503],
    ['bad-status', answering(403, '{}'), 403],
    ['bad-status', json({}, 429), 429],
    ['timeout', () => {}],
    ['cut-off', (_request, response) => response.destroy()],
    ['no-address', (_request, response) => response.writeHead(302, { location: 'http://nowhere.invalid/' }).end()],
  ])('says "%s" of a server that is none (%#)', async (problem, handler, status) => {
    const { verdict } = await check(handler);
    expect(verdict).toEqual({ ok: false, problem, ...(status === undefined ? {} : { status }) });
  });

  it('asks for mini-programs that are here when "not found" could be anybody’s', async () => {
    const handler: Handler = (request, response) =>
      request.url?.includes('/Known/')
        ? json({ appId: 'Known' })(request, response)
        : answering(404, '<html>no', 'text/html')(request, response);
    const { verdict, requests } = await check(handler, { knownIds: ['Other', 'Known', 'Third'] });
    expect(verdict).toEqual({ ok: true });
    expect(requests).toHaveLength(3);
  });

  it('says "refused" when nobody listens', async () => {
    const server = await startLocalServer(json({}));
    await server.stop();
    expect(await checkBackend(server.url, { http, knownIds: [], signal: new AbortController().signal })).toEqual({
      ok: false,
      problem: 'refused',
    });
  });

  it('says "bad-certificate" when TLS fails', async () => {
    const secure = {
      ...http,
      get: () => Promise.reject(Object.assign(new Error('x'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })),
    };
    expect(
      await checkBackend('https://x.example', { http: secure, knownIds: [], signal: new AbortController().signal }),
    ).toEqual({ ok: false, problem: 'bad-certificate' });
  });

  it('says "cancelled" when it is', async () => {
    const abort = new AbortController();
    const { verdict } = await check(() => abort.abort(), { signal: abort.signal });
    expect(verdict).toEqual({ ok: false, problem: 'cancelled' });
  });
});
