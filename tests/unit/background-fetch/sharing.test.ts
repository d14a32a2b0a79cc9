import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { contentOf } from '../../fixtures/fault-server/content.ts';
import { startLocalServer } from '../../fakes/local-server.ts';
import { createTemporaryFolder } from '../../fakes/temporary-folder.ts';
import { register, request, startEngine } from './engine.ts';
import { until } from '../../fakes/until.ts';

const OPEN = { 'access-control-allow-origin': '*' };
const FILE = contentOf(7, 4 * 1024 * 1024);
const FIRST_BYTES = 512 * 1024;

describe('several fetches', () => {
  it('share connections: one that has none gets one of a fetch that has several, which resumes later', async () => {
    const ranges: string[] = [];
    const held: ServerResponse[] = [];
    const rests = new Map<ServerResponse, Buffer>();
    let areHeld = true;
    const server = await startLocalServer((incoming, response) => {
      if (incoming.url === '/small') return void response.writeHead(200, OPEN).end('small');
      const start = Number(/^bytes=(\d+)-$/.exec(incoming.headers.range ?? '')?.[1] ?? 0);
      if (incoming.headers.range) ranges.push(`${incoming.url} ${incoming.headers.range}`);
      const range = start > 0 ? { 'content-range': `bytes ${start}-${FILE.byteLength - 1}/${FILE.byteLength}` } : {};
      response.writeHead(start > 0 ? 206 : 200, {
        ...OPEN,
        etag: '"1"',
        'content-length': FILE.byteLength - start,
        ...range,
      });
      if (!areHeld) return void response.end(FILE.subarray(start));
      if (start === 0) response.write(FILE.subarray(0, FIRST_BYTES));
      held.push(response);
      rests.set(response, FILE.subarray(start || FIRST_BYTES));
    });
    const { manager, events } = await startEngine({
      folder: createTemporaryFolder(),
      ports: [Number(new URL(server.url).port)],
      limits: { stallTimeoutMs: 60_000 },
    });
    const large = await register(
      manager,
      Array.from({ length: 6 }, (_, index) => request(`${server.url}/large/${index}`)),
      {},
      'large',
    );
    await until(() => manager.registrations.snapshot('abc', large)?.downloaded === 6 * FIRST_BYTES);
    await register(manager, [request(`${server.url}/small`)], {}, 'small');
    await until(() => events.length >= 1);
    expect(events[0]!.event.registration.id).toBe('small');
    areHeld = false;
    for (const response of held) response.end(rests.get(response));
    await until(() => events.length >= 2);
    const [, last] = events;
    expect(last!.event.registration).toMatchObject({ id: 'large', result: 'success', downloaded: 6 * FILE.byteLength });
    expect(last!.bodies.every((body) => FILE.equals(body as Buffer))).toBe(true);
    // Nothing of it was fetched again.
    expect(ranges).toEqual([expect.stringMatching(new RegExp(`^/large/\\d bytes=${FIRST_BYTES}-$`))]);
  });

  it('keep to the limit over all hosts', async () => {
    let open = 0;
    let most = 0;
    const waiting: (() => void)[] = [];
    const answer = (_incoming: unknown, response: ServerResponse): void => {
      most = Math.max(most, (open += 1));
      // One whose connection is lost is asked for again.
      response.once('close', () => (open -= 1));
      waiting.push(() => response.writeHead(200, OPEN).end('x'));
    };
    const servers = await Promise.all([startLocalServer(answer), startLocalServer(answer)]);
    const { manager, events } = await startEngine({
      folder: createTemporaryFolder(),
      ports: servers.map(({ url }) => Number(new URL(url).port)),
    });
    for (const [index, { url }] of servers.entries())
      await register(
        manager,
        Array.from({ length: 15 }, (_, number) => request(`${url}/${number}`)),
        {},
        `fetch-${index}`,
      );
    await until(() => open === 10);
    const answering = setInterval(() => waiting.shift()?.(), 1);
    await until(() => events.length >= 2);
    clearInterval(answering);
    expect([most, events.map(({ event }) => event.registration.result)]).toEqual([10, ['success', 'success']]);
  });

  it('all go on when Larder ends in the middle of ten with a hundred records each', async () => {
    const served = new Map<string, number>();
    let isOpen = false;
    const server = await startLocalServer((incoming, response) => {
      const path = incoming.url ?? '';
      // Until the restart every other record is left without an answer.
      if (!isOpen && Number(path.split('/').at(-1)) % 2 === 1) return;
      served.set(path, (served.get(path) ?? 0) + 1);
      response.writeHead(200, OPEN).end(path);
    });
    const options = {
      folder: createTemporaryFolder(),
      ports: [Number(new URL(server.url).port)],
      limits: { stallTimeoutMs: 60_000, maxConnections: 600, maxConcurrentPerHost: 600, maxConcurrentRecords: 600 },
    };
    const first = await startEngine(options);
    for (let fetch = 0; fetch < 10; fetch += 1)
      await register(
        first.manager,
        Array.from({ length: 100 }, (_, record) => request(`${server.url}/${fetch}/${record}`)),
        {},
        `fetch-${fetch}`,
      );
    await until(() => first.manager.downloads.list().every(({ recordsDone }) => recordsDone === 50));
    await first.manager.dispose();
    expect(first.events).toEqual([]);
    isOpen = true;
    const { manager, events } = await startEngine(options);
    await until(
      () =>
        manager.downloads
          .list()
          .every(({ registration, settledAt }) => settledAt !== null && registration.result === 'success') &&
        events.length === 10,
    );
    expect(events.map(({ event }) => event.registration.id).toSorted()).toEqual(
      Array.from({ length: 10 }, (_, index) => `fetch-${index}`),
    );
    for (const { event, bodies } of events)
      expect(bodies.map(String)).toEqual(
        Array.from({ length: 100 }, (_, record) => `/${event.registration.id.slice(6)}/${record}`),
      );
    // What was complete before was not asked for again.
    expect([...served.values()].filter((count) => count !== 1)).toEqual([]);
  });
});
