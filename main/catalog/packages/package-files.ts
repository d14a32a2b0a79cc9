/** Finds the file of an installed package that a URL path names. */
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { InlineScriptHashes } from '../../models/inline-scripts.ts';
import { contentTypeOf } from './content-type.ts';

export interface PackageFile {
  /** Absolute. */
  readonly path: string;
  /** Below the package's folder, with `/`. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Content type, with a charset for text. */
  readonly type: string;
  /** Of a page: what of it may run inline. */
  readonly inlineScripts?: InlineScriptHashes;
}

/**
 * `urlPath` is the pathname of a URL, still percent-encoded, and names the file itself (which file answers an
 * address: addresses.ts). `null`: no such file, or a path that leaves `packageFolder`, goes over a link, or differs from
 * the file's name in case (file systems that do not mind case must not behave differently).
 */
export async function openPackageFile(packageFolder: string, urlPath: string): Promise<PackageFile | null> {
  const segments = segmentsOf(urlPath);
  if (!segments) return null;
  const file = await openExactly(packageFolder, urlPath, segments);
  // Packages are unpacked with names of Unicode's form C; a page made on macOS may ask in form D.
  const composed = segments.map((segment) => segment.normalize('NFC'));
  return file ?? (composed.join('/') === segments.join('/') ? null : openExactly(packageFolder, urlPath, composed));
}

async function openExactly(
  packageFolder: string,
  urlPath: string,
  segments: readonly string[],
): Promise<PackageFile | null> {
  try {
    const root = await realpath(packageFolder);
    const file = path.join(root, ...segments);
    if (urlPath.endsWith('/')) return null;
    if ((await realpath(file)) !== file) return null;
    const stats = await stat(file);
    if (!stats.isFile()) return null;
    const name = path.relative(root, file).split(path.sep).join('/');
    return { path: file, name, size: stats.size, type: contentTypeOf(file) };
  } catch {
    return null;
  }
}

/** `null` for what cannot be a path inside a package on any system. */
function segmentsOf(urlPath: string): string[] | null {
  const decoded = decodedPath(urlPath);
  if (decoded === null) return null;
  // Control characters, and what Windows reads as a separator, a drive or a stream.
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\\:]/.test(decoded)) return null;
  const segments = decoded.split('/').filter((segment) => segment !== '');
  return segments.includes('..') || segments.includes('.') ? null : segments;
}

/** A `%` without two digits behind it is one, as browsers take it: `100%.png`. `null` for what is no text. */
export function decodedPath(urlPath: string): string | null {
  try {
    return decodeURIComponent(urlPath.replace(/%(?![0-9a-f]{2})/gi, '%25'));
  } catch {
    return null;
  }
}
