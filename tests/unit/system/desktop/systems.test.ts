/** What each system does in its own way: power on Linux, links of an AppImage, names on Windows. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeAppImageEntry } from '../../../../main/system/desktop/app-image-links.ts';
import { readOnBattery } from '../../../../main/system/desktop/mains-power.ts';
import { setWindowsIdentity } from '../../../../main/system/start/windows-identity.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';

describe('readOnBattery', () => {
  type Supplies = Record<string, Record<string, string>>;
  const MAINS = (online: string) => ({ type: 'Mains', online });
  const BATTERY = (status: string, more = {}) => ({ type: 'Battery', status, ...more });

  async function folderOf(supplies: Supplies): Promise<string> {
    const folder = createTemporaryFolder();
    for (const [name, files] of Object.entries(supplies)) {
      await mkdir(path.join(folder, name), { recursive: true });
      for (const [file, text] of Object.entries(files)) await writeFile(path.join(folder, name, file), `${text}\n`);
    }
    return folder;
  }

  it.each<[what: string, Supplies, expected: boolean]>([
    ['a computer without a battery', {}, false],
    ['a laptop that is plugged in', { AC: MAINS('1'), BAT0: BATTERY('Charging') }, false],
    ['a laptop that is not', { AC: MAINS('0'), BAT0: BATTERY('Discharging') }, true],
    ['a laptop on a weak supply', { AC: MAINS('1'), BAT0: BATTERY('Discharging') }, false],
    ['a laptop that charges by USB', { usb: { type: 'USB', online: '1' }, BAT0: BATTERY('Not charging') }, false],
    ['two batteries, one in use', { BAT0: BATTERY('Full'), BAT1: BATTERY('Discharging') }, true],
    ['a desktop with a mouse that has a battery', { hid: BATTERY('Discharging', { scope: 'Device' }) }, false],
    ['a battery that says nothing', { BAT0: { type: 'Battery' } }, false],
  ])('%s: %j', async (_, supplies, expected) => {
    expect(await readOnBattery(await folderOf(supplies))).toBe(expected);
  });

  it('is false where there is no such folder', async () => {
    expect(await readOnBattery('/nowhere/power_supply')).toBe(false);
  });
});

describe('the desktop entry of an AppImage', () => {
  const options = (dataFolder: string, appImage: string | undefined, systemFolders: string[] = []) => ({
    appImage,
    entryName: 'larder.desktop',
    scheme: 'bnc',
    dataFolder,
    systemFolders,
  });

  it('leads links to where the AppImage is, and follows it', async () => {
    const folder = createTemporaryFolder();
    const file = path.join(folder, 'applications', 'larder.desktop');
    expect(writeAppImageEntry(options(folder, '/home/me/my apps/Larder-100%.AppImage'))).toBe(true);
    const text = await readFile(file, 'utf8');
    expect(text).toContain('\nExec="/home/me/my apps/Larder-100%%.AppImage" %U\n');
    expect(text).toContain('\nMimeType=x-scheme-handler/bnc;\n');
    expect(writeAppImageEntry(options(folder, '/opt/Larder.AppImage'))).toBe(true);
    expect(await readFile(file, 'utf8')).toContain('\nExec=/opt/Larder.AppImage %U\n');
  });

  it.each([[undefined], [''], ['Larder.AppImage']])('is not written for $APPIMAGE %j', (appImage) => {
    const folder = createTemporaryFolder();
    expect(writeAppImageEntry(options(folder, appImage))).toBe(false);
    expect(existsSync(path.join(folder, 'applications'))).toBe(false);
  });

  it('leaves alone what the user or a package has written', async () => {
    const [own, shared] = [createTemporaryFolder(), createTemporaryFolder()];
    for (const folder of [own, shared]) {
      await mkdir(path.join(folder, 'applications'), { recursive: true });
      await writeFile(path.join(folder, 'applications', 'larder.desktop'), '[Desktop Entry]\nExec=mine\n');
    }
    expect(writeAppImageEntry(options(own, '/opt/Larder.AppImage'))).toBe(false);
    expect(await readFile(path.join(own, 'applications', 'larder.desktop'), 'utf8')).toContain('Exec=mine');
    expect(writeAppImageEntry(options(createTemporaryFolder(), '/opt/Larder.AppImage', [shared]))).toBe(false);
  });
});

describe('setWindowsIdentity', () => {
  function identityOf(isPackaged: boolean, platform: NodeJS.Platform): string[] {
    const calls: string[] = [];
    const app = {
      isPackaged,
      setAppUserModelId: (id: string) => calls.push(id),
      setName: (name: string) => calls.push(name),
      getPath: () => 'C:\\data',
      setPath: (name: string, folder: string) => calls.push(`${name} ${folder}`),
    };
    setWindowsIdentity(app as never, platform);
    return calls;
  }

  it('is the installer’s for an installed copy, and another one for a copy that runs from its sources', () => {
    expect(identityOf(true, 'win32')).toEqual(['app.larder.desktop']);
    expect(identityOf(false, 'win32')).toEqual(['app.larder.desktop.dev', 'Larder (development)', 'userData C:\\data']);
    expect(identityOf(false, 'linux')).toEqual([]);
    expect(identityOf(false, 'darwin')).toEqual([]);
  });
});
