/** Larder on the desktop while no window is needed: tray, badge, Dock, taskbar, and the end of the user's session. */
import { BRAND } from '../../preload/contract/brand.ts';
import { app, powerMonitor, type Event } from 'electron';
import type { BackgroundFetchEngine } from '../background-fetch/engine.ts';
import type { PeriodicScheduler } from '../data-fetch/periodic/scheduler.ts';
import type { LauncherWindow } from '../launcher/launcher-window.ts';
import type { OpenInput } from '../opening/open-input.ts';
import type { MiniProgramStore } from '../storage/ports.ts';
import type { Settings } from '../storage/settings.ts';
import { errorText } from '../support/errors.ts';
import type { ObservableEventLog } from '../log/event-log.ts';
import type { Logger } from '../log/logger.ts';
import type { ShutdownList } from '../support/shutdown-list.ts';
import { throttle } from '../support/throttle.ts';
import { tellOfBackground } from '../system/desktop/background-notice.ts';
import type { SystemConditions } from '../system/desktop/conditions.ts';
import { desktopFacts } from '../system/desktop/desktop-facts.ts';
import type { Notices } from '../system/desktop/notices.ts';
import { createSystemNotifications, tellOfNotifications } from '../system/desktop/notifications.ts';
import { recentPrograms } from '../system/desktop/recent-programs.ts';
import { createTaskbarMenu } from '../system/desktop/taskbar-menu.ts';
import { createTray } from '../system/desktop/tray.ts';
import type { TrayActions } from '../system/desktop/menus/tray-menu.ts';
import type { Messages } from '../system/language/messages.ts';
import type { AppPaths } from '../system/start/app-paths.ts';
import type { DownloadsPage } from './downloads.ts';
import type { Storage } from './storage.ts';

export interface DesktopDependencies {
  /** Of this start, so that the next one has the same data folder and backend. */
  readonly startOptions: readonly string[];
  readonly paths: AppPaths;
  readonly settings: Settings;
  readonly store: MiniProgramStore;
  readonly notices: Notices;
  readonly messages: Messages;
  readonly events: ObservableEventLog;
  readonly launcher: LauncherWindow;
  readonly openInput: OpenInput['openInput'];
  readonly engine: BackgroundFetchEngine;
  readonly downloadsPage: DownloadsPage;
  readonly scheduler: PeriodicScheduler;
  readonly conditions: SystemConditions;
  readonly disposables: ShutdownList;
  readonly logger: Logger;
  readonly warn: Storage['warn'];
  /** The user's wish to end Larder. */
  quit(): void;
}

export interface Desktop {
  /** The last window is closed. True: there is work in the background, and Larder stays; the user is told, once. */
  staysInBackground(): boolean;
}

const INTERVAL_MS = 200;

export function createDesktop(dependencies: DesktopDependencies): Desktop {
  const { startOptions, paths, settings, store, notices, messages, events, launcher } = dependencies;
  const { engine, downloadsPage, scheduler, conditions, disposables, logger, warn } = dependencies;
  const { platform } = process;

  const actions: TrayActions = {
    openLauncher: (page) => void launcher.show(page),
    openProgram: (appId) => void dependencies.openInput(appId),
    fetchNow: () => scheduler.trigger('user'),
    setBackgroundOn(on) {
      try {
        settings.update({ periodicFetchEnabled: on });
      } catch (error) {
        warn('settings', errorText(error));
      }
    },
    pauseDownloads: () => void engine.downloads.pauseAll(),
    resumeDownloads: () => void engine.downloads.resumeAll(),
    quit: dependencies.quit,
  };
  const tray = disposables.add(createTray({ iconsFolder: paths.iconsFolder, platform, messages, actions }));
  const showTaskbarMenu = createTaskbarMenu({ platform, messages, actions, options: startOptions });
  const notifications = disposables.add(createSystemNotifications(() => tellOfNotifications(notices)));

  const show = (): void => {
    const { finished, failed } = downloadsPage.unseen.counts();
    const facts = desktopFacts({
      isOnline: () => conditions.now().online,
      isFetching: () => scheduler.isSweeping(),
      isBackgroundOn: () => settings.get().periodicFetchEnabled,
      downloads: () => engine.downloads.list(),
      unseenFailures: () => failed,
      notices: () => notices.list(),
    });
    const recent = recentPrograms(store.list());
    tray.show(facts, recent);
    showTaskbarMenu(facts, recent);
    if (platform !== 'win32' && app.getBadgeCount() !== finished + failed) app.setBadgeCount(finished + failed);
  };
  const shown = new AbortController();
  const changed = throttle(() => {
    if (!shown.signal.aborted) show();
  }, INTERVAL_MS);
  disposables.defer(() => {
    shown.abort();
    app.setBadgeCount(0);
  });
  for (const source of [settings, store, notices, messages, conditions]) disposables.defer(source.onChange(changed));
  disposables.defer(engine.onChange(changed));
  disposables.defer(downloadsPage.onLook(changed));
  disposables.defer(
    events.onEvent(({ event }) => {
      if (event.startsWith('sweep-')) changed();
    }),
  );
  saveAtShutdown(disposables);
  show();

  return {
    staysInBackground() {
      const hasDownloads = engine.downloads.list().some(({ settledAt }) => settledAt === null);
      if (!settings.get().periodicFetchEnabled && !hasDownloads) return false;
      logger.info(`${BRAND.name} goes on in the background; start it again to see it.`);
      tellOfBackground({ platform, notices, notifications, messages, showLauncher: () => void launcher.show() });
      return true;
    },
  };
}

/** The computer is shut down or the user logs out: what is under way is saved as at every end. */
function saveAtShutdown(disposables: ShutdownList): void {
  // Electron's declarations leave the event out; its documentation has it.
  const onShutdown = (event?: Event): void => {
    event?.preventDefault();
    app.quit();
  };
  powerMonitor.on('shutdown', onShutdown);
  disposables.defer(() => void powerMonitor.off('shutdown', onShutdown));
  // Windows tells windows, and ends the process right after: what is written stays, the rest is as after a crash.
  if (process.platform === 'win32')
    app.on('browser-window-created', (_event, window) => void window.on('session-end', () => app.quit()));
}
