/** Shows a mini-program that runs from a folder again, whenever a file in the folder changes. */
import type { BrowserWindow } from 'electron';
import type { LocalizedText } from '../../preload/contract/messages/index.ts';
import { isUnwatched, type FileChoice } from '../catalog/folders/development-files.ts';
import { watchFolder } from '../catalog/folders/folder-watch.ts';
import { choiceIn, DETAILS_FILE } from '../catalog/folders/open-folder.ts';
import type { OpenFolders } from '../catalog/folders/open-folders.ts';
import type { MiniProgramStore } from '../storage/ports.ts';
import { errorText } from '../support/errors.ts';
import { KeyedQueue } from '../support/keyed-queue.ts';
import type { Disposable } from '../support/shutdown-list.ts';
import type { WindowRegistry } from '../windows/window-registry.ts';
import { reloadPage } from './page-reload.ts';

export interface FolderReloadsDependencies {
  readonly folders: Pick<OpenFolders, 'onUsed' | 'hasOtherDescription'>;
  readonly store: Pick<MiniProgramStore, 'get' | 'onChange'>;
  readonly registry: Pick<WindowRegistry, 'miniProgram'>;
  readonly opener: { restart(appId: string): void };
  /** Serialized, such as `mp://abc`. */
  originOf(appId: string): string;
  /** Shows what stands in for the mini-program's page meanwhile. */
  showPlaceholder(window: BrowserWindow, appId: string): void;
  /** Tells the user, in the launcher. */
  warn(id: string, text: LocalizedText | string, appId: string): void;
}

/** A folder is followed from its first use until its mini-program is removed. */
export function followOpenFolders(dependencies: FolderReloadsDependencies): Disposable {
  const { folders, store, registry, opener, originOf, showPlaceholder, warn } = dependencies;
  const watches = new Map<string, Disposable & { readonly choice: FileChoice }>();
  let isOver = false;
  /** One reload at a time for each; what changes meanwhile is seen by the one after it. */
  const reloads = new KeyedQueue();

  async function show(appId: string, files: readonly string[]): Promise<void> {
    const window = registry.miniProgram(appId);
    if (!window) return;
    const isOwnPage = window.webContents.getURL().startsWith(`${originOf(appId)}/`);
    // A build writes the same manifest anew: what it says counts, not that it was written.
    const isSmall = files.length > 0 && !(await folders.hasOtherDescription(appId));
    if (window.isDestroyed()) return;
    if (isOwnPage && isSmall) await reloadPage(window, () => showPlaceholder(window, appId));
    else opener.restart(appId);
  }

  function changed(appId: string, files: readonly string[]): void {
    reloads
      .run(appId, () => show(appId, files))
      .catch((error: unknown) => warn(`folder-${appId}`, errorText(error), appId));
  }

  /** Anew when the author brings in other files, or leaves others out. */
  async function follow(appId: string, folder: string): Promise<void> {
    const choice = await choiceIn(folder);
    const known = watches.get(appId);
    if (isOver || !store.get(appId) || JSON.stringify(known?.choice) === JSON.stringify(choice)) return;
    void known?.dispose();
    const watch = watchFolder({
      folder,
      ignores: (file) => file !== DETAILS_FILE && isUnwatched(file, choice),
      onChange: (files) => changed(appId, files),
      onProblem: (problem) =>
        warn(`folder-${appId}`, { key: 'folders.notFollowed', values: { folder, problem } }, appId),
    });
    watches.set(appId, { choice, dispose: () => watch.dispose() });
  }

  const endUse = folders.onUsed((appId, folder) => void follow(appId, folder));
  const endWatch = (appId: string): void => {
    void watches.get(appId)?.dispose();
    watches.delete(appId);
  };
  const endStore = store.onChange((appId) => {
    if (!store.get(appId)) endWatch(appId);
  });

  return {
    dispose() {
      isOver = true;
      endUse();
      endStore();
      [...watches.keys()].forEach(endWatch);
    },
  };
}
