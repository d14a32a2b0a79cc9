/** What a brand may be, and what the product says of a second one. */
import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import configTools from 'app-builder-lib/out/util/config/config.js';
import { describe, expect, it } from 'vitest';
import { StartError } from '../../../build/bootstrap/messages.mjs';
import { ROOT } from '../../../build/bootstrap/prepare.mjs';
import { appIcons, installerIcons, launcherMark } from '../../../build/brand/icon-files.ts';
import { pngSize } from '../../../build/brand/png-size.ts';
import { DEFAULT_BRAND_FILE, readBrand } from '../../../build/brand/read-brand.ts';
import { brandConfiguration, writeInstallerFiles } from '../../../build/pack/brand-configuration.ts';
import { readDistributor } from '../../../build/pack/distributor.ts';
import { policyTemplates } from '../../../build/policies/make-policies.ts';
import { discPng, firstBrandIn, SECOND_BRAND, writeSecondBrand } from '../../fakes/second-brand.ts';
import { temporaryFolders } from './temporary-folder.ts';

const makeFolder = temporaryFolders();
const said = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return '';
};

describe('readBrand', () => {
  it('reads build/brand.json when nobody names another', () => {
    expect(readBrand({})).toMatchObject({ name: 'Larder', scheme: 'bnc', backendUrl: null });
    expect(readBrand({}).iconsFolder).toBe(path.join(path.dirname(DEFAULT_BRAND_FILE), 'icons'));
  });

  it('takes the file and the backend of the environment when they are given', async () => {
    const LARDER_BRAND = writeSecondBrand(await makeFolder());
    expect(readBrand({ LARDER_BRAND })).toMatchObject({ name: SECOND_BRAND.name, backendUrl: SECOND_BRAND.backendUrl });
    const LARDER_BACKEND_URL = 'https://other.example/';
    expect(readBrand({ LARDER_BRAND, LARDER_BACKEND_URL }).backendUrl).toBe('https://other.example');
    expect(said(() => readBrand({ LARDER_BRAND, LARDER_BACKEND_URL: 'http://other.example' }))).toMatch(
      /^LARDER_BACKEND_URL must be an https: address/,
    );
  });

  const WRONG: readonly (readonly [what: string, changes: Readonly<Record<string, unknown>>, message: string])[] = [
    ['an empty name', { name: '' }, '"name" is empty'],
    ['a name of spaces', { name: '  ' }, '"name" begins or ends with a space'],
    ['a control character in the name', { name: 'Pan\ntry' }, '"name" has a control character'],
    ['a sign that turns the line around', { name: 'Pan\u202etry' }, '"name" has a control character'],
    ['a name that is no file name', { name: 'Pan/try' }, '"name" has a character that no file may have'],
    ['a name that is a device', { name: 'NUL' }, '"name" can be the name of no file on Windows'],
    ['a name that messages would read', { name: 'Pan{try}' }, '"name" has a character'],
    ['a name of one letter', { name: 'P' }, '"name" must have two letters or digits'],
    ['a long name', { name: 'p'.repeat(41) }, '"name" is longer than 40 characters'],
    ['a number as name', { name: 7 }, '"name" is wrong: expected string, received number'],
    ['no publisher', { publisher: undefined }, '"publisher" is missing'],
    ['capitals in the scheme', { scheme: 'Pantry' }, '"scheme" must be 2 to 32 of a-z'],
    ...['http', 'https', 'mailto', 'mp', 'file', 'javascript', 'data', 'about', 'chrome', 'blob', 'tel', 'ws'].map(
      (scheme) => [`the scheme ${scheme}`, { scheme }, '"scheme" is taken'] as const,
    ),
    ['an id that is taken', { id: 'file' }, '"id" is taken'],
    ['the scheme of its own pages', { scheme: 'pantry' }, '"scheme" must differ from id'],
    ['a link host with a path', { linkHost: 'open.example/x' }, '"linkHost" must be a host name'],
    ['a link host with a port', { linkHost: 'open.example:80' }, '"linkHost" must be a host name'],
    ['an app id of one part', { appId: 'pantry' }, '"appId" must be a reverse domain'],
    ['a backend without TLS', { backendUrl: 'http://mp.example' }, '"backendUrl" must be an https: address'],
    ['a backend with a password', { backendUrl: 'https://a:b@mp.example' }, '"backendUrl" must be an https: address'],
    ['a homepage of another kind', { homepage: 'ftp://x.example' }, '"homepage" must be an address'],
    ['a permission in small letters', { cdnPermission: 'cdn' }, '"cdnPermission" must be 3 to 64'],
    ['a member nobody knows', { colour: 'red' }, 'it does not know colour'],
    ['no icons', { icons: 'nowhere' }, 'icon.png" is missing'],
  ];
  it.each(WRONG)('says in one line what is wrong with %s', async (_what, changes, message) => {
    const file = writeSecondBrand(await makeFolder(), changes);
    const line = said(() => readBrand({}, file));
    expect(line).toContain(message);
    expect(line).not.toContain('\n');
  });

  it('says that a file is missing, or no JSON', async () => {
    const file = path.join(await makeFolder(), 'brand.json');
    expect(said(() => readBrand({}, file))).toMatch(/^Cannot read the brand ".*brand\.json": ENOENT/);
    writeFileSync(file, '{');
    expect(said(() => readBrand({}, file))).toMatch(/^Cannot read the brand /);
  });

  it.each([
    ['icon.png', discPng(256), /icon\.png" is too small: 256 pixels, 512 are needed/],
    ['icon.png', Buffer.from('GIF89a'), /icon\.png" is no PNG/],
    ['tray.png', discPng(16), /tray\.png" is too small: 16 pixels, 32 are needed/],
    ['trayTemplate@2x.png', discPng(18), /trayTemplate@2x\.png" is too small: 18 pixels, 36 are needed/],
    ['icon.png', discPng(512).subarray(0, 2000), /icon\.png" is damaged or not whole/],
    ['icon.png', flipped(discPng(512)), /icon\.png" is damaged or not whole/],
    ['installer/icon.ico', discPng(256), /icon\.ico" is no icon of Windows/],
    ['installer/icon.icns', Buffer.from('x'), /icon\.icns" is no icon of macOS/],
    ['installer/linux/48x48.png', discPng(64), /48x48\.png" is 64 by 64 pixels/],
    ['installer/linux/48x48.png', Buffer.from('x'), /48x48\.png" is no PNG/],
    ['installer/linux/48x48.png', discPng(48).subarray(0, 60), /48x48\.png" is damaged or not whole/],
  ])('refuses %s when it cannot be used', async (name, contents, message) => {
    const folder = await makeFolder();
    const file = writeSecondBrand(folder);
    mkdirSync(path.join(folder, 'pictures', name, '..'), { recursive: true });
    writeFileSync(path.join(folder, 'pictures', name), contents);
    expect(said(() => readBrand({}, file))).toMatch(message);
  });
});

/** With one byte of its data changed. */
function flipped(png: Buffer): Buffer {
  const copy = Buffer.from(png);
  copy.writeUInt8(copy.readUInt8(png.length - 40) ^ 1, png.length - 40);
  return copy;
}

describe('the pictures of a brand', () => {
  it.each([
    ['icon.svg', 'nothing'],
    ['icon.svg', '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"/>'],
    ['mark.svg', '<svg'],
    ['mark.svg', ''],
  ])('are refused by name: %s with %j', async (name, contents) => {
    const folder = await makeFolder();
    const { iconsFolder } = readBrand({}, writeSecondBrand(folder));
    writeFileSync(path.join(iconsFolder, name), contents);
    const making = Promise.all([appIcons(iconsFolder), launcherMark(iconsFolder)]);
    await expect(making).rejects.toThrow(StartError);
    await expect(making).rejects.toThrow(new RegExp(`${name}" cannot be drawn: [^\\n]+$`));
  });

  it('are made from its icon when it gives no other', async () => {
    const { iconsFolder } = readBrand({}, writeSecondBrand(await makeFolder()));
    const app = await appIcons(iconsFolder);
    expect(app).toHaveLength(17);
    for (const { path: name, contents } of app.slice(1)) {
      const size = (name.includes('Template') ? 18 : 32) * (name.includes('@2x') ? 2 : 1);
      expect(pngSize(contents), name).toEqual({ width: size, height: size });
    }
    expect(new Set(app.map(({ contents }) => contents.toString('base64'))).size).toBe(17);
    const installer = await installerIcons(iconsFolder);
    expect(installer.map(({ path: name }) => name)).toEqual([
      ...['icon.ico', 'icon.icns'],
      ...[16, 24, 32, 48, 64, 128, 256, 512].map((size) => `linux/${size}x${size}.png`),
    ]);
    expect((await launcherMark(iconsFolder)).toString()).toMatch(/^<svg .*data:image\/png;base64,/);
  });

  it('are its own where it gives them', async () => {
    const folder = await makeFolder();
    const file = writeSecondBrand(folder);
    const tray = discPng(48);
    writeFileSync(path.join(folder, 'pictures', 'tray-active.png'), tray);
    copyFileSync(path.join(ROOT, 'build/icons/mark.svg'), path.join(folder, 'pictures', 'mark.svg'));
    const { iconsFolder } = readBrand({}, file);
    const made = (await appIcons(iconsFolder)).find(({ path: name }) => name === 'tray-active.png');
    expect(made?.contents.equals(tray)).toBe(true);
    expect((await launcherMark(iconsFolder)).toString()).toContain('class="lid"');
    rmSync(folder, { recursive: true });
  });
});

describe('what is made for a second brand', () => {
  it('names it and nobody else, in what installers and administrators get', async () => {
    const folder = await makeFolder();
    const installer = path.join(folder, 'installer');
    const brand = readBrand({}, writeSecondBrand(folder));
    await writeInstallerFiles(brand, installer);
    for (const name of ['protocol.nsh', 'SANDBOX.txt']) {
      const contents = await readFile(path.join(installer, name));
      expect(firstBrandIn(name, contents)).toEqual([]);
      expect(contents.toString()).not.toMatch(/\{(?:name|id|scheme)\}/);
    }
    expect(await readFile(path.join(installer, 'protocol.nsh'), 'utf8')).toContain('Software\\Classes\\pantry-link');
    expect(await readdir(installer)).toEqual(expect.arrayContaining(['icon.ico', 'icon.icns', 'linux']));
    for (const [name, text] of policyTemplates(SECOND_BRAND))
      expect(firstBrandIn(name, Buffer.from(name + text)), name).toEqual([]);

    const configuration = brandConfiguration(brand, readDistributor({}), installer);
    const base = await configTools.getConfig(ROOT, 'electron-builder.yml', null);
    const quiet = { isEnabled: false } as Parameters<typeof configTools.validateConfiguration>[1];
    await expect(configTools.validateConfiguration({ ...base, ...configuration }, quiet)).resolves.toBeUndefined();
    const said = JSON.stringify(configuration).replaceAll(ROOT, '').replaceAll(folder, '');
    expect(firstBrandIn('configuration', Buffer.from(said))).toEqual([]);
  });
});

describe('a mini-program of a second brand', () => {
  const details = {
    permissions: [SECOND_BRAND.cdnPermission],
    developmentSettings: { preFetchUrl: '{cdnUrl}/board' },
  };
  const files = {
    'manifest.json': JSON.stringify({ app_id: 'Notes1', name: 'Notes', version: { name: '1.0.0' }, icons: [] }),
    'index.html': '<h1>Notes</h1>',
    'details.json': JSON.stringify(details),
  };
  const pack = async (LARDER_BRAND?: string): Promise<{ stdout: string; stderr: string }> => {
    const folder = await makeFolder();
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
    const environment = { ...process.env, INIT_CWD: folder, ...(LARDER_BRAND ? { LARDER_BRAND } : {}) };
    return promisify(execFile)(
      process.execPath,
      [path.join(ROOT, 'build', 'package.mjs'), '.', `--out=${path.join(await makeFolder(), 'notes.zip')}`],
      {
        cwd: ROOT,
        env: environment,
      },
    );
  };

  it('is packed with that brand’s permission', async () => {
    const { stdout, stderr } = await pack(writeSecondBrand(await makeFolder()));
    expect(JSON.parse(stdout)).toMatchObject(details);
    expect(stderr).not.toContain('permission');
  });

  it('is refused under another brand', async () => {
    await expect(pack()).rejects.toThrow(/"cdnUrl" needs a permission/);
  });
});
