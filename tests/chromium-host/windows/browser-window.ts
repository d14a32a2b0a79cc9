/** `BrowserWindow`. Without a display its state is kept, though nobody sees it. */
import { EventEmitter } from 'node:events';
import path from 'node:path';
import type Electron from 'electron';
import type { CdpSession } from '../chromium/cdp-connection.ts';
import type { Desktop } from '../desktop/desktop.ts';
import { HostMenu, pressAccelerator } from '../desktop/menu.ts';
import type { NativeImage } from '../desktop/native-image.ts';
import { parseProgress, type ProgressBar } from '../desktop/progress-bar.ts';
import type { HostSession } from '../sessions/session.ts';
import { createEvent, strictClass } from '../electron/strictness.ts';
import type { AttachedTarget } from '../chromium/targets.ts';
import { watchMenuKeys } from './menu-keys.ts';
import { watchPlace } from './shown-place.ts';
import { iconUrl, showIcon } from './window-icon.ts';
import type { HostWebContents } from './web-contents.ts';

export interface WindowServices {
  isReady(): boolean;
  readonly headless: boolean;
  /** Keys that are pressed in a page reach the menus, as with a display. */
  readonly hasMenuKeys: boolean;
  session(partition: string): HostSession;
  createContents(options: {
    session: HostSession;
    preload: string | undefined;
    additionalArguments: readonly string[];
    devTools?: boolean | undefined;
  }): HostWebContents;
  /** Opens the window in Chromium. */
  open(size: { width: number; height: number; hidden: boolean }): Promise<AttachedTarget>;
  browser: Promise<CdpSession>;
  onCreated(window: HostBrowserWindow): void;
  onClosed(window: HostBrowserWindow): void;
  onFocused(window: HostBrowserWindow): void;
  readonly desktop: Desktop;
}

type Bounds = { x: number; y: number; width: number; height: number };
type ShowState = 'normal' | 'minimized' | 'maximized' | 'fullscreen';

const shownBounds = ({ x, y, width, height }: Bounds) => ({ left: x, top: y, width, height });

let services: WindowServices | null = null;
let nextId = 0;
const windows = new Map<number, HostBrowserWindow>();
let focused: HostBrowserWindow | null = null;

function setFocused(window: HostBrowserWindow | null): void {
  focused = window;
}

/** For the host, once: what windows are made with. */
export function provideWindowServices(provided: WindowServices): void {
  services = provided;
  provided.desktop.provide('progressBars', {
    state: () =>
      HostBrowserWindow.getAllWindows().map((window) => ({ title: window.getTitle(), ...window.progressBar })),
  });
}

/** docs/api/browser-window.md */
export class HostBrowserWindow extends EventEmitter {
  readonly id: number;
  readonly #contents: HostWebContents;
  readonly #services: WindowServices;
  #bounds: Bounds;
  #title: string;
  #visible: boolean;
  #state: ShowState = 'normal';
  #destroyed = false;
  #closing = false;
  #shown = false;
  #target: AttachedTarget | null = null;
  #windowId: number | null = null;
  /** `undefined`: the application's. */
  #menu: HostMenu | null | undefined;
  #icon: string | null = null;
  #place: ReturnType<typeof watchPlace> | null = null;
  #iconUrl: string | null = null;
  #parent: HostBrowserWindow | null = null;
  #menuBarVisible: boolean;
  /** What leaving full screen brings back. */
  #menuBarBefore = true;
  #progressBar: ProgressBar = { progress: -1, mode: 'none' };

  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super();
    if (!services) throw new Error('The Chromium host is not running.');
    // docs: "This module cannot be used until the ready event of the app module is emitted."
    if (!services.isReady()) throw new Error('Cannot create BrowserWindow before app is ready');
    this.#services = services;
    this.id = nextId += 1;
    const { webPreferences = {} } = options;
    const session =
      (webPreferences.session as unknown as HostSession | undefined) ??
      services.session(webPreferences.partition ?? '');
    this.#bounds = { x: options.x ?? 0, y: options.y ?? 0, width: options.width ?? 800, height: options.height ?? 600 };
    this.#title = options.title ?? 'Electron';
    this.#visible = options.show !== false;
    this.#menuBarVisible = !options.autoHideMenuBar;
    // shell/browser/native_window_views.cc: shown at once, whatever `show` says, and without a menu bar to go back to.
    if (options.fullscreen) {
      this.#state = 'fullscreen';
      this.#visible = true;
      this.#menuBarBefore = false;
    }
    if (options.icon !== undefined) this.setIcon(options.icon as unknown as NativeImage | string);
    this.#parent = (options.parent as HostBrowserWindow | undefined) ?? null;
    // docs: a child window is closed with its parent.
    this.#parent?.once('closed', () => this.destroy());
    this.#contents = services.createContents({
      session,
      preload: webPreferences.preload,
      additionalArguments: webPreferences.additionalArguments ?? [],
      devTools: webPreferences.devTools,
    });
    windows.set(this.id, this);
    this.#contents.once('host-first-paint', () => this.#markReadyToShow());
    this.#contents.on('did-finish-load', () => this.#markReadyToShow());
    this.#contents.on('page-title-updated', (event: { defaultPrevented: boolean }, title: string) => {
      const own = createEvent({});
      this.emit('page-title-updated', own, title, true);
      if (!event.defaultPrevented && !own.defaultPrevented) this.#title = title;
    });
    this.#contents.on('host-close', () => this.close());
    services.onCreated(this);
    void this.#open(options);
    if (this.#visible) this.#focusSoon();
  }

  static getAllWindows(): HostBrowserWindow[] {
    return [...windows.values()];
  }

  static fromWebContents(contents: unknown): HostBrowserWindow | null {
    return [...windows.values()].find((window) => window.#contents === contents) ?? null;
  }

  static fromId(id: number): HostBrowserWindow | null {
    return windows.get(id) ?? null;
  }

  static getFocusedWindow(): HostBrowserWindow | null {
    return [...windows.values()].find((window) => window.isFocused()) ?? null;
  }

  get webContents(): HostWebContents {
    return this.#contents;
  }

  loadURL(url: string): Promise<void> {
    this.#assertAlive();
    return this.#contents.loadURL(url);
  }

  reload(): void {
    this.#contents.reload();
  }

  show(): void {
    this.showInactive();
    this.focus();
  }

  showInactive(): void {
    this.#assertAlive();
    if (this.#visible && this.#state !== 'minimized') return;
    this.#visible = true;
    this.#apply({ windowState: 'normal' });
    this.emit('show');
  }

  hide(): void {
    this.#assertAlive();
    if (!this.#visible) return;
    this.#visible = false;
    if (focused === this) this.#blur();
    this.#apply({ windowState: 'minimized' });
    this.emit('hide');
  }

  focus(): void {
    this.#assertAlive();
    if (!this.#visible) return;
    this.#contents.focus();
    if (focused === this) return;
    focused?.emit('blur');
    setFocused(this);
    this.emit('focus');
    this.#services.onFocused(this);
  }

  blur(): void {
    if (focused === this) this.#blur();
  }

  close(): void {
    if (this.#destroyed || this.#closing) return;
    const event = createEvent({});
    this.emit('close', event);
    if (event.defaultPrevented || this.#destroyed) return;
    this.#closing = true;
    setImmediate(() => this.destroy());
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    windows.delete(this.id);
    if (focused === this) focused = null;
    this.#contents.markDestroyed();
    const targetId = this.#target?.info.targetId;
    if (targetId) void this.#services.browser.then((browser) => browser.post('Target.closeTarget', { targetId }));
    this.emit('closed');
    this.#services.onClosed(this);
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  isVisible(): boolean {
    return this.#visible;
  }

  isMinimized(): boolean {
    return this.#state === 'minimized';
  }

  isMaximized(): boolean {
    return this.#state === 'maximized';
  }

  isFullScreen(): boolean {
    return this.#state === 'fullscreen';
  }

  isFocused(): boolean {
    return focused === this;
  }

  minimize(): void {
    this.#setState('minimized', 'minimize');
  }

  maximize(): void {
    this.#visible = true;
    this.#setState('maximized', 'maximize');
  }

  unmaximize(): void {
    if (this.#state === 'maximized') this.#setState('normal', 'unmaximize');
  }

  restore(): void {
    if (this.#state !== 'normal') this.#setState('normal', 'restore');
  }

  setTitle(title: string): void {
    this.#title = title;
  }

  getTitle(): string {
    return this.#title;
  }

  getBounds(): Bounds {
    return { ...this.#bounds };
  }

  getNormalBounds(): Bounds {
    return this.getBounds();
  }

  getSize(): [number, number] {
    return [this.#bounds.width, this.#bounds.height];
  }

  setSize(width: number, height: number): void {
    this.setBounds({ width, height });
  }

  setBounds(bounds: Partial<Bounds>): void {
    this.#apply(shownBounds({ ...this.#bounds, ...bounds }));
    this.#place?.restart();
    this.#setBounds({ ...this.#bounds, ...bounds });
  }

  #setBounds(bounds: Bounds): void {
    const before = this.#bounds;
    this.#bounds = bounds;
    if (before.width !== this.#bounds.width || before.height !== this.#bounds.height) this.emit('resize');
    if (before.x !== this.#bounds.x || before.y !== this.#bounds.y) this.emit('move');
  }

  setMinimumSize(_width: number, _height: number): void {}
  /** docs, Linux and Windows: "Sets the menu as the window's menu bar." */
  setMenu(menu: HostMenu | null): void {
    this.#assertAlive();
    if (process.platform === 'darwin') throw new Error('not provided on macOS: BrowserWindow.setMenu');
    if (menu !== null && !(menu instanceof HostMenu))
      throw new TypeError('Error processing argument at index 0, conversion failure');
    this.#menu = menu;
  }

  removeMenu(): void {
    this.setMenu(null);
  }

  setMenuBarVisibility(visible: boolean): void {
    this.#menuBarVisible = visible;
  }

  isMenuBarVisible(): boolean {
    return this.#menuBarVisible;
  }

  setAutoHideMenuBar(hide: boolean): void {
    this.#menuBarVisible = !hide;
  }

  setFullScreen(flag: boolean): void {
    this.#assertAlive();
    if (flag === this.isFullScreen()) return;
    if (flag) {
      this.#menuBarBefore = this.#menuBarVisible;
      this.#visible = true;
    } else this.#menuBarVisible = this.#menuBarBefore;
    this.#setState(flag ? 'fullscreen' : 'normal', flag ? 'enter-full-screen' : 'leave-full-screen');
  }

  getParentWindow(): HostBrowserWindow | null {
    return this.#parent;
  }

  center(): void {
    this.#assertAlive();
  }

  /** For the desktop: on macOS windows have no menu of their own. */
  get effectiveMenu(): HostMenu | null {
    return this.#menu === undefined ? HostMenu.getApplicationMenu() : this.#menu;
  }

  get state(): ShowState {
    return this.#state;
  }

  /** A file's name, or the picture itself as a `data:` URL. */
  get icon(): string | null {
    return this.#icon;
  }

  setProgressBar(progress: number, options?: Electron.ProgressBarOptions): void {
    this.#assertAlive();
    this.#progressBar = parseProgress(progress, options);
  }

  /** For the desktop. */
  get progressBar(): ProgressBar {
    return this.#progressBar;
  }

  setBackgroundColor(_color: string): void {}
  setIcon(icon: NativeImage | string): void {
    if (typeof icon !== 'string' && icon.isEmpty()) throw new Error('The icon is empty.');
    this.#icon = typeof icon === 'string' ? path.basename(icon) : icon.toDataURL();
    this.#iconUrl = typeof icon === 'string' ? iconUrl(icon) : this.#icon;
  }

  flashFrame(_flag: boolean): void {}

  /** For the host: Chromium's page is gone without having been asked to. */
  onTargetGone(): void {
    this.#target = null;
    if (this.#destroyed) return;
    if (!this.#closing) this.emit('close', createEvent({}));
    this.destroy();
  }

  /** A window is in the middle, as its manager has it, when nobody says where. */
  async #takePlace(
    { info: { targetId } }: AttachedTarget,
    { x, y }: Pick<Electron.BrowserWindowConstructorOptions, 'x' | 'y'>,
  ): Promise<void> {
    const { width, height } = this.#bounds;
    const isAsked = x !== undefined && y !== undefined;
    this.#apply(isAsked ? shownBounds(this.#bounds) : { width, height });
    this.#place = watchPlace({
      browser: await this.#services.browser,
      targetId,
      get: () => this.#bounds,
      onMoved: (bounds) => this.#setBounds(bounds),
      ...(isAsked ? {} : { onPlaced: ({ left, top }) => void (this.#bounds = { ...this.#bounds, x: left, y: top }) }),
    });
    this.once('closed', () => this.#place?.end());
  }

  async #open({ show, x, y }: Electron.BrowserWindowConstructorOptions): Promise<void> {
    try {
      const target = await this.#services.open({
        width: this.#bounds.width,
        height: this.#bounds.height,
        hidden: show === false && !this.#services.headless,
      });
      this.#target = target;
      target.session.on('detached', () => this.onTargetGone());
      if (this.#destroyed) {
        (await this.#services.browser).post('Target.closeTarget', { targetId: target.info.targetId });
        return;
      }
      const watching = this.#services.hasMenuKeys
        ? watchMenuKeys(target.session, (keys) => pressAccelerator(this.effectiveMenu, keys, this))
        : null;
      const icon = this.#services.headless || !this.#iconUrl ? null : showIcon(target.session, this.#iconUrl);
      await Promise.all([this.#contents.attach(target), watching, icon]);
      if (!this.#services.headless) await this.#takePlace(target, { x, y });
    } catch (error) {
      if (!this.#destroyed)
        process.stderr.write(
          `chromium host: a window could not be opened: ${error instanceof Error ? error.message : String(error)}\n`,
        );
    }
  }

  #markReadyToShow(): void {
    if (this.#shown || this.#destroyed) return;
    this.#shown = true;
    this.emit('ready-to-show', createEvent({}));
  }

  #focusSoon(): void {
    setImmediate(() => {
      if (!this.#destroyed && this.#visible) this.focus();
    });
  }

  #blur(): void {
    focused = null;
    this.emit('blur');
  }

  #setState(state: ShowState, event: string): void {
    this.#assertAlive();
    this.#state = state;
    if (state === 'minimized' && focused === this) this.#blur();
    this.#apply({ windowState: state });
    this.emit(event);
  }

  #apply(bounds: Record<string, unknown>): void {
    const target = this.#target;
    // Without a display there is no window to move; a minimised one would stop painting.
    if (!target || (this.#services.headless && 'windowState' in bounds)) return;
    void (async () => {
      const browser = await this.#services.browser;
      this.#windowId ??= (
        (await browser.send('Browser.getWindowForTarget', { targetId: target.info.targetId })) as { windowId: number }
      ).windowId;
      await browser.send('Browser.setWindowBounds', { windowId: this.#windowId, bounds });
    })().catch(() => {});
  }

  #assertAlive(): void {
    if (this.#destroyed) throw new TypeError('Object has been destroyed');
  }
}
strictClass(HostBrowserWindow, 'BrowserWindow');
