/** The windows, what may open them, and what the launcher knows. */
import path from 'node:path';
import { app, net, type BrowserWindow, type Session } from 'electron';
import type { ActivityLog } from '../launcher/activity/activity-log.ts';
import { appIdOfHost } from '../models/app-id.ts';
import { createLibrary, type Library } from '../catalog/library.ts';
import type { LaunchDataRegistry } from '../data-fetch/launch/launch-data.ts';
import type { Clock } from '../support/clock.ts';
import type { ShutdownList } from '../support/shutdown-list.ts';
import { errorText } from '../support/errors.ts';
import type { EventLog } from '../support/event-log.ts';
import type { AppPaths } from '../system/start/app-paths.ts';
import type { CommandLine } from '../system/start/command-line.ts';
import type { OpenRequest } from '../models/open-request.ts';
import { parseOpenRequest } from '../opening/deep-links.ts';
import { demoBackendUrl, demoEnvironment, demoSuggestions } from '../system/start/demo.ts';
import { launcherMenu } from '../system/desktop/menus/larder-menu.ts';
import type { Messages } from '../system/language/messages.ts';
import type { ServedFile } from '../sessions/file-response.ts';
import { launcherState } from '../launcher/shelf/launcher-state.ts';
import { throttle } from '../support/throttle.ts';
import { createLauncher, type LauncherWindow } from '../launcher/launcher-window.ts';
import { createMiniProgramOpener, type MiniProgramOpener } from '../opening/mini-program-opener.ts';
import { createPolicyProofs } from '../sessions/policy-proof.ts';
import { openRandomKey } from '../storage/random-key.ts';
import { showContainerPage, type ContainerPage } from '../windows/container-pages/container-page.ts';
import { createShellFactory } from '../windows/mini-program/mini-program-shell.ts';
import type { WindowRegistry } from '../windows/window-registry.ts';
import type { LauncherState } from '../../preload/contract/launcher.ts';
import { fenceParts } from './fence.ts';
import type { Network } from './network.ts';
import type { Pictures } from './pictures.ts';
import type { Storage } from './storage.ts';
import { createWindowParts } from './window-parts.ts';

export interface WindowDependencies {
  readonly commandLine: CommandLine;
  readonly paths: AppPaths;
  readonly version: string;
  readonly storage: Storage;
  readonly network: Network;
  readonly messages: Messages;
  readonly registry: WindowRegistry;
  readonly launchData: LaunchDataRegistry;
  readonly activityLog: ActivityLog;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly disposables: ShutdownList;
  onOpened(appId: string): void;
  onRemoved(appId: string): Promise<void>;
  /** A mini-program's session was made; nothing has used it yet. */
  onSession(appId: string, session: Session): void;
  readonly pictures: Pick<Pictures, 'ofPackage'>;
  /** The picture that a download brought along. */
  readPicture(appId: string, id: string): ServedFile | null;
}

export interface Windows {
  readonly library: Library;
  readonly launcher: LauncherWindow;
  readonly opener: MiniProgramOpener;
  getState(): LauncherState;
  /** The session of a mini-program, ready to serve its package without a window; `null`: nothing is installed. */
  prepareSession(appId: string): Promise<Session | null>;
  /** Opens or focuses the window at a URL of the mini-program's origin; resolves when the page is there. */
  openWindow(appId: string, url: string): Promise<void>;
  /** Deletes everything a mini-program's pages have stored. Its window must be closed. */
  clearSite(appId: string): Promise<void>;
  showContainerPage(window: BrowserWindow, page: ContainerPage): void;
  /** Opens an app id or a link; what cannot be read is shown in the launcher. */
  openInput(input: string): Promise<void>;
  /** As `openInput`, for a link that anybody may have written: what nobody has added is asked about first. */
  openLink(link: string): Promise<void>;
  /** The user chose it in the launcher: as the link wanted that asked about it, if one did. */
  openChosen(appId: string): Promise<void>;
}

export function createWindows(dependencies: WindowDependencies): Windows {
  const { commandLine, paths, version, storage, network, messages, registry, launchData, clock, events, disposables } =
    dependencies;
  const { store, tokens, notices, warn } = storage;
  const { packages, details, backendUrl } = network;
  const { dev, headless } = commandLine;

  const parts = createWindowParts({ ...dependencies, showLauncher: (target) => void launcher.show(target) });
  const shells = createShellFactory({
    registry,
    preloadPath: paths.miniProgramPreload,
    pagesFolder: paths.pagesFolder,
    workerInterfacesPath: paths.workerInterfaces,
    iconPath: paths.icon,
    headless,
    dev,
    openFile: packages.openFile,
    pageSeal: parts.pageSeal,
    policyProofs: openRandomKey(path.join(app.getPath('userData'), 'policy-key')).then(createPolicyProofs),
    fenceParts: (appId) => fenceParts({ dev, events, disposables }, appId),
    nameOf: (appId) => store.get(appId)?.name,
    memory: parts.programMemory,
    workAreas: parts.workAreas,
    messages,
    controls: parts.controls,
    onSession: dependencies.onSession,
    onBlocked: (appId, url) =>
      events.emit('problem', { appId, message: `Blocked: a link to ${url} leaves the mini-program.` }),
  });
  const library = createLibrary({
    store,
    details,
    packages,
    async forget(appId) {
      opener.close(appId);
      await dependencies.onRemoved(appId);
      await packages.cancel(appId);
      await tokens.clear(appId).catch(() => {});
      await shells.clearSession(appId);
    },
  });
  const opener = createMiniProgramOpener({
    store,
    details,
    ensureInstalled: library.ensureInstalled,
    trials: packages.trials,
    preFetcher: network.preFetcher,
    launchData,
    registry,
    createShell: shells.createShell,
    clock,
    events,
    headless,
    isOnline: () => net.isOnline(),
    onOpened: dependencies.onOpened,
  });
  const launcher = createLauncher({
    registry,
    preloadPath: paths.launcherPreload,
    folder: paths.launcherFolder,
    language: messages.current,
    memory: parts.launcherMemory,
    workAreas: parts.workAreas,
    menuBars: parts.menuBars,
    menu: (zoom) => launcherMenu({ t: messages.t, dev, actions: parts.larder }, zoom),
    iconPath: paths.icon,
    headless,
    dev,
    readPicture(host, id) {
      const appId = appIdOfHost(host);
      return appId === null ? null : dependencies.readPicture(appId, id);
    },
    readIcon: dependencies.pictures.ofPackage,
  });
  const environment = demoEnvironment(app.isPackaged, process.env);
  const samples = demoSuggestions(environment);
  const demoUrl = demoBackendUrl(environment);
  /** Another backend does not have them. */
  const suggestions = (): typeof samples => (demoUrl === null || demoUrl === backendUrl() ? samples : []);
  /** What the link wanted that the launcher asks about. */
  let asked: OpenRequest | null = null;
  const tellingFailures = async (run: () => Promise<void>): Promise<void> => {
    try {
      await run();
    } catch (error) {
      warn('open', errorText(error));
      launcher.show();
    }
  };
  const getState = (): LauncherState =>
    launcherState({
      store,
      library,
      registry,
      notices,
      ...messages.current(),
      appVersion: version,
      backendUrl: backendUrl(),
      dev,
      suggestions: suggestions(),
    });
  const pushState = throttle(() => {
    const window = registry.launcher();
    if (window) registry.push(window.webContents.id, 'launcher:state-changed', getState());
  });
  for (const source of [store, library, registry, notices, messages, storage.settings])
    disposables.defer(source.onChange(pushState));

  return {
    async prepareSession(appId) {
      const state = store.get(appId);
      return state?.installed && state.details
        ? shells.prepareSession(appId, state.details.value, state.installed)
        : null;
    },
    async openWindow(appId, href) {
      const url = new URL(href);
      const query = url.search.slice(1);
      await opener.open({ appId, path: url.pathname.slice(1), ...(query ? { query } : {}) });
      const contents = registry.miniProgram(appId)?.webContents;
      if (contents?.isLoading())
        await new Promise<void>((resolve) => contents.once('did-stop-loading', () => resolve()));
    },
    clearSite: shells.clearSession,
    showContainerPage: (window, page) => showContainerPage(window, page, parts.pageSeal),
    library,
    launcher,
    opener,
    getState,
    openInput: (input) => tellingFailures(() => opener.open(parseOpenRequest(input))),
    openLink: (link) =>
      tellingFailures(async () => {
        const request = parseOpenRequest(link);
        if (store.get(request.appId)) return opener.open(request);
        asked = request;
        launcher.show(`add/${request.appId}`);
      }),
    openChosen(appId) {
      const request = asked?.appId === appId ? asked : { appId };
      if (request === asked) asked = null;
      return opener.open(request);
    },
  };
}
