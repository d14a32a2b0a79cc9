/** A response that was handed out can be read to its end, whatever becomes of its fetch. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { contentOf } from '../../../fixtures/fault-server/content.ts';
import { startLocalServer } from '../../../fakes/local-server.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';
import { APP_ID, READER, register, request, SCOPE, startEngine, type Engine } from '../engine.ts';
import { until } from '../../../fakes/until.ts';

const FILE = contentOf(31, 600_000);
const { signal } = new AbortController();

async function startWith(deliver?: () => Promise<'delivered' | 'retry'>) {
  const server = await startLocalServer((_incoming, response) =>
    response.writeHead(200, { 'access-control-allow-origin': '*', 'content-length': FILE.byteLength }).end(FILE),
  );
  const folder = createTemporaryFolder();
  const options = { folder, ports: [Number(new URL(server.url).port)], ...(deliver ? { deliver } : {}) };
  return { ...(await startEngine(options)), options, server };
}

/** A fetch of one record, with `count` responses handed out before its event is over. */
async function settled(count = 1) {
  let isOver = (): void => {};
  const over = new Promise<'delivered'>((resolve) => (isOver = () => resolve('delivered')));
  const world = await startWith(() => over);
  const { manager, server, events } = world;
  const uuid = await register(manager, [request(`${server.url}/file`)]);
  await until(() => events.length >= 1);
  const readers = Array.from({ length: count }, () => manager.registrations.openBody(READER, APP_ID, uuid, 0)!);
  isOver();
  await until(() => manager.registrations.snapshot(APP_ID, uuid)?.recordsAvailable === false);
  const folder = path.join(world.options.folder, 'background-fetch', uuid);
  await until(() => !existsSync(path.join(folder, 'journal.jsonl')));
  return { ...world, uuid, readers, folder };
}

const bodiesIn = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith('body-')) : [];

async function readAll({ manager }: Pick<Engine, 'manager'>, reader: number, from = 0): Promise<Buffer | string> {
  const chunks: Uint8Array[] = [];
  for (let offset = from; ;) {
    const chunk = await manager.registrations.body(READER, reader, offset, signal);
    if (chunk.kind === 'end') return Buffer.concat(chunks);
    if (chunk.kind !== 'bytes') return chunk.kind;
    chunks.push(chunk.bytes);
    offset += chunk.bytes.byteLength;
  }
}

describe('a response that was handed out is read to its end', () => {
  it.each<[string, (world: Awaited<ReturnType<typeof settled>>) => Promise<unknown>]>([
    ['its event is over', () => Promise.resolve()],
    ['its fetch is taken out of the history', ({ manager, uuid }) => manager.downloads.forget(APP_ID, uuid)],
    ['its service worker registration is gone', ({ manager }) => manager.registrations.abandon(APP_ID, SCOPE)],
    [
      'another response of the same record is closed',
      async ({ manager, uuid }) => {
        manager.registrations.readers.close(READER, [manager.registrations.openBody(READER, APP_ID, uuid, 0) ?? 0]);
        return Promise.resolve();
      },
    ],
    ['another page is gone', ({ manager }) => manager.registrations.ownerGone('window/2')],
    ['its id is used again', ({ manager, server }) => register(manager, [request(`${server.url}/other`)])],
  ])('after %s, and then its file goes', async (_what, happen) => {
    const world = await settled();
    await happen(world);
    expect(bodiesIn(world.folder)).toEqual(['body-0-0']);
    expect(FILE.equals((await readAll(world, world.readers[0]!)) as Buffer)).toBe(true);
    await expect.poll(() => bodiesIn(world.folder)).toEqual([]);
  });

  it('by each of its readers, and its bytes count to the quota until the last is done', async () => {
    const world = await settled(3);
    const { manager, readers, folder } = world;
    for (const [index, reader] of readers.entries()) {
      await expect.poll(() => manager.downloads.usedBytes(APP_ID)).toBe(FILE.byteLength);
      expect(bodiesIn(folder)).toHaveLength(1);
      expect(FILE.equals((await readAll(world, reader)) as Buffer)).toBe(true);
      if (index === 2) await expect.poll(() => bodiesIn(folder)).toEqual([]);
    }
    await expect.poll(() => manager.downloads.usedBytes(APP_ID)).toBe(0);
  });

  it('from where it was when the event ended', async () => {
    const world = await settled();
    const half = (await world.manager.registrations.body(READER, world.readers[0]!, 0, signal)) as {
      bytes: Uint8Array;
    };
    expect(
      FILE.subarray(half.bytes.byteLength).equals(
        (await readAll(world, world.readers[0]!, half.bytes.byteLength)) as Buffer,
      ),
    ).toBe(true);
  });
});

describe('the file of a body goes', () => {
  it('at the end of the event when nobody has its response', async () => {
    const { folder, readers } = await settled(0);
    expect([readers, bodiesIn(folder)]).toEqual([[], []]);
  });

  it.each<[string, (world: Awaited<ReturnType<typeof settled>>) => unknown]>([
    ['its page or worker is gone', ({ manager }) => manager.registrations.ownerGone(READER)],
    ['all its responses are dropped', ({ manager, readers }) => manager.registrations.readers.close(READER, readers)],
    ['its mini-program is removed', ({ manager }) => manager.removeApp(APP_ID)],
  ])('when %s', async (_what, happen) => {
    const world = await settled(2);
    await happen(world);
    await expect.poll(() => [bodiesIn(world.folder), world.manager.downloads.usedBytes(APP_ID)]).toEqual([[], 0]);
    expect(await world.manager.registrations.body(READER, world.readers[0]!, 0, signal)).toEqual({ kind: 'error' });
  });

  it('with its folder when the fetch was taken out of the history before', async () => {
    const world = await settled();
    await world.manager.downloads.forget(APP_ID, world.uuid);
    world.manager.registrations.readers.close(READER, world.readers);
    await expect.poll(() => existsSync(world.folder)).toBe(false);
  });

  it('at the next start when a kill has left it behind', async () => {
    const world = await settled();
    await world.manager.dispose();
    writeFileSync(path.join(world.folder, 'request-0'), 'x');
    expect(bodiesIn(world.folder)).toEqual(['body-0-0']);
    const again = await startEngine(world.options);
    expect(readdirSync(world.folder)).toEqual(['state.json']);
    expect(again.manager.downloads.list()).toHaveLength(1);
  });

  it('at the next start when the fetch itself is not in the history any more', async () => {
    const world = await settled();
    await world.manager.downloads.forget(APP_ID, world.uuid);
    await world.manager.dispose();
    expect(readdirSync(world.folder)).toEqual(['body-0-0']);
    const again = await startEngine(world.options);
    expect([existsSync(world.folder), again.manager.downloads.list()]).toEqual([false, []]);
  });
});

describe('a body is for who got the response', () => {
  it('and for nobody else', async () => {
    const world = await settled();
    expect(await world.manager.registrations.body('window/2', world.readers[0]!, 0, signal)).toEqual({ kind: 'error' });
    expect(world.manager.registrations.openBody('window/2', 'other', world.uuid, 0)).toBeNull();
    expect(world.manager.registrations.openBody(READER, APP_ID, world.uuid, 0)).toBeNull();
  });
});
