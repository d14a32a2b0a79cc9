import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { hostOfAppId } from '../../../main/models/app-id.ts';
import { writePackageStamp } from '../../../main/storage/package-stamp.ts';
import { openMiniProgramStore } from '../../../main/storage/mini-program-store.ts';
import type { MiniProgramStore } from '../../../main/storage/ports.ts';
import type { InstalledPackage } from '../../../main/models/state-schema.ts';
import { createTemporaryFolder } from '../../fakes/temporary-folder.ts';

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
const clock = { now: () => NOW };
const SHA = 'a'.repeat(64);
const installed: InstalledPackage = {
  version: '1.0.0',
  sha256: SHA,
  folder: '1.0.0-aaaaaaaa',
  startPage: 'index.html',
  fallbackPage: null,
  charset: null,
  icon: null,
  installedAt: 5,
  provenAt: null,
  unprovenStarts: 0,
};

const open = (folder: string): MiniProgramStore => openMiniProgramStore({ folder, clock });
const stateFile = (folder: string, appId: string): string =>
  path.join(folder, 'mini-programs', hostOfAppId(appId), 'state.json');
const add = (store: MiniProgramStore, appId: string, name = appId): unknown =>
  store.add({ appId, name, description: '' });
const quarantined = (folder: string): string[] =>
  existsSync(path.join(folder, 'quarantine')) ? readdirSync(path.join(folder, 'quarantine')) : [];

describe('openMiniProgramStore', () => {
  it('has nothing and makes its folder when it is opened for the first time', () => {
    const folder = createTemporaryFolder();
    const store = open(path.join(folder, 'new'));
    expect(store.list()).toEqual([]);
    expect(store.problems).toEqual([]);
    expect(existsSync(path.join(folder, 'new', 'mini-programs'))).toBe(true);
  });

  it.each<[string, BufferEncoding]>([
    ['UTF-8', 'utf8'],
    ['UTF-16', 'utf16le'],
  ])('reads a state file that an editor saved in %s with a byte order mark', (_what, encoding) => {
    const folder = createTemporaryFolder();
    const store = open(folder);
    add(store, 'abc', '天气');
    store.update('abc', { token: { kind: 'encrypted', value: 'abc=' } });
    const file = stateFile(folder, 'abc');
    writeFileSync(file, `\uFEFF${readFileSync(file, 'utf8')}`, encoding);
    const again = open(folder);
    expect(again.problems).toEqual([]);
    expect(again.get('abc')).toMatchObject({ name: '天气', token: { value: 'abc=' } });
  });

  it('gives back what was saved when it is opened again', () => {
    const folder = createTemporaryFolder();
    const store = open(folder);
    add(store, 'MiXed', 'Mixed');
    add(store, 'mixed', 'Lower');
    store.update('MiXed', { lastOpenedAt: 42, installed, token: { kind: 'encrypted', value: 'abc=' } });
    const again = open(folder);
    expect(again.problems).toEqual([]);
    expect(again.list()).toHaveLength(2);
    expect(again.get('MiXed')).toEqual({ ...store.get('MiXed') });
    expect(again.get('MiXed')).toMatchObject({
      name: 'Mixed',
      addedAt: NOW,
      lastOpenedAt: 42,
      installed,
      token: { kind: 'encrypted', value: 'abc=' },
    });
    expect(again.get('mixed')).toMatchObject({ name: 'Lower', lastOpenedAt: null, token: null });
  });

  it.skipIf(process.platform === 'win32')('lets nobody else read a state file', () => {
    const folder = createTemporaryFolder();
    const store = open(folder);
    add(store, 'abc');
    store.update('abc', { dataAt: 1 });
    expect(statSync(stateFile(folder, 'abc')).mode & 0o777).toBe(0o600);
  });

  const unreadable: [string, string][] = [
    ['cut off', '{"schemaVersion":1,"appId":"bad"'],
    ['empty', ''],
    ['not JSON', 'hello'],
    ['a list', '[1,2]'],
    [
      'of another mini-program',
      JSON.stringify({
        schemaVersion: 1,
        appId: 'good',
        name: 'Stray',
        addedAt: 1,
        token: { kind: 'plain', value: 'stray-token' },
      }),
    ],
  ];
  it.each(unreadable)('sets a state file aside and keeps the rest working when it is %s', (_what, content) => {
    const folder = createTemporaryFolder();
    const store = open(folder);
    add(store, 'good');
    add(store, 'bad');
    writeFileSync(stateFile(folder, 'bad'), content);
    const again = open(folder);
    expect(again.get('good')?.name).toBe('good');
    expect(again.get('bad')).toMatchObject({ appId: 'bad', name: 'bad', token: null, installed: null });
    expect(quarantined(folder)).toEqual(['bad-state-2026-01-02T030405678Z.json']);
    expect(readFileSync(path.join(folder, 'quarantine', quarantined(folder)[0]!), 'utf8')).toBe(content);
    expect(again.problems).toMatchObject([
      { appId: 'bad', message: expect.stringContaining('quarantine/bad-state-') as string },
    ]);
    // It is whole again, and told only once.
    expect(open(folder).problems).toEqual([]);
  });

  it('never overwrites what is in quarantine', () => {
    const folder = createTemporaryFolder();
    add(open(folder), 'bad');
    for (const content of ['first', 'second', 'third']) {
      writeFileSync(stateFile(folder, 'bad'), content);
      open(folder);
    }
    const contents = quarantined(folder).map((name) => readFileSync(path.join(folder, 'quarantine', name), 'utf8'));
    expect(contents.sort()).toEqual(['first', 'second', 'third']);
  });

  it('loses only the field that is wrong', () => {
    const folder = createTemporaryFolder();
    const store = open(folder);
    add(store, 'abc', 'Name');
    store.update('abc', { lastOpenedAt: 7, installed, token: { kind: 'encrypted', value: 'kept' } });
    const content = JSON.parse(readFileSync(stateFile(folder, 'abc'), 'utf8')) as Record<string, unknown>;
    writeFileSync(
      stateFile(folder, 'abc'),
      JSON.stringify({ ...content, details: { value: { appId: 3 }, fetchedAt: 'x' }, dataAt: 'soon' }),
    );
    const again = open(folder);
    expect(again.get('abc')).toMatchObject({
      name: 'Name',
      lastOpenedAt: 7,
      installed,
      details: null,
      dataAt: null,
      token: { kind: 'encrypted', value: 'kept' },
    });
    expect(again.problems[0]?.message).toMatch(/Lost: details, dataAt\./);
    expect(quarantined(folder)).toHaveLength(1);
  });

  it.each(['missing', 'damaged'])('finds the installed package again when the state file is %s', async (what) => {
    const folder = createTemporaryFolder();
    const store = open(folder);
    add(store, 'abc', 'Name');
    await writePackageStamp(path.join(store.folderOf('abc'), 'packages', '1.0.0-aaaaaaaa'), {
      schemaVersion: 1,
      appId: 'abc',
      name: 'Stamped',
      description: 'd',
      version: '1.0.0',
      sha256: SHA,
      startPage: 'index.html',
      fallbackPage: null,
      charset: null,
      icon: null,
      installedAt: 5,
      files: [],
    });
    if (what === 'damaged') writeFileSync(stateFile(folder, 'abc'), '{"schemaV');
    else rmSync(stateFile(folder, 'abc'));
    const again = open(folder);
    expect(again.get('abc')).toMatchObject({ name: 'Stamped', description: 'd', addedAt: 5, installed });
    expect(again.problems).toHaveLength(1);
  });

  it('leaves the file of a newer Larder alone, does not show it and does not write over it', () => {
    const folder = createTemporaryFolder();
    const store = open(folder);
    add(store, 'abc');
    const newer = JSON.stringify({ schemaVersion: 2, appId: 'abc', shape: 'new' });
    writeFileSync(stateFile(folder, 'abc'), newer);
    const again = open(folder);
    expect(again.list()).toEqual([]);
    expect(again.problems).toMatchObject([
      { appId: 'abc', message: expect.stringContaining('newer version') as string },
    ]);
    expect(() => add(again, 'abc')).toThrow(expect.objectContaining({ code: 'storage-failed' }) as Error);
    expect(readFileSync(stateFile(folder, 'abc'), 'utf8')).toBe(newer);
    expect(quarantined(folder)).toEqual([]);
  });

  it('keeps keys it does not know when it saves', () => {
    const folder = createTemporaryFolder();
    add(open(folder), 'abc');
    const content = JSON.parse(readFileSync(stateFile(folder, 'abc'), 'utf8')) as Record<string, unknown>;
    writeFileSync(stateFile(folder, 'abc'), JSON.stringify({ ...content, later: 'kept' }));
    open(folder).update('abc', { dataAt: 9 });
    expect(JSON.parse(readFileSync(stateFile(folder, 'abc'), 'utf8'))).toMatchObject({ later: 'kept', dataAt: 9 });
  });

  it('ignores what a killed write left behind, and deletes it at the first write', () => {
    const folder = createTemporaryFolder();
    add(open(folder), 'abc', 'Name');
    const own = path.dirname(stateFile(folder, 'abc'));
    writeFileSync(path.join(own, 'state.json.tmp-17000000001a2b3c'), '{"half":');
    const again = open(folder);
    expect(again.problems).toEqual([]);
    expect(again.get('abc')?.name).toBe('Name');
    again.update('abc', { dataAt: 1 });
    expect(readdirSync(own)).toEqual(['state.json']);
  });

  it('deletes what killed removals left behind', () => {
    const folder = createTemporaryFolder();
    add(open(folder), 'abc');
    const leaving = path.join(folder, 'mini-programs', 'gone.tmp-0123456789abcdef');
    mkdirSync(leaving);
    writeFileSync(path.join(leaving, 'state.json'), '{}');
    const again = open(folder);
    expect(readdirSync(path.join(folder, 'mini-programs'))).toEqual(['abc']);
    expect(again.problems).toEqual([]);
  });

  it('ignores files and folders that are not its own', () => {
    const folder = createTemporaryFolder();
    mkdirSync(path.join(folder, 'mini-programs', 'Not A Host'), { recursive: true });
    mkdirSync(path.join(folder, 'mini-programs', 'emptyfolder'));
    writeFileSync(path.join(folder, 'mini-programs', '.DS_Store'), 'x');
    const store = open(folder);
    expect(store.list()).toEqual([]);
    expect(store.problems).toEqual([]);
  });

  it('reports a state file that the disk does not give, shows nothing of it and leaves it alone', () => {
    const folder = createTemporaryFolder();
    add(open(folder), 'abc');
    const file = stateFile(folder, 'abc');
    rmSync(file);
    mkdirSync(path.join(file, 'below'), { recursive: true });
    const again = open(folder);
    expect(again.list()).toEqual([]);
    expect(again.problems).toMatchObject([{ appId: 'abc', message: expect.stringContaining('EISDIR') as string }]);
    expect(readdirSync(file)).toEqual(['below']);
    expect(quarantined(folder)).toEqual([]);
  });

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'reports a state file that may not be read and leaves it alone',
    () => {
      const folder = createTemporaryFolder();
      add(open(folder), 'abc');
      chmodSync(path.dirname(stateFile(folder, 'abc')), 0);
      const again = open(folder);
      chmodSync(path.dirname(stateFile(folder, 'abc')), 0o700);
      expect(again.list()).toEqual([]);
      expect(again.problems).toHaveLength(1);
    },
  );
});

describe('MiniProgramStore', () => {
  it('returns the state that is there when a mini-program is added twice', () => {
    const store = open(createTemporaryFolder());
    add(store, 'abc', 'First');
    expect(add(store, 'abc', 'Second')).toMatchObject({ name: 'First' });
  });

  it('repairs a state file that something else has damaged meanwhile', () => {
    const folder = createTemporaryFolder();
    const store = open(folder);
    add(store, 'abc', 'Name');
    writeFileSync(stateFile(folder, 'abc'), '{"na');
    store.update('abc', { dataAt: 3 });
    expect(open(folder).get('abc')).toMatchObject({ name: 'Name', dataAt: 3 });
    expect(quarantined(folder)).toHaveLength(1);
  });

  it('writes the whole state when its file was deleted meanwhile', () => {
    const folder = createTemporaryFolder();
    const store = open(folder);
    add(store, 'abc', 'Name');
    rmSync(stateFile(folder, 'abc'));
    store.update('abc', { dataAt: 3 });
    expect(open(folder).get('abc')).toMatchObject({ name: 'Name', dataAt: 3 });
  });

  it('fails with "storage-failed" and keeps the old state when the disk refuses', () => {
    const folder = createTemporaryFolder();
    const store = open(folder);
    add(store, 'abc', 'Old');
    // A folder in the place of the file cannot be replaced by a file.
    const file = stateFile(folder, 'abc');
    rmSync(file);
    mkdirSync(path.join(file, 'below'), { recursive: true });
    expect(() => store.update('abc', { name: 'New' })).toThrow(
      expect.objectContaining({ code: 'storage-failed' }) as Error,
    );
    expect(store.get('abc')?.name).toBe('Old');
  });

  it('fails with "storage-failed" when what is updated was never added', () => {
    expect(() => open(createTemporaryFolder()).update('abc', { dataAt: 1 })).toThrow(
      expect.objectContaining({ code: 'storage-failed' }) as Error,
    );
  });

  it('deletes every file of a mini-program, and no other, when it is removed', async () => {
    const folder = createTemporaryFolder();
    const store = open(folder);
    add(store, 'abc');
    add(store, 'Abc');
    mkdirSync(path.join(store.folderOf('abc'), 'packages', 'x'), { recursive: true });
    writeFileSync(path.join(store.folderOf('abc'), 'packages', 'x', 'index.html'), 'x');
    await store.remove('abc');
    expect(store.get('abc')).toBeUndefined();
    expect(readdirSync(path.join(folder, 'mini-programs'))).toEqual([hostOfAppId('Abc')]);
    expect(
      open(folder)
        .list()
        .map(({ appId }) => appId),
    ).toEqual(['Abc']);
  });

  it('deletes what was set aside of a mini-program, and of no other, when it is removed', async () => {
    const folder = createTemporaryFolder();
    const first = open(folder);
    for (const appId of ['abc', 'Abc']) {
      add(first, appId);
      writeFileSync(stateFile(folder, appId), 'not JSON');
    }
    const store = open(folder);
    expect(quarantined(folder)).toHaveLength(2);
    await store.remove('abc');
    expect(quarantined(folder)).toEqual([expect.stringMatching(`^${hostOfAppId('Abc')}-state-`)]);
  });

  it('keeps a mini-program that is added again while its removal is under way', async () => {
    const folder = createTemporaryFolder();
    const store = open(folder);
    add(store, 'abc', 'Old');
    const removal = store.remove('abc');
    add(store, 'abc', 'New');
    await removal;
    expect(open(folder).get('abc')?.name).toBe('New');
  });

  it('tells listeners about every add, update and remove, in order, until they leave', async () => {
    const store = open(createTemporaryFolder());
    const heard: string[] = [];
    const leave = store.onChange((appId) => heard.push(`${appId}:${store.get(appId)?.dataAt ?? '-'}`));
    add(store, 'abc');
    store.update('abc', { dataAt: 4 });
    await store.remove('abc');
    leave();
    add(store, 'later');
    expect(heard).toEqual(['abc:-', 'abc:4', 'abc:-']);
  });

  it('lists the current states', () => {
    const store = open(createTemporaryFolder());
    add(store, 'abc');
    const before = store.list();
    expect(store.list()).toBe(before);
    store.update('abc', { dataAt: 4 });
    expect(store.list()).toMatchObject([{ appId: 'abc', dataAt: 4 }]);
  });
});
