/**
 * The inline scripts of installed packages: hashed when a package is installed and kept in its stamp. A package
 * whose stamp is from before gets them once, in the worker, when it is first asked for.
 */
import { NO_INLINE_SCRIPTS, type InlineScriptHashes } from '../../models/inline-scripts.ts';
import { readPackageStamp, writePackageStamp, type PackageStamp } from '../../storage/package-stamp.ts';
import type { HashedPages, PageHasher } from './page-hasher.ts';

export interface PackageScripts {
  /** What of the page `name` may run inline. `packageFolder`: absolute. Never rejects. */
  of(packageFolder: string, name: string): Promise<InlineScriptHashes>;
}

/** Packages whose hashes stay in memory. */
const REMEMBERED_PACKAGES = 16;

export function createPackageScripts(
  hasher: Pick<PageHasher, 'hash'>,
  report: (message: string) => void,
): PackageScripts {
  const remembered = new Map<string, Promise<HashedPages>>();

  async function read(packageFolder: string): Promise<HashedPages> {
    const stamp = await readPackageStamp(packageFolder);
    if (!stamp) return new Map();
    if (stamp.inlineScripts) return new Map(Object.entries(stamp.inlineScripts));
    const { pages, cut } = await hasher.hash(
      packageFolder,
      stamp.files.map(([name]) => name),
      stamp.charset,
    );
    if (cut !== null) report(inlineScriptsCut(stamp.appId, cut));
    // Without the write it is done again at the next start: nothing is lost.
    await writePackageStamp(packageFolder, { ...stamp, inlineScripts: stampedScripts(pages) }).catch(() => {});
    return pages;
  }

  return {
    async of(packageFolder, name) {
      const found = remembered.get(packageFolder) ?? read(packageFolder);
      remembered.delete(packageFolder);
      remembered.set(packageFolder, found);
      const [oldest] = remembered.keys();
      if (remembered.size > REMEMBERED_PACKAGES && oldest !== undefined) remembered.delete(oldest);
      return (await found).get(name) ?? NO_INLINE_SCRIPTS;
    },
  };
}

export function stampedScripts(pages: HashedPages): NonNullable<PackageStamp['inlineScripts']> {
  return Object.fromEntries(
    [...pages].map(([name, { scripts, handlers }]) => [name, { scripts: [...scripts], handlers: [...handlers] }]),
  );
}

/** For developers: what does not run, and that it is a limit. */
export function inlineScriptsCut(appId: string, name: string): string {
  return (
    `Some inline scripts of "${appId}" do not run, those of "${name}" first: the page or the package has more than ` +
    'are looked at. Put them into files.'
  );
}
