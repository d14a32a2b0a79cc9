import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openMiniProgramStore } from '../../main/storage/mini-program-store.ts';
import { openSettings } from '../../main/storage/settings.ts';
import { prepareDataFolder } from '../../main/system/start/data-folder.ts';
import { cannotMount, makeReadOnly } from '../fakes/mounted-folder.ts';
import { createTemporaryFolder } from '../fakes/temporary-folder.ts';
import { openWrittenStorage, WRITE_KINDS } from './written.ts';

describe('a data folder', () => {
  it('is made when it is not there, and holds nothing afterwards', () => {
    const folder = path.join(createTemporaryFolder(), 'new', 'larder');
    prepareDataFolder(folder);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each(['larder', 'larder/below'])('is refused with one sentence when there is a file at %s', (name) => {
    const folder = createTemporaryFolder();
    writeFileSync(path.join(folder, 'larder'), 'mine');
    const wanted = path.join(folder, name);
    expect(() => prepareDataFolder(wanted)).toThrow(
      `Cannot use the data folder "${wanted}": there is a file in its place.`,
    );
    expect(() => openMiniProgramStore({ folder: wanted })).toThrow(`Cannot use the data folder "${wanted}".`);
    expect(() => openSettings(wanted)).toThrow(/^Cannot (?:use|read) the settings in "/);
    expect(readdirSync(folder)).toEqual(['larder']);
  });

  it.runIf(process.platform === 'linux')(
    'is refused when its file system makes no folders and says that there is none',
    () => {
      expect(() => prepareDataFolder('/proc/larder/data')).toThrow(
        'Cannot use the data folder "/proc/larder/data": it cannot be written.',
      );
    },
  );

  it.skipIf(cannotMount !== null)(
    `keeps all that is in it when it cannot be written${cannotMount ? ` (skipped: ${cannotMount})` : ''}`,
    async () => {
      const folder = createTemporaryFolder();
      const before = await openWrittenStorage(folder);
      for (const kind of WRITE_KINDS) await before.write(kind, 1);
      openSettings(folder).update({ language: 'fa', appearance: 'dark' });
      const end = makeReadOnly(folder);

      expect(() => prepareDataFolder(folder)).toThrow(`Cannot use the data folder "${folder}": it cannot be written.`);
      const storage = await openWrittenStorage(folder);
      for (const kind of WRITE_KINDS)
        await expect(storage.write(kind, 2)).rejects.toMatchObject({ code: 'storage-failed' });
      const settings = openSettings(folder);
      expect(() => settings.update({ language: 'en' })).toThrow(/^Cannot save the settings on the disk\.$/);
      expect(settings.get()).toMatchObject({ language: 'fa', appearance: 'dark' });
      expect(await storage.read()).toEqual({ numbers: { token: 1, details: 1, body: 1, state: 1 }, unreadable: [] });

      end();
      expect(openSettings(folder).get()).toMatchObject({ language: 'fa', appearance: 'dark' });
      expect(await (await openWrittenStorage(folder)).read()).toEqual({
        numbers: { token: 1, details: 1, body: 1, state: 1 },
        unreadable: [],
      });
    },
  );
});
