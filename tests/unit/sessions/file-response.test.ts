import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPieceReader, respondWithFile, type ServedFile } from '../../../main/sessions/file-response.ts';

const content = Buffer.from(Array.from({ length: 700_001 }, (_, index) => index % 251));
let folder: string;
let file: ServedFile;
let empty: ServedFile;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'larder-files-'));
  file = { path: path.join(folder, 'a.bin'), size: content.length, type: 'audio/mpeg' };
  empty = { path: path.join(folder, 'empty.txt'), size: 0, type: 'text/plain' };
  await writeFile(file.path, content);
  await writeFile(empty.path, '');
});
afterAll(() => rm(folder, { recursive: true }));

const ask = (range?: string, method = 'GET', served = file): Promise<Response> =>
  Promise.resolve(
    respondWithFile(new Request('http://x.invalid/a', { method, headers: range ? { range } : {} }), served, {
      'x-extra': '1',
    }),
  );

describe('respondWithFile', () => {
  it('answers the whole file when no range is asked for', async () => {
    const response = await ask();
    expect([
      response.status,
      response.headers.get('content-length'),
      response.headers.get('content-type'),
      response.headers.get('x-extra'),
    ]).toEqual([200, '700001', 'audio/mpeg', '1']);
    expect(Buffer.from(await response.arrayBuffer()).equals(content)).toBe(true);
  });

  it.each([
    ['bytes=0-0', 0, 1],
    ['bytes=100-299999', 100, 300_000],
    ['bytes=699999-', 699_999, 700_001],
    ['bytes=-5', 699_996, 700_001],
    ['bytes=5-9999999', 5, 700_001],
  ])('answers 206 with exactly those bytes when asked for %s', async (range, start, end) => {
    const response = await ask(range);
    expect([response.status, response.headers.get('content-range')]).toEqual([206, `bytes ${start}-${end - 1}/700001`]);
    expect(Buffer.from(await response.arrayBuffer()).equals(content.subarray(start, end))).toBe(true);
  });

  it.each(['bytes=700001-', 'bytes=-0'])('answers 416 when %s lies outside', async (range) => {
    const response = await ask(range);
    expect([response.status, response.headers.get('content-range')]).toEqual([416, 'bytes */700001']);
  });

  it.each(['bytes=0-1,5-6', 'bytes=x-', 'items=0-1', 'bytes=9-3'])(
    'answers the whole file when the range is %s',
    async (range) => {
      expect((await ask(range)).status).toBe(200);
    },
  );

  it('answers headers only for HEAD, and 405 for anything that writes', async () => {
    const head = await ask(undefined, 'HEAD');
    expect([head.status, head.headers.get('content-length'), (await head.arrayBuffer()).byteLength]).toEqual([
      200,
      '700001',
      0,
    ]);
    expect((await ask(undefined, 'POST')).status).toBe(405);
  });

  it('answers an empty body when the file is empty', async () => {
    const response = await ask(undefined, 'GET', empty);
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  it('closes the file when the reader goes away', async () => {
    const response = await ask();
    const reader = response.body!.getReader();
    await reader.read();
    await reader.cancel();
    await expect(rm(file.path)).resolves.toBeUndefined();
    await writeFile(file.path, content);
  });
});

describe('createPieceReader', () => {
  it('has no file open for answers that nobody reads', async () => {
    const open = (): number => readdirSync('/proc/self/fd').length;
    const before = open();
    const answers = await Promise.all(Array.from({ length: 200 }, () => ask()));
    const readers = answers.map(({ body }) => body!.getReader());
    await Promise.all(readers.map((reader) => reader.read()));
    expect(open() - before).toBeLessThan(20);
    await Promise.all(readers.map((reader) => reader.cancel()));
  });

  it('reads so many at a time, in the order of the calls, and goes on after an error', async () => {
    const read = createPieceReader(1);
    const order: string[] = [];
    const missing = read(path.join(folder, 'none'), 0, 1).catch(() => order.push('error'));
    const first = read(file.path, 5, 2).then((bytes) => order.push(String(bytes)));
    const second = read(file.path, 7, 1).then((bytes) => order.push(String(bytes)));
    await Promise.all([second, first, missing]);
    expect(order).toEqual(['error', '5,6', '7']);
  });
});
