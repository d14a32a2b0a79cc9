/** The window of one mini-program: sandboxed, in its own session, kept at its own origin. */
import { BrowserWindow, type Session } from 'electron';
import { guardNavigation } from '../navigation-guard.ts';
import { DEFAULT_SIZE, MINIMUM_SIZE } from './preferred-window.ts';
import type { ProblemKind } from '../container-pages/program-problem.ts';
import { originOf } from '../../sessions/schemes.ts';
import { rememberWindow, type WindowMemoryFile } from '../window-memory.ts';
import { showWhenReady } from '../show-when-ready.ts';
import { placeWindow, type Rectangle } from '../window-placement.ts';
import type { WindowRegistry } from '../window-registry.ts';
import { throttle } from '../../support/throttle.ts';
import { windowTitle } from '../window-title.ts';

export interface PageFailure {
  readonly code: 'load-failed' | 'renderer-gone' | 'unresponsive';
  /** What the window says of it. */
  readonly kind: Extract<ProblemKind, 'failed' | 'page-missing' | 'crashed'>;
  /** One plain sentence. */
  readonly message: string;
}

export interface MiniProgramWindowOptions {
  readonly appId: string;
  /** At this moment: until its details arrive, a mini-program is known by its id. */
  name(): string;
  readonly session: Session;
  /** Beside the box that ends a page's dialogs. */
  readonly dialogsMessage: string;
  readonly registry: WindowRegistry;
  readonly preloadPath: string;
  readonly iconPath: string;
  readonly headless: boolean;
  readonly dev: boolean;
  /** Stands in front of each title: what the user has to know of this start. */
  warning(): string | null;
  readonly memory: WindowMemoryFile;
  /** Of the screens there are now, the primary one first. */
  workAreas(): readonly Rectangle[];
  /** The user pressed a button of one of the container's pages inside this window. */
  onAction(action: string): void;
  /** The page did not load or its process ended. */
  onFailure(failure: PageFailure): void;
  /** The page does not answer: true when its process is to be ended, which is told as a failure. */
  endsWhenUnresponsive(): boolean;
  /** The page does not answer, and may do so again (`onHanging(false)`). */
  onHanging(isHanging: boolean): void;
  onBlocked(url: string): void;
  /** A document of the mini-program finished loading. */
  onLoaded(): void;
  /** A new document of the mini-program replaces the one before. */
  onNavigated(): void;
}

/** Electron's code for a load that another one replaced. */
const ERR_ABORTED = -3;

export interface MiniProgramWindow {
  readonly window: BrowserWindow;
  /** A page of the mini-program. What keeps it from being shown is told as a failure. */
  load(url: string): void;
  /** Loads the page anew. One that does not answer is ended first; that is no failure. */
  reload(): void;
}

export function createMiniProgramWindow(options: MiniProgramWindowOptions): MiniProgramWindow {
  const { memory, headless } = options;
  // In front: a long title is cut at its end.
  const titled = (title: string): string => [options.warning(), title].filter((part) => part !== null).join(' · ');
  const { bounds, isMaximized, isFullScreen } = memory.get();
  const window = new BrowserWindow({
    ...placeWindow(bounds, options.workAreas(), DEFAULT_SIZE, MINIMUM_SIZE),
    minWidth: MINIMUM_SIZE.width,
    minHeight: MINIMUM_SIZE.height,
    show: false,
    title: titled(options.name()),
    icon: options.iconPath,
    backgroundColor: '#ffffff',
    webPreferences: {
      session: options.session,
      preload: options.preloadPath,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      navigateOnDragDrop: false,
      // A page may otherwise ask for ever, in boxes of the system.
      safeDialogs: true,
      safeDialogsMessage: options.dialogsMessage,
      devTools: options.dev,
    },
  });
  const origin = originOf(options.appId);
  const contents = window.webContents;
  options.registry.add(window, { audience: 'mini-program', appId: options.appId, origin });
  guardNavigation(contents, { origin, onAction: options.onAction, onBlocked: options.onBlocked });
  rememberWindow(window, memory);
  if (!headless) showWhenReady(window, { isMaximized, isFullScreen });
  const isOwnPage = (): boolean => contents.getURL().startsWith(`${origin}/`);
  let pageTitle = '';
  const showTitle = (): void => {
    if (!window.isDestroyed())
      window.setTitle(titled(pageTitle === '' ? options.name() : windowTitle(options.name(), pageTitle)));
  };
  // A page may change it thousands of times a second.
  const showTitleSoon = throttle(showTitle);
  window.on('page-title-updated', (event, title) => {
    event.preventDefault();
    pageTitle = isOwnPage() ? title : '';
    showTitleSoon();
  });

  /** What the window shows is Chromium's own page about a failure, which finishes loading under the address that failed. */
  let showsFailure = false;
  contents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) showsFailure = false;
  });
  contents.on('did-fail-load', (_event, code, description, url, isMainFrame) => {
    if (isMainFrame && code !== ERR_ABORTED && url.startsWith(`${origin}/`)) {
      showsFailure = true;
      options.onFailure({
        code: 'load-failed',
        kind: 'failed',
        message: `The page could not be loaded (${description || code}).`,
      });
    }
  });
  /** Its process is being ended: as a failure, or to load the page anew. */
  let ending: 'as-failure' | 'for-reload' | null = null;
  let isHanging = false;
  const setHanging = (hangs: boolean): void => {
    if (isHanging !== hangs) options.onHanging(hangs);
    isHanging = hangs;
  };
  // A process that hangs would hold up the next page, too.
  window.on('unresponsive', () => {
    if (options.endsWhenUnresponsive()) {
      ending = 'as-failure';
      contents.forcefullyCrashRenderer();
    } else setHanging(true);
  });
  window.on('responsive', () => setHanging(false));
  contents.on('render-process-gone', (_event, { reason }) => {
    setHanging(false);
    const why = ending;
    ending = null;
    if (why !== 'for-reload' && reason !== 'clean-exit') {
      options.onFailure({
        code: why === 'as-failure' ? 'unresponsive' : 'renderer-gone',
        kind: 'crashed',
        message: `The page's process ended (${reason}).`,
      });
    }
  });
  let historyHasContainerPage = false;
  let isMissing = false;
  contents.on('did-navigate', (_event, url, httpResponseCode) => {
    pageTitle = '';
    showTitle();
    isMissing = url.startsWith(`${origin}/`) && httpResponseCode === 404;
    if (!url.startsWith(`${origin}/`)) historyHasContainerPage = true;
    else if (isMissing)
      options.onFailure({ code: 'load-failed', kind: 'page-missing', message: new URL(url).pathname });
    else options.onNavigated();
  });
  contents.on('did-finish-load', () => {
    if (!isOwnPage() || isMissing || showsFailure) return;
    // Going back must not lead to the container's own pages.
    if (historyHasContainerPage) contents.navigationHistory.clear();
    historyHasContainerPage = false;
    options.onLoaded();
  });

  return {
    window,
    load(url) {
      // What is no document becomes a download, which is refused: no event tells of it.
      let isHeard = false;
      const heard = (): void => void (isHeard = true);
      contents.on('did-navigate', heard);
      contents.on('did-fail-load', heard);
      window
        .loadURL(url)
        .catch(() => {
          if (isHeard || window.isDestroyed()) return;
          options.onFailure({ code: 'load-failed', kind: 'failed', message: 'The page is not one that can be shown.' });
        })
        .finally(() => {
          contents.off('did-navigate', heard);
          contents.off('did-fail-load', heard);
        });
    },
    reload() {
      if (isHanging) {
        // At once after this, the page is loaded in a process of its own.
        ending = 'for-reload';
        contents.forcefullyCrashRenderer();
      }
      setHanging(false);
      contents.reload();
    },
  };
}
