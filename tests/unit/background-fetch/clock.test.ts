import { describe, expect, it } from 'vitest';
import { startLocalServer } from '../../fakes/local-server.ts';
import { createTemporaryFolder } from '../../fakes/temporary-folder.ts';
import { register, request, startEngine } from './engine.ts';
import { until } from '../../fakes/until.ts';

const OPEN = { 'access-control-allow-origin': '*' };
const DAY_MS = 86_400_000;

describe('a clock that jumps', () => {
  it.each([
    ['back by a year', -365],
    ['forward by a year', 365],
  ])('neither hastens nor holds up a retry, and breaks no speed, when it goes %s', async (_where, days) => {
    let offset = 0;
    let count = 0;
    const server = await startLocalServer((_incoming, response) => {
      count += 1;
      if (count === 1) {
        response.writeHead(200, { ...OPEN, etag: '"1"', 'content-length': 2_000_000 });
        return void response.write(Buffer.alloc(1_000_000), () => {
          offset = days * DAY_MS;
          response.destroy();
        });
      }
      if (count === 2) return void response.writeHead(503, OPEN).end();
      response
        .writeHead(206, {
          ...OPEN,
          etag: '"1"',
          'content-range': 'bytes 1000000-1999999/2000000',
          'content-length': 1_000_000,
        })
        .end(Buffer.alloc(1_000_000));
    });
    const { manager, events, log } = await startEngine({
      folder: createTemporaryFolder(),
      ports: [Number(new URL(server.url).port)],
      now: () => Date.UTC(2027, 0, 1) + offset,
      limits: { retryBaseMs: 20, retryMaxMs: 20, attemptsAfterContact: 10 },
    });
    const startedAt = performance.now();
    await register(manager, [request(`${server.url}/file`)]);
    await until(() => events.length >= 1);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(40);
    expect(events[0]!.event.registration).toMatchObject({ result: 'success', downloaded: 2_000_000 });
    const speeds = [
      ...log.flatMap((entry) => (entry.event === 'background-fetch-progress' ? [entry.bytesPerSecond] : [])),
      ...manager.downloads.list().map(({ bytesPerSecond }) => bytesPerSecond),
    ];
    expect(speeds.every((speed) => speed >= 0 && Number.isFinite(speed))).toBe(true);
    const settled = log.find((entry) => entry.event === 'background-fetch-settled');
    expect(settled).toMatchObject({ ms: days > 0 ? days * DAY_MS : 0 });
  });
});
