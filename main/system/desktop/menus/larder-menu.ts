/** The menus of Larder as a whole: on the launcher, and on macOS above every window. */
import { BRAND } from '../../../../preload/contract/brand.ts';
import type { MenuItemConstructorOptions } from 'electron';
import {
  developerItems,
  editMenu,
  fullScreenItem,
  SEPARATOR,
  windowMenu,
  zoomItems,
  type Items,
  type Translate,
  type ZoomActions,
} from './menu-parts.ts';

/** A page or dialog of the launcher, as its address names it. */
export type LauncherTarget = 'shelf' | 'activity' | 'downloads' | 'settings' | 'add' | 'about' | 'diagnostics';

export interface LarderActions {
  show(target: LauncherTarget): void;
  quit(): void;
}

export interface LarderMenuOptions {
  readonly t: Translate;
  readonly dev: boolean;
  readonly actions: LarderActions;
}

/** Windows and Linux: the launcher's menu bar. */
export function launcherMenu({ t, dev, actions }: LarderMenuOptions, zoom: ZoomActions): Items {
  return [
    {
      label: `&${t('system.menu.file')}`,
      submenu: [
        addItem(t, actions),
        settingsItem(t, actions),
        SEPARATOR,
        { label: t('system.menu.close'), role: 'close' },
        quitItem(t, actions),
      ],
    },
    editMenu(t),
    viewMenu({ t, dev, actions }, zoom),
    { label: t('system.menu.help'), submenu: helpItems(t, actions) },
  ];
}

/** macOS: `own` are the menus of the window in front; without them the launcher's, or none is open. */
export function macMenu({ t, dev, actions }: LarderMenuOptions, zoom: ZoomActions, own: Items = []): Items {
  return [
    {
      label: BRAND.name,
      submenu: [
        { label: t('system.menu.about'), click: () => actions.show('about') },
        SEPARATOR,
        settingsItem(t, actions),
        SEPARATOR,
        { label: t('system.menu.services'), role: 'services', submenu: [] },
        SEPARATOR,
        { label: t('system.menu.hide'), role: 'hide' },
        { label: t('system.menu.hide-others'), role: 'hideOthers' },
        { label: t('system.menu.unhide'), role: 'unhide' },
        SEPARATOR,
        quitItem(t, actions),
      ],
    },
    {
      label: t('system.menu.file'),
      submenu: [
        addItem(t, actions),
        { label: t('system.tray.open'), accelerator: 'CmdOrCtrl+Shift+N', click: () => actions.show('shelf') },
        SEPARATOR,
        { label: t('system.menu.close'), role: 'close' },
      ],
    },
    editMenu(t),
    ...(own.length > 0 ? own : [viewMenu({ t, dev, actions }, zoom)]),
    windowMenu(t),
    {
      label: t('system.menu.help'),
      role: 'help',
      submenu: [{ label: t('system.menu.diagnostics'), click: () => actions.show('diagnostics') }],
    },
  ];
}

function viewMenu({ t, dev, actions }: LarderMenuOptions, zoom: ZoomActions): MenuItemConstructorOptions {
  const pages = ['shelf', 'activity', 'downloads', 'settings'] as const;
  return {
    label: t('system.menu.view'),
    submenu: [
      ...pages.map((page, index) => ({
        label: t(`system.menu.${page}`),
        accelerator: `CmdOrCtrl+${index + 1}`,
        click: () => actions.show(page),
      })),
      SEPARATOR,
      ...zoomItems(t, zoom),
      SEPARATOR,
      fullScreenItem(t),
      ...developerItems(t, dev),
    ],
  };
}

function helpItems(t: Translate, actions: LarderActions): Items {
  return [
    { label: t('system.menu.diagnostics'), click: () => actions.show('diagnostics') },
    { label: t('system.menu.about'), click: () => actions.show('about') },
  ];
}

function addItem(t: Translate, actions: LarderActions): MenuItemConstructorOptions {
  return { label: t('system.menu.add'), accelerator: 'CmdOrCtrl+N', click: () => actions.show('add') };
}

function settingsItem(t: Translate, actions: LarderActions): MenuItemConstructorOptions {
  return { label: t('system.tray.settings'), accelerator: 'CmdOrCtrl+,', click: () => actions.show('settings') };
}

/** Windows knows Alt+F4 for its windows; Ctrl+Q ends Larder there, too. */
export function quitItem(t: Translate, actions: Pick<LarderActions, 'quit'>): MenuItemConstructorOptions {
  return { label: t('system.tray.quit'), accelerator: 'CmdOrCtrl+Q', click: () => actions.quit() };
}
