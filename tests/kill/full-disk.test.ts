import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSettings } from '../../main/storage/settings.ts';
import { AppError } from '../../main/support/errors.ts';
import { prepareDataFolder } from '../../main/system/start/data-folder.ts';
import { cannotMount, createSmallDisk, fillDisk } from '../fakes/mounted-folder.ts';
import { openWrittenStorage, temporaryFiles, WRITE_KINDS, type WriteKind, type WrittenStorage } from './written.ts';

const MESSAGES: Readonly<Record<WriteKind, RegExp>> = {
  token: /^Cannot save the state of "Sample 1" on the disk\.$/,
  // It would have got a new name.
  details: /^Cannot save the state of "Sample 2" on the disk\.$/,
  body: /^Cannot save the data of "abc" on the disk\.$/,
  state: /^Cannot save the state of "Sample 1" on the disk\.$/,
};

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'it worked',
    (error: unknown) => error,
  );

async function writeAll(storage: WrittenStorage, number: number): Promise<void> {
  for (const kind of WRITE_KINDS) await storage.write(kind, number);
}

const ones = { token: 1, details: 1, body: 1, state: 1 };
const twos = { token: 2, details: 2, body: 2, state: 2 };

describe.skipIf(cannotMount !== null)(`a full disk${cannotMount ? ` (skipped: ${cannotMount})` : ''}`, () => {
  it('refuses each write with one clear message and loses nothing', async () => {
    const folder = createSmallDisk(2 * 1024 * 1024);
    const storage = await openWrittenStorage(folder);
    await writeAll(storage, 1);
    const freeUp = fillDisk(folder);
    for (const kind of WRITE_KINDS) {
      const error = await failureOf(storage.write(kind, 2));
      expect(error).toBeInstanceOf(AppError);
      expect(error).toMatchObject({ code: 'storage-failed', message: expect.stringMatching(MESSAGES[kind]) as string });
    }
    // In memory, on the disk as it is, and for the next start.
    expect(await storage.read()).toEqual({ numbers: ones, unreadable: [] });
    expect(await (await openWrittenStorage(folder)).read()).toEqual({ numbers: ones, unreadable: [] });
    expect(temporaryFiles(folder)).toEqual([]);

    freeUp();
    await writeAll(storage, 2);
    expect(await (await openWrittenStorage(folder)).read()).toEqual({ numbers: twos, unreadable: [] });
  });

  it('keeps the settings as they were', () => {
    const folder = createSmallDisk(256 * 1024);
    openSettings(folder).update({ language: 'de' });
    fillDisk(folder);
    const settings = openSettings(folder);
    expect(() => settings.update({ language: 'fr' })).toThrow(/^Cannot save the settings on the disk\.$/);
    expect(settings.get().language).toBe('de');
    expect(openSettings(folder)).toMatchObject({ problems: [] });
    expect(openSettings(folder).get().language).toBe('de');
    expect(temporaryFiles(folder)).toEqual([]);
  });

  it('leaves damaged settings where they are', () => {
    const folder = createSmallDisk(256 * 1024);
    const file = path.join(folder, 'settings.json');
    const damaged = `{"language":"${'x'.repeat(8000)}`;
    writeFileSync(file, damaged);
    fillDisk(folder);
    expect(() => openSettings(folder)).toThrow(/^Cannot set the damaged settings in ".*settings\.json" aside\.$/);
    expect(readFileSync(file, 'utf8')).toBe(damaged);
  });

  it('is a reason not to start', () => {
    const folder = createSmallDisk(256 * 1024);
    prepareDataFolder(folder);
    fillDisk(folder);
    expect(() => prepareDataFolder(folder)).toThrow(`Cannot use the data folder "${folder}": the disk is full.`);
    expect(temporaryFiles(folder)).toEqual([]);
  });
});
