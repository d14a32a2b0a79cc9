/** What a mini-program may ask of bodies that are streamed: each wrong wish has an end of its own, and costs nobody else anything. */
import { readlinkSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BODY_PIECE_BYTES } from '../../../../preload/contract/background-fetch.ts';
import { BODY_LIMITS } from '../../../../main/background-fetch/jobs/body-readers.ts';
import type { StreamedBody } from '../../../../main/background-fetch/jobs/body-stream.ts';
import { contentOf } from '../../../fixtures/fault-server/content.ts';
import { startLocalServer } from '../../../fakes/local-server.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';
import { APP_ID, register, request, startEngine } from '../engine.ts';
import { until } from '../../../fakes/until.ts';

const FILE = contentOf(9, 5 * BODY_PIECE_BYTES + 3);
const WORKER = 'worker/abc/1';
const { signal } = new AbortController();

/** A fetch of one record that has come, whose event is not over. */
async function arrived() {
  const server = await startLocalServer((_incoming, response) =>
    response.writeHead(200, { 'access-control-allow-origin': '*', 'content-length': FILE.byteLength }).end(FILE),
  );
  const engine = await startEngine({
    folder: createTemporaryFolder(),
    ports: [Number(new URL(server.url).port)],
    deliver: () => new Promise(() => {}),
  });
  const { registrations } = engine.manager;
  const uuid = await register(engine.manager, [request(`${server.url}/file`)]);
  await until(() => registrations.snapshot(APP_ID, uuid)?.result === 'success');
  const open = (): number => registrations.openBody(WORKER, APP_ID, uuid, 0)!;
  const stream = (reader: number, from = 0, appId = APP_ID) => registrations.bodyStream(appId, reader, from, () => {});
  return { ...engine, registrations, uuid, open, stream };
}

const bytesOf = async (body: StreamedBody | string | null): Promise<Buffer> =>
  Buffer.from(await new Response((body as StreamedBody).stream).arrayBuffer());

const outcomeOf = (body: StreamedBody | string | null): unknown =>
  body === null || typeof body === 'string' ? body : 'stream';

describe('a reader of a body', () => {
  it('has one stream at a time, and the one that is there goes on', async () => {
    const { open, stream } = await arrived();
    const reader = open();
    const first = stream(reader);
    expect(outcomeOf(stream(reader, 10))).toBe('in-use');
    expect((await bytesOf(first)).equals(FILE)).toBe(true);
    expect((await bytesOf(stream(reader))).equals(FILE)).toBe(true);
  });

  it.each<[string, (body: StreamedBody) => Promise<unknown>]>([
    ['is cancelled', (body) => body.stream.cancel()],
    [
      'is cancelled in the middle',
      async ({ stream }) => {
        const reader = stream.getReader();
        await reader.read();
        await reader.cancel();
      },
    ],
  ])('may have another when its stream %s', async (_what, happen) => {
    const { open, stream } = await arrived();
    const reader = open();
    await happen(stream(reader) as StreamedBody);
    expect((await bytesOf(stream(reader, 5))).equals(FILE.subarray(5))).toBe(true);
  });

  it('is one of two of the same body, each at its own place', async () => {
    const { open, stream } = await arrived();
    const [one, other] = await Promise.all([bytesOf(stream(open())), bytesOf(stream(open(), BODY_PIECE_BYTES + 1))]);
    expect([one.equals(FILE), other.equals(FILE.subarray(BODY_PIECE_BYTES + 1))]).toEqual([true, true]);
  });

  it.each([
    ['at the end', FILE.byteLength],
    ['beyond the end', FILE.byteLength + 1],
    ['far beyond the end', 999_999_999_999_999],
  ])('that begins %s has no bytes there, and all of them at its beginning', async (_what, from) => {
    const { open, stream } = await arrived();
    const reader = open();
    expect(await bytesOf(stream(reader, from))).toHaveLength(0);
    expect((await bytesOf(stream(reader))).equals(FILE)).toBe(true);
  });

  it('of another mini-program is not there, by whatever number', async () => {
    const { open, stream } = await arrived();
    const reader = open();
    for (const number of [reader, reader - 1, reader + 1, 0, Number.MAX_SAFE_INTEGER])
      expect(stream(number, 0, 'another')).toBeNull();
    expect((await bytesOf(stream(reader))).equals(FILE)).toBe(true);
  });

  it.each<[string, (world: Awaited<ReturnType<typeof arrived>>, reader: number) => unknown]>([
    ['is closed', ({ registrations }, reader) => registrations.readers.close(WORKER, [reader])],
    ['is gone with its worker', ({ registrations }) => registrations.ownerGone(WORKER)],
    ['goes with its mini-program', ({ manager }) => manager.removeApp(APP_ID)],
  ])('breaks its stream off when it %s, also one that nobody takes from', async (_what, happen) => {
    const world = await arrived();
    const reader = world.open();
    const taken = (world.stream(reader) as StreamedBody).stream.getReader();
    await taken.read();
    const left = (world.stream(world.open()) as StreamedBody).stream;
    await happen(world, reader);
    await expect(taken.read().then(() => taken.read())).rejects.toThrow('has not come to its end');
    expect(world.stream(reader)).toBeNull();
    await left.cancel().catch(() => {});
  });
});

describe('streams that are opened and never read', () => {
  it('are as many as a mini-program may have; the rest of its readers are read piece by piece', async () => {
    const { open, stream, registrations } = await arrived();
    const readers = Array.from({ length: 2_000 }, open);
    const outcomes = readers.map((reader) => outcomeOf(stream(reader)));
    expect(outcomes.filter((outcome) => outcome === 'stream')).toHaveLength(BODY_LIMITS.streams);
    expect(outcomes.filter((outcome) => outcome === 'too-many')).toHaveLength(2_000 - BODY_LIMITS.streams);
    const chunk = await registrations.body(WORKER, readers.at(-1)!, 0, signal);
    expect(chunk.kind === 'bytes' && FILE.subarray(0, chunk.bytes.byteLength).equals(chunk.bytes)).toBe(true);
    await registrations.ownerGone(WORKER);
    expect(outcomeOf(stream(open()))).toBe('stream');
  });

  it('keep no file open, and neither do hundreds of questions at once', async () => {
    const { open, stream, registrations } = await arrived();
    const openFiles = (): number =>
      process.platform === 'linux'
        ? readdirSync('/proc/self/fd').filter((fd) => {
            try {
              return /body-\d+-\d+$/.test(readlinkSync(`/proc/self/fd/${fd}`));
            } catch {
              return false;
            }
          }).length
        : 0;
    for (let count = 0; count < BODY_LIMITS.streams; count += 1) stream(open());
    await expect.poll(openFiles).toBe(0);
    let most = 0;
    const answers = Array.from({ length: 500 }, async () => {
      const chunk = await registrations.body(WORKER, open(), 0, signal);
      most = Math.max(most, openFiles());
      return chunk.kind;
    });
    expect(new Set(await Promise.all(answers))).toEqual(new Set(['bytes']));
    expect(most).toBeLessThanOrEqual(BODY_LIMITS.openFiles);
  });
});
