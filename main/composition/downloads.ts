/** The Downloads page, and what shows downloads outside Larder's pages: taskbar and notifications. */
import { app } from 'electron';
import type { BackgroundFetchEngine } from '../background-fetch/engine.ts';
import { createDownloadHandlers, type DownloadHandlers } from '../ipc/handlers/downloads.ts';
import { createDownloads } from '../launcher/downloads/downloads.ts';
import { createDownloadsPageView } from '../launcher/downloads/page-view.ts';
import { createTaskbar } from '../launcher/downloads/taskbar-progress.ts';
import { createUnseenDownloads, type UnseenDownloads } from '../launcher/downloads/unseen-downloads.ts';
import type { LauncherWindow } from '../launcher/launcher-window.ts';
import { downloadPictureUrl, iconOf } from '../launcher/icon-url.ts';
import { originOf } from '../sessions/schemes.ts';
import type { DownloadProgram } from '../../preload/contract/downloads.ts';
import type { Policies } from '../policies/policies.ts';
import type { MiniProgramStore } from '../storage/ports.ts';
import type { Settings } from '../storage/settings.ts';
import type { Clock } from '../support/clock.ts';
import type { ShutdownList } from '../support/shutdown-list.ts';
import type { Notices } from '../system/desktop/notices.ts';
import { createSystemNotifications, tellOfNotifications } from '../system/desktop/notifications.ts';
import type { Messages } from '../system/language/messages.ts';
import type { WindowRegistry } from '../windows/window-registry.ts';
import { WINDOWLESS_FETCHES } from './background-fetch.ts';
import { createRoom, createRoomQuestions } from './room-questions.ts';

/** What `nativeImage` reads on every system. */
const NOTIFICATION_ICONS: ReadonlySet<string> = new Set(['image/png', 'image/jpeg']);
/** It decodes in this process, while everything else waits. */
const NOTIFICATION_LIMIT_PIXELS = 1024 * 1024;

export interface DownloadsPageDependencies {
  readonly engine: BackgroundFetchEngine;
  readonly store: MiniProgramStore;
  readonly settings: Settings;
  readonly launcher: LauncherWindow;
  readonly messages: Messages;
  readonly registry: WindowRegistry;
  readonly clock: Clock;
  readonly policies: Pick<Policies, 'isLocked'>;
  readonly notices: Notices;
  readonly disposables: ShutdownList;
}

export interface DownloadsPage {
  readonly handlers: DownloadHandlers;
  readonly unseen: Pick<UnseenDownloads, 'counts'>;
  /** Called when the user turns to the page. Returns the function that ends it. */
  onLook(listener: () => void): () => void;
}

function roomAnswerOf(answeredBytes: number | null): DownloadProgram['roomAnswer'] {
  return answeredBytes === null ? null : answeredBytes === 0 ? 'refuse' : 'allow';
}

export function createDownloadsPage(dependencies: DownloadsPageDependencies): DownloadsPage {
  const { engine, store, settings, policies, launcher, messages, registry, clock, notices, disposables } = dependencies;
  const room = createRoom(store, settings, policies);
  const view = createDownloadsPageView(registry);
  const unseen = createUnseenDownloads(() => engine.downloads.list(), view);
  const taskbar = createTaskbar(() => registry.launcher() ?? registry.anyMiniProgram());
  const notifications = disposables.add(createSystemNotifications(() => tellOfNotifications(notices)));
  const downloads = disposables.add(
    createDownloads({
      engine: engine.downloads,
      onProgress: (listener) => engine.onChange(listener),
      clock,
      folder: app.getPath('userData'),
      programs: {
        list: () => store.list().map((state) => ({ appId: state.appId, name: state.name, ...iconOf(state) })),
        isAllowed: (appId) => store.summary(appId)?.downloadsAllowed ?? true,
        isHeldBack: (appId) => (store.summary(appId)?.windowlessFetches ?? 0) >= WINDOWLESS_FETCHES,
        quotaBytes: room.quotaBytes,
        roomAnswer: (appId) => roomAnswerOf(store.summary(appId)?.downloadRoomBytes ?? null),
        originOf,
        pictureUrl: downloadPictureUrl,
        onChange(listener) {
          const ends = [store.onChange(listener), settings.onChange(listener)];
          return () => ends.forEach((end) => end());
        },
      },
      push: (state) => registry.pushToLauncher('launcher:downloads-changed', state),
      showOnTaskbar: (progress) => taskbar.show(progress),
      hasUnseenFailure: () => unseen.counts().failed > 0,
      onAttention(listener) {
        const ends = [view.onLook(listener), registry.onChange(listener)];
        return () => ends.forEach((end) => end());
      },
      notifications: {
        t: messages.t,
        isOn: () => settings.get().downloadNotifications,
        isSeen: (appId) => view.isSeen() || registry.miniProgram(appId)?.isFocused() === true,
        show({ title, body, item }) {
          const icon = item && engine.downloads.icon(item.appId, item.id);
          const isShown = icon && NOTIFICATION_ICONS.has(icon.type) && icon.pixels <= NOTIFICATION_LIMIT_PIXELS;
          notifications.show({
            title,
            body,
            iconPath: isShown ? icon.path : undefined,
            onClick: () => (item ? void engine.downloads.click(item.appId, item.id) : launcher.show('downloads')),
          });
        },
      },
    }),
  );
  const handlers = createDownloadHandlers({
    engine: engine.downloads,
    getState: downloads.getState,
    changed: downloads.changed,
    isKnown: (appId) => store.get(appId) !== undefined,
    answerRoom: createRoomQuestions(dependencies),
    setAllowed: (appId, allowed) =>
      void store.update(appId, { downloadsAllowed: allowed, ...(allowed ? { windowlessFetches: 0 } : {}) }),
  });
  return { handlers, unseen, onLook: view.onLook };
}
