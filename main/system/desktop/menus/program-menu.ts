/** The menus of a mini-program's window, and what the other mouse button offers on its page. */
import type { ContextMenuParams, MenuItemConstructorOptions } from 'electron';
import { quitItem, type LarderActions } from './larder-menu.ts';
import {
  developerItems,
  editMenu,
  fullScreenItem,
  hidden,
  SEPARATOR,
  zoomItems,
  type Items,
  type Translate,
  type ZoomActions,
} from './menu-parts.ts';

/** What a person can do with the window of a mini-program. */
export interface ProgramActions extends ZoomActions {
  reload(): void;
  back(): void;
  forward(): void;
  copyLink(): void;
  /** Puts the address of a link on the clipboard; of the mini-program's own pages, as a link that opens them. */
  copyLinkAddress(url: string): void;
  copyImageAt(x: number, y: number): void;
  inspectAt(x: number, y: number): void;
  showAbout(): void;
  showSettings(): void;
}

export interface ProgramMenuOptions {
  readonly t: Translate;
  readonly dev: boolean;
  readonly platform: NodeJS.Platform;
  readonly actions: ProgramActions;
  /** Of the page that is shown now. */
  readonly canGoBack: boolean;
  readonly canGoForward: boolean;
  /** False while one of the container's own pages is shown. */
  readonly hasPage: boolean;
}

/** Windows and Linux: the menu bar of the window. */
export function programMenuBar(options: ProgramMenuOptions, larder: LarderActions): Items {
  const { t } = options;
  const title = programMenu(options);
  const items = title.submenu as Items;
  return [
    {
      ...title,
      label: `&${title.label ?? ''}`,
      submenu: [
        ...items,
        SEPARATOR,
        { label: t('system.tray.open'), accelerator: 'CmdOrCtrl+Shift+N', click: () => larder.show('shelf') },
        { label: t('system.menu.close'), role: 'close' },
        quitItem(t, larder),
      ],
    },
    editMenu(t),
    programViewMenu(options),
  ];
}

export function programMenu({
  t,
  platform,
  actions,
  canGoBack,
  canGoForward,
  hasPage,
}: ProgramMenuOptions): MenuItemConstructorOptions {
  const isMac = platform === 'darwin';
  const reload = t('program.menu.reload');
  return {
    label: t('program.menu.title'),
    submenu: [
      { label: reload, accelerator: 'CmdOrCtrl+R', click: () => actions.reload() },
      hidden(reload, 'F5', () => actions.reload()),
      {
        label: t('program.menu.back'),
        accelerator: isMac ? 'Cmd+[' : 'Alt+Left',
        enabled: canGoBack,
        click: () => actions.back(),
      },
      {
        label: t('program.menu.forward'),
        accelerator: isMac ? 'Cmd+]' : 'Alt+Right',
        enabled: canGoForward,
        click: () => actions.forward(),
      },
      SEPARATOR,
      {
        label: t('program.menu.copy-link'),
        accelerator: 'CmdOrCtrl+Shift+L',
        enabled: hasPage,
        click: () => actions.copyLink(),
      },
      SEPARATOR,
      { label: t('program.menu.settings'), click: () => actions.showSettings() },
      { label: t('program.menu.about'), click: () => actions.showAbout() },
    ],
  };
}

export function programViewMenu({ t, dev, actions }: ProgramMenuOptions): MenuItemConstructorOptions {
  return {
    label: t('system.menu.view'),
    submenu: [...zoomItems(t, actions), SEPARATOR, fullScreenItem(t), ...developerItems(t, dev)],
  };
}

/** What was clicked, as far as the menu looks at it. */
export type ClickedOn = Pick<
  ContextMenuParams,
  'x' | 'y' | 'linkURL' | 'mediaType' | 'hasImageContents' | 'selectionText' | 'isEditable' | 'editFlags'
>;

export function programContextMenu(options: ProgramMenuOptions, clicked: ClickedOn): Items {
  const { t, dev, actions } = options;
  const { editFlags, linkURL, x, y } = clicked;
  const groups: Items[] = [];
  if (clicked.isEditable) {
    groups.push(
      [
        { label: t('system.menu.undo'), role: 'undo', enabled: editFlags.canUndo },
        { label: t('system.menu.redo'), role: 'redo', enabled: editFlags.canRedo },
      ],
      [
        { label: t('system.menu.cut'), role: 'cut', enabled: editFlags.canCut },
        { label: t('system.menu.copy'), role: 'copy', enabled: editFlags.canCopy },
        { label: t('system.menu.paste'), role: 'paste', enabled: editFlags.canPaste },
        { label: t('system.menu.select-all'), role: 'selectAll', enabled: editFlags.canSelectAll },
      ],
    );
  } else if (clicked.selectionText.trim() !== '') {
    groups.push([{ label: t('system.menu.copy'), role: 'copy' }]);
  }
  if (/^(?:https?|mailto|tel|mp):/i.test(linkURL))
    groups.push([{ label: t('program.menu.copy-link-address'), click: () => actions.copyLinkAddress(linkURL) }]);
  if (clicked.mediaType === 'image' && clicked.hasImageContents)
    groups.push([{ label: t('program.menu.copy-image'), click: () => actions.copyImageAt(x, y) }]);
  // In a field a person looks for what concerns the text: the page's own items stay away.
  if (!clicked.isEditable) groups.push(...pageGroups(options));
  if (dev) groups.push([{ label: t('program.menu.inspect'), click: () => actions.inspectAt(x, y) }]);
  return groups.flatMap((group, index) => (index === 0 ? group : [SEPARATOR, ...group]));
}

function pageGroups({ t, actions, canGoBack, canGoForward, hasPage }: ProgramMenuOptions): Items[] {
  return [
    [
      { label: t('program.menu.back'), enabled: canGoBack, click: () => actions.back() },
      { label: t('program.menu.forward'), enabled: canGoForward, click: () => actions.forward() },
      { label: t('program.menu.reload'), click: () => actions.reload() },
    ],
    [
      { label: t('program.menu.copy-link'), enabled: hasPage, click: () => actions.copyLink() },
      { label: t('program.menu.about'), click: () => actions.showAbout() },
    ],
  ];
}
