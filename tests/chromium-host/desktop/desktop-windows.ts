/** The windows and context menus of the host's desktop: what they show, and what a user does to them. */
import { HostBrowserWindow } from '../windows/browser-window.ts';
import type { Desktop } from './desktop.ts';
import { clickItem, HostMenu, pressAccelerator, viewOf, type MenuItemView } from './menu.ts';
import { createEvent } from '../electron/strictness.ts';

/** What a test reads of a window. */
export interface WindowView {
  /** In the product's own schemes. */
  readonly url: string;
  readonly title: string;
  readonly bounds: Electron.Rectangle;
  readonly isVisible: boolean;
  readonly state: 'normal' | 'minimized' | 'maximized' | 'fullscreen';
  readonly icon: string | null;
  /** The title of the window it belongs to. */
  readonly parent: string | null;
  readonly zoomFactor: number;
  readonly isMenuBarVisible: boolean;
  readonly menu: readonly MenuItemView[] | null;
}

/** `quit`: what the role of that name does. */
export function provideDesktopWindows(desktop: Desktop, quit: () => void): void {
  let popup: { menu: HostMenu; window: HostBrowserWindow | undefined } | null = null;
  HostMenu.provide({ quit }, (menu, window) => {
    popup = {
      menu,
      window: (window as HostBrowserWindow | undefined) ?? HostBrowserWindow.getFocusedWindow() ?? undefined,
    };
  });
  desktop.provide('contextMenu', {
    state: () => viewOf(popup?.menu),
    actions: {
      clickItem(...labels: string[]) {
        clickItem(popup?.menu, labels, popup?.window);
        popup?.menu.closePopup();
        popup = null;
      },
      close() {
        popup?.menu.closePopup();
        popup = null;
      },
    },
  });
  desktop.provide('windows', {
    state: () => HostBrowserWindow.getAllWindows().map(viewOfWindow),
    // Each names its window by how its address begins.
    actions: {
      clickItem: (url: string, ...labels: string[]) => clickItem(windowAt(url).effectiveMenu, labels, windowAt(url)),
      press(url: string, keys: string) {
        if (!pressAccelerator(windowAt(url).effectiveMenu, keys, windowAt(url)))
          throw new Error(`No enabled menu item has the keys "${keys}".`);
      },
      setBounds: (url: string, bounds: Partial<Electron.Rectangle>) => windowAt(url).setBounds(bounds),
      maximize: (url: string) => windowAt(url).maximize(),
      close: (url: string) => windowAt(url).close(),
      // Without a display no window ever has the focus by itself.
      focus: (url: string) => void windowAt(url).emit('focus', createEvent({})),
      hang: (url: string) => void windowAt(url).emit('unresponsive', createEvent({})),
      recover: (url: string) => void windowAt(url).emit('responsive', createEvent({})),
      /** `browser-backward`, `browser-forward`: buttons of a mouse or keyboard. */
      appCommand: (url: string, command: string) => void windowAt(url).emit('app-command', createEvent({}), command),
      zoomWheel: (url: string, direction: 'in' | 'out') =>
        void windowAt(url).webContents.emit('zoom-changed', createEvent({}), direction),
    },
  });
}

function viewOfWindow(window: HostBrowserWindow): WindowView {
  return {
    url: window.webContents.getURL(),
    title: window.getTitle(),
    bounds: window.getBounds(),
    isVisible: window.isVisible(),
    state: window.state,
    icon: window.icon,
    parent: window.getParentWindow()?.getTitle() ?? null,
    zoomFactor: window.webContents.getZoomFactor(),
    isMenuBarVisible: window.isMenuBarVisible(),
    menu: viewOf(window.effectiveMenu),
  };
}

function windowAt(url: string): HostBrowserWindow {
  const windows = HostBrowserWindow.getAllWindows();
  const window = windows.find(({ webContents }) => webContents.getURL().startsWith(url));
  if (!window)
    throw new Error(`No window shows "${url}": ${windows.map(({ webContents }) => webContents.getURL()).join(', ')}`);
  return window;
}
