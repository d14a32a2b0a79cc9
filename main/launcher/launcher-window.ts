/** The launcher: one window, the container's own page, the only one that may call `launcher:*`. */
import { BRAND } from '../../preload/contract/brand.ts';
import { BrowserWindow, nativeTheme, session as electronSession } from 'electron';
import type { TextLanguage } from '../../preload/contract/messages/languages.ts';
import { guardNavigation } from '../windows/navigation-guard.ts';
import { CONTAINER_SCHEME, LAUNCHER_ORIGIN } from '../sessions/schemes.ts';
import { serveContainerPage, servePicture, serveShownPicture } from '../sessions/scheme-handlers.ts';
import type { ServedFile } from '../sessions/file-response.ts';
import type { ZoomActions } from '../system/desktop/menus/menu-parts.ts';
import { createListeners } from '../support/listeners.ts';
import { rememberWindow, type WindowMemoryFile } from '../windows/window-memory.ts';
import { showWhenReady } from '../windows/show-when-ready.ts';
import { placeWindow, type Rectangle, type Size } from '../windows/window-placement.ts';
import type { WindowRegistry } from '../windows/window-registry.ts';
import { createZoom } from '../windows/zoom.ts';

export interface LauncherWindowOptions {
  readonly registry: WindowRegistry;
  readonly preloadPath: string;
  /** Folder with index.html and its bundle. */
  readonly folder: string;
  /** Of its first paint. */
  language(): TextLanguage;
  readonly memory: WindowMemoryFile;
  /** Of the screens there are now, the primary one first. */
  workAreas(): readonly Rectangle[];
  readonly iconPath: string;
  readonly headless: boolean;
  readonly dev: boolean;
  /** The installed icon of the mini-program with this host. */
  readIcon(host: string): Promise<ServedFile | null>;
  /** The icon of a mini-program with this host that a backend offers. */
  readOfferedIcon(host: string): Promise<{ readonly bytes: Buffer; readonly type: string } | null>;
  /** The picture that a download of the mini-program with this host brought along. */
  readPicture(host: string, id: string): ServedFile | null;
}

const PREFERRED_SIZE: Size = { width: 1060, height: 720 };
const MINIMUM_SIZE: Size = { width: 420, height: 480 };
const ICON_PATH = /^\/icons\/([0-9a-z-]+)$/;
const OFFERED_PATH = /^\/offered-icons\/([0-9a-z-]+)$/;
const PICTURE_PATH = /^\/download-icons\/([0-9a-z-]+)\/([0-9a-f-]{36})$/;

/** Serves `larder://launcher/` in its own session partition and denies that session everything else. */
export interface LauncherWindow {
  /** Opens it, or brings it to the front; `target`: a page or dialog, as the fragment of its address names it. */
  show(target?: string): BrowserWindow;
  /** Called with each window that is made, before its page loads. Returns the function that ends it. */
  onCreated(listener: (window: BrowserWindow, zoom: ZoomActions) => void): () => void;
}

export function createLauncher(options: LauncherWindowOptions): LauncherWindow {
  const created = createListeners<[BrowserWindow, ZoomActions]>();
  const session = electronSession.fromPartition('persist:container-launcher');
  session.protocol.handle(CONTAINER_SCHEME, async (request) => {
    const { pathname } = new URL(request.url);
    const iconHost = ICON_PATH.exec(pathname)?.[1];
    const [, host, id] = PICTURE_PATH.exec(pathname) ?? [];
    const picture = iconHost ? await options.readIcon(iconHost) : host && id ? options.readPicture(host, id) : null;
    if (picture) return servePicture(request, picture);
    const offeredHost = OFFERED_PATH.exec(pathname)?.[1];
    const offered = offeredHost ? await options.readOfferedIcon(offeredHost) : null;
    if (offered) return serveShownPicture(offered);
    return serveContainerPage(request, LAUNCHER_ORIGIN, options.folder);
  });
  session.setPermissionRequestHandler((_contents, _permission, callback) => callback(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((details, callback) => {
    const allowed = details.url.startsWith(`${LAUNCHER_ORIGIN}/`) || /^(?:data|devtools|blob):/.test(details.url);
    callback({ cancel: !allowed });
  });

  const create = (target: string): BrowserWindow => {
    const { bounds, isMaximized, isFullScreen } = options.memory.get();
    const window = new BrowserWindow({
      ...placeWindow(bounds, options.workAreas(), PREFERRED_SIZE, MINIMUM_SIZE),
      minWidth: MINIMUM_SIZE.width,
      minHeight: MINIMUM_SIZE.height,
      show: false,
      title: BRAND.name,
      icon: options.iconPath,
      // As `--paper` of its page, so that nothing flashes before the first paint.
      backgroundColor: nativeTheme.shouldUseDarkColors ? '#1d1815' : '#f7f2e9',
      autoHideMenuBar: true,
      webPreferences: {
        session,
        preload: options.preloadPath,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
        spellcheck: false,
        devTools: options.dev,
      },
    });
    options.registry.add(window, { audience: 'launcher', appId: null, origin: LAUNCHER_ORIGIN });
    guardNavigation(window.webContents, { origin: LAUNCHER_ORIGIN });
    rememberWindow(window, options.memory);
    const zoom = createZoom(window.webContents, options.memory, () => true);
    created.notify(window, zoom);
    if (!options.headless) showWhenReady(window, { isMaximized, isFullScreen });
    const query = new URLSearchParams({ ...options.language() }).toString();
    void window.loadURL(`${LAUNCHER_ORIGIN}/?${query}${target && `#${target}`}`).catch(() => {});
    return window;
  };

  return {
    onCreated: created.add,
    show(target = '') {
      const open = options.registry.launcher();
      if (!open) return create(target);
      if (target) goTo(open, target);
      if (!options.headless) {
        if (open.isMinimized()) open.restore();
        open.show();
        open.focus();
      }
      return open;
    },
  };
}

/** Within the document: what is open in it stays. */
function goTo(window: BrowserWindow, target: string): void {
  const [address = '', fragment = ''] = window.webContents.getURL().split('#');
  // The same address again would be a reload.
  if (fragment !== target) void window.loadURL(`${address}#${target}`).catch(() => {});
}
