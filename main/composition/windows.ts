/** The windows, and what may open them. */
import { net } from 'electron';
import type { DetailsSource } from '../catalog/details/details.ts';
import { checkAllowed, type Library } from '../catalog/library.ts';
import type { PackageInstaller } from '../catalog/packages/packages.ts';
import type { LaunchDataRegistry } from '../data-fetch/launch/launch-data.ts';
import type { PreFetcher } from '../data-fetch/launch/pre-fetch.ts';
import type { Account } from '../identity/account.ts';
import type { ActivityLog } from '../launcher/activity/activity-log.ts';
import { createLauncher, type LauncherWindow } from '../launcher/launcher-window.ts';
import type { Policies } from '../policies/policies.ts';
import { appIdOfHost } from '../models/app-id.ts';
import { createMiniProgramOpener, type MiniProgramOpener } from '../opening/mini-program-opener.ts';
import type { ServedFile } from '../sessions/file-response.ts';
import type { MiniProgramSessions } from '../sessions/mini-program-sessions.ts';
import type { MiniProgramStore } from '../storage/ports.ts';
import type { Clock } from '../support/clock.ts';
import type { DeveloperLines } from '../log/developer-lines.ts';
import type { EventLog } from '../log/event-log.ts';
import type { ShutdownList } from '../support/shutdown-list.ts';
import type { Messages } from '../system/language/messages.ts';
import { readSandbox, sandboxFacts } from '../system/start/sandbox.ts';
import type { AppPaths } from '../system/start/app-paths.ts';
import type { PageSeal } from '../windows/container-pages/page-seal.ts';
import { createShellFactory } from '../windows/mini-program/mini-program-shell.ts';
import type { WindowRegistry } from '../windows/window-registry.ts';
import { watchConsoles } from './developer-console.ts';
import type { Pictures } from './pictures.ts';
import type { SafeMode } from './safe-mode.ts';
import { createProgramServices, createWindowMemories, workAreas } from './window-parts.ts';

export interface WindowDependencies {
  readonly dev: boolean;
  readonly account: Pick<Account, 'onSignedIn'>;
  readonly policies: Pick<Policies, 'isAllowed'>;
  readonly headless: boolean;
  readonly paths: AppPaths;
  readonly store: MiniProgramStore;
  readonly library: Pick<Library, 'ensureInstalled'>;
  readonly details: DetailsSource;
  readonly packages: Pick<PackageInstaller, 'openFile' | 'trials'>;
  readonly preFetcher: PreFetcher;
  readonly sessions: MiniProgramSessions;
  /** Of the addresses of container pages. */
  readonly pageSeal: PageSeal;
  readonly messages: Messages;
  readonly registry: WindowRegistry;
  readonly launchData: LaunchDataRegistry;
  readonly activityLog: ActivityLog;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly developerLines: DeveloperLines;
  readonly disposables: ShutdownList;
  readonly pictures: Pick<Pictures, 'ofPackage' | 'urlOf' | 'offered' | 'areShown'>;
  readonly safeMode: Pick<SafeMode, 'watchLauncher' | 'checkOpening'>;
  /** The user's wish to end Larder. */
  quit(): void;
  onOpened(appId: string): void;
  /** A pre-fetch brought data. */
  onPreFetched(appId: string): void;
  /** The picture that a download brought along. */
  readPicture(appId: string, id: string): ServedFile | null;
}

export interface Windows {
  readonly launcher: LauncherWindow;
  readonly opener: MiniProgramOpener;
}

export function createWindows(dependencies: WindowDependencies): Windows {
  const { dev, headless, paths, store, packages, messages, registry, events } = dependencies;
  if (dev) watchConsoles({ ...dependencies, lines: dependencies.developerLines });
  const memories = createWindowMemories(store);
  const launcher = createLauncher({
    registry,
    preloadPath: paths.launcherPreload,
    folder: paths.launcherFolder,
    language: messages.current,
    memory: memories.launcher,
    workAreas,
    iconPath: paths.icon,
    headless,
    dev,
    readPicture(host, id) {
      const appId = dependencies.pictures.areShown() ? appIdOfHost(host) : null;
      return appId === null ? null : dependencies.readPicture(appId, id);
    },
    readIcon: dependencies.pictures.ofPackage,
    readOfferedIcon: dependencies.pictures.offered.read,
  });
  dependencies.disposables.defer(launcher.onCreated(dependencies.safeMode.watchLauncher));
  dependencies.disposables.defer(dependencies.account.onSignedIn(launcher.show));
  const controls = createProgramServices({ ...dependencies, launcher });
  const shells = createShellFactory({
    registry,
    sessions: dependencies.sessions,
    preloadPath: paths.miniProgramPreload,
    iconPath: paths.icon,
    headless,
    dev,
    openFile: packages.openFile,
    pageSeal: dependencies.pageSeal,
    nameOf: (appId) => store.get(appId)?.name,
    memory: memories.program,
    isSandboxed: readSandbox(sandboxFacts()) === 'on',
    workAreas,
    messages,
    controls,
    onBlocked: (appId, url) =>
      events.emit('problem', { appId, message: `Blocked: a link to ${url} leaves the mini-program.` }),
  });
  const opener = createMiniProgramOpener({
    store,
    details: dependencies.details,
    ensureInstalled: dependencies.library.ensureInstalled,
    trials: packages.trials,
    preFetcher: dependencies.preFetcher,
    launchData: dependencies.launchData,
    registry,
    createShell: shells.createShell,
    clock: dependencies.clock,
    events,
    headless,
    locale: () => messages.current().locale,
    isOnline: () => net.isOnline(),
    onOpened: dependencies.onOpened,
    onPreFetched: dependencies.onPreFetched,
    checkOpening(appId) {
      dependencies.safeMode.checkOpening();
      if (appId !== undefined) checkAllowed(dependencies.policies, appId, store.get(appId) !== undefined);
    },
  });
  return { launcher, opener };
}
