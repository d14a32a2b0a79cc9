/** Larder on the desktop while no window is needed: tray, badge, Dock, taskbar, and the end of the user's session. */
import { app, Menu, Notification, powerMonitor, type Event } from 'electron';
import type { BackgroundFetchEngine } from '../background-fetch/engine.ts';
import type { PeriodicFetch } from '../data-fetch/periodic/periodic-fetch.ts';
import type { ShutdownList } from '../support/shutdown-list.ts';
import { errorText } from '../support/errors.ts';
import type { LarderEventName } from '../support/event-log.ts';
import type { AppPaths } from '../system/start/app-paths.ts';
import type { CommandLine } from '../system/start/command-line.ts';
import type { SystemConditions } from '../system/desktop/conditions.ts';
import type { DesktopFacts } from '../system/desktop/desktop-status.ts';
import type { Messages } from '../system/language/messages.ts';
import { jumpList, recentPrograms } from '../system/desktop/recent-programs.ts';
import { createTray } from '../system/desktop/tray.ts';
import { dockMenu, type RecentProgram, type TrayActions } from '../system/desktop/tray-menu.ts';
import { createUnseenDownloads } from '../launcher/downloads/unseen-downloads.ts';
import { throttle } from '../support/throttle.ts';
import { LAUNCHER_ORIGIN } from '../sessions/schemes.ts';
import type { WindowRegistry } from '../windows/window-registry.ts';
import { RUNS_IN_BACKGROUND, type Storage } from './storage.ts';
import type { Windows } from './windows.ts';

export interface DesktopDependencies {
  readonly commandLine: CommandLine;
  readonly paths: AppPaths;
  readonly storage: Storage;
  readonly messages: Messages;
  readonly windows: Pick<Windows, 'launcher' | 'openInput'>;
  readonly registry: WindowRegistry;
  readonly engine: BackgroundFetchEngine;
  readonly scheduler: PeriodicFetch['scheduler'];
  readonly conditions: SystemConditions;
  readonly disposables: ShutdownList;
}

export interface Desktop {
  /** For the event log: what changes the state of the icon. */
  noteEvent(name: LarderEventName): void;
  networkChanged(): void;
  /** The last window is closed and Larder stays: the user is told, once. */
  staysInBackground(): void;
}

const INTERVAL_MS = 200;

export function createDesktop(dependencies: DesktopDependencies): Desktop {
  const { commandLine, paths, storage, messages, windows, registry, engine, scheduler, conditions, disposables } =
    dependencies;
  const { settings, store, notices } = storage;
  const { launcher } = windows;
  const { platform } = process;
  const unseen = createUnseenDownloads();
  const downloads = (isPaused: boolean) =>
    engine.downloads.list().filter(({ settledAt, state }) => settledAt === null && (state === 'paused') === isPaused);

  const actions: TrayActions = {
    openLauncher: (page) => void launcher.show(page),
    openProgram: (appId) => void windows.openInput(appId),
    fetchNow: () => scheduler.trigger('user'),
    setBackgroundOn(on) {
      try {
        settings.update({ periodicFetchEnabled: on });
      } catch (error) {
        storage.warn('settings', errorText(error));
      }
    },
    pauseDownloads() {
      for (const { appId, registration } of downloads(false)) void engine.downloads.pause(appId, registration.uuid);
    },
    resumeDownloads() {
      for (const { appId, registration } of downloads(true)) void engine.downloads.resume(appId, registration.uuid);
    },
    quit: () => app.quit(),
  };
  const tray = disposables.add(createTray({ iconsFolder: paths.iconsFolder, platform, messages, actions }));
  const showTaskbar = createTaskbar(platform, messages, actions, commandLine);

  const facts = (): DesktopFacts => ({
    isOnline: conditions.now().online,
    isFetching: scheduler.isSweeping(),
    isBackgroundOn: settings.get().periodicFetchEnabled,
    runningDownloads: downloads(false).length,
    pausedDownloads: downloads(true).length,
    problems: unseen.counts().failed + notices.list().filter(({ tone }) => tone !== 'info').length,
  });
  const show = (): void => {
    unseen.note(engine.downloads.list(), registry.launcher()?.isFocused() === true && showsDownloads(registry));
    const now = facts();
    const recent = recentPrograms(store.list());
    tray.show(now, recent);
    showTaskbar(now, recent);
    const { finished, failed } = unseen.counts();
    if (platform !== 'win32' && app.getBadgeCount() !== finished + failed) app.setBadgeCount(finished + failed);
  };
  let isOver = false;
  const changed = throttle(() => {
    if (!isOver) show();
  }, INTERVAL_MS);
  disposables.defer(() => {
    isOver = true;
    app.setBadgeCount(0);
  });
  for (const source of [settings, store, notices, messages]) disposables.defer(source.onChange(changed));
  disposables.defer(engine.onChange(changed));

  // Looking at the Downloads page is what clears the badge.
  const looked = (): void => {
    if (!showsDownloads(registry)) return;
    unseen.seen();
    changed();
  };
  const watched = new WeakSet<object>();
  disposables.defer(
    registry.onChange(() => {
      const window = registry.launcher();
      if (!window || watched.has(window)) return;
      watched.add(window);
      window.on('focus', looked);
      window.webContents.on('did-navigate-in-page', looked);
      window.webContents.on('did-finish-load', looked);
    }),
  );

  saveAtShutdown(disposables);
  show();

  return {
    noteEvent(name) {
      if (name.startsWith('sweep-')) changed();
    },
    networkChanged: changed,
    staysInBackground() {
      if (settings.get().acknowledgements.includes(RUNS_IN_BACKGROUND)) return;
      const key = platform === 'darwin' ? 'system.background.menu-bar' : 'system.background.tray';
      const isTold = notices.list().some(({ id }) => id === RUNS_IN_BACKGROUND);
      notices.add({ id: RUNS_IN_BACKGROUND, tone: 'info', text: { key } });
      if (isTold || !Notification.isSupported()) return;
      // The launcher, where the notice stands, is closed at this moment.
      const notification = new Notification({ title: messages.t('system.background.title'), body: messages.t(key) });
      notification.on('click', () => launcher.show());
      notification.show();
    },
  };
}

function showsDownloads(registry: WindowRegistry): boolean {
  const launcher = registry.launcher();
  return (
    launcher !== undefined &&
    !launcher.isMinimized() &&
    new RegExp(`^${LAUNCHER_ORIGIN}/[^#]*#downloads$`).test(launcher.webContents.getURL())
  );
}

/** macOS: the Dock's menu. Windows: the jump list of an installed Larder. */
function createTaskbar(
  platform: NodeJS.Platform,
  messages: Messages,
  actions: TrayActions,
  { userDataDir, backendUrl }: CommandLine,
): (facts: DesktopFacts, recent: readonly RecentProgram[]) => void {
  const options = [
    ...(userDataDir ? [`--user-data-dir=${userDataDir}`] : []),
    ...(backendUrl ? [`--backend-url=${backendUrl}`] : []),
  ];
  let shown = '';
  return (facts, recent) => {
    const next = JSON.stringify([facts, recent, messages.current()]);
    if (next === shown) return;
    shown = next;
    if (platform === 'darwin') app.dock?.setMenu(Menu.buildFromTemplate(dockMenu(facts, recent, messages, actions)));
    if (platform === 'win32' && app.isPackaged)
      app.setJumpList(
        jumpList(recent, { title: messages.t('system.tray.recent'), program: process.execPath, options }),
      );
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
  // Windows tells windows, and no more than that it ends.
  if (process.platform === 'win32')
    app.on('browser-window-created', (_event, window) => void window.on('session-end', () => app.quit()));
}
