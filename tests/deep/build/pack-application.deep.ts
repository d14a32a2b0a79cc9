import { createHash } from 'node:crypto';
import { execFile } from 'node:child_process';
import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { getRawHeader } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { NtExecutable, NtExecutableResource } from 'resedit';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../../build/bootstrap/prepare.mjs';
import { ARCHIVE_BUDGET_BYTES, archiveProblems, readArchive } from '../../../build/pack/archive-rules.ts';
import type { PackPlatform, PackVariant } from '../../../build/pack/command-line.ts';
import { packageApplication } from '../../../build/pack/package-application.ts';
import { ICO_SIZES } from '../../../build/icons/icon-files.ts';
import { writeElectronFolder } from '../../fakes/electron-folder.ts';
import { temporaryFolders } from '../../unit/build/temporary-folder.ts';

const makeFolder = temporaryFolders();
const run = promisify(execFile);

interface Packed {
  readonly folder: string;
  readonly installers: readonly string[];
}

async function packed(platform: PackPlatform, target: string, variant: PackVariant = 'product'): Promise<Packed> {
  const folder = await makeFolder();
  const electronFolder = path.join(folder, 'electron');
  await writeElectronFolder(electronFolder, platform);
  const result = await packageApplication({
    platform,
    archs: ['x64'],
    targets: [target],
    variant,
    outputFolder: path.join(folder, 'out'),
    electronFolder,
  });
  expect(result.folders).toHaveLength(1);
  return { folder: result.folders[0]!, installers: result.installers };
}

/** What the wire holds for a fuse that is on: the character 1. */
const ENABLED = 0x31;
/** Resource types of Windows: one picture, and a group of them. */
const [ICON, ICON_GROUP] = [3, 14];

async function fusesOf(executable: string): Promise<Record<string, boolean>> {
  const wire = await getCurrentFuseWire(executable);
  const names = Object.keys(FuseV1Options).filter((name) =>
    Number.isNaN(Number(name)),
  ) as (keyof typeof FuseV1Options)[];
  return Object.fromEntries(names.map((name) => [name, Number(wire[FuseV1Options[name]]) === ENABLED]));
}

const PRODUCT_FUSES = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
};

const headerHash = (archive: string): string =>
  createHash('sha256').update(getRawHeader(archive).headerString).digest('hex');

describe('packageApplication', () => {
  it('makes a tar.gz that holds the executable and the archive when it packs for Linux', async () => {
    const { folder, installers } = await packed('linux', 'tar.gz');
    expect(installers.map((file) => path.basename(file))).toEqual(['Larder-0.1.0-linux-x64.tar.gz']);
    const { stdout } = await run('tar', ['-tzf', installers[0]!]);
    expect(
      stdout
        .split('\n')
        .filter((name) => name !== '' && !name.endsWith('/'))
        .map((name) => name.replace(/^[^/]+\//, ''))
        .sort(),
    ).toEqual([
      'LICENSE.electron.txt',
      'SANDBOX.txt',
      'larder',
      'locales/en-US.pak',
      'resources/LICENSE.larder.txt',
      'resources/app.asar',
    ]);
    expect((await stat(path.join(folder, 'larder'))).mode & 0o111).toBe(0o111);
    expect(await fusesOf(path.join(folder, 'larder'))).toEqual(PRODUCT_FUSES);

    const files = readArchive(path.join(folder, 'resources', 'app.asar'));
    const names = files.map((file) => file.path);
    expect(archiveProblems(files, ROOT)).toEqual([]);
    expect(names).toEqual(
      expect.arrayContaining([
        'package.json',
        'icons/tray.png',
        'main/index.js',
        'drawing/worker.cjs',
        'drawing/renderer.wasm',
        'preload/launcher.cjs',
        'preload/mini-program.cjs',
        'renderer/launcher/index.html',
        'renderer/pages/problem.html',
      ]),
    );
    // Of the drawings the launcher's mark alone.
    expect(names.filter((name) => /\.map$|node_modules|\.svg$/.test(name))).toEqual(['renderer/launcher/mark.svg']);
    expect(files.reduce((sum, { contents }) => sum + contents.length, 0)).toBeLessThan(ARCHIVE_BUDGET_BYTES);
    const manifest = JSON.parse(files.find((file) => file.path === 'package.json')!.contents.toString()) as Record<
      string,
      unknown
    >;
    expect(manifest).toMatchObject({
      name: 'larder',
      main: 'main/index.js',
      type: 'module',
      desktopName: 'larder.desktop',
    });
    expect(manifest).not.toHaveProperty('scripts');
    expect(manifest).not.toHaveProperty('devDependencies');
  });

  it('opens the inspector and nothing else when it packs the test variant', async () => {
    const { folder, installers } = await packed('linux', 'dir', 'test');
    expect(installers).toEqual([]);
    expect(await fusesOf(path.join(folder, 'larder'))).toEqual({
      ...PRODUCT_FUSES,
      EnableNodeCliInspectArguments: true,
    });
  });

  it('registers the links and the hash of the archive when it packs for macOS', async () => {
    const { folder } = await packed('mac', 'dir');
    const application = path.join(folder, 'Larder.app');
    const contents = path.join(application, 'Contents');
    const info = (await readFile(path.join(contents, 'Info.plist'), 'utf8')).replace(/>\s+</g, '><');
    expect(info).toContain('<key>CFBundleIdentifier</key><string>app.larder.desktop</string>');
    expect(info).toContain('<key>CFBundleURLSchemes</key><array><string>bnc</string></array>');
    const hash = headerHash(path.join(contents, 'Resources', 'app.asar'));
    expect(info).toContain(
      `<key>Resources/app.asar</key><dict><key>algorithm</key><string>SHA256</string><key>hash</key><string>${hash}</string></dict>`,
    );
    expect(
      (await readFile(path.join(contents, 'Resources', 'icon.icns'))).equals(
        await readFile(path.join(ROOT, 'build/icons/installer/icon.icns')),
      ),
    ).toBe(true);
    expect(await fusesOf(application)).toEqual(PRODUCT_FUSES);
  });

  it('puts the hash of the archive into the executable when it packs for Windows', async () => {
    const { folder } = await packed('win', 'dir');
    expect((await readdir(folder)).sort()).toEqual(['Larder.exe', 'resources']);
    const file = path.join(folder, 'Larder.exe');
    const { entries } = NtExecutableResource.from(NtExecutable.from(await readFile(file)));
    const integrity = entries.find((entry) => entry.type === 'INTEGRITY' && entry.id === 'ELECTRONASAR');
    expect(JSON.parse(Buffer.from(integrity!.bin).toString())).toEqual([
      { file: 'resources\\app.asar', alg: 'SHA256', value: headerHash(path.join(folder, 'resources', 'app.asar')) },
    ]);
    expect(entries.filter((entry) => entry.type === ICON)).toHaveLength(ICO_SIZES.length);
    expect(entries.filter((entry) => entry.type === ICON_GROUP)).toHaveLength(1);
    expect(await fusesOf(file)).toEqual(PRODUCT_FUSES);
  });
});
