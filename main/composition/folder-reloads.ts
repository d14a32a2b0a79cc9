/** Mini-programs that run from a folder, shown again when a file in it changes. */
import { followOpenFolders, type FolderReloadsDependencies } from '../opening/folder-reloads.ts';
import { originOf } from '../sessions/schemes.ts';
import type { Disposable } from '../support/shutdown-list.ts';
import type { Messages } from '../system/language/messages.ts';
import { loadingPage, showContainerPage } from '../windows/container-pages/container-page.ts';
import type { Pictures } from './pictures.ts';
import type { PageSeal } from '../windows/container-pages/page-seal.ts';

export function createFolderReloads(
  dependencies: Omit<FolderReloadsDependencies, 'originOf' | 'showPlaceholder'> & {
    readonly messages: Messages;
    readonly pageSeal: PageSeal;
    readonly pictures: Pick<Pictures, 'urlOf'>;
  },
): Disposable {
  const { store, messages, pageSeal } = dependencies;
  return followOpenFolders({
    ...dependencies,
    originOf,
    showPlaceholder: (window, appId) =>
      showContainerPage(
        window,
        loadingPage(
          { appId, name: store.get(appId)?.name ?? appId, iconUrl: dependencies.pictures.urlOf(appId) },
          messages,
        ),
        pageSeal,
      ),
  });
}
