/** Everything that runs once the app is ready: the parts, their order, and their end. */
import { app, net, powerMonitor, type IpcMain } from 'electron';
import { createActivityLog } from './launcher/activity/activity-log.ts';
import { createActivity, type Activity } from './composition/activity.ts';
import { createBackgroundFetch } from './composition/background-fetch.ts';
import { createDesktop, type Desktop } from './composition/desktop.ts';
import { createDiagnostics } from './composition/diagnostics.ts';
import { createLanguage } from './composition/language.ts';
import { createNetwork } from './composition/network.ts';
import { createOpenFolderParts } from './composition/open-folders.ts';
import { createSettings } from './composition/settings.ts';
import { createPictures } from './composition/pictures.ts';
import { openStorage } from './composition/storage.ts';
import { createApplicationUpdates } from './composition/updates.ts';
import { createWindows } from './composition/windows.ts';
import { createLaunchDataRegistry } from './data-fetch/launch/launch-data.ts';
import { createPeriodicFetch } from './data-fetch/periodic/periodic-fetch.ts';
import { createBnHandlers } from './ipc/handlers/bn.ts';
import { createLauncherHandlers } from './ipc/handlers/launcher.ts';
import { createRouter } from './ipc/router.ts';
import { createMovableClock } from './support/clock.ts';
import { ShutdownList, type Disposable } from './support/shutdown-list.ts';
import { createRefusals } from './network/client/refusals.ts';
import { createDeveloperLines } from './support/developer-lines.ts';
import { createEventLog } from './support/event-log.ts';
import type { Logger } from './support/logger.ts';
import { appPaths } from './system/start/app-paths.ts';
import type { CommandLine } from './system/start/command-line.ts';
import { watchConditions } from './system/desktop/conditions.ts';
import { writeJsonEvent } from './system/start/standard-streams.ts';
import { createWindowRegistry } from './windows/window-registry.ts';

/** What a start, this one or a later one, asks for. */
export type OpenRequests = Pick<CommandLine, 'open' | 'links' | 'openDir'>;

export interface Larder extends Disposable {
  dispose(): Promise<void>;
  /** Opens app ids, links and folders. What cannot be opened is told in the launcher. */
  open(wanted: OpenRequests): void;
  showLauncher(): void;
  /** The last window was closed. True: there is work in the background, and Larder stays. */
  staysWithoutWindows(): boolean;
}

export async function startLarder(commandLine: CommandLine, logger: Logger, ipcMain: IpcMain): Promise<Larder> {
  const { dev } = commandLine;
  const disposables = new ShutdownList((error) => logger.error('Something could not be ended in order.', error));
  const paths = appPaths(import.meta.dirname);
  const version = app.getVersion();
  const clock = createMovableClock(commandLine.clockOffsetMs);
  let activity: Activity | null = null;
  let desktop: Desktop | null = null;
  const developerLines = createDeveloperLines(logger);
  const events = createEventLog(clock, [
    ...(commandLine.logJson ? [writeJsonEvent] : []),
    ...(commandLine.dev ? [developerLines.note] : []),
    ({ event }) => activity?.noteEvent(event),
    ({ event }) => desktop?.noteEvent(event),
  ]);

  const storage = await openStorage(app.getPath('userData'), clock, events, developerLines.logger);
  const { settings, tokens, notices } = storage;
  const activityLog = createActivityLog({ clock, nameOf: (appId) => storage.store.get(appId)?.name ?? appId });
  const language = createLanguage(settings, logger);
  const { messages } = language;
  const registry = createWindowRegistry();
  const { network, openFolder } = createOpenFolderParts(
    createNetwork(commandLine, storage, clock, events, activityLog, language.tag, paths.inlineScriptsWorker),
    {
      commandLine,
      storage,
      clock,
      messages,
      registry,
      events,
      disposables,
      windows: () => windows,
    },
  );
  disposables.add(network.hasher);
  disposables.add(network.packages);
  disposables.add(network.pool);

  const networkListeners = new Set<() => void>();
  const conditions = disposables.add(
    watchConditions(net, powerMonitor, (change) => {
      periodic.scheduler.trigger(change);
      if (change !== 'power') networkListeners.forEach((listener) => listener());
      if (change === 'online') windows.opener.networkReturned();
      desktop?.networkChanged();
    }),
  );
  const periodic = createPeriodicFetch({
    ...storage,
    transport: network.transport,
    clock,
    events,
    tellRefusal: createRefusals(activityLog, events),
    dev,
    language: network.language,
    conditions: conditions.now,
    publish: (appId, data) => launchData.publish(appId, data),
  });
  disposables.add(periodic.scheduler);
  const launchData = createLaunchDataRegistry({
    push: (windowId, event) => registry.push(windowId, 'bn:background-fetch-data', event),
    events,
    periodic: periodic.data,
  });
  const pictures = createPictures({ paths, storage, network, disposables });
  const backgroundFetch = await createBackgroundFetch({
    commandLine,
    storage,
    network,
    registry,
    clock,
    events,
    disposables,
    workerPreloadPath: paths.serviceWorkerPreload,
    onNetworkChange(listener) {
      networkListeners.add(listener);
      return () => networkListeners.delete(listener);
    },
    attachIpc: (ipc, caller) => router.attachServiceWorker(ipc, caller),
    prepareSession: (appId) => windows.prepareSession(appId),
    openWindow: (appId, url) => windows.openWindow(appId, url),
    messages,
    pictures,
    showDownloads: () => void windows.launcher.show('downloads'),
  });
  const windows = createWindows({
    commandLine,
    paths,
    version,
    storage,
    network,
    messages,
    registry,
    launchData,
    activityLog,
    clock,
    events,
    disposables,
    onOpened: () => periodic.scheduler.trigger('opened'),
    async onRemoved(appId) {
      periodic.scheduler.removed(appId);
      await backgroundFetch.engine.removeApp(appId);
    },
    onSession: backgroundFetch.workers.attach,
    pictures,
    readPicture: backgroundFetch.readPicture,
  });
  const { library, launcher } = windows;
  activity = createActivity({
    commandLine,
    version,
    activityLog,
    clock,
    storage,
    network,
    periodic,
    registry,
    disposables,
    isOnline: () => conditions.now().online,
  });

  const settingsHandlers = createSettings({
    commandLine,
    storage,
    network,
    windows,
    registry,
    periodic,
    engine: backgroundFetch.engine,
    startWithSystem: activity.startWithSystem,
    clock,
    disposables,
  });
  const applicationUpdates = await createApplicationUpdates({
    commandLine,
    paths,
    version,
    clock,
    storage,
    registry,
    disposables,
    logger,
  });
  const diagnostics = createDiagnostics({
    storage,
    network,
    language,
    periodic,
    engine: backgroundFetch.engine,
    updates: applicationUpdates.updates,
    registry,
    clock,
    disposables,
  });

  const router = disposables.add(
    createRouter(ipcMain, {
      identify: registry.identify,
      handlers: {
        ...createBnHandlers({ tokens, launchData, onTokenChange: (appId) => periodic.scheduler.tokenChanged(appId) }),
        ...activity.handlers,
        ...applicationUpdates.handlers,
        ...diagnostics,
        ...backgroundFetch.handlers,
        ...settingsHandlers,
        ...createLauncherHandlers({
          library,
          notices,
          getState: windows.getState,
          warmUp: network.warmUp.beforeOpening,
          open: windows.openChosen,
        }),
      },
      report: (message, error) => logger.error(message, error),
    }),
  );
  disposables.defer(settings.onChange(() => periodic.scheduler.trigger('settings')));
  desktop = createDesktop({
    commandLine,
    paths,
    storage,
    messages,
    windows,
    registry,
    engine: backgroundFetch.engine,
    scheduler: periodic.scheduler,
    conditions,
    disposables,
  });
  events.emit('app-started', { version, platform: process.platform });
  periodic.scheduler.start();
  backgroundFetch.engine.start();

  return {
    open(wanted) {
      for (const input of wanted.open) void windows.openInput(input);
      for (const link of wanted.links) void windows.openLink(link);
      for (const folder of wanted.openDir) void openFolder(folder);
    },
    showLauncher: () => launcher.show(),
    staysWithoutWindows() {
      const downloads = backgroundFetch.engine.downloads.list().some(({ settledAt }) => settledAt === null);
      if (!settings.get().periodicFetchEnabled && !downloads) return false;
      logger.info('Larder goes on in the background; start it again to see it.');
      desktop?.staysInBackground();
      return true;
    },
    dispose: () => disposables.dispose(),
  };
}
