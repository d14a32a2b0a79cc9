/**
 * What electron-builder.yml leaves open: names, ids, links and icons of the brand, and who distributes the build. Files
 * that name the brand are written anew for each build.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Configuration } from 'electron-builder';
import { ROOT } from '../bootstrap/prepare.mjs';
import { installerIcons } from '../brand/icon-files.ts';
import type { BuildBrand } from '../brand/read-brand.ts';
import type { Distributor } from './distributor.ts';

const TEMPLATES = path.join(ROOT, 'build', 'installer');

/** Writes what installers show and run for `brand` into `folder`. */
export async function writeInstallerFiles(brand: BuildBrand, folder: string): Promise<void> {
  mkdirSync(path.join(folder, 'linux'), { recursive: true });
  for (const { path: name, contents } of await installerIcons(brand.iconsFolder))
    writeFileSync(path.join(folder, name), contents);
  const fill = (text: string): string =>
    text.replaceAll('{name}', brand.name).replaceAll('{id}', brand.id).replaceAll('{scheme}', brand.scheme);
  for (const [from, to] of [
    ['protocol.nsh', 'protocol.nsh'],
    ['linux/SANDBOX.txt', 'SANDBOX.txt'],
  ] as const)
    writeFileSync(path.join(folder, to), fill(readFileSync(path.join(TEMPLATES, from), 'utf8')));
}

/** `folder`: absolute, of `writeInstallerFiles`. */
export function brandConfiguration(brand: BuildBrand, distributor: Distributor, folder: string): Configuration {
  const { name, id, appId, publisher, description, scheme } = brand;
  const { updateUrl, maintainer, windowsPublisher } = distributor;
  const homepage = distributor.homepage ?? brand.homepage;
  const distribution = { ...(updateUrl ? { updateUrl } : {}), ...(homepage ? { homepage } : {}) };
  const file = (...parts: string[]): string => path.join(folder, ...parts);
  return {
    appId,
    productName: name,
    copyright: `Copyright © ${publisher}`,
    protocols: [{ name: `${name} mini-program link`, schemes: [scheme] }],
    // Main reads `distribution` in the archive, whose hash the executable knows; electron-updater reads app-update.yml.
    // Debian packages cannot be without a homepage: a reserved name, at which nobody is asked, stands for none.
    extraMetadata: { distribution, homepage: homepage ?? `https://${id}.example/`, desktopName: `${id}.desktop` },
    extraResources: [{ from: path.join(ROOT, 'LICENSE'), to: `LICENSE.${id}.txt` }],
    ...(updateUrl ? { publish: { provider: 'generic', url: updateUrl } } : {}),
    win: {
      icon: file('icon.ico'),
      ...(windowsPublisher ? { signtoolOptions: { publisherName: [windowsPublisher] } } : {}),
    },
    nsis: { include: file('protocol.nsh') },
    mac: { icon: file('icon.icns') },
    linux: {
      icon: file('linux'),
      executableName: id,
      synopsis: description.slice(0, 80),
      maintainer: maintainer ?? `${publisher} <authors@${id}.example>`,
      // An unpacked archive has no way to the sandbox of its own.
      extraFiles: [{ from: file('SANDBOX.txt'), to: 'SANDBOX.txt' }],
    },
  };
}
