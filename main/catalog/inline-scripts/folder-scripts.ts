/** The inline scripts of pages in an author's folder: hashed in the worker when a page is loaded, again when it changed. */
import { stat } from 'node:fs/promises';
import { NO_INLINE_SCRIPTS, type InlineScriptHashes } from '../../models/inline-scripts.ts';
import type { PackageFile } from '../packages/package-files.ts';
import { inlineScriptsCut } from './package-scripts.ts';
import type { PageHasher } from './page-hasher.ts';

export interface FolderScripts {
  /** What of the page `file` in `folder` may run inline. Never rejects. */
  of(appId: string, folder: string, file: PackageFile, charset: string | null): Promise<InlineScriptHashes>;
}

const REMEMBERED_PAGES = 64;

export function createFolderScripts(
  hasher: Pick<PageHasher, 'hash'>,
  report: (appId: string, message: string) => void,
): FolderScripts {
  const remembered = new Map<string, { readonly state: string; readonly hashes: Promise<InlineScriptHashes> }>();

  async function read(
    appId: string,
    folder: string,
    name: string,
    charset: string | null,
  ): Promise<InlineScriptHashes> {
    const { pages, cut } = await hasher.hash(folder, [name], charset);
    if (cut !== null) report(appId, inlineScriptsCut(appId, cut));
    return pages.get(name) ?? NO_INLINE_SCRIPTS;
  }

  return {
    async of(appId, folder, { path: file, name }, charset) {
      const stats = await stat(file).catch(() => null);
      const state = `${stats?.mtimeMs}:${stats?.size}:${charset}`;
      const before = remembered.get(file);
      const now = before?.state === state ? before : { state, hashes: read(appId, folder, name, charset) };
      remembered.delete(file);
      remembered.set(file, now);
      const [oldest] = remembered.keys();
      if (remembered.size > REMEMBERED_PAGES && oldest !== undefined) remembered.delete(oldest);
      return now.hashes;
    },
  };
}
