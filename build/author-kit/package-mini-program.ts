/** `npm run package -- DIR [--out=FILE] [--store]`: the package of a folder, and what its backend says of it. */
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Manifest } from '../../main/catalog/packages/manifest.ts';
import type { FolderDetails } from '../../main/catalog/folders/open-folder.ts';
import { unpackPackage } from '../../main/catalog/packages/unpack.ts';
import { errorMessage } from '../../main/support/errors.ts';
import { StartError } from '../bootstrap/messages.mjs';
import { fromWhereAsked, readArguments, shown } from './arguments.ts';
import { buildPackage, type BuiltPackage } from './package-zip.ts';
import { readMiniProgram } from './read-mini-program.ts';

const USAGE = 'usage: npm run package -- DIR [--out=FILE.zip] [--store]';

export interface PackagePrinter {
  /** For people. */
  say(line: string): void;
  /** The details fields, as JSON. */
  print(json: string): void;
}

/** Answers the package's file, absolute. Throws `StartError`; then nothing is written. */
export async function packageMiniProgram(args: readonly string[], { say, print }: PackagePrinter): Promise<string> {
  const isStored = args.includes('--store');
  const others = args.filter((arg) => arg !== '--store');
  const { words, options } = readArguments(others, ['out'], USAGE);
  const [word] = words;
  if (word === undefined || words.length > 1) throw new StartError(`name the folder of one mini-program; ${USAGE}`);
  const folder = fromWhereAsked(word);
  const program = await readMiniProgram(folder, 'make a package of');
  const { manifest, version, details, files, leftOut, remarks } = program;
  const file = outputFile(folder, version, options.out);
  const built = await buildPackage(files, { isStored });
  await checkAsContainer(manifest.app_id, built);
  await writeWhole(file, built.bytes);

  const count = Object.keys(files).length;
  say(`${shown(file)}: ${count} ${count === 1 ? 'file' : 'files'}, ${built.bytes.length.toLocaleString('en')} bytes`);
  say(`SHA-256 ${built.sha256}`);
  if (leftOut.length > 0) say(`not part of it: ${leftOut.join(', ')}`);
  for (const remark of remarks) say(remark);
  say(`what your backend answers at /bapi/mp/v1/app/${manifest.app_id}/details:`);
  print(JSON.stringify(detailsFields(manifest, version, details, built, path.basename(file)), null, 2));
  return file;
}

function detailsFields(
  manifest: Manifest,
  version: string,
  details: FolderDetails,
  { bytes, sha256 }: BuiltPackage,
  name: string,
): Record<string, unknown> {
  return {
    appId: manifest.app_id,
    name: manifest.name,
    ...(manifest.description ? { description: manifest.description } : {}),
    ...(manifest.name_localized ? { names: manifest.name_localized } : {}),
    ...(manifest.description_localized ? { descriptions: manifest.description_localized } : {}),
    version,
    packageUrl: `https://YOUR-HOST/${encodeURIComponent(name)}`,
    packageSha256: sha256,
    packageSize: bytes.length,
    ...(details.permissions.length > 0 ? { permissions: details.permissions } : {}),
    serviceDomains: details.serviceDomains.map(({ domain, certificates }) =>
      certificates.length > 0 ? { domain, certificates } : domain,
    ),
    developmentSettings: details.developmentSettings,
  };
}

/** Beside the folder by default. A package inside its own folder would be part of the next one. */
function outputFile(folder: string, version: string, wanted: string | undefined): string {
  if (wanted === undefined)
    return path.join(path.dirname(folder), `${path.basename(folder)}-${version.replace(/[^\w.+-]/g, '_')}.zip`);
  const file = fromWhereAsked(wanted);
  if (path.extname(file).toLowerCase() !== '.zip') throw new StartError(`the package ${wanted} must end in .zip`);
  if (!path.relative(folder, file).startsWith('..'))
    throw new StartError(`the package ${wanted} would lie in its own folder and be part of the next one`);
  return file;
}

/** Unpacks it the way the container does, with its limits; `look` sees what came out. Throws `StartError`. */
export async function checkAsContainer(
  appId: string,
  { bytes }: Pick<BuiltPackage, 'bytes'>,
  look: (folder: string) => Promise<void> = async () => {},
): Promise<void> {
  const scratch = await mkdtemp(path.join(os.tmpdir(), 'larder-package-'));
  try {
    const zip = path.join(scratch, 'package.zip');
    await writeFile(zip, bytes);
    await unpackPackage(appId, zip, path.join(scratch, 'files'));
    await look(path.join(scratch, 'files'));
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(`Larder would refuse this package. ${errorMessage(error)}`);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  const partial = `${file}.partial`;
  try {
    await writeFile(partial, bytes);
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => {});
    throw new StartError(
      `${shown(file)} cannot be written (${(error as NodeJS.ErrnoException).code ?? errorMessage(error)})`,
    );
  }
}
