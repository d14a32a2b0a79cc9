import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createBodyStore, type BodyStore } from '../../../main/storage/bodies.ts';
import { createTemporaryFolder } from '../../fakes/temporary-folder.ts';

function setUp(): { bodies: BodyStore; folder: string } {
  const folder = createTemporaryFolder();
  return { folder, bodies: createBodyStore((appId) => path.join(folder, appId)) };
}

describe('createBodyStore', () => {
  it('gives back the text that was written last, byte for byte', async () => {
    const { bodies, folder } = setUp();
    const text = `\uFEFFgrüße\r\n\u0000${'x'.repeat(256 * 1024)}`;
    await bodies.writeText('abc', 'periodic', 'old');
    await bodies.writeText('abc', 'periodic', text);
    expect(await bodies.readText('abc', 'periodic')).toBe(text);
    expect(readdirSync(path.join(folder, 'abc', 'bodies'))).toEqual(['periodic']);
  });

  it.each([0, 1, 2, 3])('gives back 3 MiB of characters with two halves, %s letters further on', async (shift) => {
    const { bodies } = setUp();
    // Wherever the text is cut, a half stands at the cut for one of the shifts.
    const text = `${'x'.repeat(shift)}${'😀'.repeat((3 * 1024 * 1024) / 4)}`;
    await bodies.writeText('abc', 'large', text);
    expect((await bodies.readText('abc', 'large')) === text).toBe(true);
  });

  it('answers null when there is none, also after it was removed', async () => {
    const { bodies } = setUp();
    expect(await bodies.readText('abc', 'periodic')).toBeNull();
    await bodies.remove('abc', 'periodic');
    await bodies.writeText('abc', 'periodic', 'x');
    await bodies.remove('abc', 'periodic');
    expect(await bodies.readText('abc', 'periodic')).toBeNull();
  });

  it('gives back JSON that fits the schema, and null when it does not', async () => {
    const { bodies } = setUp();
    const schema = z.object({ etag: z.string() });
    await bodies.writeJson('abc', 'meta', { etag: '"1"' });
    expect(await bodies.readJson('abc', 'meta', schema)).toEqual({ etag: '"1"' });
    await bodies.writeJson('abc', 'meta', { etag: 1 });
    expect(await bodies.readJson('abc', 'meta', schema)).toBeNull();
    await bodies.writeText('abc', 'meta', '{"etag":');
    expect(await bodies.readJson('abc', 'meta', schema)).toBeNull();
  });

  it('ends with one whole text when several are written at once', async () => {
    const { bodies } = setUp();
    const texts = Array.from({ length: 20 }, (_, index) => `${index}`.repeat(50_000));
    await Promise.all(texts.map((text) => bodies.writeText('abc', 'periodic', text)));
    expect(texts).toContain(await bodies.readText('abc', 'periodic'));
  });

  it('fails with "storage-failed" and keeps the old text when the disk refuses', async () => {
    const { bodies, folder } = setUp();
    await bodies.writeText('abc', 'a', 'old');
    mkdirSync(path.join(folder, 'abc', 'bodies', 'b', 'in-the-way'), { recursive: true });
    await expect(bodies.writeText('abc', 'b', 'new')).rejects.toMatchObject({ code: 'storage-failed' });
    expect(await bodies.readText('abc', 'a')).toBe('old');
    expect(readdirSync(path.join(folder, 'abc', 'bodies')).sort()).toEqual(['a', 'b']);
  });

  it('deletes what killed writes left behind, and nothing else', async () => {
    const { bodies, folder } = setUp();
    await bodies.writeText('abc', 'periodic', 'x');
    writeFileSync(path.join(folder, 'abc', 'bodies', 'periodic.tmp-0123456789abcdef'), 'ha');
    await bodies.sweep('abc');
    await bodies.sweep('nobody');
    expect(readdirSync(path.join(folder, 'abc', 'bodies'))).toEqual(['periodic']);
  });

  it.each(['', '../x', 'a/b', '.hidden', 'A'])('refuses the name %j', async (name) => {
    await expect(async () => setUp().bodies.readText('abc', name)).rejects.toThrow(RangeError);
  });
});
