/** What a distributor gives, in an application that is packed. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../../build/bootstrap/prepare.mjs';
import { readArchive } from '../../../build/pack/archive-rules.ts';
import { readDistributor } from '../../../build/pack/distributor.ts';
import { packageApplication } from '../../../build/pack/package-application.ts';
import { writeElectronFolder } from '../../fakes/electron-folder.ts';
import { temporaryFolders } from '../../unit/build/temporary-folder.ts';

const makeFolder = temporaryFolders();
const GIVEN = {
  LARDER_UPDATE_URL: 'https://updates.example/larder/',
  LARDER_HOMEPAGE: 'https://www.example/',
  LARDER_MAINTAINER: 'Somebody <somebody@example.com>',
  LARDER_WINDOWS_PUBLISHER: 'Somebody Ltd.',
};

describe('what a distributor gives', () => {
  it('is in the archive, and in the file that electron-updater reads, when it packs', async () => {
    const folder = await makeFolder();
    const electronFolder = path.join(folder, 'electron');
    await writeElectronFolder(electronFolder, 'linux');
    const pack = (name: string, environment: Record<string, string>) =>
      packageApplication({
        platform: 'linux',
        archs: ['x64'],
        targets: ['tar.gz'],
        variant: 'product',
        outputFolder: path.join(folder, name),
        electronFolder,
        distributor: readDistributor(environment),
      });
    const manifestOf = (packed: string): Record<string, unknown> =>
      JSON.parse(
        readArchive(path.join(packed, 'resources', 'app.asar'))
          .find((file) => file.path === 'package.json')!
          .contents.toString(),
      ) as Record<string, unknown>;

    const given = await pack('given', GIVEN);
    expect(manifestOf(given.folders[0]!)).toMatchObject({
      homepage: GIVEN.LARDER_HOMEPAGE,
      desktopName: 'larder.desktop',
      distribution: { updateUrl: GIVEN.LARDER_UPDATE_URL, homepage: GIVEN.LARDER_HOMEPAGE },
    });
    const nobody = await pack('nobody', {});
    expect(manifestOf(nobody.folders[0]!)).toMatchObject({ homepage: 'https://larder.example/', distribution: {} });
    expect(existsSync(path.join(nobody.folders[0]!, 'resources', 'app-update.yml'))).toBe(false);
    const notices = readArchive(path.join(given.folders[0]!, 'resources', 'app.asar')).find(
      (file) => file.path === 'THIRD-PARTY-NOTICES.txt',
    )!;
    expect(notices.contents.toString()).toContain('electron-updater 6.8.10');
    expect(await readFile(path.join(ROOT, 'electron-builder.yml'), 'utf8')).toContain('publish: null');
  });
});
