/** What a person can do with a mini-program's window: its menus, keys and mouse buttons come together here. */
import { Menu, type BrowserWindow, type MenuItemConstructorOptions } from 'electron';
import { formatDeepLink } from '../../opening/deep-links.ts';
import type { LarderActions } from '../../system/desktop/menus/larder-menu.ts';
import {
  programContextMenu,
  programMenu,
  programMenuBar,
  programViewMenu,
  type ProgramActions,
  type ProgramMenuOptions,
} from '../../system/desktop/menus/program-menu.ts';
import type { MenuBars } from '../../system/desktop/menus/menu-bars.ts';
import type { Messages } from '../../system/language/messages.ts';
import { aboutPage, fullScreenHint, problemPage, type FactRow } from '../container-pages/container-page.ts';
import { hintAtFullScreen } from './full-screen-hint.ts';
import type { PageWindows } from '../container-pages/page-windows.ts';
import { originOf } from '../../sessions/schemes.ts';
import type { WindowMemoryFile } from '../window-memory.ts';
import { createZoom } from '../zoom.ts';

/** The same for every mini-program. */
export interface ProgramServices {
  readonly dev: boolean;
  readonly platform: NodeJS.Platform;
  readonly messages: Messages;
  readonly pages: PageWindows;
  readonly menuBars: MenuBars;
  readonly container: LarderActions;
  showLauncher(): void;
  showSettings(appId: string): void;
  writeClipboard(text: string): void;
  /** Path of its icon at the origin of container pages; `undefined`: there is none, or none is shown. */
  iconUrl(appId: string): string | undefined;
  /** What About says, in the language of the moment. */
  facts(appId: string): readonly FactRow[];
}

export interface ProgramControlsOptions extends ProgramServices {
  readonly appId: string;
  name(): string;
  readonly window: BrowserWindow;
  readonly memory: WindowMemoryFile;
  reload(): void;
  /** Starts the mini-program again while one of the container's pages is shown. */
  onRetry(): void;
}

export interface ProgramControls {
  showHanging(isHanging: boolean): void;
  /** A link to `origin` was not followed. */
  showBlocked(origin: string): void;
}

const ABOUT_SIZE = { width: 460, height: 700 };
const QUESTION_SIZE = { width: 440, height: 470 };

const MAX_TOLD = 5;

export function createProgramControls(options: ProgramControlsOptions): ProgramControls {
  const { appId, window, messages, pages, platform, dev, container } = options;
  const contents = window.webContents;
  const { navigationHistory } = contents;
  const origin = originOf(appId);
  const hasPage = (): boolean => contents.getURL().startsWith(`${origin}/`);

  const named = () => ({ appId, name: options.name(), iconUrl: options.iconUrl(appId) });
  const reload = (): void => (hasPage() ? options.reload() : options.onRetry());
  const actions: ProgramActions = {
    ...createZoom(contents, options.memory, hasPage),
    reload,
    back: () => navigationHistory.goBack(),
    forward: () => navigationHistory.goForward(),
    copyLink: () => options.writeClipboard(linkTo(appId, contents.getURL())),
    copyLinkAddress: (url) => options.writeClipboard(url.startsWith(`${origin}/`) ? linkTo(appId, url) : url),
    copyImageAt: (x, y) => contents.copyImageAt(x, y),
    inspectAt: (x, y) => contents.inspectElement(x, y),
    showAbout() {
      pages.show(window, {
        key: 'about',
        ...ABOUT_SIZE,
        page: () => aboutPage(named(), options.facts(appId), messages),
        onAction(action) {
          if (action === 'settings') options.showSettings(appId);
        },
      });
    },
    showSettings: () => options.showSettings(appId),
  };
  const menuOptions = (): ProgramMenuOptions => ({
    t: messages.t,
    dev,
    platform,
    actions,
    canGoBack: hasPage() && navigationHistory.canGoBack(),
    canGoForward: hasPage() && navigationHistory.canGoForward(),
    hasPage: hasPage(),
  });

  const bar = options.menuBars.add(window, {
    bar: () => programMenuBar(menuOptions(), container),
    mac: () => [programMenu(menuOptions()), programViewMenu(menuOptions())],
    zoom: actions,
  });
  contents.on('did-navigate', bar.changed);
  contents.on('did-navigate-in-page', bar.changed);
  contents.on('did-stop-loading', bar.changed);
  contents.on('context-menu', (_event, clicked) => popUp(window, programContextMenu(menuOptions(), clicked)));
  // Buttons of a mouse or keyboard; on macOS a swipe.
  window.on('app-command', (_event, command) => {
    if (command === 'browser-backward') actions.back();
    if (command === 'browser-forward') actions.forward();
  });
  window.on('swipe', (_event, direction) => {
    if (direction === 'left') actions.back();
    if (direction === 'right') actions.forward();
  });

  hintAtFullScreen(window, {
    pages,
    page: (byPage) => fullScreenHint(named(), byPage ? 'Esc' : platform === 'darwin' ? '⌃⌘F' : 'F11', messages),
  });

  /** Each address is told once: a page must not be able to fill the screen. */
  const told = new Set<string>();
  return {
    showHanging(isHanging) {
      if (!isHanging) return pages.close(window, 'hanging');
      pages.show(window, {
        key: 'hanging',
        ...QUESTION_SIZE,
        page: () => problemPage(named(), { kind: 'hanging', message: '' }, messages),
        onAction(action) {
          if (action === 'reload') reload();
          else if (action === 'close') window.destroy();
        },
      });
    },
    showBlocked(blocked) {
      if (told.has(blocked) || told.size >= MAX_TOLD) return;
      told.add(blocked);
      pages.show(window, {
        key: 'blocked',
        ...QUESTION_SIZE,
        page: () => problemPage(named(), { kind: 'blocked', message: blocked }, messages),
        onAction() {},
      });
    },
  };
}

/** The deep link that opens the page at `href`. */
function linkTo(appId: string, href: string): string {
  const { pathname, search } = new URL(href);
  const path = decoded(pathname.slice(1));
  const query = search.slice(1);
  return formatDeepLink({ appId, ...(path ? { path } : {}), ...(query ? { query } : {}) });
}

/** A path as a person would write it; one that is not well encoded stays as it is. */
function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

function popUp(window: BrowserWindow, items: MenuItemConstructorOptions[]): void {
  if (items.length > 0) Menu.buildFromTemplate(items).popup({ window });
}
