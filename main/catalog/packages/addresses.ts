/**
 * The one rule from an address to a file of a package, for the start page, links, navigations,
 * reloads and workers alike: the address stays as it was asked for, and the file is looked for.
 *
 * - `/` and `folder/` are answered with their `index.html`, else their `index.htm`.
 * - `folder` redirects to `folder/`, or the page's relative addresses would be looked for one level too high.
 * - A navigation to `name` is answered with `name.html`, else `name.htm`, when there is no `name`.
 * - With `"spa_fallback": true` in the manifest, every other navigation is answered with the start page's file.
 */

export interface Address {
  /** Of a URL, still percent-encoded. */
  readonly pathname: string;
  /** A document for a window or a frame is asked for, not a part of one. */
  readonly isNavigation: boolean;
  /** With its question mark; what a package holds does not depend on it. */
  readonly search?: string;
  /** The kinds of content that were asked for. */
  readonly accept?: string | null;
}

export type AddressAnswer<File> =
  | { readonly kind: 'file'; readonly file: File }
  /** To this pathname; query and fragment stay. */
  | { readonly kind: 'redirect'; readonly pathname: string };

/** A file that may answer an address, in the order in which they are tried. */
export interface Candidate {
  /** Percent-encoded, like the address. */
  readonly path: string;
  readonly kind: AddressAnswer<unknown>['kind'];
}

/** The first that is there; the second is what tools for older systems write. */
const PAGE_ENDINGS = ['.html', '.htm'] as const;
/** Of a folder, the first that is there. */
export const INDEX_PAGES = PAGE_ENDINGS.map((ending) => `index${ending}`);

export function candidatesOf({ pathname, isNavigation }: Address): readonly Candidate[] {
  const isFolder = pathname === '' || pathname.endsWith('/');
  if (isFolder) return INDEX_PAGES.map((index) => ({ path: pathname + index, kind: 'file' }));
  return [
    { path: pathname, kind: 'file' },
    ...INDEX_PAGES.map((index) => ({ path: `${pathname}/${index}`, kind: 'redirect' }) as const),
    ...(isNavigation ? PAGE_ENDINGS.map((ending) => ({ path: pathname + ending, kind: 'file' }) as const) : []),
  ];
}

/**
 * What answers `address`; `null`: nothing does. `read` finds a file by its exact path. `fallback`: the path of the
 * file that answers navigations to nothing.
 */
export async function resolveAddress<File>(
  address: Address,
  read: (path: string) => Promise<File | null>,
  fallback: string | null,
): Promise<AddressAnswer<File> | null> {
  for (const { path, kind } of candidatesOf(address)) {
    const file = await read(path);
    if (file !== null) return kind === 'file' ? { kind, file } : { kind, pathname: `${address.pathname}/` };
  }
  const file = address.isNavigation && fallback !== null ? await read(fallback) : null;
  return file === null ? null : { kind: 'file', file };
}
