import { describe, expect, it } from 'vitest';
import { freeBytesOnDisk } from '../../main/storage/disk.ts';
import { contentOf } from '../fixtures/fault-server/content.ts';
import { startLocalServer } from '../fakes/local-server.ts';
import { cannotMount, createSmallDisk, fillDisk } from '../fakes/mounted-folder.ts';
import { register, request, startEngine } from '../unit/background-fetch/engine.ts';
import { until } from '../fakes/until.ts';

const MIB = 1024 * 1024;
const FILE = contentOf(9, 8 * MIB);
const OPEN = { 'access-control-allow-origin': '*' };
const LIMITS = { diskReserveBytes: 0 };

/** `/told` says how long it is, `/untold` does not, `/small` is small. */
const startServer = () =>
  startLocalServer((incoming, response) => {
    if (incoming.url === '/small') return void response.writeHead(200, OPEN).end('small');
    response.writeHead(200, { ...OPEN, ...(incoming.url === '/told' ? { 'content-length': FILE.byteLength } : {}) });
    response.end(FILE);
  });

describe.skipIf(cannotMount !== null)(
  `a download onto a full disk${cannotMount ? ` (skipped: ${cannotMount})` : ''}`,
  () => {
    it.each(['/told', '/untold'])(
      'ends with quota-exceeded, told once, and leaves what was complete, when its body is %s',
      async (path) => {
        const folder = createSmallDisk(4 * MIB);
        const server = await startServer();
        const options = {
          folder,
          ports: [Number(new URL(server.url).port)],
          limits: LIMITS,
          measureFreeBytes: freeBytesOnDisk,
        };
        const { manager, events, problems } = await startEngine(options);
        // The small one first: it is there when the disk is full.
        const uuid = await register(manager, [request(`${server.url}/small`)], {}, 'small');
        await until(() => manager.registrations.snapshot('abc', uuid)?.result === 'success');
        await register(manager, [request(`${server.url}${path}`)], {}, 'large');
        await until(() => events.length === 2);
        expect(
          events.map(({ event, bodies }) => [
            event.registration.id,
            event.registration.failureReason,
            String(bodies[0]),
          ]),
        ).toEqual([
          ['small', '', 'small'],
          ['large', 'quota-exceeded', 'error'],
        ]);
        await until(() => manager.downloads.usedBytes('abc') === 0);
        await manager.dispose();
        expect(problems).toEqual([]);
        const again = await startEngine(options);
        expect([
          again.manager.downloads.list().map(({ registration }) => registration.failureReason),
          again.events,
          again.problems,
          again.setAside,
        ]).toEqual([['quota-exceeded', ''], [], [], []]);
      },
    );

    it('is refused with a QuotaExceededError when not even its requests fit', async () => {
      const folder = createSmallDisk(MIB);
      fillDisk(folder);
      const server = await startServer();
      const { manager, problems } = await startEngine({
        folder,
        ports: [Number(new URL(server.url).port)],
        limits: LIMITS,
      });
      await expect(register(manager, [request(`${server.url}/small`)])).rejects.toThrow('Refused');
      expect([manager.downloads.list(), problems]).toEqual([[], []]);
    });
  },
);
