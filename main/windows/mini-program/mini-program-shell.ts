/** Puts a mini-program's window, session and package together. */
import type { Details } from '../../models/details-schema.ts';
import type { PackageFile } from '../../catalog/packages/package-files.ts';
import type { InstallProgress } from '../../../preload/contract/launcher.ts';
import type { InstalledPackage } from '../../models/state-schema.ts';
import type { OpenRequest } from '../../models/open-request.ts';
import type { Messages } from '../../system/language/messages.ts';
import type { MiniProgramShell, ShellEvents } from './shell.ts';
import { loadingPage, problemPage, showContainerPage, type ContainerPage } from '../container-pages/container-page.ts';
import type { PageSeal } from '../container-pages/page-seal.ts';
import { createMiniProgramWindow } from './mini-program-window.ts';
import { applyPreferredWindow } from './preferred-window.ts';
import { createProgramControls, type ProgramServices } from './program-controls.ts';
import { ownUrl } from '../../sessions/schemes.ts';
import type { PackageReader } from '../../sessions/scheme-handlers.ts';
import type { MiniProgramSessions } from '../../sessions/mini-program-sessions.ts';
import type { WindowMemoryFile } from '../window-memory.ts';
import type { Rectangle } from '../window-placement.ts';
import type { WindowRegistry } from '../window-registry.ts';

export interface ShellFactoryOptions {
  readonly registry: WindowRegistry;
  readonly sessions: Pick<MiniProgramSessions, 'of' | 'serve'>;
  readonly preloadPath: string;
  readonly iconPath: string;
  readonly headless: boolean;
  readonly dev: boolean;
  /** Chromium's sandbox holds the page. */
  readonly isSandboxed: boolean;
  /** The file of an installed package that the path of a URL names. */
  openFile(appId: string, installed: InstalledPackage, urlPath: string): Promise<PackageFile | null>;
  /** `undefined`: it was never added. */
  nameOf(appId: string): string | undefined;
  /** Of what is remembered of the window of `appId`. */
  memory(appId: string): WindowMemoryFile;
  workAreas(): readonly Rectangle[];
  readonly messages: Messages;
  readonly controls: ProgramServices;
  readonly pageSeal: PageSeal;
  onBlocked(appId: string, url: string): void;
}

const PROGRESS_INTERVAL_MS = 250;

export interface ShellFactory {
  createShell(appId: string, name: string, events: ShellEvents): MiniProgramShell;
}

export function createShellFactory(options: ShellFactoryOptions): ShellFactory {
  return {
    createShell(appId, name, events) {
      const memory = options.memory(appId);
      const nameNow = (): string => options.nameOf(appId) ?? name;
      const { window, load, reload } = createMiniProgramWindow({
        appId,
        name: nameNow,
        session: options.sessions.of(appId),
        dialogsMessage: options.messages.t('program.dialogs.stop'),
        registry: options.registry,
        preloadPath: options.preloadPath,
        iconPath: options.iconPath,
        headless: options.headless,
        dev: options.dev,
        warning: () => (options.isSandboxed ? null : options.messages.t('program.no-sandbox')),
        memory,
        workAreas: options.workAreas,
        onAction(action) {
          if (action === 'retry' || action === 'reload') events.onRetry();
          else if (action === 'start') events.onStartPage();
          else if (action === 'launcher') options.controls.showLauncher();
          else if (action === 'close') window.close();
        },
        onFailure: events.onFailure,
        endsWhenUnresponsive: events.endsWhenUnresponsive,
        onHanging: (isHanging) => controls.showHanging(isHanging),
        onLoaded: events.onLoaded,
        onNavigated: events.onNavigated,
        onBlocked(url) {
          options.onBlocked(appId, url);
          controls.showBlocked(url);
        },
      });
      const controls = createProgramControls({
        ...options.controls,
        appId,
        name: nameNow,
        window,
        memory,
        reload,
        onRetry: events.onRetry,
      });
      window.once('closed', events.onClosed);
      const named = (label: string) => ({ appId, name: label, iconUrl: options.controls.iconUrl(appId) });
      /** What the window shows of the container's own, in the language of the moment. */
      let ownPage: (() => ContainerPage) | null = null;
      const show = (page: () => ContainerPage): void => {
        ownPage = page;
        showContainerPage(window, page(), options.pageSeal);
      };
      window.once(
        'closed',
        options.messages.onChange(() => {
          if (ownPage) showContainerPage(window, ownPage(), options.pageSeal);
        }),
      );
      let shownAt = -Infinity;
      const pending = createDelay();
      window.once('closed', pending.cancel);
      return {
        window,
        showLoading(label, progress) {
          const showNow = (): void => {
            pending.cancel();
            shownAt = performance.now();
            show(() => loadingPage(named(label), options.messages, progress ? amountOf(progress) : {}));
          };
          // Each amount is a navigation within the page: a few a second are enough, the last one counts.
          const waitMs = progress ? shownAt + PROGRESS_INTERVAL_MS - performance.now() : 0;
          if (waitMs > 0) pending.start(showNow, waitMs);
          else showNow();
        },
        showProblem(label, problem) {
          pending.cancel();
          show(() => problemPage(named(label), problem, options.messages, options.dev));
        },
        async showPage(details: Details, installed: InstalledPackage, request: OpenRequest) {
          pending.cancel();
          ownPage = null;
          const readPackage = await options.sessions.serve(appId, details, installed);
          // Until the window was seen once, its manifest says how it looks.
          if (memory.get().bounds === null)
            await applyPreferredWindow(window, appId, (name) => options.openFile(appId, installed, name), {
              workAreas: options.workAreas(),
              headless: options.headless,
            });
          const url = await startUrl(appId, installed, request, readPackage);
          if (!window.isDestroyed()) load(url);
        },
      };
    },
  };
}

/** One thing to do later; starting it again replaces it. */
function createDelay(): { start(run: () => void, ms: number): void; cancel(): void } {
  let timer: NodeJS.Timeout | undefined;
  const cancel = (): void => clearTimeout(timer);
  return {
    cancel,
    start(run, ms) {
      cancel();
      timer = setTimeout(run, ms);
    },
  };
}

/** Other phases count other things, from the beginning: the page has no numbers of them. */
function amountOf({ phase, receivedBytes, totalBytes }: InstallProgress): Record<string, string> {
  if (phase !== 'download') return { phase };
  return { received: String(receivedBytes), ...(totalBytes === undefined ? {} : { total: String(totalBytes) }) };
}

/** The page a link asked for when the package has it, else the start page; the query goes with both. */
async function startUrl(
  appId: string,
  installed: InstalledPackage,
  request: OpenRequest,
  readPackage: PackageReader,
): Promise<string> {
  const wanted = request.path === undefined ? null : ownUrl(appId, request.path);
  const isThere = wanted && (await readPackage({ pathname: wanted.pathname, isNavigation: true })) !== null;
  const url = isThere ? wanted : ownUrl(appId, installed.startPage);
  if (request.query !== undefined) url.search = request.query;
  return url.href;
}
