/**
 * Builds mini-program packages. The same files give the same bytes whatever their dates and the time
 * zone; another release of Node may compress differently.
 */
import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { ZipFile } from 'yazl';

export type PackageFiles = Readonly<Record<string, string | Uint8Array>>;

export interface BuiltPackage {
  readonly bytes: Buffer;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

/** A ZIP file's own kind of date has no time zone, and local time goes into it. */
const fixedTime = (): Date => new Date(2020, 0, 1);

/** `isStored`: entries are not compressed, for backends that compress on the way and send differences. */
export async function buildPackage(files: PackageFiles, { isStored = false } = {}): Promise<BuiltPackage> {
  const zip = new ZipFile();
  const mtime = fixedTime();
  for (const name of Object.keys(files).sort()) {
    zip.addBuffer(Buffer.from(files[name] ?? ''), name, {
      mtime,
      forceDosTimestamp: true,
      mode: 0o100644,
      compress: !isStored,
    });
  }
  zip.end();
  // yazl's stream is an ordinary readable; its declaration names the older interface.
  return describePackage(await buffer(zip.outputStream as Readable));
}

export function describePackage(bytes: Uint8Array): BuiltPackage {
  const copy = Buffer.from(bytes);
  return { bytes: copy, sha256: createHash('sha256').update(copy).digest('hex') };
}

/** Every file below `folder`, by its path with forward slashes. */
export async function readPackageFolder(folder: string): Promise<PackageFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files: Record<string, Uint8Array> = {};
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const absolute = path.join(entry.parentPath, entry.name);
    files[path.relative(folder, absolute).split(path.sep).join('/')] = await readFile(absolute);
  }
  return files;
}
