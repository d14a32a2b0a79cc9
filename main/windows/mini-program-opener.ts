/**
 * Opens mini-programs. On a cold start three things start together: the pre-fetch request, the
 * package and the window. None waits for another; the request is on its way before the window is
 * made. A live window is brought to the front instead: that is no cold start and makes no request.
 */
import type { BrowserWindow } from 'electron';
import type { Details } from '../catalog/details-schema.ts';
import type { DetailsSource } from '../catalog/details.ts';
import type { PreFetcher, PreFetchRun } from '../data-fetch/pre-fetch.ts';
import type { LaunchDataRegistry } from '../data-fetch/launch-data.ts';
import type { InstallProgress } from '../../preload/contract/launcher.ts';
import type { MiniProgramStore } from '../storage/ports.ts';
import type { InstalledPackage } from '../storage/state-schema.ts';
import type { Clock } from '../support/clock.ts';
import { AppError, toIpcError } from '../support/errors.ts';
import type { EventLog } from '../support/event-log.ts';
import type { OpenRequest } from '../system/deep-links.ts';
import type { WindowRegistry } from './window-registry.ts';

/** What the opener needs of one mini-program's window; `main/windows/mini-program-shell.ts` makes it. */
export interface MiniProgramShell {
  readonly window: BrowserWindow;
  showLoading(name: string): void;
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
  readonly ensureInstalled: (appId: string, details: Details, signal: AbortSignal) => Promise<InstalledPackage>;
  readonly preFetcher: PreFetcher;
  readonly launchData: LaunchDataRegistry;
  readonly registry: WindowRegistry;
  readonly createShell: (appId: string, name: string, events: ShellEvents) => MiniProgramShell;
  readonly clock: Clock;
  readonly log: EventLog;
  readonly headless: boolean;
}

export interface MiniProgramOpener {
  /** Resolves when the page is loading, or the problem is shown in its window. Throws `AppError` when there is no window to show it in. */
  open(request: OpenRequest): Promise<void>;
  /** Ends the cold start that is under way and closes the window. */
  close(appId: string): void;
}

interface Launch {
  readonly abort: AbortController;
  readonly shell: MiniProgramShell;
  preFetch: PreFetchRun | null;
}

export function createMiniProgramOpener(dependencies: OpenerDependencies): MiniProgramOpener {
  const { store, registry, clock, log } = dependencies;
  const launches = new Map<string, Launch>();

  const open = async (request: OpenRequest): Promise<void> => {
    const { appId } = request;
    const live = registry.miniProgram(appId);
    if (live) return focus(live, request);
    if (starting.has(appId)) return starting.get(appId);
    const start = coldStart(request).finally(() => starting.delete(appId));
    starting.set(appId, start);
    return start;
  };
  const starting = new Map<string, Promise<void>>();

  const focus = async (window: BrowserWindow, request: OpenRequest): Promise<void> => {
    log.emit('miniprogram-opened', { appId: request.appId, coldStart: false, version: store.get(request.appId)?.installed?.version ?? null });
    const launch = launches.get(request.appId);
    const state = store.get(request.appId);
    if (launch && state?.installed && state.details && request.path !== undefined) {
      await launch.shell.showPage(state.details.value, state.installed, request);
    }
    if (dependencies.headless) return;
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  };

  const coldStart = async (request: OpenRequest): Promise<void> => {
    const { appId } = request;
    const abort = new AbortController();
    const openedAt = clock.now();
    const known = store.get(appId);
    // Without details there is nothing to request yet: the window says what it waits for.
    const early = known?.details ? null : createLaunch(request, known?.name ?? appId, abort);
    early?.shell.showLoading(known?.name ?? appId);
    try {
      const { details } = await dependencies.details.forColdStart(appId, abort.signal);
      await startWith(details, request, abort, early, openedAt);
    } catch (error) {
      const { message } = toIpcError(error);
      log.emit('problem', { appId, message });
      if (abort.signal.aborted) return;
      const launch = early ?? launches.get(appId) ?? createLaunch(request, known?.name ?? appId, abort);
      launch.shell.showProblem(known?.name ?? appId, message);
    }
  };

  const startWith = async (details: Details, request: OpenRequest, abort: AbortController, early: Launch | null, openedAt: number): Promise<void> => {
    const { appId } = request;
    const state = store.add({ appId, name: details.name, description: details.description });
    const version = (state.pending ?? state.installed)?.version ?? details.version;
    const preFetch = dependencies.preFetcher.start({
      appId,
      details,
      version,
      launch: { path: request.path, query: request.query },
      signal: abort.signal,
    });
    const installed = dependencies.ensureInstalled(appId, details, abort.signal);
    installed.catch(() => {});
    // Bounded by the local work of a request (token, URL): the network is never waited for.
    await preFetch.departed;
    log.emit('miniprogram-opened', { appId, coldStart: true, version });
    const launch = early ?? createLaunch(request, details.name, abort);
    launch.preFetch = preFetch;
    dependencies.launchData.begin(appId, launch.shell.window.webContents.id, preFetch);
    store.update(appId, { lastOpenedAt: openedAt, name: details.name, description: details.description });
    void preFetch.outcome.then((outcome) => {
      if (outcome.ok && store.get(appId)) store.update(appId, { dataAt: outcome.data.timeStamp });
    });
    if (!store.get(appId)?.installed && !early) launch.shell.showLoading(details.name);
    const ready = await installed;
    if (abort.signal.aborted) throw new AppError('aborted', 'The window was closed.');
    await launch.shell.showPage(details, ready, request);
  };

  const createLaunch = (request: OpenRequest, name: string, abort: AbortController): Launch => {
    const { appId } = request;
    const shownAt = clock.now();
    const shell = dependencies.createShell(appId, name, {
      onRetry() {
        close(appId);
        void open(request).catch(() => {});
      },
      onFailure: (message) => {
        log.emit('problem', { appId, message });
        shell.showProblem(store.get(appId)?.name ?? name, message);
      },
      onLoaded: () => log.emit('page-loaded', { appId, ms: clock.now() - shownAt }),
      onNavigated: () => dependencies.launchData.documentChanged(appId),
      onClosed() {
        abort.abort();
        dependencies.launchData.end(appId);
        if (launches.get(appId) === launch) launches.delete(appId);
      },
    });
    log.emit('window-created', { appId });
    const launch: Launch = { abort, shell, preFetch: null };
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

export type { InstallProgress };
