import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createPictureStore } from '../../../main/pictures/picture-store.ts';
import { encodePng } from '../../demo-backend/png.ts';
import { createTemporaryFolder } from '../../fakes/temporary-folder.ts';

const PNG = encodePng(4, () => [1, 2, 3]);
const drawing = (text: string): Buffer => Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${text}</svg>`);

function open(folder: string, drawn: Buffer | null = PNG) {
  const asked: string[] = [];
  const drawings = {
    draw(appId: string) {
      asked.push(appId);
      return Promise.resolve(drawn);
    },
    dispose() {},
  };
  return { asked, store: createPictureStore(drawings, (appId) => path.join(folder, appId)) };
}

describe('the store of pictures', () => {
  it('makes a picture once, for all who ask and for the next start, each mini-program for itself', async () => {
    const folder = createTemporaryFolder();
    const { asked, store } = open(folder);
    const answers = await Promise.all([1, 2, 3].map(() => store.ofBytes('one', drawing('x'))));
    expect(new Set(answers.map((answer) => answer?.path)).size).toBe(1);
    await store.ofBytes('two', drawing('x'));
    expect(asked).toEqual(['one', 'two']);
    const later = open(folder);
    expect(await later.store.ofBytes('one', drawing('x'))).toEqual(answers[0]);
    expect(later.asked).toEqual([]);
    expect(await readFile(answers[0]?.path ?? '')).toEqual(PNG);
    expect(answers[0]).toMatchObject({ type: 'image/png', size: PNG.length });
  });

  it('does not try again in this run what cannot be shown', async () => {
    const { asked, store } = open(createTemporaryFolder(), null);
    expect(await store.ofBytes('one', drawing('x'))).toBeNull();
    expect(await store.ofBytes('one', drawing('x'))).toBeNull();
    expect(asked).toEqual(['one']);
  });

  it('keeps those of the last versions only', async () => {
    const folder = createTemporaryFolder();
    const { store } = open(folder);
    for (let version = 0; version < 20; version += 1) await store.ofBytes('one', drawing(`${version}`));
    expect(await readdir(path.join(folder, 'one', 'pictures'))).toHaveLength(8);
  });

  it('believes the bytes, not the name of the file', async () => {
    const folder = createTemporaryFolder();
    const file = path.join(folder, 'icon.svg');
    await writeFile(file, PNG);
    const { asked, store } = open(folder);
    expect(await store.ofFile('one', { path: file, size: PNG.length })).toMatchObject({ type: 'image/png' });
    expect(await store.ofFile('one', { path: file, size: 2 ** 22 })).toBeNull();
    expect(asked).toEqual([]);
  });
});
