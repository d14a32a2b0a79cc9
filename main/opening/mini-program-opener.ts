/**
 * Opens mini-programs. On a cold start three things start together: the pre-fetch request, the
 * package and the window. None waits for another; the request is on its way before the window is
 * made. A live window is brought to the front instead: that is no cold start and makes no request.
 *
 * A new version whose page does not load is taken back: the same window starts the version before, with its own request.
 */
import { noteDataArrival } from './data-arrival.ts';
import type { BrowserWindow } from 'electron';
import { packageOfNextStart, type VersionTrials } from '../catalog/packages/version-trials.ts';
import { shownTexts, type Details } from '../models/details-schema.ts';
import type { DetailsSource } from '../catalog/details/details.ts';
import type { PreFetcher } from '../data-fetch/launch/pre-fetch.ts';
import type { LaunchDataRegistry } from '../data-fetch/launch/launch-data.ts';
import type { InstallProgress } from '../../preload/contract/launcher.ts';
import type { MiniProgramStore } from '../storage/ports.ts';
import type { InstalledPackage } from '../models/state-schema.ts';
import type { Clock } from '../support/clock.ts';
import { toIpcError } from '../support/errors.ts';
import type { EventLog } from '../log/event-log.ts';
import type { OpenRequest } from '../models/open-request.ts';
import type { PageFailure } from '../windows/mini-program/mini-program-window.ts';
import { problemOfError, type Problem } from '../windows/container-pages/program-problem.ts';
import type { WindowRegistry } from '../windows/window-registry.ts';
import type { MiniProgramShell, ShellEvents } from '../windows/mini-program/shell.ts';

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
  readonly trials: VersionTrials;
  readonly preFetcher: PreFetcher;
  readonly launchData: LaunchDataRegistry;
  readonly registry: WindowRegistry;
  readonly createShell: (appId: string, name: string, events: ShellEvents) => MiniProgramShell;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly headless: boolean;
  /** Of whoever reads names. */
  locale?(): string;
  /** Throws `AppError` when nothing is opened now, or not this one. */
  checkOpening(appId?: string): void;
  /** Whether the computer has a network. */
  isOnline(): boolean;
  /** A cold start was written down, or newer details of it arrived. */
  onOpened(appId: string): void;
  /** A pre-fetch brought data. */
  onPreFetched(appId: string): void;
}

export interface MiniProgramOpener {
  /** Resolves when the page is loading, or the problem is shown in its window. Throws `AppError` when there is no window to show it in. */
  open(request: OpenRequest): Promise<void>;
  /** Throws `AppError` when nothing is opened now. */
  checkOpening(): void;
  /** Makes a new cold start in the window that is there, with the wishes of the last one. */
  restart(appId: string): void;
  /** Ends the cold start that is under way and closes the window. */
  close(appId: string): void;
  /** The network is back: windows that say they wait for it start again. */
  networkReturned(): void;
}

interface Launch {
  readonly shell: MiniProgramShell;
  /** Of its first cold start. */
  readonly request: OpenRequest;
  /** Ends the cold start that fills the window; a retry gets a new one. */
  abort: AbortController;
  /** What the window was last told to load; `null` while it is being decided. */
  shown: Shown | null;
  /** What the window says instead of showing a page. */
  problem: Problem | null;
}

interface Shown {
  readonly details: Details;
  readonly installed: InstalledPackage;
  readonly request: OpenRequest;
}

export function createMiniProgramOpener(dependencies: OpenerDependencies): MiniProgramOpener {
  const { store, registry, clock, events } = dependencies;
  const launches = new Map<string, Launch>();
  const starting = new Map<string, Promise<void>>();
  /** Cold starts that have no window yet. */
  const windowless = new Map<string, AbortController>();

  const open = async (request: OpenRequest): Promise<void> => {
    dependencies.checkOpening(request.appId);
    const underWay = starting.get(request.appId);
    if (underWay) return underWay;
    const live = registry.miniProgram(request.appId);
    const state = store.get(request.appId);
    // Before anything else happens: what follows is measured from here.
    const version = (state && (live ? state.installed : packageOfNextStart(state)))?.version ?? null;
    events.emit('miniprogram-opened', { appId: request.appId, coldStart: !live, version });
    return live ? focus(live, request) : underWayFor(request.appId, coldStart(request, null));
  };

  function underWayFor(appId: string, task: Promise<void>): Promise<void> {
    const run = task.finally(() => {
      if (starting.get(appId) === run) starting.delete(appId);
    });
    starting.set(appId, run);
    return run;
  }

  async function focus(window: BrowserWindow, request: OpenRequest): Promise<void> {
    const launch = launches.get(request.appId);
    const state = store.get(request.appId);
    if (launch && state?.installed && state.details && (request.path !== undefined || request.query !== undefined)) {
      await show(launch, { details: state.details.value, installed: state.installed, request });
    }
    if (dependencies.headless) return;
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }

  async function coldStart(request: OpenRequest, existing: Launch | null): Promise<void> {
    const { appId } = request;
    const abort = existing?.abort ?? new AbortController();
    if (!existing) windowless.set(appId, abort);
    const known = store.get(appId);
    const name = known?.name ?? appId;
    // Without details there is nothing to request yet: the window says what it waits for.
    const early = existing ?? (known?.details ? null : createLaunch(request, name, abort));
    early?.shell.showLoading(name);
    try {
      const { details, refresh } = await dependencies.details.forColdStart(appId, abort.signal);
      if (abort.signal.aborted) return;
      await startTogether(details, request, abort, early, {
        // The backend is asked when the request that the user waits for is on its way.
        onDeparted: () => void refresh().then(({ ok }) => ok && dependencies.onOpened(appId)),
      });
    } catch (error) {
      if (abort.signal.aborted) return;
      showProblem(appId, early ?? launches.get(appId) ?? createLaunch(request, name, abort), problemOf(error));
    } finally {
      if (windowless.get(appId) === abort) windowless.delete(appId);
    }
  }

  function problemOf(error: unknown): Problem {
    const { code, message, text } = toIpcError(error);
    return { kind: problemOfError(code, dependencies.isOnline()), message, ...(text ? { text } : {}) };
  }

  function showProblem(appId: string, launch: Launch, problem: Problem): void {
    events.emit('problem', { appId, message: problem.message });
    launch.problem = problem;
    launch.shell.showProblem(store.get(appId)?.name ?? appId, problem);
  }

  /** `decided`: the version to start, when that is no question any more. */
  async function startTogether(
    details: Details,
    request: OpenRequest,
    abort: AbortController,
    early: Launch | null,
    { decided, onDeparted }: { readonly decided?: InstalledPackage; readonly onDeparted?: () => void } = {},
  ): Promise<void> {
    const { appId } = request;
    const texts = shownTexts(details, dependencies.locale?.() ?? '');
    const openedAt = clock.now();
    const state = store.add({ appId, ...texts });
    const version = (decided ?? packageOfNextStart(state))?.version ?? details.version;
    const preFetch = dependencies.preFetcher.start({ appId, details, version, launch: request, signal: abort.signal });
    const tellProgress = (progress: InstallProgress): void => {
      const launch = launches.get(appId);
      if (launch && !abort.signal.aborted) launch.shell.showLoading(texts.name, progress);
    };
    const installing = decided
      ? Promise.resolve(decided)
      : dependencies.ensureInstalled(appId, details, abort.signal, tellProgress);
    installing.catch(() => {});
    // Bounded by the local work of a request (token, proxies, URL): the network is never waited for.
    await preFetch.departed;
    if (abort.signal.aborted) return;
    onDeparted?.();
    const launch = early ?? createLaunch(request, texts.name, abort);
    dependencies.launchData.begin(appId, launch.shell.window.webContents.id, preFetch);
    store.update(appId, { lastOpenedAt: openedAt, windowlessFetches: 0, ...texts });
    dependencies.onOpened(appId);
    noteDataArrival(appId, preFetch.outcome, dependencies);
    if (!state.installed && !state.pending && !early) launch.shell.showLoading(texts.name);
    const installed = await installing;
    if (abort.signal.aborted) return;
    // A package that came by newer details than this start began with is shown with those.
    const newest = store.get(appId)?.details?.value;
    const itsOwn = newest?.packageSha256 === installed.sha256 ? newest : details;
    await show(launch, { details: itsOwn, installed, request });
  }

  async function show(launch: Launch, shown: Shown): Promise<void> {
    const { details, installed, request } = shown;
    const isAgain = launch.shown?.installed.sha256 === installed.sha256;
    launch.shown = shown;
    launch.problem = null;
    // On the disk before the page can take the process down.
    if (!isAgain) dependencies.trials.begin(request.appId, installed);
    await launch.shell.showPage(details, installed, request);
  }

  /** The cold start that fills the window is over: what still comes of it is dropped. */
  const renew = (launch: Launch): AbortController => {
    launch.abort.abort();
    launch.abort = new AbortController();
    launch.shown = null;
    launch.problem = null;
    return launch.abort;
  };

  const goBack = async (
    launch: Launch,
    { details, installed, request }: Shown,
    failure: PageFailure,
  ): Promise<void> => {
    const { appId } = request;
    const abort = renew(launch);
    launch.shell.showLoading(store.get(appId)?.name ?? details.name);
    try {
      const before = await dependencies.trials.goBack(appId, installed, failure.code);
      if (abort.signal.aborted) return;
      if (before) await startTogether(details, request, abort, launch, { decided: before });
      else showProblem(appId, launch, failure);
    } catch (error) {
      if (!abort.signal.aborted) showProblem(appId, launch, problemOf(error));
    }
  };

  const isOnTrial = ({ request, installed }: Shown): boolean => dependencies.trials.isOnTrial(request.appId, installed);

  function createLaunch(request: OpenRequest, name: string, abort: AbortController): Launch {
    const { appId } = request;
    const shownAt = clock.now();
    const shell = dependencies.createShell(appId, name, {
      onRetry: () => startAgain(launch, request),
      onStartPage: () => startAgain(launch, { appId }),
      onFailure(failure) {
        const { shown } = launch;
        if (shown && isOnTrial(shown)) void underWayFor(appId, goBack(launch, shown, failure));
        else showProblem(appId, launch, failure);
      },
      endsWhenUnresponsive: () => launch.shown !== null && isOnTrial(launch.shown),
      onLoaded() {
        events.emit('page-loaded', { appId, ms: clock.now() - shownAt });
        if (launch.shown) dependencies.trials.markHealthy(appId, launch.shown.installed);
      },
      onNavigated: () => dependencies.launchData.documentChanged(appId),
      onClosed() {
        launch.abort.abort();
        if (launch.shown) dependencies.trials.cancelTrial(appId, launch.shown.installed);
        dependencies.launchData.end(appId);
        // What is still going on of its start is for nobody: the next click begins another.
        if (launches.get(appId) === launch && launches.delete(appId)) starting.delete(appId);
      },
    });
    events.emit('window-created', { appId });
    const launch: Launch = { abort, shell, request, shown: null, problem: null };
    launches.set(appId, launch);
    windowless.delete(appId);
    return launch;
  }

  function startAgain(launch: Launch, request: OpenRequest): void {
    renew(launch);
    void underWayFor(request.appId, coldStart(request, launch));
  }

  const restart = (appId: string): void => {
    const launch = launches.get(appId);
    if (launch) startAgain(launch, launch.shown?.request ?? launch.request);
  };

  const close = (appId: string): void => {
    windowless.get(appId)?.abort();
    const launch = launches.get(appId);
    if (launches.delete(appId)) starting.delete(appId);
    launch?.abort.abort();
    if (launch && !launch.shell.window.isDestroyed()) launch.shell.window.destroy();
  };

  const networkReturned = (): void => {
    for (const launch of [...launches.values()])
      if (launch.problem?.kind === 'offline') startAgain(launch, launch.request);
  };

  return { open, checkOpening: () => dependencies.checkOpening(), restart, close, networkReturned };
}
