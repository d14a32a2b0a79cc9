import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { hostOfAppId } from '../../../main/models/app-id.ts';
import { summaryOf } from '../../../main/models/mini-program-summary.ts';
import type { InstalledPackage } from '../../../main/models/state-schema.ts';
import { openMiniProgramStore } from '../../../main/storage/mini-program-store.ts';
import type { MiniProgramStore } from '../../../main/storage/ports.ts';
import { createTemporaryFolder } from '../../fakes/temporary-folder.ts';

const clock = { now: () => Date.UTC(2026, 0, 2) };
const open = (folder: string): MiniProgramStore => openMiniProgramStore({ folder, clock });
const indexOf = (folder: string): string => path.join(folder, 'mini-programs.index');
const recordOf = (folder: string, appId: string): string =>
  path.join(folder, 'mini-programs', hostOfAppId(appId), 'state.json');

const INSTALLED: InstalledPackage = {
  version: '1.0',
  sha256: 'a'.repeat(64),
  folder: '1.0-aaaaaaaa',
  startPage: 'index.html',
  fallbackPage: null,
  charset: null,
  icon: 'icon.png',
  installedAt: 5,
  provenAt: null,
  unprovenStarts: 0,
};

/** What the list says of each. */
const listed = (store: MiniProgramStore): [appId: string, name: string, dataAt: number | null][] =>
  store.list().map(({ appId, name, dataAt }): [string, string, number | null] => [appId, name, dataAt]);
/** What the files say. */
const kept = (store: MiniProgramStore): ReturnType<typeof listed> =>
  store.list().map(({ appId }) => {
    const state = store.get(appId);
    return [appId, state?.name ?? '', state?.dataAt ?? null];
  });

function add(store: MiniProgramStore, ...appIds: string[]): void {
  for (const appId of appIds) store.add({ appId, name: `Name of ${appId}`, description: '' });
}

/** What an older Larder or a person does: the record is another one, and the index knows nothing. */
function changeRecord(folder: string, appId: string, change: object): void {
  const file = recordOf(folder, appId);
  writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as object), ...change }));
}

/** The first line of an index that has nothing. */
function headOf(format: number): string {
  const head = JSON.stringify(['mini-programs', format]);
  return `${crc32(head).toString(16).padStart(8, '0')} ${head}`;
}

/** Other bytes in a file that looks like the same one. */
function damageUnseen(file: string): void {
  const { mtimeMs, size } = statSync(file);
  writeFileSync(file, '{'.padEnd(size, '?'));
  utimesSync(file, mtimeMs / 1000, mtimeMs / 1000);
}

function withThree(): string {
  const folder = createTemporaryFolder();
  const store = open(folder);
  add(store, 'abc', 'MiXed', 'last');
  store.update('MiXed', { dataAt: 5, token: { kind: 'encrypted', value: 'c2VjcmV0' } });
  return folder;
}

describe('the index of mini-programs', () => {
  it('spares a start the reading of records, which are read and checked when they are asked for', () => {
    const folder = withThree();
    const file = recordOf(folder, 'abc');
    utimesSync(file, 1_700_000_000, 1_700_000_000);
    open(folder);
    damageUnseen(file);
    const store = open(folder);
    const told: string[] = [];
    const changed: string[] = [];
    store.onProblem(({ message }) => told.push(message));
    store.onChange((appId) => changed.push(appId));
    expect({ made: store.indexWasMadeOf, problems: store.problems }).toEqual({ made: null, problems: [] });
    expect(store.summary('abc')).toMatchObject({ name: 'Name of abc' });
    expect(store.get('abc')).toMatchObject({ name: 'abc', installed: null });
    expect(told).toEqual([expect.stringContaining('abc') as string]);
    expect(store.problems).toHaveLength(1);
    return vi.waitFor(() => expect(changed).toEqual(['abc']));
  });

  it('lists what a start, the Shelf and the schedule need as the records have it', () => {
    const folder = withThree();
    const before = open(folder);
    before.update('last', {
      lastOpenedAt: 3,
      description: 'Über',
      windowlessFetches: 2,
      downloadRoomBytes: 0,
      downloadsAllowed: false,
      openFolder: '/a/b',
      installed: INSTALLED,
      periodic: {
        enabled: false,
        lastSuccessAt: 7,
        failures: 1,
        failedAt: 8,
        retryAt: 9,
        data: null,
        validators: null,
      },
    });
    const again = open(folder);
    expect(again.list().map(({ appId }) => appId)).toEqual(before.list().map(({ appId }) => appId));
    for (const summary of again.list()) {
      const fields = summaryOf(before.get(summary.appId)!);
      for (const name of Object.keys(fields) as (keyof typeof fields)[]) expect(summary[name]).toEqual(fields[name]);
    }
  });

  it('holds no token, and is for its user alone', () => {
    const file = indexOf(withThree());
    expect(readFileSync(file, 'utf8')).toContain('MiXed');
    expect(readFileSync(file, 'utf8')).not.toContain('c2VjcmV0');
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it.each<[what: string, damage: (file: string) => void]>([
    ['missing, as an earlier Larder leaves it', (file) => rmSync(file)],
    ['empty', (file) => writeFileSync(file, '')],
    ['not ours', (file) => writeFileSync(file, 'hello\n')],
    ['of another format', (file) => writeFileSync(file, readFileSync(file, 'utf8').replace(/.*/, headOf(1_000_000)))],
    ['zeros, as a power cut leaves it', (file) => writeFileSync(file, Buffer.alloc(statSync(file).size))],
    ['damaged in its middle', (file) => writeFileSync(file, readFileSync(file, 'utf8').replace('Name of', 'Fame of'))],
    ['followed by a line that is not ours', (file) => appendFileSync(file, '00000000 {}\n')],
    ['a folder', (file) => (rmSync(file), mkdirSync(file))],
  ])('is made anew, once, when it is %s', (_what, damage) => {
    const folder = withThree();
    damage(indexOf(folder));
    const store = open(folder);
    expect(store.indexWasMadeOf).toBe(3);
    expect(store.problems).toEqual([]);
    expect(listed(store)).toEqual(kept(store));
    expect(store.get('MiXed')).toMatchObject({ dataAt: 5, token: { value: 'c2VjcmV0' } });
    if (statSync(indexOf(folder)).isFile()) expect(open(folder).indexWasMadeOf).toBeNull();
    store.update('abc', { dataAt: 11 });
    expect(open(folder).summary('abc')?.dataAt).toBe(11);
  });

  it('loses nothing at whatever line, or within it, its writing ended', () => {
    const folder = withThree();
    const store = open(folder);
    store.update('abc', { dataAt: 6 });
    store.update('last', { dataAt: 7 });
    const whole = readFileSync(indexOf(folder));
    const truth = listed(store).sort();
    const ends = whole.reduce<number[]>(
      (found, byte, at) => (byte === 10 ? [...found, at, at + 1, at + 5] : found),
      [0],
    );
    expect(ends.length).toBeGreaterThan(10);
    for (const end of ends) {
      writeFileSync(indexOf(folder), whole.subarray(0, end));
      const again = open(folder);
      expect(listed(again).sort(), `cut at ${end}`).toEqual(truth);
      expect(kept(again).sort(), `cut at ${end}`).toEqual(truth);
    }
  });

  it.each([
    ['before the record was written', { record: 'old', lines: 1 }],
    ['when the record had been written', { record: 'new', lines: 1 }],
    ['within the line before the record', { record: 'old', lines: 0.5 }],
    ['within the line after the record', { record: 'new', lines: 1.5 }],
    ['when neither line had reached the disk', { record: 'new', lines: 0 }],
    ['when the first line alone had not reached the disk', { record: 'new', lines: -1 }],
  ] as const)('is not believed about a record whose writing ended %s', (_what, { record, lines }) => {
    const folder = withThree();
    const files = { index: indexOf(folder), record: recordOf(folder, 'abc') };
    const old = { index: readFileSync(files.index, 'utf8'), record: readFileSync(files.record) };
    open(folder).update('abc', { dataAt: 99 });
    const [first = '', second = ''] = readFileSync(files.index, 'utf8')
      .slice(old.index.length)
      .split(/(?<=\n)/);
    const half = (line: string): string => line.slice(0, line.length / 2);
    const added = { 0: '', 0.5: half(first), 1: first, 1.5: first + half(second), [-1]: second }[lines];
    writeFileSync(files.index, old.index + added);
    if (record === 'old') writeFileSync(files.record, old.record);
    const store = open(folder);
    expect(store.summary('abc')?.dataAt).toBe(record === 'old' ? null : 99);
    expect(listed(store)).toEqual(kept(store));
    expect(listed(open(folder))).toEqual(listed(store));
  });

  it('follows what an earlier Larder, or a person, did to the folder meanwhile', () => {
    const folder = withThree();
    changeRecord(folder, 'abc', { name: 'Another' });
    rmSync(path.dirname(recordOf(folder, 'last')), { recursive: true });
    mkdirSync(path.dirname(recordOf(folder, 'new')));
    writeFileSync(recordOf(folder, 'new'), readFileSync(recordOf(folder, 'abc'), 'utf8').replace('"abc"', '"new"'));
    const store = open(folder);
    expect(listed(store).sort()).toEqual([
      ['MiXed', 'Name of MiXed', 5],
      ['abc', 'Another', null],
      ['new', 'Another', null],
    ]);
    expect(readFileSync(indexOf(folder), 'utf8')).not.toContain('Name of last');
  });

  it('compares the files of thousands after the start, and tells of each that has changed', async () => {
    const folder = createTemporaryFolder();
    add(open(folder), 'one');
    const text = readFileSync(recordOf(folder, 'one'), 'utf8');
    const appIds = Array.from({ length: 400 }, (_, number) => `app${number}`);
    for (const appId of appIds) {
      mkdirSync(path.dirname(recordOf(folder, appId)));
      writeFileSync(recordOf(folder, appId), text.replaceAll('one', appId));
    }
    expect(open(folder).list()).toHaveLength(401);
    for (const appId of appIds) changeRecord(folder, appId, { dataAt: 4 });
    const store = open(folder);
    const behind = store.list().filter(({ dataAt }) => dataAt === null);
    expect(behind.length).toBeGreaterThan(100);
    const { appId } = behind.find((each) => each.appId !== 'one')!;
    expect(store.get(appId)?.dataAt).toBe(4);
    expect(store.summary(appId)?.dataAt).toBe(4);
    const told = new Set<string>();
    store.onChange((changed) => told.add(changed));
    const end = store.compareInBackground();
    await vi.waitFor(() => expect(store.list().filter(({ dataAt }) => dataAt === null)).toHaveLength(1));
    expect(told).toEqual(new Set(behind.map((each) => each.appId).filter((id) => id !== 'one')));
    end();
  });

  it('forgets the name of a mini-program that is removed', async () => {
    const folder = withThree();
    const store = open(folder);
    expect(readFileSync(indexOf(folder), 'utf8')).toContain('Name of last');
    await store.remove('last');
    expect(readFileSync(indexOf(folder), 'utf8')).not.toContain('last');
    expect(listed(open(folder)).map(([appId]) => appId)).toEqual(['abc', 'MiXed']);
  });

  it('stays small, however often something changes', () => {
    const folder = withThree();
    const store = open(folder);
    store.update('abc', { description: 'x'.repeat(2000) });
    let largest = 0;
    for (let dataAt = 1; dataAt <= 80; dataAt += 1) {
      store.update('abc', { dataAt });
      largest = Math.max(largest, statSync(indexOf(folder)).size);
    }
    expect(largest).toBeGreaterThan(50_000);
    expect(largest).toBeLessThan(80_000);
    expect(open(folder).summary('abc')?.dataAt).toBe(80);
  });

  it('is done without where it cannot be written', () => {
    const folder = withThree();
    rmSync(indexOf(folder));
    mkdirSync(path.join(indexOf(folder), 'below'), { recursive: true });
    const store = open(folder);
    store.update('abc', { dataAt: 12 });
    expect(listed(open(folder))).toContainEqual(['abc', 'Name of abc', 12]);
    expect(existsSync(path.join(indexOf(folder), 'below'))).toBe(true);
  });
});
