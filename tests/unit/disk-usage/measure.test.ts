import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MeasureProgress } from '../../../preload/contract/settings.ts';
import { folderSize } from '../../../main/disk-usage/folder-size.ts';
import { measureMiniProgram, measureUserData, type UserDataFolders } from '../../../main/disk-usage/measure.ts';
import { createTemporaryFolder } from '../../fakes/temporary-folder.ts';

const UPPER = 'Abc';
const UPPER_HOST = 'abc-1';

function put(root: string, name: string, bytes: number): void {
  const file = path.join(root, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, Buffer.alloc(bytes));
}

function createUserData(): UserDataFolders {
  const root = createTemporaryFolder();
  return {
    root,
    partitions: path.join(root, 'Partitions'),
    partitionName: (appId) => `mp-${appId === UPPER ? UPPER_HOST : appId}`,
  };
}

/** Two mini-programs, and what else lies in a data folder. */
function fill(root: string): void {
  put(root, `mini-programs/${UPPER_HOST}/packages/1/index.html`, 100);
  put(root, `mini-programs/${UPPER_HOST}/packages/1/deep/er/x.js`, 20);
  put(root, `mini-programs/${UPPER_HOST}/bodies/periodic-a.txt`, 7);
  put(root, `mini-programs/${UPPER_HOST}/background-fetch/u/body-0-1`, 1000);
  put(root, `mini-programs/${UPPER_HOST}/state.json`, 3);
  put(root, `Partitions/mp-${UPPER_HOST}/Local Storage/leveldb/1.log`, 50);
  put(root, 'mini-programs/second/packages/1/index.html', 9);
  put(root, 'Partitions/larder-launcher/Cache/data', 11);
  put(root, 'settings.json', 5);
  put(root, 'quarantine/settings-1.json', 6);
}

const measure = (folders: UserDataFolders, signal = new AbortController().signal, progress: MeasureProgress[] = []) =>
  measureUserData(folders, {
    signal,
    now: () => 42,
    freeBytes: () => Promise.resolve(1e9),
    onProgress: (next) => progress.push(next),
  });

describe('folderSize', () => {
  it('adds up all files and follows no link', async () => {
    const folder = createTemporaryFolder();
    for (let index = 0; index < 200; index += 1) put(folder, `many/${index}`, 2);
    const elsewhere = createTemporaryFolder();
    put(elsewhere, 'large', 5000);
    symlinkSync(elsewhere, path.join(folder, 'link'));
    const size = await folderSize(folder, new AbortController().signal);
    expect(size).toBeGreaterThanOrEqual(400);
    expect(size).toBeLessThan(5000);
  });

  it('is 0 for what is not there', async () => {
    expect(await folderSize(path.join(createTemporaryFolder(), 'nothing'), new AbortController().signal)).toBe(0);
  });
});

describe('measureMiniProgram', () => {
  it('tells the kinds apart', async () => {
    const folders = createUserData();
    fill(folders.root);
    expect(await measureMiniProgram(folders, UPPER, new AbortController().signal)).toEqual({
      package: 120,
      fetched: 7,
      downloads: 1000,
      site: 50,
    });
    expect(await measureMiniProgram(folders, 'second', new AbortController().signal)).toEqual({
      package: 9,
      fetched: 0,
      downloads: 0,
      site: 0,
    });
  });

  it('does not know the site storage where there are no partitions', async () => {
    const folders = createUserData();
    expect(await measureMiniProgram(folders, 'second', new AbortController().signal)).toEqual({
      package: 0,
      fetched: 0,
      downloads: 0,
      site: null,
    });
  });
});

describe('measureUserData', () => {
  it('counts every byte once, each where it belongs', async () => {
    const folders = createUserData();
    fill(folders.root);
    const progress: MeasureProgress[] = [];
    const usage = await measure(folders, undefined, progress);
    expect(usage).toEqual({
      package: 129,
      fetched: 7,
      downloads: 1000,
      site: 50,
      other: 25,
      freeBytes: 1e9,
      measuredAt: 42,
      programs: expect.arrayContaining([
        { appId: UPPER, bytes: 1177 },
        { appId: 'second', bytes: 9 },
      ]) as unknown,
    });
    expect(progress.at(-1)).toEqual({ done: 5, total: 5, bytes: 1211 });
    expect(progress.map(({ done }) => done)).toEqual([1, 2, 3, 4, 5]);
  });

  it.each([
    `mini-programs/${UPPER_HOST}/window.json`,
    `mini-programs/${UPPER_HOST}/state.json.tmp-1`,
    `mini-programs/${UPPER_HOST}/quarantine/state-1.json`,
    `mini-programs/${UPPER_HOST}/background-fetch/u/state.json`,
    `mini-programs/${UPPER_HOST}/packages/.partial/x`,
    `mini-programs/${UPPER_HOST}/pictures/icon.png`,
    'mini-programs/not an id/state.json',
    'mini-programs/stray-file',
    'Partitions/stray-file',
    'Partitions/left-behind/Cache/data',
    'Cache/data',
    'stray-file',
  ])('adds up to the data folder, as Diagnostics counts it, whatever lies there: %s', async (stray) => {
    const folders = createUserData();
    fill(folders.root);
    put(folders.root, stray, 1000);
    const usage = await measure(folders);
    const sum = usage.package + usage.fetched + usage.downloads + (usage.site ?? 0) + usage.other;
    expect(sum).toBe(await folderSize(folders.root, new AbortController().signal));
  });

  it('stops when it is cancelled', async () => {
    const folders = createUserData();
    fill(folders.root);
    const abort = new AbortController();
    const progress: MeasureProgress[] = [];
    const running = measureUserData(folders, {
      signal: abort.signal,
      now: () => 1,
      freeBytes: () => Promise.resolve(1),
      onProgress: (next) => (progress.push(next), abort.abort()),
    });
    await expect(running).rejects.toThrow(/abort/i);
    expect(progress).toHaveLength(1);
  });

  it('goes on when the disk does not say how much is free, and in an empty folder', async () => {
    const folders = createUserData();
    const usage = await measureUserData(folders, {
      signal: new AbortController().signal,
      now: () => 1,
      freeBytes: () => Promise.reject(new Error('no')),
      onProgress: () => {},
    });
    expect(usage).toMatchObject({ package: 0, other: 0, site: 0, freeBytes: null, programs: [] });
  });
});
