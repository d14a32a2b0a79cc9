/** Everything that runs once the app is ready, wired by hand and ended in reverse. */
import { app, net, safeStorage, session, type IpcMain } from 'electron';
import { appIdOfHost } from './catalog/app-id.ts';
import { createBackendHttp } from './catalog/backend-http.ts';
import { createDetailsClient } from './catalog/details-client.ts';
import { createDetailsSource } from './catalog/details.ts';
import { createLibrary } from './catalog/library.ts';
import { openPackageFile } from './catalog/package-files.ts';
import { createPackageInstaller } from './catalog/packages.ts';
import { createCodeSource } from './data-fetch/code-source.ts';
import { createLaunchDataRegistry } from './data-fetch/launch-data.ts';
import { createPreFetcher } from './data-fetch/pre-fetch.ts';
import { createTransport } from './data-fetch/transport.ts';
import { createBnHandlers } from './ipc/handlers/bn.ts';
import { createLauncherHandlers } from './ipc/handlers/launcher.ts';
import { createRouter } from './ipc/router.ts';
import { openMiniProgramStore } from './storage/mini-program-store.ts';
import { openSettings } from './storage/settings.ts';
import { openTokenVault } from './storage/token-vault.ts';
import { createSystemClock } from './support/clock.ts';
import { DisposableStack, type Disposable } from './support/disposables.ts';
import { errorMessage } from './support/errors.ts';
import { createEventLog } from './support/event-log.ts';
import type { Logger } from './support/logger.ts';
import { appPaths } from './system/app-paths.ts';
import type { CommandLine } from './system/command-line.ts';
import { parseOpenRequest } from './system/deep-links.ts';
import { demoSuggestions } from './system/demo.ts';
import { createNotices } from './system/notices.ts';
import { writeJsonEvent } from './system/standard-streams.ts';
import { createStatePusher, launcherState } from './windows/launcher-state.ts';
import { createLauncher } from './windows/launcher-window.ts';
import { createMiniProgramOpener } from './windows/mini-program-opener.ts';
import { createShellFactory } from './windows/mini-program-shell.ts';
import { createWindowRegistry } from './windows/window-registry.ts';

/** Told once: that tokens do not outlive Larder on this computer. */
const TOKENS_IN_MEMORY_NOTICE = 'tokens-in-memory';

export interface Larder extends Disposable {
  dispose(): Promise<void>;
  /** Opens app ids and links; with none, the launcher. What cannot be read is shown in the launcher. */
  open(inputs: readonly string[]): void;
  activate(what: 'launcher' | 'mini-program'): void;
}

export async function startLarder(commandLine: CommandLine, logger: Logger, ipcMain: IpcMain): Promise<Larder> {
  const { dev, headless } = commandLine;
  const disposables = new DisposableStack((error) => logger.error('Something could not be ended in order.', error));
  const paths = appPaths(import.meta.dirname);
  const dataFolder = app.getPath('userData');
  const version = app.getVersion();
  const clock = createSystemClock(commandLine.clockOffsetMs);
  const log = createEventLog(clock, commandLine.logJson ? [writeJsonEvent] : []);

  // Storage: what cannot be read is set aside and told, the rest works.
  const settings = openSettings(dataFolder, clock);
  const store = openMiniProgramStore({ folder: dataFolder, clock });
  const notices = createNotices(
    {
      wasTold: (id) => settings.get().acknowledgements.includes(id),
      markTold: (id) => settings.update({ acknowledgements: [...settings.get().acknowledgements, id] }),
    },
    new Set([TOKENS_IN_MEMORY_NOTICE]),
  );
  const warn = (id: string, text: string, appId?: string): void => {
    logger.warning(text);
    notices.add({ id, tone: 'warning', text });
    log.emit('problem', { ...(appId ? { appId } : {}), message: text });
  };
  for (const problem of [...settings.problems, ...store.problems]) warn(problem.file, problem.message, problem.appId);
  const tokens = await openTokenVault({
    store,
    secrets: safeStorage,
    keepWithoutSecretStore: () => settings.get().keepTokensWithoutSecretStore,
    onProblem: (appId, message) => warn(`token-${appId}`, message, appId),
  });
  if (tokens.persistence === 'memory') {
    notices.add({
      id: TOKENS_IN_MEMORY_NOTICE,
      tone: 'info',
      text: 'This system has no secret store, so tokens of mini-programs are kept only until Larder ends.',
    });
  }

  // Network: the system's proxy for every request that main makes.
  const backendUrl = commandLine.backendUrl ?? settings.get().backendUrl;
  const resolveProxy = (url: string): Promise<string> => session.defaultSession.resolveProxy(url);
  const http = createBackendHttp({ userAgent: `Larder/${version}`, resolveProxy });
  const details = createDetailsSource({ client: createDetailsClient({ http, backendUrl: () => backendUrl }), store, clock, log });
  const packages = disposables.add(
    createPackageInstaller({
      store,
      http,
      clock,
      log,
      dev,
      maxPackageBytes: () => settings.get().maxPackageBytes,
      backendUrl: () => backendUrl,
    }),
  );
  const transport = createTransport({ version, dev, clock, isOnline: () => net.isOnline(), resolveProxy });
  const language = (): string => settings.get().language ?? app.getPreferredSystemLanguages()[0] ?? app.getLocale();
  const preFetcher = createPreFetcher({
    transport,
    codes: createCodeSource({ backendUrl, version, resolveProxy }),
    tokens,
    clock,
    events: log,
    dev,
    settings: () => ({ lang: language(), cdnUrl: settings.get().cdnUrl }),
  });

  // Windows.
  const registry = createWindowRegistry();
  const launchData = createLaunchDataRegistry({
    push: (windowId, event) => registry.push(windowId, 'bn:background-fetch-data', event),
    events: log,
  });
  const shells = createShellFactory({
    registry,
    preloadPath: paths.miniProgramPreload,
    pagesFolder: paths.pagesFolder,
    iconPath: paths.icon,
    headless,
    dev,
    packageFolder: packages.packageFolder,
    onBlocked: (appId, url) => log.emit('problem', { appId, message: `Blocked: a link to ${url} leaves the mini-program.` }),
  });
  const library = createLibrary({
    store,
    details,
    packages,
    clock,
    async forget(appId) {
      opener.close(appId);
      await packages.cancel(appId);
      await tokens.clear(appId).catch(() => {});
      await shells.clearSession(appId);
    },
  });
  const opener = createMiniProgramOpener({
    store,
    details,
    ensureInstalled: library.ensureInstalled,
    preFetcher,
    launchData,
    registry,
    createShell: shells.createShell,
    clock,
    log,
    headless,
  });
  const launcher = createLauncher({
    registry,
    preloadPath: paths.launcherPreload,
    folder: paths.launcherFolder,
    iconPath: paths.icon,
    headless,
    dev,
    async readIcon(host) {
      const appId = appIdOfHost(host);
      const installed = appId === null ? null : (store.get(appId)?.installed ?? null);
      return appId !== null && installed?.icon ? openPackageFile(packages.packageFolder(appId, installed), `/${installed.icon}`) : null;
    },
  });
  const getState = () =>
    launcherState({ store, library, registry, notices, appVersion: version, backendUrl, dev, suggestions: demoSuggestions(process.env) });
  const pushState = createStatePusher(() => {
    const window = registry.launcher();
    if (window) registry.push(window.webContents.id, 'launcher:state-changed', getState());
  });
  for (const source of [store, library, registry, notices]) disposables.defer(source.onChange(pushState));

  const openInput = async (input: string): Promise<void> => {
    try {
      await opener.open(parseOpenRequest(input));
    } catch (error) {
      warn('open', errorMessage(error));
      launcher.show();
    }
  };
  disposables.add(
    createRouter(ipcMain, {
      identify: registry.identify,
      handlers: {
        ...createBnHandlers({ tokens, launchData }),
        ...createLauncherHandlers({ library, notices, getState, open: (appId) => opener.open({ appId }) }),
      },
      report: (message, error) => logger.error(message, error),
    }),
  );
  log.emit('app-started', { version, platform: process.platform });

  return {
    open(inputs) {
      if (inputs.length === 0) launcher.show();
      for (const input of inputs) void openInput(input);
    },
    activate(what) {
      if (what === 'launcher') launcher.show();
    },
    dispose: () => disposables.dispose(),
  };
}
