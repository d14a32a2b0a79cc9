import { builtinModules, createRequire } from 'node:module';
import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundle } from '../../../build/bundle.ts';
import { archiveProblems } from '../../../build/pack/archive-rules.ts';
import { loadedAtStart } from '../../fixtures/loaded-at-start.ts';
import { temporaryFolders } from './temporary-folder.ts';

describe('bundle', () => {
  const temporaryFolder = temporaryFolders();

  it('makes a complete application folder without maps when it is for production', async () => {
    const outDir = path.join(await temporaryFolder(), 'app');
    await bundle({ outDir, production: true });
    const files = (await readdir(outDir, { recursive: true })).map((name) => name.split(path.sep).join('/'));
    expect(files).toEqual(
      expect.arrayContaining([
        'package.json',
        'main/index.js',
        'drawing/worker.cjs',
        'drawing/renderer.wasm',
        'drawing/figtree-latin.woff2',
        'preload/launcher.cjs',
        'preload/mini-program.cjs',
        'renderer/launcher/index.html',
        'renderer/launcher/launcher.js',
        'renderer/launcher/launcher.css',
        'renderer/pages/loading.html',
      ]),
    );
    expect(files.filter((name) => /\.(?:map|ts|tsx)$/.test(name))).toEqual([]);
    const archived = await Promise.all(
      files
        .filter((name) => /\.\w+$/.test(name) && !name.startsWith('icons/'))
        .map(async (name) => ({ path: name, contents: await readFile(path.join(outDir, name)) })),
    );
    expect(archiveProblems(archived, path.resolve(import.meta.dirname, '../../..'))).toEqual([]);
    const manifest: unknown = JSON.parse(await readFile(path.join(outDir, 'package.json'), 'utf8'));
    expect(manifest).toMatchObject({ name: 'larder', main: 'main/index.js', type: 'module' });
    expect(manifest).not.toHaveProperty('dependencies');

    // What every start compiles; a language, the updater and packages like got wait until they are asked for.
    const eager = await loadedAtStart(path.join(outDir, 'main'), 'index.js');
    const sizes = await Promise.all([...eager].map(async (name) => (await stat(path.join(outDir, 'main', name))).size));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(800_000);
    const late = files.filter((name) => /^main\/(?:fa|zh-Hans|make-updater)-\w+\.js$/.test(name));
    expect(late).toHaveLength(3);
    expect(late.filter((name) => eager.has(path.basename(name)))).toEqual([]);
  });

  it('needs nothing but Electron and Node at run time', async () => {
    const outDir = path.join(await temporaryFolder(), 'app');
    await bundle({ outDir });
    const scripts = (await readdir(path.join(outDir, 'main'))).filter((name) => name.endsWith('.js'));
    const late = await readdir(path.join(outDir, 'main', 'late'));
    const main = await Promise.all(scripts.map((name) => readFile(path.join(outDir, 'main', name), 'utf8')));
    const imported = main
      .flatMap((text) => [...text.matchAll(/^import\s(?:[^'"]*\sfrom\s)?["']([^"']+)["'];?$/gm)])
      .map(([, name = '']) => name.replace(/^node:/, ''))
      .filter((name) => !name.startsWith('./'));
    expect(imported).toContain('electron');
    // Their import loads Node's own fetch and opens the standard streams: build/bundle/node-modules-plugin.ts.
    expect(imported.filter((name) => name === 'http' || name === 'process')).toEqual([]);
    expect(imported.filter((name) => name !== 'electron' && !builtinModules.includes(name))).toEqual([]);
    for (const name of late.filter((file) => file.endsWith('.cjs'))) {
      const text = await readFile(path.join(outDir, 'main', 'late', name), 'utf8');
      const required = [...text.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, of = '']) => of.replace(/^node:/, ''));
      expect(
        required.filter((of) => !builtinModules.includes(of)),
        name,
      ).toEqual([]);
      // All that it needs when it is loaded is there.
      expect(
        Object.keys(createRequire(import.meta.url)(path.join(outDir, 'main', 'late', name)) as object),
      ).not.toEqual([]);
    }
    expect(main.join('\n')).toContain('./late/got.cjs');
    for (const name of await readdir(path.join(outDir, 'preload'))) {
      if (!name.endsWith('.cjs')) continue;
      const preload = await readFile(path.join(outDir, 'preload', name), 'utf8');
      expect(
        [...preload.matchAll(/\brequire\("([^"]+)"\)/g)]
          .map(([, required]) => required)
          .filter((required) => required !== 'electron'),
      ).toEqual([]);
    }
  });

  it('writes nothing when nothing changed', async () => {
    const outDir = path.join(await temporaryFolder(), 'app');
    expect((await bundle({ outDir })).written).toBeGreaterThan(0);
    expect((await bundle({ outDir })).written).toBe(0);
  });
});
