/**
 * Mini-programs that run from a folder, among those that come from a backend: the details and the
 * "package" of the former are what is in the folder now, everything else is the same for both.
 */
import { setTimeout } from 'node:timers/promises';
import type { MiniProgramStore } from '../../storage/ports.ts';
import type { Clock } from '../../support/clock.ts';
import { shownTexts } from '../../models/details-schema.ts';
import { AppError } from '../../support/errors.ts';
import { createListeners } from '../../support/listeners.ts';
import type { DetailsSource } from '../details/details.ts';
import { createDevServerFiles, isServerAddress, readServerProgram, resolveDevServer } from './dev-server.ts';
import {
  appIdOfFolder,
  openFolderFile,
  readFolderProgram,
  resolveOpenFolder,
  type FolderProgram,
} from './open-folder.ts';
import { createFolderScripts } from '../inline-scripts/folder-scripts.ts';
import { pageOf, type PageHasher } from '../inline-scripts/page-hasher.ts';
import type { InstalledPackage } from '../../models/state-schema.ts';
import type { Address } from '../packages/addresses.ts';
import type { PackageFile } from '../packages/package-files.ts';
import type { PackageInstaller } from '../packages/packages.ts';

export interface OpenFolders {
  readonly details: DetailsSource;
  readonly packages: PackageInstaller;
  /** Puts a folder on the shelf and answers its id. Throws `AppError('invalid-argument')`, without `--dev` `AppError('denied')`. */
  add(folder: string): Promise<string>;
  /** Whether manifest or details say something else than at its last start, once the folder is whole; one that stays broken does. */
  hasOtherDescription(appId: string): Promise<boolean>;
  /** What the dev server of this mini-program answers; `null`: it has none. */
  openServed(appId: string, installed: InstalledPackage, address: Address): Promise<PackageFile | null> | null;
  dispose(): void;
  /** Called when a cold start reads a folder. Returns the function that ends it. */
  onUsed(listener: (appId: string, folder: string) => void): () => void;
}

export interface OpenFoldersDependencies {
  readonly details: DetailsSource;
  readonly packages: PackageInstaller;
  readonly store: MiniProgramStore;
  readonly clock: Clock;
  readonly dev: boolean;
  readonly hasher: Pick<PageHasher, 'hash'>;
  /** Of whoever reads names. Default: the manifest's own. */
  readonly locale?: (() => string) | undefined;
  /** Something that the author wants to know. */
  onProblem(appId: string, message: string): void;
}

/** A build empties its folder first and takes a moment to fill it. */
const WHOLE_WITHIN_MS = 300;
const LOOK_AGAIN_MS = 30;

/** Calls a folder broken only when it still is after that moment. */
async function readWhenWhole<T>(read: () => Promise<T>): Promise<T> {
  const until = performance.now() + WHOLE_WITHIN_MS;
  for (;;) {
    try {
      return await read();
    } catch (error) {
      if (performance.now() >= until) throw error;
      await setTimeout(LOOK_AGAIN_MS);
    }
  }
}

export function createOpenFolders({
  details,
  packages,
  store,
  clock,
  dev,
  hasher,
  locale = () => '',
  onProblem,
}: OpenFoldersDependencies): OpenFolders {
  const scripts = createFolderScripts(hasher, onProblem);
  const used = createListeners<[appId: string, folder: string]>();
  const folderOf = (appId: string): string | null => store.get(appId)?.openFolder ?? null;

  const requireDev = (name: string): void => {
    if (!dev) throw new AppError('denied', { key: 'folders.developersOnly', values: { name } });
  };
  const read = async (appId: string, folder: string): Promise<FolderProgram> => {
    requireDev(store.get(appId)?.name ?? appId);
    const readProgram = isServerAddress(folder) ? readServerProgram : readFolderProgram;
    return readWhenWhole(() => readProgram(folder, clock.now()));
  };
  /** Reads the folder and keeps what workers and background fetches look up without a window. */
  const refresh = async (appId: string, folder: string): Promise<FolderProgram> => {
    // What a dev server serves is followed by the server's own client.
    if (!isServerAddress(folder)) used.notify(appId, folder);
    const program = await read(appId, folder);
    if (store.get(appId)) {
      store.update(appId, {
        ...shownTexts(program.details, locale()),
        installed: program.installed,
        details: { value: program.details, fetchedAt: clock.now(), backendUrl: null },
      });
    }
    return program;
  };

  const servers = createDevServerFiles();
  const openServed: OpenFolders['openServed'] = (appId, installed, address) => {
    const server = folderOf(appId);
    if (server === null || !isServerAddress(server)) return null;
    if (!dev) return Promise.resolve(null);
    const open = async (): Promise<PackageFile | null> => {
      const file = await servers.open(server, address);
      if (!file || !pageOf(file.name)) return file;
      return { ...file, inlineScripts: await scripts.of(appId, servers.folder(), file, installed.charset) };
    };
    return open();
  };

  return {
    onUsed: used.add,
    openServed,
    dispose: () => servers.dispose(),
    async hasOtherDescription(appId) {
      const folder = folderOf(appId);
      if (folder === null) return false;
      const program = await read(appId, folder).catch(() => null);
      return program?.installed.sha256 !== store.get(appId)?.installed?.sha256;
    },
    async add(folder) {
      // A second start with `--dev` is told to the one that runs, perhaps without.
      requireDev(folder);
      const real = isServerAddress(folder) ? resolveDevServer(folder) : await resolveOpenFolder(folder);
      const appId = appIdOfFolder(real);
      store.add({ appId, name: real.split(/[\\/]/).findLast(Boolean) ?? real, description: '' });
      if (folderOf(appId) !== real) store.update(appId, { openFolder: real });
      return appId;
    },
    details: {
      async forColdStart(appId, signal) {
        const folder = folderOf(appId);
        if (folder === null) return details.forColdStart(appId, signal);
        const program = await refresh(appId, folder);
        return {
          details: program.details,
          origin: 'fresh',
          refresh: () => Promise.resolve({ ok: true, details: program.details }),
        };
      },
      async renew(appId, signal) {
        const folder = folderOf(appId);
        return folder === null ? details.renew(appId, signal) : (await read(appId, folder)).details;
      },
      async lookUp(appId, signal) {
        const folder = folderOf(appId);
        return folder === null ? details.lookUp(appId, signal) : (await read(appId, folder)).details;
      },
    },
    packages: {
      ...packages,
      async ensureInstalled(appId, wanted, options) {
        const folder = folderOf(appId);
        return folder === null
          ? packages.ensureInstalled(appId, wanted, options)
          : (store.get(appId)?.installed ?? (await refresh(appId, folder)).installed);
      },
      packageFolder: (appId, installed) => folderOf(appId) ?? packages.packageFolder(appId, installed),
      async openFile(appId, installed, urlPath) {
        const folder = folderOf(appId);
        if (folder === null) return packages.openFile(appId, installed, urlPath);
        const served = openServed(appId, installed, { pathname: urlPath, isNavigation: false });
        if (served) return served;
        const file = dev ? await openFolderFile(folder, urlPath) : null;
        return file && pageOf(file.name)
          ? { ...file, inlineScripts: await scripts.of(appId, folder, file, installed.charset) }
          : file;
      },
    },
  };
}
