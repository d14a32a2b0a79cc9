import { request as httpRequest } from 'node:http';
import { describe, expect, it } from 'vitest';
import { contentOf } from '../../../fixtures/fault-server/content.ts';
import { startLocalServer, type LocalServer } from '../../../fakes/local-server.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';
import { register, request, startEngine } from '../engine.ts';
import { until } from '../../../fakes/until.ts';

const FILE = contentOf(5, 3 * 1024 * 1024);

/** Passes requests with absolute URLs on, as a proxy for `http:` does. */
function startProxy(): Promise<LocalServer> {
  return startLocalServer((incoming, response) => {
    const onward = httpRequest(incoming.url ?? '', { method: incoming.method, headers: incoming.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    incoming.pipe(onward);
  });
}

async function download(proxy: string) {
  const server = await startLocalServer((_request, response) =>
    response.writeHead(200, { 'access-control-allow-origin': '*', 'content-length': FILE.byteLength }).end(FILE),
  );
  const { manager, events } = await startEngine({
    folder: createTemporaryFolder(),
    ports: [Number(new URL(server.url).port)],
    proxy,
  });
  await register(manager, [request(`${server.url}/file`)]);
  await until(() => events.length >= 1);
  return {
    reason: events[0]!.event.registration.failureReason,
    body: events[0]!.bodies[0],
    url: `${server.url}/file`,
    seen: server.requests,
  };
}

const addressOf = ({ url }: LocalServer): string => new URL(url).host;

describe('the system’s proxy', () => {
  it('carries a download when there is one', async () => {
    const proxy = await startProxy();
    const { reason, body, url, seen } = await download(`PROXY ${addressOf(proxy)}`);
    expect({ reason, isWhole: FILE.equals(body as Buffer), proxied: proxy.requests, seen }).toEqual({
      reason: '',
      isWhole: true,
      proxied: [url],
      seen: ['/file'],
    });
  });

  it('gives way to the next of the list when it cannot be reached', async () => {
    const gone = await startProxy();
    await gone.stop();
    const second = await startProxy();
    const { reason, url } = await download(`PROXY ${addressOf(gone)}; PROXY ${addressOf(second)}; DIRECT`);
    expect([reason, second.requests]).toEqual(['', [url]]);
  });

  it('is never gone around when it cannot be reached and is the only way', async () => {
    const gone = await startProxy();
    await gone.stop();
    const { reason, seen } = await download(`PROXY ${addressOf(gone)}`);
    expect([reason, seen]).toEqual(['fetch-error', []]);
  });
});
