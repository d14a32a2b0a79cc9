/**
 * What a ZIP file says it holds, checked before anything is unpacked. Only plain files with names
 * that mean the same on every system pass; sizes are held to their limits here and, since a header
 * can lie, again while the bytes come out.
 */
import path from 'node:path';
import type { Entry, ZipFile } from 'yauzl';
import { AppError } from '../../support/errors.ts';
import {
  decodeEntryName,
  isPackersOwn,
  metadataOf,
  showRawName,
  spellEntryName,
  topFolderOf,
  unknownNameProblem,
  type EntryName,
} from './entry-names.ts';
import { MANIFEST_FILE } from './manifest.ts';

export interface PackageLimits {
  readonly maxEntries: number;
  /** All files together, unpacked. */
  readonly maxTotalBytes: number;
  /** Unpacked to packed, of one file above `ratioFreeBytes` and of the whole package. */
  readonly maxEntryRatio: number;
  readonly maxTotalRatio: number;
  /** Below this size no ratio is looked at: short texts and blank images compress well. */
  readonly ratioFreeBytes: number;
}

export const PACKAGE_LIMITS: PackageLimits = {
  maxEntries: 5000,
  maxTotalBytes: 512 * 1024 * 1024,
  maxEntryRatio: 250,
  maxTotalRatio: 100,
  ratioFreeBytes: 1024 * 1024,
};

export interface PackageEntry {
  /** Relative, with `/`. */
  readonly path: string;
  /** As the header says; not more comes out. */
  readonly size: number;
  readonly entry: Entry;
}

const MAX_NAME_BYTES = 255;
const MAX_PATH_BYTES = 512;
const MAX_DEPTH = 32;
/** Names that Windows takes for a device, with any ending; older ones also with spaces before it. */
const WINDOWS_DEVICE = /^(?:con|prn|aux|nul|clock\$|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(?:\.|$)/i;
// eslint-disable-next-line no-control-regex
const FORBIDDEN_CHARACTERS = /[\u0000-\u001f\u007f<>:"|?*\\]/;

/** APPNOTE 4.4.5: what 7-Zip, Python and Explorer (Deflate64, above 2 GiB) use besides. */
const METHODS: ReadonlyMap<number, string> = new Map([
  [9, 'Deflate64'],
  [12, 'BZIP2'],
  [14, 'LZMA'],
  [93, 'Zstandard'],
  [95, 'XZ'],
  [98, 'PPMd'],
]);

const FILE_TYPE_MASK = 0o170000;
const REGULAR_FILE = 0o100000;
const DIRECTORY = 0o040000;

/** Throws `AppError('package-invalid')`. `packedBytes` is the size of the ZIP file. */
export async function readPackageEntries(
  appId: string,
  zip: ZipFile,
  packedBytes: number,
  limits: PackageLimits,
): Promise<PackageEntry[]> {
  const refuse = (reason: string): AppError => new AppError('package-invalid', `Cannot install "${appId}": ${reason}.`);
  if (zip.entryCount > limits.maxEntries) throw refuse(`the package has more than ${limits.maxEntries} entries`);
  const listed: { readonly entry: Entry; readonly decoded: string; readonly named: EntryName }[] = [];
  let count = 0;
  for await (const entry of zip.eachEntry()) {
    count += 1;
    if (count > limits.maxEntries) throw refuse(`the package has more than ${limits.maxEntries} entries`);
    const decoded = decodeEntryName(entry);
    if (decoded === null)
      throw refuse(
        `the name of the entry "${showRawName(entry.fileNameRaw).slice(0, 120)}" ${unknownNameProblem(entry)}`,
      );
    const named = spellEntryName(decoded, entry);
    const isRoot = named.name === '' && named.isFolder && entry.uncompressedSize === 0;
    if (!isRoot && !isPackersOwn(named.name)) listed.push({ entry, decoded, named });
  }
  const isListed = createNameFinder(listed.map(({ named }) => named.name));
  const found = listed.filter(({ named }) => {
    const of = metadataOf(named.name);
    return of === null || !isListed(of);
  });
  const top = topFolderOf(
    found.map(({ named }) => named.name),
    MANIFEST_FILE,
  );
  const names = createNameRegister();
  const entries: PackageEntry[] = [];
  let total = 0;
  for (const { entry, decoded, named } of found) {
    const { isFolder } = named;
    if (`${named.name}/` === top) continue;
    const shown = decoded.slice(0, 120);
    const name = named.name.slice(top.length);
    const problem = nameProblem(name) ?? entryProblem(entry, isFolder) ?? names.add(name, isFolder);
    if (problem) throw refuse(`the entry "${shown}" ${problem}`);
    if (isFolder) continue;
    total += entry.uncompressedSize;
    if (total > limits.maxTotalBytes)
      throw refuse(`the package is larger than ${mebibytes(limits.maxTotalBytes)} when unpacked`);
    if (isBomb(entry.uncompressedSize, entry.compressedSize, limits.maxEntryRatio, limits))
      throw refuse(`the entry "${shown}" unpacks to far more than a file does`);
    entries.push({ path: name, size: entry.uncompressedSize, entry });
  }
  // Entries that share the same packed bytes are only seen in the sum.
  if (isBomb(total, packedBytes, limits.maxTotalRatio, limits))
    throw refuse('the package unpacks to far more than its files do');
  return entries;
}

/** Of files and listed folders, and of the folders at the top. */
function createNameFinder(names: readonly string[]): (name: string) => boolean {
  const all = new Set([...names, ...names.map((name) => name.slice(0, name.indexOf('/')))]);
  return (name) => all.has(name);
}

function isBomb(unpacked: number, packed: number, ratio: number, limits: PackageLimits): boolean {
  return unpacked > limits.ratioFreeBytes && unpacked > packed * ratio;
}

function entryProblem(entry: Entry, isFolder: boolean): string | null {
  if (entry.isEncrypted()) return 'is encrypted';
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8)
    return `is packed by ${METHODS.get(entry.compressionMethod) ?? `the method ${entry.compressionMethod}`}; pack it with Deflate, or not at all`;
  const type = (entry.externalFileAttributes >>> 16) & FILE_TYPE_MASK;
  if (type !== 0 && type !== REGULAR_FILE && type !== DIRECTORY) return 'is a link or a special file';
  if ((type === DIRECTORY) !== isFolder && type !== 0) return 'is neither a file nor a folder';
  return null;
}

/** Why files of these paths, with `/`, cannot be in one package; `null` where they can. */
export function fileNameProblems(paths: readonly string[]): (string | null)[] {
  const names = createNameRegister();
  return paths.map((name) => nameProblem(name) ?? names.add(name, false));
}

/** Why `name`, without a slash at its end, cannot be a path inside a package on every system. */
function nameProblem(name: string): string | null {
  if (/^(?:\/|[a-z]:(?:\/|$))/i.test(name)) return 'has an absolute path';
  if (Buffer.byteLength(name) > MAX_PATH_BYTES) return 'has too long a path';
  const segments = name.split('/');
  if (segments.includes('..')) return 'leaves the package';
  if (segments.length > MAX_DEPTH) return 'lies too deep';
  for (const segment of segments) {
    if (segment === '' || segment === '.') return 'has an unclear path';
    const forbidden = FORBIDDEN_CHARACTERS.exec(segment)?.[0];
    if (forbidden !== undefined) return `has ${showCharacter(forbidden)} in its name, which not every system can store`;
    if (!segment.isWellFormed()) return 'has half a character in its name, which not every system can store';
    if (WINDOWS_DEVICE.test(segment)) return 'has a name that Windows keeps for a device';
    if (/[. ]$/.test(segment)) return 'has a dot or a space at the end of a name, which not every system can store';
    if (Buffer.byteLength(segment) > MAX_NAME_BYTES) return 'has too long a name';
    // Electron reads a file of such a name as a folder of its own, wherever it lies.
    if (/\.asar$/i.test(segment)) return 'has a name that is kept for archives of Electron';
  }
  return null;
}

function showCharacter(character: string): string {
  const code = character.charCodeAt(0);
  return code > 0x1f && code < 0x7f ? `a "${character}"` : 'a control character';
}

/** Finds names that are one and the same on a file system that minds neither case nor Unicode form. */
function createNameRegister(): { add(name: string, isFolder: boolean): string | null } {
  const kinds = new Map<string, { name: string; isFolder: boolean; isListed: boolean }>();
  const register = (name: string, isFolder: boolean, isListed: boolean): string | null => {
    const key = name.normalize('NFC').toLowerCase().normalize('NFC');
    const known = kinds.get(key);
    if (!known) {
      kinds.set(key, { name, isFolder, isListed });
      return null;
    }
    if (known.name !== name) return `differs from "${known.name.slice(0, 120)}" only in case`;
    if (known.isFolder !== isFolder) return 'is both a file and a folder';
    if (isListed && known.isListed) return 'is there twice';
    known.isListed ||= isListed;
    return null;
  };
  return {
    add(name, isFolder) {
      for (let folder = path.posix.dirname(name); folder !== '.'; folder = path.posix.dirname(folder)) {
        const problem = register(folder, true, false);
        if (problem) return problem;
      }
      return register(name, isFolder, true);
    },
  };
}

export function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / (1024 * 1024))} MiB`;
}
