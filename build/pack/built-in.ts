/**
 * `--with=DIR`: mini-programs that come with the application. Each is a folder, made a package of by the rules of
 * `npm run package`, or a package with the details that it printed beside it (`notes.zip`, `notes.json`).
 * The list with their SHA-256 goes into the application's archive, the packages beside that.
 */
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Configuration } from 'electron-builder';
import * as z from 'zod';
import {
  archiveName,
  BUILT_IN_FOLDER,
  BUILT_IN_INDEX,
  BUILT_IN_SCHEMA_VERSION,
  builtInAddress,
} from '../../main/catalog/built-in/built-in-index.ts';
import { detailsSchema, spelledDetails, type Details } from '../../main/models/details-schema.ts';
import { decodeJson } from '../../main/support/json-text.ts';
import { shown } from '../author-kit/arguments.ts';
import { checkFolder } from '../author-kit/check-folder.ts';
import { readFolderFiles } from '../author-kit/folder-files.ts';
import { checkAsContainer } from '../author-kit/package-mini-program.ts';
import { buildPackage, describePackage, type BuiltPackage } from '../author-kit/package-zip.ts';
import { remarksOf } from '../author-kit/remarks.ts';
import { readMiniProgram } from '../author-kit/read-mini-program.ts';
import { StartError } from '../bootstrap/messages.mjs';

export interface BuiltIn {
  readonly details: Details;
  readonly bytes: Uint8Array;
  /** What whoever delivers it wants to know, a line each: what works only with `--dev`, what is refused. */
  readonly remarks: readonly string[];
}

/** `places`: absolute. Throws `StartError`. */
export async function readBuiltIns(places: readonly string[]): Promise<BuiltIn[]> {
  const builtIns: BuiltIn[] = [];
  for (const place of places) {
    const found = await stat(place).catch(() => null);
    if (!found) throw new StartError(`cannot build in ${shown(place)}: there is no such folder or package`);
    const builtIn = await (found.isDirectory() ? fromFolder(place) : fromPackage(place));
    const { appId } = builtIn.details;
    if (builtIns.some(({ details }) => details.appId === appId))
      throw new StartError(`cannot build in ${shown(place)}: "${appId}" is built in already`);
    builtIns.push(builtIn);
  }
  return builtIns;
}

async function fromFolder(folder: string): Promise<BuiltIn> {
  const { appId, name, version, manifest, details, files, remarks } = await readMiniProgram(folder, 'build in');
  const built = await buildPackage(files);
  await checkAsContainer(appId, built);
  const { description, name_localized: names, description_localized: descriptions } = manifest;
  const texts = { name, description, names, descriptions };
  return { details: ownDetails(folder, { appId, ...texts, version, ...details }, built), bytes: built.bytes, remarks };
}

async function fromPackage(file: string): Promise<BuiltIn> {
  const detailsFile = file.replace(/\.zip$/i, '.json');
  if (detailsFile === file)
    throw new StartError(`cannot build in ${shown(file)}: it is neither a folder nor a package that ends in .zip`);
  const text = await readFile(detailsFile).then(decodeJson, () => null);
  if (text === null)
    throw new StartError(
      `cannot build in ${shown(file)}: its details, as npm run package prints them, must be in ${shown(detailsFile)}`,
    );
  const built = describePackage(await readFile(file));
  const wrong = (reason: string): StartError => new StartError(`cannot build in ${shown(file)}: ${reason}`);
  const said = parsedDetails(detailsFile, text);
  const details = ownDetails(detailsFile, said, built);
  if (details.packageSha256 !== built.sha256)
    throw wrong(`its SHA-256 is ${built.sha256}, that in ${shown(detailsFile)} another`);
  if ((details.packageSize ?? built.bytes.length) !== built.bytes.length)
    throw wrong(`it has ${built.bytes.length} bytes, in ${shown(detailsFile)} are ${details.packageSize}`);
  const remarks: string[] = [];
  await checkAsContainer(details.appId, built, async (folder) => {
    const contents = await readFolderFiles(folder);
    const text = ownDetailsText(details);
    const { manifest, problems, remarks: found } = checkFolder(contents, text);
    remarks.push(...found, ...remarksOf(contents, text));
    if (!manifest || problems.length > 0) throw wrong(problems.join('; '));
    if (manifest.app_id !== details.appId)
      throw wrong(`it is "${manifest.app_id}", in ${shown(detailsFile)} stands "${details.appId}"`);
  });
  return { details: { ...details, packageSize: built.bytes.length }, bytes: built.bytes, remarks };
}

/** As a folder has them: the members that say what it may ask. */
function ownDetailsText({ serviceDomains, permissions, developmentSettings }: Details): string {
  return JSON.stringify({ serviceDomains, permissions, developmentSettings });
}

function parsedDetails(file: string, text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Told below.
  }
  throw new StartError(`${shown(file)} is not a JSON object`);
}

/** With the address of what is built in: that of the backend is in its own answers. */
function ownDetails(file: string, said: object, { sha256, bytes }: BuiltPackage): Details {
  const whole = { packageSha256: sha256, packageSize: bytes.length, ...said, packageUrl: builtInAddress(sha256) };
  const parsed = detailsSchema().safeParse(spelledDetails(whole));
  if (parsed.success) return parsed.data;
  throw new StartError(`${shown(file)}: ${z.prettifyError(parsed.error).replaceAll(/\s*\n\s*/g, ' ')}`);
}

/**
 * Writes list and packages for the application in `appFolder`; of another build nothing stays. Answers the folder of the
 * packages; `null` without any.
 */
export async function writeBuiltIns(builtIns: readonly BuiltIn[], appFolder: string): Promise<string | null> {
  const folder = path.join(appFolder, '..', BUILT_IN_FOLDER);
  const index = path.join(appFolder, BUILT_IN_INDEX);
  await rm(folder, { recursive: true, force: true });
  await rm(index, { force: true });
  if (builtIns.length === 0) return null;
  await mkdir(folder, { recursive: true });
  for (const { details, bytes } of builtIns)
    await writeFile(path.join(folder, archiveName(details.packageSha256)), bytes);
  const miniPrograms = builtIns.map(({ details }) => details);
  await writeFile(index, JSON.stringify({ schemaVersion: BUILT_IN_SCHEMA_VERSION, miniPrograms }, null, 2));
  return folder;
}

/** `folder`: what `writeBuiltIns` answered. */
export function builtInConfiguration(configuration: Configuration, folder: string | null): Configuration {
  if (folder === null) return configuration;
  const others = [configuration.extraResources ?? []].flat();
  return { ...configuration, extraResources: [...others, { from: folder, to: BUILT_IN_FOLDER }] };
}
