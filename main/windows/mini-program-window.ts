/** The window of one mini-program: sandboxed, in its own session, kept at its own origin. */
import { BrowserWindow, type Session } from 'electron';
import { guardNavigation } from './navigation-guard.ts';
import { CONTAINER_PAGE_ORIGIN, originOf } from './schemes.ts';
import type { WindowRegistry } from './window-registry.ts';

export interface PageFailure {
  readonly code: 'load-failed' | 'renderer-gone' | 'unresponsive';
  /** One plain sentence. */
  readonly message: string;
}

export interface MiniProgramWindowOptions {
  readonly appId: string;
  readonly name: string;
  readonly session: Session;
  readonly registry: WindowRegistry;
  readonly preloadPath: string;
  readonly iconPath: string;
  readonly headless: boolean;
  readonly dev: boolean;
  /** The user pressed a button of one of the container's pages inside this window. */
  onAction(action: 'retry' | 'close'): void;
  /** The page did not load or its process ended. */
  onFailure(failure: PageFailure): void;
  /** The page does not answer: true when its process is to be ended, which is told as a failure. */
  endsWhenUnresponsive(): boolean;
  onBlocked(url: string): void;
  /** A document of the mini-program finished loading. */
  onLoaded(): void;
  /** A new document of the mini-program replaces the one before. */
  onNavigated(): void;
}

/** Electron's code for a load that another one replaced. */
const ERR_ABORTED = -3;

export function createMiniProgramWindow(options: MiniProgramWindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    width: 440,
    height: 780,
    minWidth: 320,
    minHeight: 400,
    show: false,
    title: options.name,
    icon: options.iconPath,
    backgroundColor: '#ffffff',
    autoHideMenuBar: true,
    webPreferences: {
      session: options.session,
      preload: options.preloadPath,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      navigateOnDragDrop: false,
      devTools: options.dev,
    },
  });
  const origin = originOf(options.appId);
  const contents = window.webContents;
  options.registry.add(window, { audience: 'mini-program', appId: options.appId, origin });
  guardNavigation(contents, {
    origin,
    onAction(action) {
      if (action === 'retry' || action === 'close') options.onAction(action);
    },
    onBlocked: options.onBlocked,
  });
  if (!options.headless) window.once('ready-to-show', () => window.show());

  contents.on('did-fail-load', (_event, code, description, url, isMainFrame) => {
    if (isMainFrame && code !== ERR_ABORTED && url.startsWith(`${origin}/`)) {
      options.onFailure({ code: 'load-failed', message: `The page could not be loaded (${description || code}).` });
    }
  });
  let isUnresponsive = false;
  // A process that hangs would hold up the next page, too.
  window.on('unresponsive', () => {
    isUnresponsive = options.endsWhenUnresponsive();
    if (isUnresponsive) contents.forcefullyCrashRenderer();
  });
  contents.on('render-process-gone', (_event, { reason }) => {
    const code = isUnresponsive ? 'unresponsive' : 'renderer-gone';
    isUnresponsive = false;
    if (reason !== 'clean-exit') options.onFailure({ code, message: 'The mini-program stopped working.' });
  });
  let historyHasContainerPage = false;
  contents.on('did-navigate', (_event, url) => {
    if (url.startsWith(`${origin}/`)) options.onNavigated();
    else historyHasContainerPage = true;
  });
  contents.on('did-finish-load', () => {
    if (!contents.getURL().startsWith(`${origin}/`)) return;
    // Going back must not lead to the container's own pages.
    if (historyHasContainerPage) contents.navigationHistory.clear();
    historyHasContainerPage = false;
    options.onLoaded();
  });
  return window;
}

/** Shows one of the container's pages; `parameters` reach it as its query, `changing` ones as its fragment. */
export function showContainerPage(
  window: BrowserWindow,
  page: 'loading' | 'problem',
  parameters: Readonly<Record<string, string>>,
  changing: Readonly<Record<string, string>> = {},
): void {
  if (window.isDestroyed()) return;
  const url = new URL(`${CONTAINER_PAGE_ORIGIN}/${page}.html`);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  url.hash = new URLSearchParams(changing).toString();
  void window.loadURL(url.href).catch(() => {});
}
