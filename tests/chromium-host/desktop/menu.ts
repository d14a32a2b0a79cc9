/** `Menu` and `MenuItem` (docs/api/menu.md, menu-item.md), read and clicked by whoever watches the host's desktop. */
import { EventEmitter } from 'node:events';
import type Electron from 'electron';
import { acceleratorKeys } from './accelerators.ts';
import { runRole, ROLES, type RoleServices } from './menu-roles.ts';
import { createEvent, strictClass } from '../electron/strictness.ts';

type Options = Electron.MenuItemConstructorOptions;

const TYPES = ['normal', 'separator', 'submenu', 'checkbox', 'radio', 'header', 'palette'];

/** What a test reads of a menu item. */
export interface MenuItemView {
  readonly label: string;
  readonly type: string;
  readonly enabled: boolean;
  readonly visible: boolean;
  readonly checked: boolean;
  readonly accelerator: string | null;
  readonly role: string | null;
  readonly submenu: readonly MenuItemView[] | null;
}

let nextCommandId = 0;

export class HostMenuItem {
  readonly commandId: number;
  readonly id: string;
  readonly type: string;
  readonly role: Options['role'];
  readonly accelerator: string | null;
  readonly submenu: HostMenu | undefined;
  readonly registerAccelerator: boolean;
  label: string;
  enabled: boolean;
  visible: boolean;
  checked: boolean;
  menu: HostMenu | undefined;
  readonly click: (event: object, window: unknown, contents: unknown) => void;

  constructor(options: Options) {
    const { role } = options;
    const known = role === undefined ? undefined : ROLES[role.toLowerCase()];
    if (role !== undefined && !known) throw new Error(`not provided by the Chromium host: the menu role "${role}"`);
    // Electron's own words for a template that makes no item.
    if (options.label === undefined && role === undefined && options.type === undefined)
      throw new TypeError('Invalid template for MenuItem: must have at least one of label, role or type');
    this.commandId = nextCommandId += 1;
    this.id = options.id ?? '';
    this.role = role;
    this.submenu = Array.isArray(options.submenu)
      ? HostMenu.buildFromTemplate(options.submenu)
      : (options.submenu as HostMenu | undefined);
    this.type = options.type ?? (this.submenu ? 'submenu' : 'normal');
    if (!TYPES.includes(this.type)) throw new TypeError(`Unknown menu item type: ${this.type}`);
    if (this.type === 'submenu' && !(this.submenu instanceof HostMenu)) throw new TypeError('Invalid submenu');
    this.label = options.label ?? known?.label ?? '';
    this.accelerator = options.accelerator ?? known?.accelerator ?? null;
    if (this.accelerator !== null) acceleratorKeys(this.accelerator);
    this.registerAccelerator = options.registerAccelerator ?? true;
    this.enabled = options.enabled ?? true;
    this.visible = options.visible ?? true;
    this.checked = options.checked ?? false;
    this.click = (event, window, contents) => {
      if (this.type === 'checkbox') this.checked = !this.checked;
      // docs: with a role "the click property will be ignored".
      if (role !== undefined) runRole(role, window, services);
      else (options.click as ((...args: unknown[]) => void) | undefined)?.(this, window, event);
      void contents;
    };
  }
}
strictClass(HostMenuItem, 'MenuItem');

let services: RoleServices = {
  quit() {
    throw new Error('The Chromium host is not running.');
  },
};

export class HostMenu extends EventEmitter {
  static #application: HostMenu | null = null;
  static #onPopup: (menu: HostMenu, window: unknown) => void = () => {};
  readonly items: HostMenuItem[] = [];

  static buildFromTemplate(template: readonly (Options | HostMenuItem)[]): HostMenu {
    if (!Array.isArray(template)) throw new TypeError('Invalid template for Menu: Menu template must be an array');
    const menu = new HostMenu();
    for (const item of template as (Options | HostMenuItem)[]) {
      if (typeof item !== 'object' || item === null)
        throw new TypeError('Invalid template for MenuItem: must have at least one of label, role or type');
      menu.append(item instanceof HostMenuItem ? item : new HostMenuItem(item));
    }
    return menu;
  }

  static setApplicationMenu(menu: HostMenu | null): void {
    if (menu !== null && !(menu instanceof HostMenu)) throw new TypeError('Invalid menu');
    HostMenu.#application = menu;
  }

  static getApplicationMenu(): HostMenu | null {
    return HostMenu.#application;
  }

  /** For the host: what roles need, and who sees the menus that pop up. */
  static provide(provided: RoleServices, onPopup: (menu: HostMenu, window: unknown) => void): void {
    services = provided;
    HostMenu.#onPopup = onPopup;
  }

  append(item: HostMenuItem): void {
    this.insert(this.items.length, item);
  }

  insert(position: number, item: HostMenuItem): void {
    if (!(item instanceof HostMenuItem)) throw new TypeError('Invalid item');
    if (position < 0 || position > this.items.length)
      throw new RangeError(`Position ${position} cannot be greater than the total MenuItem count`);
    this.items.splice(position, 0, item);
    item.menu = this;
  }

  getMenuItemById(id: string): HostMenuItem | null {
    for (const item of this.items) {
      if (item.id === id) return item;
      const below = item.submenu?.getMenuItemById(id);
      if (below) return below;
    }
    return null;
  }

  popup(options: Electron.PopupOptions = {}): void {
    // docs: `x` "Must be declared if `y` is declared".
    if ((options.x === undefined) !== (options.y === undefined))
      throw new TypeError('x and y must be declared together');
    this.emit('menu-will-show', createEvent({}));
    HostMenu.#onPopup(this, options.window);
  }

  closePopup(): void {
    this.emit('menu-will-close', createEvent({}));
  }
}
strictClass(HostMenu, 'Menu');

/** For tests: the visible items. */
export function viewOf(menu: HostMenu | null | undefined): readonly MenuItemView[] | null {
  if (!menu) return null;
  return menu.items
    .filter(({ visible }) => visible)
    .map(({ label, type, enabled, visible, checked, accelerator, role, submenu }) => ({
      label,
      type,
      enabled,
      visible,
      checked,
      accelerator,
      role: role ?? null,
      submenu: viewOf(submenu),
    }));
}

/** Clicks the item at the end of `labels`, as a user can: one that is seen and enabled. */
export function clickItem(menu: HostMenu | null | undefined, labels: readonly string[], window: unknown): void {
  const [label, ...below] = labels;
  const item = menu?.items.find((candidate) => candidate.visible && candidate.label.replaceAll('&', '') === label);
  if (!item)
    throw new Error(
      `The menu has no item "${label}": ${(menu?.items ?? []).map((candidate) => candidate.label).join(', ')}`,
    );
  if (!item.enabled) throw new Error(`The menu item "${label}" is not enabled.`);
  if (below.length > 0) clickItem(item.submenu, below, window);
  else item.click(createEvent({}), window, null);
}

/**
 * Does what pressing the keys would: the first enabled item that has registered them. False when there is none, or
 * `keys` are no accelerator.
 */
export function pressAccelerator(menu: HostMenu | null | undefined, keys: string, window: unknown): boolean {
  let wanted: string;
  try {
    wanted = acceleratorKeys(keys);
  } catch {
    return false;
  }
  const find = (items: readonly HostMenuItem[]): HostMenuItem | null => {
    for (const item of items) {
      if (
        item.accelerator !== null &&
        item.enabled &&
        item.registerAccelerator &&
        acceleratorKeys(item.accelerator) === wanted
      )
        return item;
      const below = item.submenu && find(item.submenu.items);
      if (below) return below;
    }
    return null;
  };
  const item = menu && find(menu.items);
  if (!item) return false;
  item.click(createEvent({ triggeredByAccelerator: true }), window, null);
  return true;
}
