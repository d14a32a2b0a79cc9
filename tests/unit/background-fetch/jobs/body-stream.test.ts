/** A body that a service worker reads through a request of its own. */
import { describe, expect, it } from 'vitest';
import { BODY_PIECE_BYTES } from '../../../../preload/contract/background-fetch.ts';
import { streamBody } from '../../../../main/background-fetch/jobs/body-stream.ts';
import type { BodyChunk } from '../../../../main/background-fetch/types.ts';
import { contentOf } from '../../../fixtures/fault-server/content.ts';
import { startLocalServer } from '../../../fakes/local-server.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';
import { APP_ID, READER, register, request, startEngine, type Engine } from '../engine.ts';
import { until } from '../../../fakes/until.ts';

const FILE = contentOf(7, 3 * BODY_PIECE_BYTES + 17);
const { signal } = new AbortController();

/** Everything that promises do by themselves has happened. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function streamOf({ manager }: Pick<Engine, 'manager'>, reader: number, from = 0) {
  const read: string[] = [];
  const body = manager.registrations.bodyStream(APP_ID, reader, from, (owner) => void read.push(owner));
  if (typeof body === 'string') throw new Error(body);
  return { body, read };
}

const bytesOf = async (stream: ReadableStream<Uint8Array>): Promise<Buffer> =>
  Buffer.from(await new Response(stream).arrayBuffer());

/** A fetch whose first half arrives; the rest comes, or never does, when the test says so. */
async function halfWay(limits = {}) {
  const half = 2 * BODY_PIECE_BYTES;
  const rest = Promise.withResolvers<'more' | 'cut'>();
  const server = await startLocalServer((_incoming, response) => {
    response.writeHead(200, { 'access-control-allow-origin': '*', 'content-length': FILE.byteLength });
    response.write(FILE.subarray(0, half));
    void rest.promise.then((how) => (how === 'more' ? response.end(FILE.subarray(half)) : response.destroy()));
  });
  const engine = await startEngine({
    folder: createTemporaryFolder(),
    ports: [Number(new URL(server.url).port)],
    limits,
    deliver: () => new Promise(() => {}),
  });
  const uuid = await register(engine.manager, [request(`${server.url}/file`)]);
  await until(() => (engine.manager.registrations.snapshot(APP_ID, uuid)?.downloaded ?? 0) >= half);
  const reader = engine.manager.registrations.openBody(READER, APP_ID, uuid, 0)!;
  return { ...engine, uuid, reader, half, rest };
}

describe('a body as a stream', () => {
  it('has every byte, from where it is asked for, and is closed at its end', async () => {
    const world = await halfWay();
    world.rest.resolve('more');
    await until(
      () => world.events.length > 0 || world.manager.registrations.snapshot(APP_ID, world.uuid)?.result !== '',
    );
    const { body, read } = streamOf(world, world.reader, BODY_PIECE_BYTES);
    expect(body?.length).toBe(FILE.byteLength - BODY_PIECE_BYTES);
    expect((await bytesOf(body!.stream)).equals(FILE.subarray(BODY_PIECE_BYTES))).toBe(true);
    expect(new Set(read)).toEqual(new Set([READER]));
    // Its bytes may be on their way still: whoever has them closes the reader.
    expect(streamOf(world, world.reader).body).not.toBeNull();
  });

  it('waits for what has not arrived, and says no length that it cannot know', async () => {
    const world = await halfWay();
    const { body } = streamOf(world, world.reader);
    expect(body?.length).toBeNull();
    const whole = bytesOf(body!.stream);
    world.rest.resolve('more');
    expect((await whole).equals(FILE)).toBe(true);
  });

  it('breaks off when its fetch is aborted, and the reader is told why', async () => {
    const world = await halfWay();
    const { body } = streamOf(world, world.reader, world.half);
    const broken = expect(bytesOf(body!.stream)).rejects.toThrow();
    await world.manager.registrations.abort(APP_ID, world.uuid);
    await broken;
    expect(await world.manager.registrations.body(READER, world.reader, world.half, signal)).toEqual({
      kind: 'aborted',
    });
  });

  it('breaks off when its reader is closed', async () => {
    const world = await halfWay();
    const { body } = streamOf(world, world.reader);
    world.manager.registrations.readers.close(READER, [world.reader]);
    await expect(bytesOf(body!.stream)).rejects.toThrow();
  });

  it.each<[string, string, (reader: number) => number]>([
    ['a reader that is not open', APP_ID, (reader) => reader + 1],
    ['another mini-program', 'another', (reader) => reader],
  ])('is not there for %s', async (_what, appId, number) => {
    const { manager, reader } = await halfWay();
    expect(manager.registrations.bodyStream(appId, number(reader), 0, () => {})).toBeNull();
  });
});

describe('a stream of pieces', () => {
  const piece = (at: number): BodyChunk => ({ kind: 'bytes', bytes: new Uint8Array([at]) });

  it('is read one piece ahead and no further when nobody takes them', async () => {
    const asked: number[] = [];
    const stream = streamBody(0, (at) => (asked.push(at), Promise.resolve(piece(at))));
    await settled();
    expect(asked).toEqual([0]);
    const reader = stream.getReader();
    expect((await reader.read()).value).toEqual(new Uint8Array([0]));
    await settled();
    expect(asked).toEqual([0, 1]);
  });

  it('is not read any more when it is cancelled, and what it waits for is called off', async () => {
    const asked: number[] = [];
    let isCalledOff = false;
    const stream = streamBody(0, (at, wanted) => {
      asked.push(at);
      return new Promise((resolve) =>
        wanted.addEventListener('abort', () => {
          isCalledOff = true;
          resolve({ kind: 'aborted' });
        }),
      );
    });
    await settled();
    await stream.cancel();
    await settled();
    expect([asked, isCalledOff]).toEqual([[0], true]);
  });
});
