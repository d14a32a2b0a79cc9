/** Stand-ins for an unpacked Electron: the files that electron-builder asks for, and nothing that runs. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { NtExecutable, NtExecutableResource, Resource } from 'resedit';
import type { PackPlatform } from '../../build/pack/command-line.ts';

/** What Electron's fuse wire begins with, from @electron/fuses. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** The states the product wants are not these: a fuse that was never flipped is noticed. */
const DELIVERED = '10110011';
const HELPERS = ['Helper', 'Helper (GPU)', 'Helper (Plugin)', 'Helper (Renderer)'] as const;
const EN_US = 1033;
const UTF_16 = 1200;

/** Fills `folder` with a stand-in for Electron as it is delivered for `platform`. */
export async function writeElectronFolder(folder: string, platform: PackPlatform): Promise<void> {
  switch (platform) {
    case 'linux':
      return writeForLinux(folder);
    case 'mac':
      return writeForMac(folder);
    case 'win':
      return writeForWindows(folder);
  }
}

/** `before` with the fuse wire behind it: version, length, states. */
function withFuses(before: Buffer): Buffer {
  return Buffer.concat([
    before,
    Buffer.from(SENTINEL),
    Buffer.from([1, DELIVERED.length]),
    Buffer.from(DELIVERED),
    Buffer.alloc(1024),
  ]);
}

async function writeForLinux(folder: string): Promise<void> {
  await mkdir(path.join(folder, 'locales'), { recursive: true });
  await writeFile(path.join(folder, 'electron'), withFuses(Buffer.alloc(1024)), { mode: 0o755 });
  await writeFile(path.join(folder, 'LICENSE'), 'A stand-in');
  await writeFile(path.join(folder, 'locales', 'en-US.pak'), '');
  await writeFile(path.join(folder, 'version'), '1.2.3');
  await mkdir(path.join(folder, 'resources'));
  await writeFile(path.join(folder, 'resources', 'default_app.asar'), '');
}

async function writeForMac(folder: string): Promise<void> {
  const contents = path.join(folder, 'Electron.app', 'Contents');
  const frameworks = path.join(contents, 'Frameworks');
  const bundle = async (place: string, name: string): Promise<void> => {
    await mkdir(path.join(place, 'MacOS'), { recursive: true });
    await writeFile(path.join(place, 'Info.plist'), propertyList(name));
    await writeFile(path.join(place, 'MacOS', name), '', { mode: 0o755 });
  };
  await bundle(contents, 'Electron');
  for (const helper of HELPERS)
    await bundle(path.join(frameworks, `Electron ${helper}.app`, 'Contents'), `Electron ${helper}`);
  // The wire lies in the framework; the executable is a few lines that load it.
  const framework = path.join(frameworks, 'Electron Framework.framework');
  await mkdir(path.join(framework, 'Resources'), { recursive: true });
  await writeFile(path.join(framework, 'Electron Framework'), withFuses(Buffer.alloc(1024)), { mode: 0o755 });
  await mkdir(path.join(contents, 'Resources', 'en.lproj'), { recursive: true });
  await writeFile(path.join(contents, 'Resources', 'default_app.asar'), '');
}

function propertyList(name: string): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<plist version="1.0"><dict><key>CFBundleExecutable</key><string>${name}</string><key>CFBundleName</key><string>${name}</string></dict></plist>`,
  ].join('\n');
}

async function writeForWindows(folder: string): Promise<void> {
  await mkdir(path.join(folder, 'resources'), { recursive: true });
  await writeFile(path.join(folder, 'resources', 'default_app.asar'), '');
  const executable = NtExecutable.createEmpty(false, false);
  const resource = NtExecutableResource.from(executable);
  const version = Resource.VersionInfo.createEmpty();
  version.lang = EN_US;
  version.setStringValues({ lang: EN_US, codepage: UTF_16 }, { ProductName: 'Electron', FileDescription: 'Electron' });
  version.outputToResourceEntries(resource.entries);
  resource.outputResource(executable);
  await writeFile(path.join(folder, 'electron.exe'), withFuses(Buffer.from(executable.generate())));
}
