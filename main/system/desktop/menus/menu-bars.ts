/** Gives each window its menu bar; on macOS the one bar on the screen is that of the window in front. */
import { Menu, type BrowserWindow } from 'electron';
import type { Disposable } from '../../../support/shutdown-list.ts';
import type { Messages } from '../../language/messages.ts';
import { macMenu, type LarderMenuOptions } from './larder-menu.ts';
import type { Items, ZoomActions } from './menu-parts.ts';

export interface WindowMenus {
  /** Windows and Linux: the whole bar. */
  bar(): Items;
  /** macOS: what is between "Edit" and "Window"; nothing for the launcher. */
  mac(): Items;
  readonly zoom: ZoomActions;
}

export interface WindowBar {
  /** What the menus are made from may be another. */
  changed(): void;
}

export interface MenuBars extends Disposable {
  /** Until `window` is closed. */
  add(window: BrowserWindow, menus: WindowMenus): WindowBar;
}

export interface MenuBarsOptions {
  readonly platform: NodeJS.Platform;
  readonly messages: Messages;
  readonly dev: boolean;
  readonly actions: LarderMenuOptions['actions'];
}

const NO_ZOOM: ZoomActions = { zoomIn() {}, zoomOut() {}, resetZoom() {} };

export function createMenuBars({ platform, messages, dev, actions }: MenuBarsOptions): MenuBars {
  const isMac = platform === 'darwin';
  const open = new Map<BrowserWindow, { menus: WindowMenus; shown: string }>();
  let front: BrowserWindow | null = null;

  function showMac(): void {
    const menus = front ? open.get(front)?.menus : undefined;
    Menu.setApplicationMenu(
      Menu.buildFromTemplate(macMenu({ t: messages.t, dev, actions }, menus?.zoom ?? NO_ZOOM, menus?.mac() ?? [])),
    );
  }

  /** A bar that is replaced closes what is open of it: only one that would look different is. */
  function show(window: BrowserWindow): void {
    const entry = open.get(window);
    if (!entry || window.isDestroyed()) return;
    const items = isMac ? entry.menus.mac() : entry.menus.bar();
    const shown = JSON.stringify(items);
    if (shown === entry.shown) return;
    entry.shown = shown;
    if (!isMac) window.setMenu(Menu.buildFromTemplate(items));
    else if (window === front) showMac();
  }

  // Windows without menus of their own have none: Chromium's would be in English and offer what is not ours.
  if (isMac) showMac();
  else Menu.setApplicationMenu(null);
  const endListening = messages.onChange(() => {
    if (isMac) showMac();
    for (const window of open.keys()) show(window);
  });

  return {
    add(window, menus) {
      open.set(window, { menus, shown: '' });
      window.on('focus', () => {
        front = window;
        if (isMac) showMac();
      });
      window.once('closed', () => {
        open.delete(window);
        if (front !== window) return;
        front = null;
        if (isMac) showMac();
      });
      show(window);
      return { changed: () => show(window) };
    },
    dispose: endListening,
  };
}
