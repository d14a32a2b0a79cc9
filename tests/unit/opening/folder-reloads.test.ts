import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { isUnwatched } from '../../../main/catalog/folders/development-files.ts';
import { followOpenFolders } from '../../../main/opening/folder-reloads.ts';
import { createTemporaryFolder } from '../../fakes/temporary-folder.ts';

const WAIT = { timeout: 10_000 };

/** A folder that is followed; `restarts` counts how often it was shown again. */
function follow(include: readonly string[], exclude: readonly string[] = []) {
  const folder = createTemporaryFolder();
  const put = (name: string, text: string): void => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  };
  const choose = (files: unknown): void => put('details.json', JSON.stringify({ files }));
  for (const name of [
    'README.md',
    'node_modules/lit/lit.js',
    'node_modules/other/x.js',
    'types.d.ts',
    'app.js',
    'drafts/a.txt',
  ])
    put(name, '1');
  choose({ include, exclude });
  let restarts = 0;
  let used: (appId: string, folder: string) => void = () => {};
  const following = followOpenFolders({
    folders: {
      onUsed(listener) {
        used = listener;
        return () => true;
      },
      hasOtherDescription: () => Promise.resolve(true),
    },
    store: { get: () => ({}) as never, onChange: () => () => {} },
    registry: {
      miniProgram: () => ({ isDestroyed: () => false, webContents: { getURL: () => 'mp://abc/' } }) as never,
    },
    opener: { restart: () => void (restarts += 1) },
    originOf: () => 'mp://abc',
    showPlaceholder: () => {},
    warn: () => {},
  });
  onTestFinished(() => void following.dispose());
  used('abc', folder);
  /** Written again and again, for the watch may not be there yet. */
  const isShown = (name: string): Promise<void> =>
    vi.waitFor(() => {
      put(name, JSON.stringify({ files: { include, exclude }, at: performance.now() }));
      expect(restarts).toBeGreaterThan(0);
    }, WAIT);
  return { choose, isShown, use: () => used('abc', folder), restarts: () => restarts, put };
}

const shown: [what: string, include: string[], changed: string][] = [
  ['a file at the top', ['README.md'], 'README.md'],
  ['a package of node_modules', ['node_modules/lit'], 'node_modules/lit/lit.js'],
  ['one file of node_modules', ['node_modules/lit/lit.js'], 'node_modules/lit/lit.js'],
  ['an ending', ['*.d.ts'], 'types.d.ts'],
  ['a spelling of a path', ['./node_modules\\lit/'], 'node_modules/lit/lit.js'],
  ['what is always part of it', [], 'app.js'],
  ['details.json', [], 'details.json'],
];
it.each(shown)('a change of what the author brings in is shown: %s', (_what, include, changed) =>
  follow(include).isShown(changed),
);

it('what is brought in later is followed, too', async () => {
  const { put, choose, use, isShown, restarts } = follow([]);
  await isShown('app.js');
  choose({ include: ['node_modules/lit'] });
  use();
  await vi.waitFor(async () => {
    const before = restarts();
    put('node_modules/lit/lit.js', String(performance.now()));
    await vi.waitFor(() => expect(restarts()).toBeGreaterThan(before), { timeout: 1000 });
  }, WAIT);
});

const watched: [file: string, include: string[], exclude: string[], isUnwatched: boolean][] = [
  ['README.md', [], [], true],
  ['README.md', ['README.md'], [], false],
  ['node_modules', [], [], true],
  ['node_modules', ['node_modules/lit'], [], false],
  ['node_modules/lit', ['node_modules/lit'], [], false],
  ['node_modules/other', ['node_modules/lit'], [], true],
  ['node_modules', ['*.js'], [], true],
  ['types.d.ts', ['*.d.ts'], [], false],
  ['drafts', [], ['drafts'], true],
  ['drafts/a.txt', [], ['drafts'], true],
  ['app.js', [], ['drafts'], false],
  ['.git', [], [], true],
];
it.each(watched)('%s is looked at when %j is brought in and %j left out, unless %s', (...row) => {
  const [file, include, exclude, isIgnored] = row;
  expect(isUnwatched(file, { include, exclude })).toBe(isIgnored);
});
