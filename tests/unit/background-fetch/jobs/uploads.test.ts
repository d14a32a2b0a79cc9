/** Bodies that go ahead of their fetch, piece by piece. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { contentOf } from '../../../fixtures/fault-server/content.ts';
import { startLocalServer } from '../../../fakes/local-server.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';
import { APP_ID, newFetch, READER, register, request, startEngine, type EngineOptions } from '../engine.ts';
import { until } from '../../../fakes/until.ts';

const PIECE = contentOf(41, 100_000);

async function start(options: Partial<EngineOptions> = {}) {
  const root = createTemporaryFolder();
  const { manager, ...rest } = await startEngine({ folder: root, ...options });
  const { uploads } = manager.registrations;
  const folder = path.join(root, 'background-fetch');
  const staged = (): string[] =>
    existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith('upload-')) : [];
  const used = (): number => manager.downloads.usedBytes(APP_ID);
  return { manager, uploads, folder, staged, used, root, ...rest };
}

describe('a body that goes ahead', () => {
  it('is sent from the disk, and becomes the file of its request', async () => {
    const received: Buffer[] = [];
    const server = await startLocalServer((incoming, response) => {
      incoming.on('data', (chunk: Buffer) => received.push(chunk));
      incoming.on('end', () => response.writeHead(200, { 'access-control-allow-origin': '*' }).end('thanks'));
    });
    const { manager, uploads, staged, events } = await start({ ports: [Number(new URL(server.url).port)] });
    const name = uploads.open(READER, APP_ID);
    for (let piece = 0; piece < 5; piece++) expect(await uploads.append(READER, name, PIECE)).toBe(true);
    const body = uploads.take(READER, name)!;
    const uuid = await register(manager, [request(server.url, { method: 'POST', body })]);
    expect([staged(), manager.registrations.snapshot(APP_ID, uuid)?.uploadTotal]).toEqual([[], 500_000]);
    await until(() => events.length >= 1);
    expect(events[0]!.event.registration).toMatchObject({ result: 'success', uploaded: 500_000 });
    expect(Buffer.concat(received).equals(Buffer.concat(Array(5).fill(PIECE) as Buffer[]))).toBe(true);
  });

  it('can be read again by the page, piece by piece, while the records are there', async () => {
    const { manager, uploads } = await start({ isStopped: true });
    const name = uploads.open(READER, APP_ID);
    for (let piece = 0; piece < 4; piece++) await uploads.append(READER, name, PIECE);
    const body = uploads.take(READER, name)!;
    const uuid = await register(manager, [request('https://a.example/', { method: 'POST', body })]);
    const sizes: (number | string)[] = [];
    for (let offset = 0; ;) {
      const chunk = await manager.registrations.requestBody(APP_ID, uuid, 0, offset);
      sizes.push(chunk.kind === 'bytes' ? chunk.bytes.byteLength : chunk.kind);
      if (chunk.kind !== 'bytes') break;
      offset += chunk.bytes.byteLength;
    }
    expect(sizes).toEqual([262_144, 137_856, 'end']);
    expect(await manager.registrations.requestBody('other', uuid, 0, 0)).toEqual({ kind: 'error' });
  });

  it('counts to the quota from its first byte, once', async () => {
    const { manager, uploads, used } = await start({ isStopped: true });
    const name = uploads.open(READER, APP_ID);
    await uploads.append(READER, name, PIECE);
    expect(used()).toBe(100_000);
    const body = uploads.take(READER, name)!;
    await register(manager, [request('https://a.example/', { method: 'POST', body })]);
    // And what the fetch keeps besides bodies.
    expect(used()).toBeGreaterThan(100_000);
    expect(used()).toBeLessThan(100_200);
  });
});

describe('what a page has sent ahead goes', () => {
  it.each<[string, (world: Awaited<ReturnType<typeof start>>, name: string) => unknown]>([
    ['when it is cancelled', ({ uploads }, name) => uploads.cancel(READER, name)],
    ['when its page is gone', ({ manager }) => manager.registrations.ownerGone(READER)],
    [
      'when the fetch is refused',
      ({ manager, uploads }, name) =>
        manager.registrations.register(
          APP_ID,
          newFetch([request('ftp://a.example/', { method: 'POST', body: uploads.take(READER, name) })]),
        ),
    ],
    ['when the quota is full', ({ uploads }, name) => uploads.append(READER, name, contentOf(1, 900_000))],
  ])('%s', async (_what, happen) => {
    const world = await start({ quotaBytes: 900_000, isStopped: true });
    const name = world.uploads.open(READER, APP_ID);
    await world.uploads.append(READER, name, PIECE);
    expect(world.staged()).toHaveLength(1);
    await happen(world, name);
    expect([world.staged(), world.used()]).toEqual([[], 0]);
  });

  it('when its page goes in the middle of a piece', async () => {
    const world = await start();
    const name = world.uploads.open(READER, APP_ID);
    const writing = world.uploads.append(READER, name, PIECE);
    await world.manager.registrations.ownerGone(READER);
    await writing;
    expect([world.staged(), world.used()]).toEqual([[], 0]);
  });

  it('at the next start when a kill has left it behind', async () => {
    const { manager, uploads, root, folder, staged } = await start();
    const name = uploads.open(READER, APP_ID);
    await uploads.append(READER, name, PIECE);
    await manager.dispose();
    writeFileSync(path.join(folder, 'upload-notes.txt'), 'not ours');
    await startEngine({ folder: root });
    expect(staged()).toEqual(['upload-notes.txt']);
  });
});

describe('a page cannot send', () => {
  it.each<[string, Partial<EngineOptions>]>([
    ['more than the quota', { quotaBytes: 150_000 }],
    ['more than the disk takes', { freeBytes: 0 }],
  ])('%s', async (_what, options) => {
    const { uploads } = await start(options);
    const name = uploads.open(READER, APP_ID);
    const answers = [await uploads.append(READER, name, PIECE), await uploads.append(READER, name, PIECE)];
    expect(answers.at(-1)).toBe(false);
    expect(uploads.take(READER, name)).toBeNull();
  });

  it.each<[string, (world: Awaited<ReturnType<typeof start>>, name: string) => Promise<unknown>]>([
    [
      'two pieces of one body at once',
      ({ uploads }, name) => Promise.all([uploads.append(READER, name, PIECE), uploads.append(READER, name, PIECE)]),
    ],
    ['into the body of another', ({ uploads }, name) => uploads.append('window/2', name, PIECE)],
    [
      'into a body that was taken',
      ({ uploads }, name) => {
        uploads.take(READER, name);
        return uploads.append(READER, name, PIECE);
      },
    ],
    [
      'nine megabytes at once in many bodies',
      ({ uploads }) =>
        Promise.all(
          Array.from({ length: 9 }, () =>
            uploads.append(READER, uploads.open(READER, APP_ID), contentOf(1, 1024 * 1024)),
          ),
        ),
    ],
  ])('%s', async (_what, send) => {
    const world = await start();
    const name = world.uploads.open(READER, APP_ID);
    await expect((async () => send(world, name))()).rejects.toThrow(/Cannot upload/);
    await expect.poll(() => world.manager.registrations.ownerGone(READER).then(() => world.used())).toBe(0);
  });
});
