import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { isDevelopmentFile } from '../../../../main/catalog/folders/development-files.ts';
import { watchFolder } from '../../../../main/catalog/folders/folder-watch.ts';
import type { Disposable } from '../../../../main/support/shutdown-list.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';

const watches: Disposable[] = [];
afterEach(() => watches.splice(0).forEach((watch) => void watch.dispose()));

function watched(watchesTrees: boolean): { folder: string; changes: (readonly string[])[]; problems: string[] } {
  const folder = path.join(createTemporaryFolder(), 'app');
  mkdirSync(path.join(folder, 'pages'), { recursive: true });
  mkdirSync(path.join(folder, 'node_modules', 'x'), { recursive: true });
  writeFileSync(path.join(folder, 'pages', 'one.html'), '1');
  const changes: (readonly string[])[] = [];
  const problems: string[] = [];
  watches.push(
    watchFolder({
      folder,
      ignores: isDevelopmentFile,
      onChange: (files) => changes.push(files),
      onProblem: (problem) => problems.push(problem),
      watchesTrees,
    }),
  );
  return { folder, changes, problems };
}

const told = (changes: (readonly string[])[]): Promise<void> =>
  vi.waitFor(() => expect(changes.length).toBeGreaterThan(0), { timeout: 5000 });

describe.each([{ watchesTrees: false }, { watchesTrees: true }])(
  'watchFolder when the system watches trees: $watchesTrees',
  ({ watchesTrees }) => {
    it('tells a burst of changes once, with the names', async () => {
      const { folder, changes } = watched(watchesTrees);
      writeFileSync(path.join(folder, 'index.html'), 'a');
      writeFileSync(path.join(folder, 'pages', 'one.html'), '2');
      writeFileSync(path.join(folder, 'pages', 'one.html'), '3');
      await told(changes);
      expect(changes).toHaveLength(1);
      expect([...changes[0]!].sort()).toEqual(expect.arrayContaining(['index.html', 'pages/one.html']));
    });

    it('says nothing of the author’s own files', async () => {
      const { folder, changes } = watched(watchesTrees);
      writeFileSync(path.join(folder, 'node_modules', 'x', 'a.js'), 'a');
      writeFileSync(path.join(folder, 'server.log'), 'a');
      writeFileSync(path.join(folder, '.index.html.swp'), 'a');
      writeFileSync(path.join(folder, 'index.html'), 'a');
      await told(changes);
      expect(changes).toEqual([['index.html']]);
    });

    it('follows a folder that is made later, and one that is renamed', async () => {
      const { folder, changes } = watched(watchesTrees);
      mkdirSync(path.join(folder, 'new', 'deep'), { recursive: true });
      await told(changes);
      changes.length = 0;
      writeFileSync(path.join(folder, 'new', 'deep', 'a.js'), 'a');
      await told(changes);
      expect(changes[0]).toContain('new/deep/a.js');
      renameSync(path.join(folder, 'new'), path.join(folder, 'other'));
      changes.length = 0;
      await told(changes);
      changes.length = 0;
      writeFileSync(path.join(folder, 'other', 'deep', 'a.js'), 'b');
      await told(changes);
      expect(changes[0]).toContain('other/deep/a.js');
    });

    it('tells when the folder is removed, and when there is one of that name again', async () => {
      const { folder, changes, problems } = watched(watchesTrees);
      rmSync(folder, { recursive: true });
      await vi.waitFor(() => expect(changes).toContainEqual([]), { timeout: 5000 });
      changes.length = 0;
      mkdirSync(folder);
      await told(changes);
      expect(changes).toEqual([[]]);
      changes.length = 0;
      writeFileSync(path.join(folder, 'index.html'), 'a');
      await told(changes);
      expect(changes).toEqual([['index.html']]);
      expect(problems).toEqual([]);
    });

    it('waits for a folder that is not there yet', async () => {
      const folder = path.join(createTemporaryFolder(), 'later');
      const changes: (readonly string[])[] = [];
      watches.push(
        watchFolder({
          folder,
          ignores: isDevelopmentFile,
          onChange: (files) => changes.push(files),
          onProblem: () => {},
          watchesTrees,
        }),
      );
      mkdirSync(folder);
      await told(changes);
      expect(changes).toEqual([[]]);
    });
  },
);

it('watchFolder does not go over links when it watches folder by folder', async () => {
  const { folder, changes } = watched(false);
  const outside = createTemporaryFolder();
  symlinkSync(outside, path.join(folder, 'link'));
  await told(changes);
  changes.length = 0;
  writeFileSync(path.join(outside, 'a.js'), 'a');
  writeFileSync(path.join(folder, 'index.html'), 'a');
  await told(changes);
  expect(changes).toEqual([['index.html']]);
});
