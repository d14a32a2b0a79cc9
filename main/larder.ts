/** Everything that runs once the app is ready: the parts, their order, and their end. Every name is defined above its use. */
import { app, type IpcMain } from 'electron';
import { createOpenFolders } from './catalog/folders/open-folders.ts';
import { createLibrary } from './catalog/library.ts';
import { createLog } from './composition/log.ts';
import { createActivityPage, createKeptActivityLog } from './composition/activity.ts';
import { createBuiltInMiniPrograms, createBuiltInStart } from './composition/built-in.ts';
import { createBackgroundFetch } from './composition/background-fetch.ts';
import { watchSystem } from './composition/conditions.ts';
import { createDesktop } from './composition/desktop.ts';
import { createDownloadsPage } from './composition/downloads.ts';
import { fetchNow } from './composition/fetch-now.ts';
import { createFolderReloads } from './composition/folder-reloads.ts';
import { createLanguage } from './composition/language.ts';
import { createNetwork } from './composition/network.ts';
import { createPeriodicParts } from './composition/periodic-fetch.ts';
import { createPictures } from './composition/pictures.ts';
import { createPreinstalls } from './composition/policies.ts';
import { createQuit } from './composition/quit.ts';
import { createQuietPages } from './composition/quiet-pages.ts';
import { createSafeMode } from './composition/safe-mode.ts';
import { createSessions } from './composition/sessions.ts';
import { createShelf } from './composition/shelf.ts';
import { createSystemStart } from './composition/start-with-system.ts';
import { openStorage } from './composition/storage.ts';
import { createWindows } from './composition/windows.ts';
import { createBackgroundFetchHandlers } from './ipc/handlers/background-fetch.ts';
import { createBnHandlers } from './ipc/handlers/bn.ts';
import { createRouter } from './ipc/router.ts';
import { createOpenInput, openAtUrl, type OpenRequests } from './opening/open-input.ts';
import type { Policies } from './policies/policies.ts';
import { createMovableClock } from './support/clock.ts';
import type { Logger } from './log/logger.ts';
import { ShutdownList, type Disposable } from './support/shutdown-list.ts';
import { appPaths } from './system/start/app-paths.ts';
import type { CommandLine } from './system/start/command-line.ts';
import type { Output } from './system/start/fetch-now/answer-pipe.ts';
import { sameStartOptions } from './system/start/same-start-options.ts';
import { createPageSeal } from './windows/container-pages/page-seal.ts';
import { createWindowRegistry } from './windows/window-registry.ts';

export interface Larder extends Disposable {
  dispose(): Promise<void>;
  /** Begins what nobody waits for, once, when the first windows are on their way. */
  begin(): void;
  /** Opens app ids, links and folders. What cannot be opened is told in the launcher. */
  open(wanted: OpenRequests): void;
  showLauncher(): void;
  /** `--fetch-now` of another start: whether there is data of the server now. Never rejects. */
  fetchNow(appId: string, output: Output): Promise<boolean>;
  /** Tells the user, in the launcher, that something failed that nobody caught. */
  tellFault(): void;
  /** The last window was closed. True: there is work in the background, and Larder stays. */
  staysWithoutWindows(): boolean;
}

export async function startLarder(
  commandLine: CommandLine,
  policies: Policies,
  logger: Logger,
  ipcMain: IpcMain,
): Promise<Larder> {
  const { dev, headless, backendUrl: givenBackendUrl } = commandLine;
  const disposables = new ShutdownList((error) => logger.error('Something could not be ended in order.', error));
  const paths = appPaths(import.meta.dirname);
  const version = app.getVersion();
  const clock = createMovableClock(commandLine.clockOffsetMs);
  const log = createLog({ commandLine, policies, clock, logger, disposables });
  const { events, developerLines } = log;
  // What is on the disk, who asks, and what a request needs.
  const storage = await openStorage(app.getPath('userData'), policies, clock, events, developerLines.logger);
  const { settings, store, tokens, warn } = storage;
  const safeMode = createSafeMode({ isOn: commandLine.safe, storage, disposables });
  const activityLog = await createKeptActivityLog({ store, warn, clock }, disposables);
  const languageOfUser = await createLanguage(settings, logger);
  const { messages, tag: language, locale } = languageOfUser;
  const registry = createWindowRegistry();
  const router = disposables.add(
    createRouter(ipcMain, { identify: registry.identify, report: (message, error) => logger.error(message, error) }),
  );
  const builtIn = createBuiltInMiniPrograms({ ...paths.builtIn, warn });
  const network = createNetwork({
    builtIn,
    dev,
    givenBackendUrl,
    ...storage,
    policies,
    workers: paths,
    clock,
    events,
    observer: activityLog,
    messages,
    language,
  });
  const { backendUrl, http, preFetcher, account, hasher, switches } = network;
  for (const part of [account, hasher, network.packages, network.pool, network.trust]) disposables.add(part);
  const folders = createOpenFolders({
    ...{ ...network, store, clock, dev, locale },
    onProblem: (appId, message) => events.emit('problem', { appId, message }),
  });
  const { details, packages } = disposables.add(folders);
  const pictures = createPictures({
    ...{ ...network, paths, store, packages, dev, disposables, observer: activityLog },
    areShown: safeMode.showsPictures,
  });
  const conditions = watchSystem(settings, disposables);

  // The two systems.
  const { periodic, launchData, installFetch } = createPeriodicParts({
    ...storage,
    ...network,
    dev,
    policies,
    clock,
    events,
    observer: activityLog,
    conditions,
    registry,
    disposables,
    language,
  });
  const { scheduler } = periodic;
  const pageSeal = createPageSeal();
  const sessions = createSessions({
    ...storage,
    dev,
    policies,
    paths,
    packages,
    ...{ folders, pictures },
    pageSeal,
    events,
    disposables,
    switches,
    resolverOf: network.resolverOf,
  });
  const { engine, workers } = await createBackgroundFetch({
    ...storage,
    dev,
    policies,
    packages,
    sessions,
    conditions,
    network,
    registry,
    pictures,
    clock,
    events,
    disposables,
    workerPreloadPath: paths.serviceWorkerPreload,
    attachIpc: router.attachServiceWorker,
    language,
  });

  // Windows, and what opens them.
  const quit = createQuit({ engine, ...storage, messages, registry });
  const library = createLibrary({
    ...{ store, details, packages, policies, locale },
    offerIcon: pictures.offered.offer,
    onFirstDownload: installFetch.begin,
  });
  const { launcher, opener } = createWindows({
    dev,
    account,
    policies,
    headless,
    paths,
    store,
    library,
    details,
    packages,
    preFetcher,
    sessions,
    pageSeal,
    messages,
    registry,
    launchData,
    activityLog,
    clock,
    events,
    developerLines,
    disposables,
    pictures,
    safeMode,
    quit,
    onOpened: () => scheduler.trigger('opened'),
    onPreFetched: installFetch.preFetched,
    readPicture: (appId, id) => engine.downloads.icon(appId, id),
  });
  disposables.defer(conditions.onChange((change) => void (change === 'online' && opener.networkReturned())));
  disposables.add(createFolderReloads({ folders, store, registry, opener, messages, pictures, pageSeal, warn }));
  const preinstalls = createPreinstalls({ policies, library, store, conditions, disposables, warn });
  const builtIns = createBuiltInStart({ ...storage, builtIn, policies, library, packages, locale, clock, disposables });
  const isAdded = (appId: string): boolean => store.get(appId) !== undefined;
  const { openInput, openChosen, openAll } = createOpenInput({ opener, launcher, folders, isAdded, warn });

  const startOptions = sameStartOptions(commandLine);
  const startWithSystem = createSystemStart(startOptions);
  const shelf = createShelf({
    ...storage,
    ...{ quit, http, policies, pictures, dev, version, library, opener, messages, registry, switches, disposables },
    ...{ backendUrl, openChosen, launcher, observer: activityLog },
    warmUp: network.warmUp.beforeOpening,
    owners: { scheduler, downloads: engine, packages, tokens, clearSite: sessions.clear },
  });
  const activity = createActivityPage({
    ...storage,
    dev,
    ...{ version, activityLog, clock, events },
    preFetcher,
    periodic,
    startWithSystem,
    conditions,
    registry,
    disposables,
    safeMode,
    sessions,
    switches,
  });
  const downloadsPage = createDownloadsPage({
    ...storage,
    policies,
    engine,
    launcher,
    messages,
    registry,
    clock,
    disposables,
  });
  const quietPages = await createQuietPages({
    ...{ ...storage, log, dev, givenBackendUrl },
    devUpdateUrl: commandLine.updateUrl,
    policies,
    paths,
    version,
    http,
    account,
    packages,
    sessions,
    opener,
    registry,
    periodic,
    scheduler,
    engine,
    conditions,
    startWithSystem,
    language: languageOfUser,
    clock,
    disposables,
    logger,
    backendUrl,
  });
  const desktop = createDesktop({
    ...storage,
    startOptions,
    paths,
    messages,
    events,
    launcher,
    openInput,
    engine,
    downloadsPage,
    scheduler,
    conditions,
    disposables,
    logger,
    quit,
  });

  router.serve({
    ...createBnHandlers({ tokens, launchData, events, onTokenChange: (appId) => scheduler.tokenChanged(appId) }),
    ...createBackgroundFetchHandlers({
      registrations: engine.registrations,
      workers,
      hasWindow: registry.isOpen,
      workersMayFetch: () => settings.get().downloadsFromWorkers,
      openWindow: (appId, url) => openAtUrl({ opener, registry }, appId, url),
    }),
    ...shelf,
    ...activity,
    ...downloadsPage.handlers,
    ...quietPages,
  });
  events.emit('app-started', { version, platform: process.platform });
  disposables.defer(store.compareInBackground());
  if (!safeMode.isOn) builtIns.start();

  return {
    open: openAll,
    begin() {
      for (const part of safeMode.isOn ? [] : [scheduler, engine, preinstalls]) part.start();
      network.getReady();
    },
    showLauncher: () => launcher.show(),
    fetchNow: (appId, output) => fetchNow(appId, output, { ...storage, policies, scheduler, events, safeMode }),
    tellFault: () => warn('fault', { key: 'system.fault' }),
    staysWithoutWindows: () => !safeMode.isOn && desktop.staysInBackground(),
    dispose: () => disposables.dispose(),
  };
}
