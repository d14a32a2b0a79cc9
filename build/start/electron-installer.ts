/**
 * Runs by itself: brings Electron's archive into its download cache, with its progress as lines of JSON on
 * standard output, and unpacks it as Electron's own installer does. The argument is the folder of the package.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { InstallProgress } from './electron-download.ts';

/** What is used of `@electron/get`, which comes with Electron's package and is no dependency of ours. */
interface ElectronGet {
  downloadArtifact(details: {
    readonly version: string;
    readonly artifactName: 'electron';
    readonly platform: string;
    readonly arch: string;
    readonly cacheRoot: string | undefined;
    readonly checksums: Record<string, string>;
    readonly downloadOptions: { readonly quiet: true; getProgressCallback(progress: InstallProgress): Promise<void> };
  }): Promise<string>;
}

/** Node for Intel runs on Apple's own processors, too; Electron is better had for those. */
function architecture(): string {
  const isTranslated = process.platform === 'darwin' && (os.cpus()[0]?.model ?? '').includes('Apple');
  return isTranslated ? 'arm64' : process.arch;
}

const [packageFolder = ''] = process.argv.slice(2);
const requireFromElectron = createRequire(path.join(packageFolder, 'package.json'));
const readJson = (name: string): unknown => JSON.parse(readFileSync(path.join(packageFolder, name), 'utf8'));

try {
  // The installer reads it, too, and then takes the same archive.
  process.env['npm_config_arch'] ??= architecture();
  const get = (await import(pathToFileURL(requireFromElectron.resolve('@electron/get')).href)) as ElectronGet;
  await get.downloadArtifact({
    version: (readJson('package.json') as { version: string }).version,
    artifactName: 'electron',
    platform: process.env['npm_config_platform'] ?? process.platform,
    arch: process.env['npm_config_arch'],
    cacheRoot: process.env['electron_config_cache'],
    checksums: readJson('checksums.json') as Record<string, string>,
    downloadOptions: {
      quiet: true,
      getProgressCallback: async ({ transferred, total }) => {
        process.stdout.write(`${JSON.stringify({ transferred, total })}\n`);
      },
    },
  });
  // It finds the archive in the cache.
  requireFromElectron('./install.js');
} catch (error) {
  const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : '';
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}${cause}\n`);
  process.exitCode = 1;
}
