/**
 * Opens mini-programs. On a cold start three things start together: the pre-fetch request, the
 * package and the window. None waits for another; the request is on its way before the window is
 * made. A live window is brought to the front instead: that is no cold start and makes no request.
 */
import type { BrowserWindow } from 'electron';
import type { Details } from '../catalog/details-schema.ts';
import type { DetailsSource } from '../catalog/details.ts';
import type { PreFetcher } from '../data-fetch/pre-fetch.ts';
import type { LaunchDataRegistry } from '../data-fetch/launch-data.ts';
import type { InstallProgress } from '../../preload/contract/launcher.ts';
import type { MiniProgramStore } from '../storage/ports.ts';
import type { InstalledPackage } from '../storage/state-schema.ts';
import type { Clock } from '../support/clock.ts';
import { toIpcError } from '../support/errors.ts';
import type { EventLog } from '../support/event-log.ts';
import type { OpenRequest } from '../system/deep-links.ts';
import type { WindowRegistry } from './window-registry.ts';

/** What the opener needs of one mini-program's window; `main/windows/mini-program-shell.ts` makes it. */
export interface MiniProgramShell {
  readonly window: BrowserWindow;
  /** `progress`: of the package that is being downloaded. */
  showLoading(name: string, progress?: InstallProgress): void;
  showProblem(name: string, message: string): void;
  /** Serves the package and its domains from now on, then loads the page `request` asks for. */
  showPage(details: Details, installed: InstalledPackage, request: OpenRequest): Promise<void>;
}

export interface ShellEvents {
  onRetry(): void;
  onFailure(message: string): void;
  onLoaded(): void;
  onNavigated(): void;
  onClosed(): void;
}

export interface OpenerDependencies {
  readonly store: MiniProgramStore;
  readonly details: Pick<DetailsSource, 'forColdStart'>;
  /** Shares one installation of a mini-program between everybody who waits for it. */
  readonly ensureInstalled: (
    appId: string,
    details: Details,
    signal: AbortSignal,
    onProgress: (progress: InstallProgress) => void,
  ) => Promise<InstalledPackage>;
  readonly preFetcher: PreFetcher;
  readonly launchData: LaunchDataRegistry;
  readonly registry: WindowRegistry;
  readonly createShell: (appId: string, name: string, events: ShellEvents) => MiniProgramShell;
  readonly clock: Clock;
  readonly log: EventLog;
  readonly headless: boolean;
  /** A cold start was written down, or newer details of it arrived. */
  onOpened(appId: string): void;
}

export interface MiniProgramOpener {
  /** Resolves when the page is loading, or the problem is shown in its window. Throws `AppError` when there is no window to show it in. */
  open(request: OpenRequest): Promise<void>;
  /** Ends the cold start that is under way and closes the window. */
  close(appId: string): void;
}

interface Launch {
  readonly shell: MiniProgramShell;
  /** Ends the cold start that fills the window; a retry gets a new one. */
  abort: AbortController;
}

export function createMiniProgramOpener(dependencies: OpenerDependencies): MiniProgramOpener {
  const { store, registry, clock, log } = dependencies;
  const launches = new Map<string, Launch>();
  const starting = new Map<string, Promise<void>>();

  const open = (request: OpenRequest): Promise<void> => {
    const underWay = starting.get(request.appId);
    if (underWay) return underWay;
    const live = registry.miniProgram(request.appId);
    const state = store.get(request.appId);
    // Before anything else happens: what follows is measured from here.
    const version = (live ? state?.installed : (state?.pending ?? state?.installed))?.version ?? null;
    log.emit('miniprogram-opened', { appId: request.appId, coldStart: !live, version });
    return live ? focus(live, request) : start(request, null);
  };

  const start = (request: OpenRequest, existing: Launch | null): Promise<void> => {
    const run = coldStart(request, existing).finally(() => starting.delete(request.appId));
    starting.set(request.appId, run);
    return run;
  };

  const focus = async (window: BrowserWindow, request: OpenRequest): Promise<void> => {
    const launch = launches.get(request.appId);
    const state = store.get(request.appId);
    if (launch && state?.installed && state.details && (request.path !== undefined || request.query !== undefined)) {
      await launch.shell.showPage(state.details.value, state.installed, request);
    }
    if (dependencies.headless) return;
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  };

  const coldStart = async (request: OpenRequest, existing: Launch | null): Promise<void> => {
    const { appId } = request;
    const abort = existing?.abort ?? new AbortController();
    const known = store.get(appId);
    const name = known?.name ?? appId;
    // Without details there is nothing to request yet: the window says what it waits for.
    const early = existing ?? (known?.details ? null : createLaunch(request, name, abort));
    early?.shell.showLoading(name);
    try {
      const { details, refreshed } = await dependencies.details.forColdStart(appId, abort.signal);
      await startTogether(details, request, abort, early);
      void refreshed.then(({ ok }) => ok && dependencies.onOpened(appId));
    } catch (error) {
      if (abort.signal.aborted) return;
      const { message } = toIpcError(error);
      log.emit('problem', { appId, message });
      const launch = early ?? launches.get(appId) ?? createLaunch(request, name, abort);
      launch.shell.showProblem(store.get(appId)?.name ?? name, message);
    }
  };

  const startTogether = async (details: Details, request: OpenRequest, abort: AbortController, early: Launch | null): Promise<void> => {
    const { appId } = request;
    const { name, description } = details;
    const openedAt = clock.now();
    const state = store.add({ appId, name, description });
    const version = (state.pending ?? state.installed)?.version ?? details.version;
    const preFetch = dependencies.preFetcher.start({ appId, details, version, launch: request, signal: abort.signal });
    const installing = dependencies.ensureInstalled(appId, details, abort.signal, (progress) => {
      const shown = launches.get(appId);
      if (shown && !abort.signal.aborted) shown.shell.showLoading(name, progress);
    });
    installing.catch(() => {});
    // Bounded by the local work of a request (token, URL): the network is never waited for.
    await preFetch.departed;
    const launch = early ?? createLaunch(request, name, abort);
    dependencies.launchData.begin(appId, launch.shell.window.webContents.id, preFetch);
    store.update(appId, { lastOpenedAt: openedAt, name, description });
    dependencies.onOpened(appId);
    void preFetch.outcome.then((outcome) => {
      if (outcome.ok && store.get(appId)) store.update(appId, { dataAt: outcome.data.timeStamp });
    });
    if (!state.installed && !state.pending && !early) launch.shell.showLoading(name);
    const installed = await installing;
    if (!abort.signal.aborted) await launch.shell.showPage(details, installed, request);
  };

  const createLaunch = (request: OpenRequest, name: string, abort: AbortController): Launch => {
    const { appId } = request;
    const shownAt = clock.now();
    const shell = dependencies.createShell(appId, name, {
      onRetry() {
        launch.abort.abort();
        launch.abort = new AbortController();
        void start(request, launch);
      },
      onFailure(message) {
        log.emit('problem', { appId, message });
        shell.showProblem(store.get(appId)?.name ?? name, message);
      },
      onLoaded: () => log.emit('page-loaded', { appId, ms: clock.now() - shownAt }),
      onNavigated: () => dependencies.launchData.documentChanged(appId),
      onClosed() {
        launch.abort.abort();
        dependencies.launchData.end(appId);
        if (launches.get(appId) === launch) launches.delete(appId);
      },
    });
    log.emit('window-created', { appId });
    const launch: Launch = { abort, shell };
    launches.set(appId, launch);
    return launch;
  };

  const close = (appId: string): void => {
    const launch = launches.get(appId);
    launches.delete(appId);
    launch?.abort.abort();
    if (launch && !launch.shell.window.isDestroyed()) launch.shell.window.destroy();
  };

  return { open, close };
}
