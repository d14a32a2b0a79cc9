/**
 * A mini-program that runs from its author's folder (`--open-dir`): its manifest and the details that
 * a backend would answer, read anew at every cold start. Its id comes from the folder, so that what
 * it stores outlives a change of the manifest and never meets an installed package's data.
 */
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { cleanText, displayName } from '../../models/display-name.ts';
import { mapTexts } from '../../models/localized-texts.ts';
import type { InstalledPackage } from '../../models/state-schema.ts';
import * as z from '../../support/zod.ts';
import { once } from '../../support/once.ts';
import { AppError } from '../../support/errors.ts';
import { decodeJson } from '../../support/json-text.ts';
import { detailsSchema, spelledDetails, type Details } from '../../models/details-schema.ts';
import { fileChoiceOf, isLeftOut, NO_CHOICE, type FileChoice } from './development-files.ts';
import { firstFieldProblem } from './field-problems.ts';
import { mapJson, type TextPosition } from './json-position.ts';
import {
  iconOf,
  MANIFEST_FILE,
  MANIFEST_LIMITS,
  readManifest,
  startPageOf,
  type StartPage,
  versionNameOf,
  type Manifest,
} from '../packages/manifest.ts';
import { openPackageFile, type PackageFile } from '../packages/package-files.ts';

/** What the backend's details would say about it; all of it is optional. */
export const DETAILS_FILE = 'details.json';

const NO_VERSION = '0.0.0';
const NO_PACKAGE = 'https://folder.invalid/';

export interface FolderProgram {
  readonly details: Details;
  readonly installed: InstalledPackage;
}

/** The fields of `details.json`; others belong to the manifest or to a package and are not looked at. */
const folderDetailsSchema = once(() =>
  z.partial(z.pick(detailsSchema(), { permissions: true, serviceDomains: true, developmentSettings: true }), {
    serviceDomains: true,
  }),
);

export type FolderDetails = Pick<Details, 'permissions' | 'serviceDomains' | 'developmentSettings'>;

/**
 * The folder's real path. Throws `AppError('invalid-argument')` when it is no folder or has no manifest:
 * then it is not a mini-program's.
 */
export async function resolveOpenFolder(folder: string): Promise<string> {
  const refuse = (key: 'folders.none' | 'folders.file' | 'folders.noManifest'): AppError =>
    new AppError('invalid-argument', { key, values: { folder } });
  const stats = await stat(folder).catch(() => null);
  if (!stats) throw refuse('folders.none');
  if (!stats.isDirectory()) throw refuse('folders.file');
  const real = await realpath(folder);
  if (!(await stat(path.join(real, MANIFEST_FILE)).catch(() => null))?.isFile()) throw refuse('folders.noManifest');
  return real;
}

/** `dev` and 16 digits: a lower-case label, so the id is its own host. `folder`: the real path. */
export function appIdOfFolder(folder: string): string {
  const digest = createHash('sha256').update(folder).digest();
  return `dev${BigInt(`0x${digest.subarray(0, 12).toString('hex')}`)
    .toString(36)
    .padStart(19, '0')
    .slice(-16)}`;
}

/** Throws `AppError('package-invalid')` that says where the mistake is: `manifest.json:3:5: …`. */
export async function readFolderProgram(folder: string, now: number): Promise<FolderProgram> {
  const appId = appIdOfFolder(folder);
  const manifestText = await readText(folder, MANIFEST_FILE);
  if (manifestText === null) throw new AppError('package-invalid', { key: 'folders.gone', values: { folder } });
  const detailsText = await readText(folder, DETAILS_FILE);
  const choice = fileChoiceIn(detailsText);
  return programOf({
    appId,
    manifestText,
    detailsText,
    hasFile: (name) => hasServedFile(folder, name, choice),
    iconState: (icon) => changedAt(path.join(folder, icon)),
    now,
  });
}

export interface ProgramSource {
  readonly appId: string;
  readonly manifestText: string;
  /** `null`: there is none. */
  readonly detailsText: string | null;
  hasFile(name: string): boolean;
  /** Another number when the icon is another one. */
  iconState(icon: string): number;
  readonly now: number;
}

/** Throws `AppError('package-invalid')` that says where the mistake is. */
export function programOf({ appId, manifestText, detailsText, hasFile, iconState, now }: ProgramSource): FolderProgram {
  const manifest = manifestOf(manifestText);
  const fields = detailsText === null ? parseFolderDetails('{}') : parseFolderDetails(detailsText);
  const version = versionNameOf(manifest) ?? NO_VERSION;
  const icon = iconOf(manifest, hasFile);
  const startPage = startPageIn(manifest, hasFile);
  const sha256 = createHash('sha256')
    .update(JSON.stringify([manifestText, detailsText, icon && iconState(icon)]))
    .digest('hex');
  return {
    details: {
      ...fields,
      appId,
      name: displayName(manifest.name),
      description: cleanText(manifest.description ?? '', 2000),
      names: mapTexts(manifest.name_localized, displayName),
      descriptions: mapTexts(manifest.description_localized, (text) => cleanText(text, 2000)),
      version,
      packageUrl: NO_PACKAGE,
      packageSha256: sha256,
    },
    installed: {
      version,
      sha256,
      folder: 'folder',
      startPage: startPage.address,
      fallbackPage: manifest.spa_fallback ? startPage.file : null,
      charset: manifest.charset ?? null,
      icon,
      installedAt: now,
      provenAt: now,
      unprovenStarts: 0,
    },
  };
}

/** `details.json` as the container reads it. Throws `AppError('package-invalid')` with the place. */
export function parseFolderDetails(text: string): FolderDetails {
  const json = mapJson(text);
  if (!json.ok) throw invalidAt(DETAILS_FILE, json.position, json.problem);
  const parsed = folderDetailsSchema().safeParse(spelledDetails(json.value));
  if (parsed.success) return { serviceDomains: [], ...parsed.data };
  const { path: field, text: problem } = firstFieldProblem(parsed.error, 'it');
  throw invalidAt(DETAILS_FILE, json.positionOf(field), problem);
}

/** A file as the package would serve it: none of the author's own, none behind a link. */
export async function openFolderFile(folder: string, urlPath: string): Promise<PackageFile | null> {
  const file = await openPackageFile(folder, urlPath);
  if (!file) return null;
  const name = path.relative(folder, file.path).split(path.sep).join('/');
  // The author may bring a file in that is usually left out, and leave others out.
  return isLeftOut(name, await choiceIn(folder)) ? null : file;
}

/** What the author decides in `details.json`; nothing, when that cannot be read. */
export async function choiceIn(folder: string): Promise<FileChoice> {
  return fileChoiceIn(decodeJson(await readFile(path.join(folder, DETAILS_FILE)).catch(() => Buffer.alloc(0))));
}

function fileChoiceIn(detailsText: string | null): FileChoice {
  const json = detailsText === null ? null : mapJson(detailsText);
  return json?.ok ? fileChoiceOf(json.value) : NO_CHOICE;
}

function manifestOf(text: string): Manifest {
  const reading = readManifest(text);
  if (!reading.ok) throw invalidAt(MANIFEST_FILE, reading.position, reading.problem);
  return reading.manifest;
}

function startPageIn(manifest: Manifest, hasFile: (name: string) => boolean): StartPage {
  try {
    return startPageOf('', manifest, hasFile);
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause;
    const wanted = manifest.start_url ?? manifest.pages?.[0] ?? 'index.html';
    throw new AppError('package-invalid', `${MANIFEST_FILE}: its start page "${wanted}" is not in the folder.`, {
      cause,
    });
  }
}

async function readText(folder: string, name: string): Promise<string | null> {
  const file = path.join(folder, name);
  const stats = await stat(file).catch(() => null);
  if (!stats?.isFile()) return null;
  if (stats.size > MANIFEST_LIMITS.bytes) throw invalid(`${name} is larger than 1 MiB`);
  const bytes = await readFile(file).catch(() => null);
  if (bytes === null) return null;
  const text = decodeJson(bytes);
  if (text === null) throw invalid(`${name} is not text in UTF-8`);
  return text;
}

function hasServedFile(folder: string, name: string, choice: FileChoice): boolean {
  return (
    !isLeftOut(name, choice) &&
    !name.split('/').includes('..') &&
    (statSync(path.join(folder, name), { throwIfNoEntry: false })?.isFile() ?? false)
  );
}

function changedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function invalidAt(file: string, { line, column }: TextPosition, problem: string): AppError {
  return invalid(`${file}:${line}:${column}: ${problem}`);
}

function invalid(message: string): AppError {
  return new AppError('package-invalid', `${message}.`);
}
