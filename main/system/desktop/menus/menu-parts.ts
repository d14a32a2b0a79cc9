/** Parts that the menus of several windows share. Roles bring what they do; the words are ours, in the user's language. */
import type { MenuItemConstructorOptions } from 'electron';
import type { Messages } from '../../language/messages.ts';

export type Items = MenuItemConstructorOptions[];
export type Translate = Messages['t'];

export const SEPARATOR: MenuItemConstructorOptions = { type: 'separator' };

/** What zooming does to the window that a menu belongs to. */
export interface ZoomActions {
  zoomIn(): void;
  zoomOut(): void;
  resetZoom(): void;
}

export function editMenu(t: Translate): MenuItemConstructorOptions {
  return {
    label: t('system.menu.edit'),
    submenu: [
      { label: t('system.menu.undo'), role: 'undo' },
      { label: t('system.menu.redo'), role: 'redo' },
      SEPARATOR,
      { label: t('system.menu.cut'), role: 'cut' },
      { label: t('system.menu.copy'), role: 'copy' },
      { label: t('system.menu.paste'), role: 'paste' },
      { label: t('system.menu.select-all'), role: 'selectAll' },
    ],
  };
}

export function zoomItems(t: Translate, zoom: ZoomActions): Items {
  return [
    { label: t('system.menu.actual-size'), accelerator: 'CmdOrCtrl+0', click: () => zoom.resetZoom() },
    { label: t('system.menu.zoom-in'), accelerator: 'CmdOrCtrl+Plus', click: () => zoom.zoomIn() },
    // The same key without Shift.
    hidden(t('system.menu.zoom-in'), 'CmdOrCtrl+=', () => zoom.zoomIn()),
    { label: t('system.menu.zoom-out'), accelerator: 'CmdOrCtrl+-', click: () => zoom.zoomOut() },
  ];
}

export function fullScreenItem(t: Translate): MenuItemConstructorOptions {
  return { label: t('system.menu.full-screen'), role: 'togglefullscreen' };
}

/** `--dev` only. F12 as in browsers, beside the role's own keys. */
export function developerItems(t: Translate, dev: boolean): Items {
  if (!dev) return [];
  const label = t('system.menu.developer-tools');
  return [
    SEPARATOR,
    { label, role: 'toggleDevTools' },
    { label, role: 'toggleDevTools', accelerator: 'F12', visible: false },
  ];
}

/** A second pair of keys for something that has an item already. */
export function hidden(label: string, accelerator: string, click: () => void): MenuItemConstructorOptions {
  return { label, accelerator, click, visible: false };
}

/** The menu that macOS keeps its windows in. */
export function windowMenu(t: Translate): MenuItemConstructorOptions {
  return {
    label: t('system.menu.window'),
    role: 'window',
    submenu: [
      { label: t('system.menu.minimize'), role: 'minimize' },
      { label: t('system.menu.zoom'), role: 'zoom' },
      SEPARATOR,
      { label: t('system.menu.front'), role: 'front' },
    ],
  };
}
