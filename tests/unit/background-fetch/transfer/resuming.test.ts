import { describe, expect, it } from 'vitest';
import { contentOf } from '../../../fixtures/fault-server/content.ts';
import { startLocalServer } from '../../../fakes/local-server.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';
import { APP_ID, READER, register, request, startEngine } from '../engine.ts';
import { until } from '../../../fakes/until.ts';

const OPEN = { 'access-control-allow-origin': '*' };
const FILE = contentOf(13, 400_000);
const HALF = FILE.byteLength / 2;

describe('a server that does not resume', () => {
  it('lets `downloaded` fall, and what was read of the first answer is not mixed with the second', async () => {
    let count = 0;
    let finish = (): void => {};
    let cut = (): void => {};
    const server = await startLocalServer((_incoming, response) => {
      count += 1;
      response.writeHead(200, { ...OPEN, etag: `"${count}"`, 'content-length': FILE.byteLength });
      if (count === 1) {
        response.write(FILE.subarray(0, HALF));
        cut = () => response.destroy();
      } else {
        response.write(FILE.subarray(0, 1000));
        finish = () => response.end(FILE.subarray(1000));
      }
    });
    const { manager, events } = await startEngine({
      folder: createTemporaryFolder(),
      ports: [Number(new URL(server.url).port)],
      limits: { stallTimeoutMs: 60_000 },
    });
    const uuid = await register(manager, [request(`${server.url}/file`)]);
    const seen: number[] = [];
    manager.onChange(
      ({ registration }) => void (seen.at(-1) === registration.downloaded || seen.push(registration.downloaded)),
    );
    const { signal } = new AbortController();
    expect(await manager.registrations.response(APP_ID, uuid, 0, signal)).toMatchObject({ kind: 'response' });
    const reader = manager.registrations.openBody(READER, APP_ID, uuid, 0)!;
    await until(() => seen.includes(HALF));
    const read = await manager.registrations.body(READER, reader, 0, signal);
    expect(read).toMatchObject({ kind: 'bytes' });
    const rest = manager.registrations.body(READER, reader, HALF, signal);
    cut();
    expect(await rest).toEqual({ kind: 'error' });
    await until(() => seen.at(-1) === 1000);
    finish();
    await until(() => events.length >= 1);
    expect(events[0]!.event.registration).toMatchObject({ result: 'success', downloaded: FILE.byteLength });
    expect(FILE.equals(events[0]!.bodies[0] as Buffer)).toBe(true);
    expect(seen.filter((bytes, index) => bytes < (seen[index - 1] ?? 0)).length).toBeGreaterThan(0);
  });
});
