/**
 * Makes an installed package out of details: download, check, unpack, manifest, then one rename.
 * Whatever fails before the rename leaves nothing but temporary files, which are deleted; a folder
 * counts from the moment its stamp is written, last of all.
 */
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { InstallProgress } from '../../../preload/contract/launcher.ts';
import {
  PRIVATE_FOLDER_MODE,
  removeTemporaryFiles,
  removeTree,
  renameWithRetry,
  syncFolder,
  temporaryName,
} from '../../storage/atomic-file.ts';
import type { InstalledPackage } from '../../models/state-schema.ts';
import { AppError } from '../../support/errors.ts';
import type { NetworkSwitches } from '../../network/client/network-switches.ts';
import type { RequestObserver } from '../../network/client/request-observer.ts';
import type { BackendHttp } from '../../network/client/backend-http.ts';
import type { Details } from '../../models/details-schema.ts';
import { decodeJson } from '../../support/json-text.ts';
import { isDiskError, requireFreeBytes, type FreeBytes } from '../../storage/disk.ts';
import {
  iconOf,
  MANIFEST_FILE,
  MANIFEST_LIMITS,
  parseManifest,
  startPageOf,
  versionNameOf,
  type Manifest,
} from './manifest.ts';
import { isBuiltInAddress } from '../built-in/built-in-index.ts';
import type { BuiltInPackages } from '../built-in/built-in-packages.ts';
import { inlineScriptsCut, stampedScripts } from '../inline-scripts/package-scripts.ts';
import type { HashingResult, PageHasher } from '../inline-scripts/page-hasher.ts';
import { findDictionary, keepDictionary, type Dictionary, type DictionaryOffer } from './dictionary.ts';
import { downloadPackage, RefusedAddress, type PackageAnswer, type PackageSourceRules } from './package-download.ts';
import { PACKAGE_LIMITS, type PackageLimits } from './package-entries.ts';
import {
  installedPackageOf,
  isPackageWhole,
  readPackageStamp,
  stampFileOf,
  writePackageStamp,
  type PackageStamp,
} from '../../storage/package-stamp.ts';
import { unpackPackage, type UnpackedFiles } from './unpack.ts';

export interface PackageBuilderOptions {
  readonly http: BackendHttp;
  readonly rules: PackageSourceRules;
  readonly freeBytes: FreeBytes;
  readonly now: () => number;
  readonly limits?: PackageLimits;
  readonly observer?: RequestObserver | undefined;
  readonly switches?: Pick<NetworkSwitches, 'admit'> | undefined;
  readonly hasher: Pick<PageHasher, 'hash'>;
  /** Asked before the network. */
  readonly builtIn?: Pick<BuiltInPackages, 'copy'> | undefined;
}

export interface PackageBuild {
  readonly details: Details;
  /** Absolute folder `packages` of the mini-program. No other build may use it meanwhile. */
  readonly packagesFolder: string;
  /** What runs now: a newer package may come as a difference to it. */
  readonly running?: InstalledPackage | null;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress: (progress: InstallProgress) => void;
}

export interface BuiltPackage {
  readonly installed: InstalledPackage;
  /** Bytes downloaded, or copied from what came with the application; 0 when the package was there already. */
  readonly bytes: number;
  /** Something a developer wants to know, that is no reason to refuse. */
  readonly warning: string | null;
}

/** Throws `AppError`: `package-mismatch`, `package-invalid`, `package-unreachable`, `storage-failed`, `aborted`. */
export async function buildPackage(options: PackageBuilderOptions, build: PackageBuild): Promise<BuiltPackage> {
  const { details, packagesFolder, signal } = build;
  const name = packageFolderName(details.version, details.packageSha256);
  const target = path.join(packagesFolder, name);
  const zipFile = path.join(packagesFolder, temporaryName('download'));
  const unpacked = path.join(packagesFolder, temporaryName(name));
  try {
    await mkdir(packagesFolder, { recursive: true, mode: PRIVATE_FOLDER_MODE });
    await removeTemporaryFiles(packagesFolder);
    // A kill between the stamp and the state, or a version that comes back, costs no second download.
    const existing = await readPackageStamp(target);
    if (existing && (await isPackageWhole(target, details.appId, details.packageSha256))) {
      return { installed: installedPackageOf(name, existing), bytes: 0, warning: null };
    }
    const { bytes, offer } = await obtain(options, build, zipFile);
    build.onProgress({ phase: 'verify', receivedBytes: bytes, totalBytes: bytes });
    const files = await unpackPackage(details.appId, zipFile, unpacked, {
      limits: options.limits ?? PACKAGE_LIMITS,
      signal,
      beforeWriting: (totalBytes) => requireFreeBytes(details.appId, packagesFolder, totalBytes, options.freeBytes),
      onProgress: (receivedBytes, totalBytes) => build.onProgress({ phase: 'unpack', receivedBytes, totalBytes }),
    });
    const manifest = await readManifest(details.appId, unpacked, files);
    const names = files.map(([name]) => name);
    const inline = await options.hasher.hash(unpacked, names, manifest.charset ?? null);
    const stamp = stampOf(details, manifest, files, options.now(), inline);
    signal?.throwIfAborted();
    await putInPlace(unpacked, target, stamp);
    // Without it the next update is a whole package.
    if (offer) await keepDictionary(target, zipFile, details.packageSha256, offer).catch(() => {});
    const warnings = [versionWarning(details, manifest), inlineWarning(details.appId, inline)].filter(
      (one) => one !== null,
    );
    return { installed: installedPackageOf(name, stamp), bytes, warning: warnings.join(' ') || null };
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (signal?.aborted) throw new AppError('aborted', `The installation of "${details.appId}" was cancelled.`);
    if (!isDiskError(error)) throw error;
    throw new AppError(
      'storage-failed',
      `Cannot install "${details.appId}": its files cannot be written to the disk.`,
      { cause: error },
    );
  } finally {
    // What is left is swept before the next build all the same.
    await Promise.all([removeTree(zipFile), removeTree(unpacked)]).catch(() => {});
  }
}

/** `<version>-<first 8 digits of the SHA-256>`, with what a file name cannot hold replaced. */
export function packageFolderName(version: string, sha256: string): string {
  const safe = version.replace(/[^0-9A-Za-z._-]/g, '_').replace(/^[.-]/, '_');
  // `con.1` is a device on Windows, whatever follows.
  const isDevice = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i.test(safe);
  return `${isDevice ? '_' : ''}${safe}-${sha256.slice(0, 8)}`;
}

interface Download {
  readonly bytes: number;
  readonly offer: DictionaryOffer | null;
}

/** From what came with the application, else from the network. */
async function obtain(options: PackageBuilderOptions, build: PackageBuild, file: string): Promise<Download> {
  const { details, signal } = build;
  const bytes = (await options.builtIn?.copy(details, file, options.freeBytes, signal)) ?? null;
  if (bytes !== null) return { bytes, offer: null };
  if (!isBuiltInAddress(details.packageUrl)) return download(options, build, file);
  // The backend knows its address: whoever asked for the package asks there.
  throw new AppError(
    'package-unreachable',
    { key: 'builtIn.missing', values: { name: details.name } },
    { cause: new RefusedAddress('It came with the application') },
  );
}

/** As a difference to what runs, when the server knows that; whatever fails then costs one download of all. */
async function download(options: PackageBuilderOptions, build: PackageBuild, file: string): Promise<Download> {
  const { details, packagesFolder, running, signal } = build;
  const url = URL.parse(details.packageUrl);
  const dictionary =
    running && url ? await findDictionary(path.join(packagesFolder, running.folder), running.sha256, url) : null;
  let answer: PackageAnswer = { isDelta: false, offer: null };
  const attempt = async (offered: Dictionary | null): Promise<Download> => {
    const bytes = await downloadPackage(options.http, options.rules, options.freeBytes, {
      details,
      file,
      signal,
      dictionary: offered,
      observer: options.observer,
      switches: options.switches,
      onAnswer: (head) => (answer = head),
      onProgress: (receivedBytes, totalBytes) =>
        build.onProgress({ phase: 'download', receivedBytes, ...(totalBytes === undefined ? {} : { totalBytes }) }),
    });
    return { bytes, offer: answer.offer };
  };
  try {
    return await attempt(dictionary);
  } catch (error) {
    const isOver = signal?.aborted || (error instanceof AppError && error.code === 'storage-failed');
    if (!answer.isDelta || isOver) throw error;
    await removeTree(file);
    return attempt(null);
  }
}

/** Second half of a sentence; '' when there is nothing like it: where a manifest lies that was packed in the wrong place. */
function elsewhere(files: UnpackedFiles): string {
  const alike = files.map(([name]) => name).filter((name) => /(?:^|\/)manifest\.json$/i.test(name));
  const nearest = alike.sort((a, b) => a.length - b.length)[0];
  return nearest === undefined ? '' : ` at its top, only "${nearest.slice(0, 120)}"`;
}

async function readManifest(appId: string, folder: string, files: UnpackedFiles): Promise<Manifest> {
  const invalid = (reason: string): AppError =>
    new AppError('package-invalid', `Cannot install "${appId}": ${reason}.`);
  const size = files.find(([name]) => name === MANIFEST_FILE)?.[1];
  if (size === undefined) throw invalid(`its package has no ${MANIFEST_FILE}${elsewhere(files)}`);
  if (size > MANIFEST_LIMITS.bytes) throw invalid(`its ${MANIFEST_FILE} is larger than 1 MiB`);
  const text = decodeJson(await readFile(path.join(folder, MANIFEST_FILE)));
  if (text === null) throw invalid(`its ${MANIFEST_FILE} is not text in UTF-8`);
  const manifest = parseManifest(appId, text);
  if (manifest.app_id !== appId)
    throw invalid(`its package is that of another mini-program, "${manifest.app_id.slice(0, 100)}"`);
  return manifest;
}

function stampOf(
  details: Details,
  manifest: Manifest,
  files: UnpackedFiles,
  installedAt: number,
  inline: HashingResult,
): PackageStamp {
  const names = new Set(files.map(([name]) => name));
  const hasFile = (name: string): boolean => names.has(name);
  const startPage = startPageOf(details.appId, manifest, hasFile);
  return {
    schemaVersion: 1,
    appId: details.appId,
    name: details.name,
    description: details.description,
    version: details.version,
    sha256: details.packageSha256,
    startPage: startPage.address,
    fallbackPage: manifest.spa_fallback ? startPage.file : null,
    charset: manifest.charset ?? null,
    icon: iconOf(manifest, hasFile),
    installedAt,
    files: files.map(([name, size]) => [name, size]),
    inlineScripts: stampedScripts(inline.pages),
  };
}

/** The SHA-256 says which package it is; the backend's version is the one that counts and that requests carry. */
function versionWarning(details: Details, manifest: Manifest): string | null {
  const version = versionNameOf(manifest);
  if (version === null || version === details.version) return null;
  return `The ${MANIFEST_FILE} of "${details.appId}" says version ${version}, the backend ${details.version}; the backend's counts.`;
}

function inlineWarning(appId: string, { cut }: HashingResult): string | null {
  return cut === null ? null : inlineScriptsCut(appId, cut);
}

async function putInPlace(unpacked: string, target: string, stamp: PackageStamp): Promise<void> {
  const packagesFolder = path.dirname(target);
  await rm(stampFileOf(target), { force: true });
  const replaced = path.join(packagesFolder, temporaryName(path.basename(target)));
  await renameWithRetry(target, replaced).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await renameWithRetry(unpacked, target);
  await syncFolder(packagesFolder);
  await writePackageStamp(target, stamp);
  // Files that are still open on Windows are swept before the next build.
  await removeTree(replaced).catch(() => {});
}
