/** Pictures of strangers: made showable once, kept beside their mini-program. */
import { appIdOfHost } from '../models/app-id.ts';
import { iconOf } from '../launcher/icon-url.ts';
import { createDrawings } from '../pictures/drawings.ts';
import { createPictureStore } from '../pictures/picture-store.ts';
import { showablePicture, type ShownPicture } from '../pictures/strangers-picture.ts';
import { createOfferedIcons, type OfferedIcons, type OfferedIconsOptions } from '../catalog/offers/offered-icons.ts';
import type { PackageInstaller } from '../catalog/packages/packages.ts';
import type { MiniProgramStore } from '../storage/ports.ts';
import type { ServedFile } from '../sessions/file-response.ts';
import type { ShutdownList } from '../support/shutdown-list.ts';
import type { AppPaths } from '../system/start/app-paths.ts';

export interface PicturesDependencies extends Omit<OfferedIconsOptions, 'showable'> {
  readonly paths: AppPaths;
  readonly store: MiniProgramStore;
  readonly packages: Pick<PackageInstaller, 'openFile'>;
  readonly disposables: ShutdownList;
  /** Whether the launcher gets any. */
  areShown(): boolean;
}

export interface Pictures {
  /** Of mini-programs that are not installed; offers none while none are shown. */
  readonly offered: OfferedIcons;
  areShown(): boolean;
  /** What may be shown of a stranger's bytes; `null`: nothing. */
  showable(appId: string, bytes: Buffer): Promise<ShownPicture | null>;
  /** The installed icon of the mini-program with this host, as it may be shown. */
  ofPackage(host: string): Promise<ServedFile | null>;
  /** Path by which the container's pages ask for that; `undefined`: they draw the first letter. */
  urlOf(appId: string): string | undefined;
}

export function createPictures(dependencies: PicturesDependencies): Pictures {
  const { paths, store, packages, disposables, areShown } = dependencies;
  const drawings = disposables.add(createDrawings(paths.drawing));
  const kept = createPictureStore(drawings, store.folderOf);
  const showable: Pictures['showable'] = (appId, bytes) => showablePicture(drawings, appId, bytes);
  const offered = createOfferedIcons({ ...dependencies, showable });
  return {
    areShown,
    showable,
    offered: { ...offered, offer: (appId, iconUrl) => (areShown() ? offered.offer(appId, iconUrl) : undefined) },
    urlOf(appId) {
      const installed = areShown() ? (store.get(appId)?.installed ?? null) : null;
      return iconOf({ appId, installed }).iconUrl;
    },
    async ofPackage(host) {
      const appId = areShown() ? appIdOfHost(host) : null;
      const installed = appId === null ? null : (store.get(appId)?.installed ?? null);
      if (appId === null || !installed?.icon) return null;
      const file = await packages.openFile(appId, installed, `/${installed.icon}`);
      return file && kept.ofFile(appId, file);
    },
  };
}
