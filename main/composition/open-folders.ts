/** Mini-programs that run from a folder: opened, watched, and shown again when a file changes. */
import { DETAILS_FILE } from '../catalog/folders/open-folder.ts';
import { isDevelopmentFile } from '../catalog/folders/development-files.ts';
import { watchFolder } from '../catalog/folders/folder-watch.ts';
import { createOpenFolders } from '../catalog/folders/open-folders.ts';
import type { Clock } from '../support/clock.ts';
import type { Disposable, ShutdownList } from '../support/shutdown-list.ts';
import { errorText } from '../support/errors.ts';
import type { EventLog } from '../support/event-log.ts';
import type { CommandLine } from '../system/start/command-line.ts';
import type { Messages } from '../system/language/messages.ts';
import { loadingPage } from '../windows/container-pages/container-page.ts';
import { reloadPage } from '../opening/page-reload.ts';
import { originOf } from '../sessions/schemes.ts';
import type { WindowRegistry } from '../windows/window-registry.ts';
import type { Network } from './network.ts';
import type { Storage } from './storage.ts';
import type { Windows } from './windows.ts';

export interface OpenFolderDependencies {
  readonly commandLine: CommandLine;
  readonly storage: Storage;
  readonly clock: Clock;
  readonly messages: Messages;
  readonly registry: WindowRegistry;
  readonly events: EventLog;
  readonly disposables: ShutdownList;
  /** Made later, of the network that this makes. */
  windows(): Pick<Windows, 'opener' | 'launcher' | 'showContainerPage'>;
}

export interface OpenFolderParts {
  /** `network`, with what is in a folder in the place of what a backend says. */
  readonly network: Network;
  /** Opens the mini-program in `folder` (absolute). What is wrong with it is told in the launcher. */
  openFolder(folder: string): Promise<void>;
}

export function createOpenFolderParts(network: Network, dependencies: OpenFolderDependencies): OpenFolderParts {
  const { storage, clock, registry, disposables } = dependencies;
  const { store, warn } = storage;
  const watches = new Map<string, Disposable>();
  /** One reload at a time for each; what changes meanwhile is seen by the one after it. */
  const reloads = new Map<string, Promise<void>>();

  const folders = createOpenFolders({
    ...network,
    store,
    clock,
    dev: dependencies.commandLine.dev,
    onProblem: (appId, message) => dependencies.events.emit('problem', { appId, message }),
    onUsed(appId, folder) {
      if (watches.has(appId)) return;
      const watch = watchFolder({
        folder,
        ignores: (file) => file !== DETAILS_FILE && isDevelopmentFile(file),
        onChange: (files) => void changed(appId, files),
        onProblem: (problem) =>
          warn(`folder-${appId}`, { key: 'folders.notFollowed', values: { folder, problem } }, appId),
      });
      watches.set(appId, watch);
    },
  });

  const endWatch = (appId: string): void => {
    void watches.get(appId)?.dispose();
    watches.delete(appId);
  };
  disposables.defer(store.onChange((appId) => !store.get(appId) && endWatch(appId)));
  disposables.defer(() => [...watches.keys()].forEach(endWatch));

  function changed(appId: string, files: readonly string[]): Promise<void> {
    const reload = (reloads.get(appId) ?? Promise.resolve())
      .then(() => show(appId, files))
      .catch((error: unknown) => warn(`folder-${appId}`, errorText(error), appId))
      .finally(() => reloads.get(appId) === reload && reloads.delete(appId));
    reloads.set(appId, reload);
    return reload;
  }

  async function show(appId: string, files: readonly string[]): Promise<void> {
    const window = registry.miniProgram(appId);
    if (!window) return;
    const isOwnPage = window.webContents.getURL().startsWith(`${originOf(appId)}/`);
    // A build writes the same manifest anew: what it says counts, not that it was written.
    const isSmall = files.length > 0 && !(await folders.hasOtherDescription(appId));
    if (window.isDestroyed()) return;
    if (isOwnPage && isSmall) {
      const placeholder = loadingPage({ appId, name: store.get(appId)?.name ?? appId }, dependencies.messages);
      await reloadPage(window, () => dependencies.windows().showContainerPage(window, placeholder));
    } else dependencies.windows().opener.restart(appId);
  }

  return {
    network: { ...network, details: folders.details, packages: folders.packages },
    async openFolder(folder) {
      const { opener, launcher } = dependencies.windows();
      try {
        await opener.open({ appId: await folders.add(folder) });
      } catch (error) {
        warn('open', errorText(error));
        launcher.show();
      }
    },
  };
}
