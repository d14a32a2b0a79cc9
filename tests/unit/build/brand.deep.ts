/** A second brand, bundled and packed: nothing in it says a word of the first. */
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readBrand } from '../../../build/brand/read-brand.ts';
import { bundle } from '../../../build/bundle.ts';
import { packageApplication } from '../../../build/pack/package-application.ts';
import { readArchive } from '../../../build/pack/archive-rules.ts';
import { readDistributor } from '../../../build/pack/distributor.ts';
import { writeElectronFolder } from '../../fakes/electron-folder.ts';
import { firstBrandIn, SECOND_BRAND, writeSecondBrand } from '../../fakes/second-brand.ts';
import { temporaryFolders } from './temporary-folder.ts';

const makeFolder = temporaryFolders();

it('names it and nobody else, in every file of the application', async () => {
  const folder = await makeFolder();
  const outDir = path.join(folder, 'app');
  await bundle({ outDir, production: true, brand: readBrand({}, writeSecondBrand(folder)) });
  const names = (await readdir(outDir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  expect(names.length).toBeGreaterThan(40);
  const found = await Promise.all(
    names.map(async ({ name, parentPath }) => firstBrandIn(name, await readFile(path.join(parentPath, name)))),
  );
  expect(found.flat()).toEqual([]);
  expect(JSON.parse(await readFile(path.join(outDir, 'package.json'), 'utf8'))).toMatchObject({
    name: 'pantry',
    productName: SECOND_BRAND.name,
    author: SECOND_BRAND.publisher,
  });
});

it.each(['linux', 'mac', 'win'] as const)('names it and nobody else, packed for %s', async (platform) => {
  const folder = await makeFolder();
  const electronFolder = path.join(folder, 'electron');
  await writeElectronFolder(electronFolder, platform);
  const brand = readBrand({}, writeSecondBrand(folder));
  const { folders } = await packageApplication({
    ...{ platform, archs: ['x64'], targets: ['dir'], variant: 'product', electronFolder, brand },
    distributor: readDistributor({}),
    outputFolder: path.join(folder, 'out'),
  });
  const entries = (await readdir(folders[0]!, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  );
  const names = entries.map(({ name }) => name);
  expect(names).toContain({ linux: 'pantry', mac: SECOND_BRAND.name, win: `${SECOND_BRAND.name}.exe` }[platform]);
  for (const { name, parentPath } of entries) {
    const file = path.join(parentPath, name);
    expect(firstBrandIn(name, Buffer.from(path.relative(folder, file)))).toEqual([]);
    if (name !== 'app.asar') expect(firstBrandIn(name, await readFile(file)), file).toEqual([]);
    else for (const one of readArchive(file)) expect(firstBrandIn(one.path, one.contents)).toEqual([]);
  }
});
