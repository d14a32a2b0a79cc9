import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Metafile } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { bundledPackages, noticesText, readFonts, readPackage } from '../../../build/bundle/third-party-notices.ts';
import { ROOT } from '../../../build/bootstrap/prepare.mjs';
import { temporaryFolders } from './temporary-folder.ts';

const makeFolder = temporaryFolders();
const metafile = (inputs: Record<string, number>): Metafile => ({
  inputs: {},
  outputs: {
    'out.js': {
      bytes: 1,
      imports: [],
      exports: [],
      inputs: Object.fromEntries(Object.entries(inputs).map(([file, bytesInOutput]) => [file, { bytesInOutput }])),
    },
  },
});

describe('bundledPackages', () => {
  it('names each package once, the innermost, and only those of which something is left', () => {
    const files = {
      'main/index.ts': 5,
      'node_modules/got/a.js': 5,
      'node_modules/got/b.js': 5,
      'node_modules/@scope/name/x.js': 1,
      'node_modules/got/node_modules/keyv/i.js': 1,
      'node_modules/unused/i.js': 0,
    };
    expect(bundledPackages([metafile(files), metafile({ '../elsewhere/node_modules/zod/i.js': 2 })])).toEqual([
      '../elsewhere/node_modules/zod',
      'node_modules/@scope/name',
      'node_modules/got',
      'node_modules/got/node_modules/keyv',
    ]);
  });
});

async function writePackage(manifest: Record<string, unknown>, files: Record<string, string> = {}): Promise<string> {
  const folder = path.join(await makeFolder(), 'one');
  await mkdir(folder);
  for (const [name, text] of Object.entries({
    'package.json': JSON.stringify({ name: 'one', version: '1.0.0', ...manifest }),
    ...files,
  }))
    await writeFile(path.join(folder, name), text);
  return folder;
}

describe('readPackage', () => {
  it('reads every licence and notice, and no code', async () => {
    const folder = await writePackage(
      { license: 'Apache-2.0', author: { name: 'Somebody' } },
      { LICENSE: 'the licence\r\n', 'NOTICE.txt': 'the notice', 'license.js': 'code' },
    );
    expect(await readPackage(folder)).toEqual({
      name: 'one',
      version: '1.0.0',
      license: 'Apache-2.0',
      author: 'Somebody',
      texts: ['the licence', 'the notice'],
    });
  });

  it.each([{}, { license: 'UNLICENSED' }])('refuses a package that says %j', async (manifest) => {
    await expect(readPackage(await writePackage(manifest))).rejects.toThrow('"one": its package.json names no licence');
  });
});

describe('noticesText', () => {
  it('is sorted by name, and adds the text that a package leaves out', () => {
    const text = noticesText([
      { name: 'b', version: '1', license: 'MIT', author: 'Bea', texts: [] },
      { name: 'a', version: '2', license: 'ISC', author: '', texts: ['own text'] },
    ]);
    expect(text.indexOf('a 2')).toBeLessThan(text.indexOf('b 1'));
    expect(text).toContain('own text');
    expect(text).toContain('Copyright (c) Bea\n\nPermission is hereby granted');
  });

  it('refuses a licence whose text nobody has', () => {
    expect(() =>
      noticesText([{ name: 'b', version: '1', license: 'SEE LICENSE IN x', author: '', texts: [] }]),
    ).toThrow('comes without its text');
  });
});

describe('readFonts', () => {
  it('reads the licence of each font of the launcher', async () => {
    const fonts = await readFonts(path.join(ROOT, 'renderer', 'launcher', 'fonts'));
    expect(fonts.map(({ name }) => name)).toEqual(expect.arrayContaining(['figtree (font)', 'fraunces (font)']));
    for (const { texts } of fonts) expect(texts.join()).toContain('SIL OPEN FONT LICENSE');
  });

  it('refuses a font without its licence', async () => {
    const folder = await makeFolder();
    await writeFile(path.join(folder, 'other-latin.woff2'), '');
    await expect(readFonts(folder)).rejects.toThrow('no LICENSE-other.txt');
  });
});
