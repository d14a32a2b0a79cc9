/** What shows downloads outside Larder's pages: taskbar and notifications. */
import { app } from 'electron';
import type { DownloadItem } from '../../preload/contract/downloads.ts';
import type { TranslateMessage } from '../../preload/contract/messages/index.ts';
import { createTaskbar } from '../launcher/downloads/taskbar-progress.ts';
import type { Settings } from '../storage/settings.ts';
import type { ShutdownList } from '../support/shutdown-list.ts';
import { createSystemNotifications } from '../system/desktop/notifications.ts';
import { LAUNCHER_ORIGIN } from '../sessions/schemes.ts';
import type { WindowRegistry } from '../windows/window-registry.ts';
import type { DownloadsDependencies } from './downloads.ts';

export interface DownloadIndicatorsDependencies {
  readonly registry: WindowRegistry;
  readonly settings: Settings;
  readonly t: TranslateMessage;
  readonly disposables: ShutdownList;
  showDownloads(): void;
  iconPath(item: DownloadItem): string | undefined;
  click(appId: string, id: string): void;
}

const DOWNLOADS_PAGE = `${LAUNCHER_ORIGIN}/#downloads`;

export function createDownloadIndicators(
  dependencies: DownloadIndicatorsDependencies,
): Pick<DownloadsDependencies, 'showOnTaskbar' | 'onAttention' | 'notifications'> {
  const { registry, settings, t, disposables } = dependencies;
  const taskbar = createTaskbar(() => registry.launcher() ?? registry.anyMiniProgram());
  const notifications = disposables.add(createSystemNotifications());
  return {
    showOnTaskbar: (progress) => taskbar.show(progress),
    onAttention(listener) {
      const onFocus = (_event: unknown, window: unknown): void => listener(window === registry.launcher());
      app.on('browser-window-focus', onFocus);
      const endRegistry = registry.onChange(() => listener(false));
      return () => {
        app.off('browser-window-focus', onFocus);
        endRegistry();
      };
    },
    notifications: {
      t,
      isOn: () => settings.get().downloadNotifications,
      isSeen(appId) {
        const launcher = registry.launcher();
        const isPageSeen =
          launcher?.isFocused() === true && withoutSearch(launcher.webContents.getURL()) === DOWNLOADS_PAGE;
        return isPageSeen || registry.miniProgram(appId)?.isFocused() === true;
      },
      show({ title, body, item }) {
        notifications.show({
          title,
          body,
          iconPath: item ? dependencies.iconPath(item) : undefined,
          onClick: () => (item ? dependencies.click(item.appId, item.id) : dependencies.showDownloads()),
        });
      },
    },
  };
}

/** The launcher's address names its language, too. */
const withoutSearch = (url: string): string => url.replace(/\?[^#]*/, '');
