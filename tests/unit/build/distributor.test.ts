import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import configTools from 'app-builder-lib/out/util/config/config.js';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../../build/bootstrap/prepare.mjs';
import { readArchive } from '../../../build/pack/archive-rules.ts';
import { distributorConfiguration, missingParts, readDistributor } from '../../../build/pack/distributor.ts';
import { packageApplication } from '../../../build/pack/package-application.ts';
import { writeElectronFolder } from '../../fakes/electron-folder.ts';
import { temporaryFolders } from './temporary-folder.ts';

const makeFolder = temporaryFolders();
const quiet = { isEnabled: false } as Parameters<typeof configTools.validateConfiguration>[1];
const GIVEN = {
  LARDER_UPDATE_URL: 'https://updates.example/larder/',
  LARDER_HOMEPAGE: 'https://www.example/',
  LARDER_MAINTAINER: 'Somebody <somebody@example.com>',
  LARDER_WINDOWS_PUBLISHER: 'Somebody Ltd.',
};

describe('readDistributor', () => {
  it('has nothing when the environment says nothing', () => {
    const nobody = readDistributor({ LARDER_UPDATE_URL: '' });
    expect(nobody).toEqual({ updateUrl: null, homepage: null, maintainer: null, windowsPublisher: null });
    expect(missingParts(nobody)).toHaveLength(2);
    expect(missingParts(readDistributor(GIVEN))).toEqual([]);
  });

  it.each([
    ['LARDER_UPDATE_URL', 'http://updates.example/', /LARDER_UPDATE_URL must be an https:/],
    ['LARDER_UPDATE_URL', 'https://me:word@updates.example/', /it is "https:\/\/…@updates\.example\/"/],
    ['LARDER_UPDATE_URL', 'https://updates.example/?token=1', /without credentials, query/],
    ['LARDER_HOMEPAGE', 'www.example', /LARDER_HOMEPAGE must be/],
    ['LARDER_MAINTAINER', 'Somebody', /a name and an address/],
  ])('refuses %s=%s', (name, value, message) => {
    expect(() => readDistributor({ [name]: value })).toThrow(message);
  });
});

describe('distributorConfiguration', () => {
  it('is what the schema of electron-builder accepts, together with electron-builder.yml', async () => {
    const base = await configTools.getConfig(ROOT, 'electron-builder.yml', null);
    const given = distributorConfiguration(readDistributor(GIVEN));
    await expect(configTools.validateConfiguration({ ...base, ...given }, quiet)).resolves.toBeUndefined();
    expect(given).toMatchObject({
      publish: { provider: 'generic', url: GIVEN.LARDER_UPDATE_URL },
      win: { signtoolOptions: { publisherName: ['Somebody Ltd.'] } },
    });
  });

  it('names no place for updates when none is given', () => {
    const given = distributorConfiguration(readDistributor({}));
    expect(given).not.toHaveProperty('publish');
    expect(given.extraMetadata).toEqual({ larder: {} });
  });

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
      larder: { updateUrl: GIVEN.LARDER_UPDATE_URL, homepage: GIVEN.LARDER_HOMEPAGE },
    });
    const nobody = await pack('nobody', {});
    expect(manifestOf(nobody.folders[0]!)).toMatchObject({ homepage: 'https://larder.example/', larder: {} });
    expect(existsSync(path.join(nobody.folders[0]!, 'resources', 'app-update.yml'))).toBe(false);
    const notices = readArchive(path.join(given.folders[0]!, 'resources', 'app.asar')).find(
      (file) => file.path === 'THIRD-PARTY-NOTICES.txt',
    )!;
    expect(notices.contents.toString()).toContain('electron-updater 6.8.10');
    expect(await readFile(path.join(ROOT, 'electron-builder.yml'), 'utf8')).toContain('publish: null');
  });
});
