/** The production bundle, packed by electron-builder as electron-builder.yml says. */
import { chmod, rm } from 'node:fs/promises';
import path from 'node:path';
import { path7za } from '7zip-bin';
import configTools from 'app-builder-lib/out/util/config/config.js';
import { Arch, build, Platform, type Configuration } from 'electron-builder';
import { bundle } from '../bundle.ts';
import { ROOT } from '../bootstrap/prepare.mjs';
import { archiveProblems, readArchive } from './archive-rules.ts';
import type { PackArch, PackPlatform, PackVariant } from './command-line.ts';
import { readBrand, type BuildBrand } from '../brand/read-brand.ts';
import { builtInConfiguration, writeBuiltIns, type BuiltIn } from './built-in.ts';
import { brandConfiguration, writeInstallerFiles } from './brand-configuration.ts';
import { readDistributor, type Distributor } from './distributor.ts';

export interface PackageOptions {
  readonly platform: PackPlatform;
  readonly archs: readonly PackArch[];
  /** `dir`, or installers as electron-builder names them; `null`: those of electron-builder.yml. */
  readonly targets: readonly string[] | null;
  readonly variant: PackVariant;
  /** Windows: for all users of a computer. Default: for one. */
  readonly perMachine?: boolean;
  /** Absolute; the bundle lies in `app/` of it, the packages beside that. */
  readonly outputFolder: string;
  /** Absolute folder of an unpacked Electron for that platform; downloaded when null. */
  readonly electronFolder: string | null;
  /** Default: what the environment says. */
  readonly distributor?: Distributor;
  /** Default: what the environment says, or build/brand.json. */
  readonly brand?: BuildBrand;
  /** Mini-programs that come with the application. */
  readonly builtIns?: readonly BuiltIn[];
}

export interface PackageResult {
  /** Absolute paths of the installers; none for `dir`. */
  readonly installers: readonly string[];
  /** One for each architecture: the unpacked application; on macOS the folder that holds it. */
  readonly folders: readonly string[];
}

const PLATFORMS: Readonly<Record<PackPlatform, Platform>> = {
  linux: Platform.LINUX,
  mac: Platform.MAC,
  win: Platform.WINDOWS,
};

/** Below Electron as it is delivered. */
const ELECTRON_RESOURCES: Readonly<Record<PackPlatform, string>> = {
  linux: 'resources',
  mac: 'Electron.app/Contents/Resources',
  win: 'resources',
};

/** Throws when the archive breaks a rule, and with electron-builder's own error when it cannot build. */
export async function packageApplication(options: PackageOptions): Promise<PackageResult> {
  const appFolder = path.join(options.outputFolder, 'app');
  const installerFolder = path.join(options.outputFolder, 'installer');
  const brand = options.brand ?? readBrand(process.env);
  const distributor = options.distributor ?? readDistributor(process.env);
  await bundle({ outDir: appFolder, production: true, brand });
  const builtIns = options.builtIns ?? [];
  const builtInFolder = await writeBuiltIns(builtIns, appFolder);
  await writeInstallerFiles(brand, installerFolder);
  await use7Zip();
  const folders: string[] = [];
  const config: Configuration = {
    ...overrides(options.variant),
    ...(options.perMachine ? perMachine : asItIs)(
      builtInConfiguration(brandConfiguration(brand, distributor, installerFolder), builtInFolder),
    ),
    extends: path.join(ROOT, 'electron-builder.yml'),
    directories: {
      app: path.relative(ROOT, appFolder),
      buildResources: installerFolder,
      output: options.outputFolder,
    },
    ...(options.electronFolder ? { electronDist: options.electronFolder } : {}),
    afterExtract: async ({ appOutDir }) => {
      // Electron's start page and version file, which electron-builder leaves in a folder it is given.
      await rm(path.join(appOutDir, ELECTRON_RESOURCES[options.platform], 'default_app.asar'), { force: true });
      await rm(path.join(appOutDir, 'version'), { force: true });
    },
    // Before fuses and signatures, and before any installer is made of it.
    afterPack: ({ appOutDir, packager }) => {
      folders.push(appOutDir);
      assertArchive(path.join(packager.getResourcesDir(appOutDir), 'app.asar'));
    },
  };
  const targets = [
    ...(options.targets ?? (await configuredTargets(options.platform))),
    ...(options.perMachine ? ['msi'] : []),
  ];
  const byArch = new Map(options.archs.map((arch) => [Arch[arch], [...targets]]));
  const built = await build({
    projectDir: ROOT,
    config,
    publish: 'never',
    targets: new Map([[PLATFORMS[options.platform], byArch]]),
  });
  return { installers: built.filter((file) => !file.endsWith('.blockmap')), folders };
}

/** The installers of electron-builder.yml by name: left to itself electron-builder takes its architectures too. */
export async function configuredTargets(platform: PackPlatform): Promise<string[]> {
  const { target } = (await configTools.getConfig(ROOT, 'electron-builder.yml', null))[platform] ?? {};
  return [target ?? []].flat().map((one) => (typeof one === 'string' ? one : one.target));
}

const asItIs = (configuration: Configuration): Configuration => configuration;

/** Installers that need an administrator and install for everybody: NSIS (`/S`) and MSI (`/qn`). */
export function perMachine(configuration: Configuration): Configuration {
  const artifactName = '${productName}-${version}-${os}-${arch}-machine.${ext}';
  return {
    ...configuration,
    nsis: { ...configuration.nsis, perMachine: true, oneClick: true, artifactName },
    msi: { perMachine: true, oneClick: true, runAfterFinish: false, createDesktopShortcut: false, artifactName },
  };
}

function overrides(variant: PackVariant): Configuration {
  return {
    electronFuses: {
      // Flipping breaks the ad-hoc signature of Electron for Apple silicon; only macOS can make it anew.
      resetAdHocDarwinSignature: process.platform === 'darwin',
      // Playwright talks to Electron through Node's inspector: the only thing the test variant allows.
      ...(variant === 'test' ? { enableNodeCliInspectArguments: true } : {}),
    },
  };
}

function assertArchive(file: string): void {
  const problems = archiveProblems(readArchive(file), ROOT);
  if (problems.length > 0) throw new Error(`Cannot pack "${file}": ${problems.join('; ')}.`);
}

/** electron-builder downloads its 7-Zip unless it is shown one; the npm package lacks the executable bit. */
async function use7Zip(): Promise<void> {
  if (process.env['ELECTRON_BUILDER_7ZIP_PATH']) return;
  if (process.platform !== 'win32') await chmod(path7za, 0o755);
  process.env['ELECTRON_BUILDER_7ZIP_PATH'] = path7za;
}
