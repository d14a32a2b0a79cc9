import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createOutputFolder } from '../../../build/bundle/output-folder.ts';
import { rendererEntries } from '../../../build/bundle/renderer-entries.ts';
import { temporaryFolders } from './temporary-folder.ts';

describe('rendererEntries', () => {
  const temporaryFolder = temporaryFolders();

  it('bundles the source of a script that a page loads, and copies the rest', async () => {
    const folder = await temporaryFolder();
    await writeFile(path.join(folder, 'index.html'), '<script type="module" src="page.js"></script>');
    for (const name of ['page.tsx', 'other.ts', 'page.css', 'plain.js']) await writeFile(path.join(folder, name), '');
    expect(await rendererEntries(folder)).toEqual({
      entries: { page: path.join(folder, 'page.tsx') },
      copied: ['index.html', 'page.css', 'plain.js'],
    });
  });

  it('throws when a page loads a script that nobody wrote', async () => {
    const folder = await temporaryFolder();
    await writeFile(path.join(folder, 'index.html'), '<script src="./gone.js"></script>');
    await expect(rendererEntries(folder)).rejects.toThrow('it loads "gone.js", which has no source beside it');
  });
});

describe('createOutputFolder', () => {
  const temporaryFolder = temporaryFolders();

  it('deletes what is not part of the output and keeps unchanged files untouched', async () => {
    const folder = path.join(await temporaryFolder(), 'app');
    const output = createOutputFolder(folder);
    await output.replaceWith([
      { path: 'a/same.txt', contents: Buffer.from('1') },
      { path: 'a/changed.txt', contents: Buffer.from('1') },
    ]);
    const before = await stat(path.join(folder, 'a', 'same.txt'));
    await mkdir(path.join(folder, 'old', 'deep'), { recursive: true });
    await writeFile(path.join(folder, 'old', 'deep', 'stale.txt'), '');

    const result = await output.replaceWith([
      { path: 'a/same.txt', contents: Buffer.from('1') },
      { path: 'a/changed.txt', contents: Buffer.from('2') },
    ]);

    expect(result).toEqual({ files: 2, written: 1 });
    expect((await stat(path.join(folder, 'a', 'same.txt'))).ino).toBe(before.ino);
    expect((await readdir(folder, { recursive: true })).sort()).toEqual([
      'a',
      path.join('a', 'changed.txt'),
      path.join('a', 'same.txt'),
    ]);
    expect(await readFile(path.join(folder, 'a', 'changed.txt'), 'utf8')).toBe('2');
  });
});
