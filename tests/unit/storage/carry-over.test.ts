import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { carryOverForbiddenDownloads } from '../../../main/storage/carry-over.ts';
import { openMiniProgramStore } from '../../../main/storage/mini-program-store.ts';
import { openSettings } from '../../../main/storage/settings.ts';
import { createTemporaryFolder } from '../../fakes/temporary-folder.ts';

const clock = { now: () => 7 };

function start(folder: string) {
  const store = openMiniProgramStore({ folder, clock });
  const settings = openSettings(folder, clock);
  carryOverForbiddenDownloads(settings, store);
  return { store, settings };
}

describe('carryOverForbiddenDownloads', () => {
  it('moves the switch of each mini-program into its state, and what the user changes then holds', () => {
    const folder = createTemporaryFolder();
    const before = openMiniProgramStore({ folder, clock });
    for (const appId of ['one', 'two']) before.add({ appId, name: appId, description: '' });
    const file = path.join(folder, 'settings.json');
    writeFileSync(file, JSON.stringify({ schemaVersion: 1, language: 'fa', backgroundFetchForbidden: ['two'] }));

    const { store, settings } = start(folder);
    expect(store.list().map(({ appId, downloadsAllowed }) => [appId, downloadsAllowed])).toEqual([
      ['one', true],
      ['two', false],
    ]);
    expect(settings.problems).toEqual([]);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ schemaVersion: 1, language: 'fa' });

    store.update('two', { downloadsAllowed: true });
    expect(start(folder).store.get('two')?.downloadsAllowed).toBe(true);
  });

  it('keeps what belongs to a mini-program that cannot be read now', () => {
    const folder = createTemporaryFolder();
    const file = path.join(folder, 'settings.json');
    writeFileSync(file, JSON.stringify({ schemaVersion: 1, backgroundFetchForbidden: ['late', 7] }));
    start(folder).settings.update({ language: 'de' });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ backgroundFetchForbidden: ['late'] });
    openMiniProgramStore({ folder, clock }).add({ appId: 'late', name: 'Late', description: '' });
    expect(start(folder).store.get('late')?.downloadsAllowed).toBe(false);
    expect(JSON.parse(readFileSync(file, 'utf8'))).not.toHaveProperty('backgroundFetchForbidden');
  });

  it('leaves the file of a newer Larder as it is', () => {
    const folder = createTemporaryFolder();
    const file = path.join(folder, 'settings.json');
    const newer = JSON.stringify({ schemaVersion: 2, backgroundFetchForbidden: ['one'] });
    writeFileSync(file, newer);
    start(folder);
    expect(readFileSync(file, 'utf8')).toBe(newer);
  });
});
