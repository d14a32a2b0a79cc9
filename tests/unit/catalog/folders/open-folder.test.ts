import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { hostOfAppId, isAppId } from '../../../../main/models/app-id.ts';
import { detailsSchema } from '../../../../main/models/details-schema.ts';
import {
  appIdOfFolder,
  openFolderFile,
  readFolderProgram,
  resolveOpenFolder,
} from '../../../../main/catalog/folders/open-folder.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';

const MANIFEST = {
  app_id: 'abc',
  name: 'Weather',
  version: { name: '1.2.0', code: 3 },
  start_url: 'index.html',
  icons: [{ src: 'icon.svg', sizes: 'any' }],
};

function makeFolder(files: Readonly<Record<string, string>> = {}): string {
  const folder = createTemporaryFolder();
  const all = {
    'manifest.json': JSON.stringify(MANIFEST, null, 2),
    'index.html': '<h1>Weather</h1>',
    'icon.svg': '<svg/>',
    ...files,
  };
  for (const [name, content] of Object.entries(all)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  return folder;
}

describe('resolveOpenFolder', () => {
  it.each([
    ['it does not exist', (folder: string) => path.join(folder, 'gone')],
    ['it is a file', (folder: string) => path.join(folder, 'index.html')],
    ['it has no manifest.json', (folder: string) => path.join(folder, 'pages')],
  ])('says "%s" when that is so', async (state, pathIn) => {
    const wanted = pathIn(makeFolder({ 'pages/a.html': '' }));
    await expect(resolveOpenFolder(wanted)).rejects.toThrow(`Cannot open the folder “${wanted}”: ${state}.`);
  });

  it('answers the real path when the folder is reached over a link', async () => {
    const folder = makeFolder();
    const link = path.join(createTemporaryFolder(), 'link');
    symlinkSync(folder, link);
    expect(await resolveOpenFolder(link)).toBe(folder);
  });
});

it('appIdOfFolder makes an id that is its own host, another for each folder', () => {
  const ids = Array.from({ length: 500 }, (_, index) => appIdOfFolder(`/home/author/app-${index}`));
  expect(new Set(ids).size).toBe(500);
  for (const id of ids) expect([isAppId(id), hostOfAppId(id)]).toEqual([true, id]);
});

describe('readFolderProgram', () => {
  it('takes name, version, icon and start page from the manifest and the rest from details.json', async () => {
    const folder = makeFolder({
      'details.json': JSON.stringify({
        serviceDomains: ['127.0.0.1:8080'],
        permissions: ['X'],
        developmentSettings: { preFetchUrl: 'http://127.0.0.1:8080/pre' },
        appId: 7,
      }),
    });
    const { details, installed } = await readFolderProgram(folder, 5);
    expect(details).toMatchObject({
      appId: appIdOfFolder(folder),
      name: 'Weather',
      version: '1.2.0',
      serviceDomains: [{ domain: '127.0.0.1:8080', certificates: [] }],
      permissions: ['X'],
      developmentSettings: { preFetchUrl: 'http://127.0.0.1:8080/pre' },
    });
    expect(installed).toMatchObject({
      version: '1.2.0',
      startPage: 'index.html',
      fallbackPage: null,
      charset: null,
      icon: 'icon.svg',
      installedAt: 5,
      provenAt: 5,
    });
    expect(detailsSchema().parse(details)).toEqual(details);
  });

  it('does without details.json and without a version', async () => {
    const { details } = await readFolderProgram(
      makeFolder({ 'manifest.json': JSON.stringify({ app_id: 'abc', name: 'Bare' }) }),
      1,
    );
    expect(details).toMatchObject({
      name: 'Bare',
      version: '0.0.0',
      serviceDomains: [],
      permissions: [],
      developmentSettings: {},
    });
  });

  it.each([
    [{ 'manifest.json': '{\n  "app_id": "abc",\n  "name": 5\n}' }, 'manifest.json:3:11: name must be a string.'],
    [{ 'manifest.json': '{\n  "app_id": "abc",\n}' }, 'manifest.json:2:18: the comma before } is too many.'],
    [
      { 'manifest.json': '{ "app_id": "abc", "name": "x", "start_url": "start.html" }' },
      'manifest.json: its start page "start.html" is not in the folder.',
    ],
    [
      { 'manifest.json': '{ "app_id": "abc", "name": "x", "start_url": "package.json" }', 'package.json': '{}' },
      'manifest.json: its start page "package.json" is not in the folder.',
    ],
    [
      { 'manifest.json': '{ "app_id": "abc", "name": "x", "start_url": "../x.html" }' },
      'manifest.json: its start page "../x.html" is not in the folder.',
    ],
    [
      { 'details.json': '{\n  "serviceDomains": [\n    7\n  ]\n}' },
      'details.json:3:5: serviceDomains[0] must be a string or an object with a "domain".',
    ],
    [{ 'details.json': '[' }, 'details.json:1:2: the text ends too early.'],
  ])('says what is wrong and where when it is given %j', async (files, message) => {
    await expect(readFolderProgram(makeFolder(files as Record<string, string>), 1)).rejects.toThrow(message);
  });

  it('says that the folder is gone when it is', async () => {
    const folder = makeFolder();
    rmSync(folder, { recursive: true });
    await expect(readFolderProgram(folder, 1)).rejects.toThrow(`${folder}: the folder or its manifest.json is gone.`);
  });
});

describe('openFolderFile', () => {
  it.each([
    '/details.json',
    '/DETAILS.json',
    '/server.mjs',
    '/README.md',
    '/.git/config',
    '/node_modules/x/index.js',
    '/types/bn.d.ts',
    '/../index.html',
    '/%2e%2e/index.html',
    '/link.html',
    '/outside/secret.txt',
  ])('does not serve %s', async (urlPath) => {
    const folder = makeFolder({
      'details.json': '{}',
      'server.mjs': '',
      'README.md': '',
      '.git/config': '',
      'node_modules/x/index.js': '',
      'types/bn.d.ts': '',
    });
    const outside = createTemporaryFolder();
    writeFileSync(path.join(outside, 'secret.txt'), 'secret');
    symlinkSync(path.join(folder, 'index.html'), path.join(folder, 'link.html'));
    symlinkSync(outside, path.join(folder, 'outside'));
    expect(await openFolderFile(folder, urlPath)).toBeNull();
  });

  it('serves what a package would hold', async () => {
    const folder = makeFolder({ 'data/details.json': '{}' });
    expect(await openFolderFile(folder, '/index.html')).toMatchObject({ type: 'text/html; charset=utf-8' });
    expect(await openFolderFile(folder, '/data/details.json')).toMatchObject({ size: 2 });
  });
});
