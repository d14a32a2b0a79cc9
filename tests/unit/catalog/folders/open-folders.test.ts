import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createPageHasher } from '../../../../main/catalog/inline-scripts/page-hasher.ts';
import { INLINE_SCRIPTS_WORKER } from '../../../fakes/package-backend.ts';
import type { DetailsSource } from '../../../../main/catalog/details/details.ts';
import { createOpenFolders, type OpenFolders } from '../../../../main/catalog/folders/open-folders.ts';
import { appIdOfFolder } from '../../../../main/catalog/folders/open-folder.ts';
import type { PackageInstaller } from '../../../../main/catalog/packages/packages.ts';
import { openMiniProgramStore } from '../../../../main/storage/mini-program-store.ts';
import type { MiniProgramStore } from '../../../../main/storage/ports.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';

interface SetUp {
  readonly folder: string;
  readonly appId: string;
  readonly store: MiniProgramStore;
  readonly used: string[];
  /** What was asked of the parts behind. */
  readonly asked: string[];
  start(dev: boolean): OpenFolders;
  write(version: string): void;
}

function setUp(): SetUp {
  const data = createTemporaryFolder();
  const folder = path.join(createTemporaryFolder(), 'weather');
  mkdirSync(folder);
  const write = (version: string): void =>
    writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify({ app_id: 'Weather1', name: 'Weather', version }));
  write('1.0.0');
  writeFileSync(path.join(folder, 'index.html'), '<h1>Weather</h1>');
  writeFileSync(path.join(folder, 'server.mjs'), 'secret');
  const store = openMiniProgramStore({ folder: data });
  const used: string[] = [];
  const asked: string[] = [];
  const refuse =
    (what: string) =>
    (appId: string): Promise<never> => {
      asked.push(`${what} ${appId}`);
      return Promise.reject(new Error('from the backend'));
    };
  const details: DetailsSource = {
    forColdStart: refuse('details'),
    renew: refuse('renewal'),
    lookUp: refuse('look-up'),
  };
  const packages = {
    ensureInstalled: refuse('package'),
    openFile: refuse('file'),
    packageFolder: (appId: string) => `/packages/${appId}`,
  } as unknown as PackageInstaller;
  return {
    folder,
    appId: appIdOfFolder(folder),
    store,
    used,
    asked,
    write,
    start(dev) {
      const folders = createOpenFolders({
        details,
        packages,
        store,
        clock: { now: () => 7 },
        dev,
        hasher: createPageHasher({ workerFile: INLINE_SCRIPTS_WORKER, report: () => {} }),
        onProblem: () => {},
      });
      folders.onUsed((appId) => used.push(appId));
      return folders;
    },
  };
}

describe('createOpenFolders', () => {
  it('puts a folder on the shelf and starts what is in it now', async () => {
    const { folder, appId, store, used, start, write } = setUp();
    const folders = start(true);
    expect(await folders.add(folder)).toBe(appId);
    expect(store.get(appId)).toMatchObject({ name: 'weather', openFolder: folder, installed: null });
    const first = await folders.details.forColdStart(appId);
    expect(first).toMatchObject({ origin: 'fresh', details: { appId, name: 'Weather', version: '1.0.0' } });
    expect(await folders.packages.ensureInstalled(appId, first.details)).toMatchObject({
      version: '1.0.0',
      startPage: 'index.html',
      fallbackPage: null,
      charset: null,
    });
    expect(store.get(appId)).toMatchObject({ name: 'Weather', installed: { version: '1.0.0' } });
    write('2.0.0');
    expect((await folders.details.forColdStart(appId)).details.version).toBe('2.0.0');
    expect(store.get(appId)?.installed?.version).toBe('2.0.0');
    expect(used).toEqual([appId, appId]);
  });

  it('waits for a build that empties the folder first, and calls it broken only after that', async () => {
    const { folder, appId, store, start, write } = setUp();
    const folders = start(true);
    await folders.add(folder);
    await folders.details.forColdStart(appId);
    rmSync(path.join(folder, 'manifest.json'));
    rmSync(path.join(folder, 'index.html'));
    const answer = folders.hasOtherDescription(appId);
    await new Promise((resolve) => setTimeout(resolve, 60));
    write('1.0.0');
    writeFileSync(path.join(folder, 'index.html'), '<h1>Again</h1>');
    expect(await answer).toBe(false);
    expect(store.get(appId)?.installed?.version).toBe('1.0.0');
    write('2.0.0');
    expect(await folders.hasOtherDescription(appId)).toBe(true);
    rmSync(path.join(folder, 'index.html'));
    expect(await folders.hasOtherDescription(appId)).toBe(true);
    await expect(folders.details.forColdStart(appId)).rejects.toMatchObject({ code: 'package-invalid' });
  });

  it('serves its files, and none that a package would not hold', async () => {
    const { folder, appId, store, start } = setUp();
    const folders = start(true);
    await folders.add(folder);
    await folders.details.forColdStart(appId);
    const { installed } = store.get(appId)!;
    expect(await folders.packages.openFile(appId, installed!, '/index.html')).toMatchObject({
      path: path.join(folder, 'index.html'),
    });
    expect(await folders.packages.openFile(appId, installed!, '/server.mjs')).toBeNull();
  });

  it('neither starts nor serves it when developer mode is off', async () => {
    const { folder, appId, store, start } = setUp();
    await start(true).add(folder);
    await start(true).details.forColdStart(appId);
    const folders = start(false);
    const refused = {
      code: 'denied',
      message: 'Cannot open Weather: it runs from a folder, and Larder does that only with --dev.',
    };
    await expect(folders.details.forColdStart(appId)).rejects.toMatchObject(refused);
    await expect(folders.details.lookUp(appId)).rejects.toMatchObject(refused);
    expect(await folders.packages.openFile(appId, store.get(appId)!.installed!, '/index.html')).toBeNull();
  });

  it('puts nothing on the shelf when developer mode is off', async () => {
    const { folder, appId, store, start } = setUp();
    await expect(start(false).add(folder)).rejects.toMatchObject({ code: 'denied' });
    expect(store.get(appId)).toBeUndefined();
  });

  it('leaves every other mini-program to its backend', async () => {
    const { store, asked, start } = setUp();
    const folders = start(true);
    store.add({ appId: 'Other1', name: 'Other', description: '' });
    await expect(folders.details.forColdStart('Other1')).rejects.toThrow('from the backend');
    await expect(folders.details.lookUp('Other1')).rejects.toThrow('from the backend');
    await expect(folders.packages.openFile('Other1', {} as never, '/')).rejects.toThrow('from the backend');
    expect(folders.packages.packageFolder('Other1', {} as never)).toBe('/packages/Other1');
    expect(asked).toEqual(['details Other1', 'look-up Other1', 'file Other1']);
  });
});
