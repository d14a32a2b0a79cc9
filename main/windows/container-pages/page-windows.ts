/** Small windows beside a mini-program's window, with one of the container's own pages: About, "does not answer". */
import {
  BrowserWindow,
  session as electronSession,
  type BrowserWindowConstructorOptions,
  type Session,
} from 'electron';
import { containerPageUrl, showContainerPage, type ContainerPage } from './container-page.ts';
import type { ServedFile } from '../../sessions/file-response.ts';
import type { PageSeal } from './page-seal.ts';
import { guardNavigation } from '../navigation-guard.ts';
import { CONTAINER_PAGE_ORIGIN, CONTAINER_SCHEME } from '../../sessions/schemes.ts';
import { serveProgramPage } from '../../sessions/scheme-handlers.ts';

export interface PageWindowOptions {
  /** One window for each key of a parent; asked for again, it comes to the front. */
  readonly key: string;
  readonly width: number;
  readonly height: number;
  /** A strip above the parent, without a frame; it never takes the focus. */
  readonly isHint?: boolean;
  /** Asked again when the language changes. */
  page(): ContainerPage;
  /** A button was pressed. The window is closed by then. */
  onAction(action: string): void;
}

export interface PageWindows {
  show(parent: BrowserWindow, options: PageWindowOptions): void;
  close(parent: BrowserWindow, key: string): void;
  /** Shows every open page again: the language is another one. */
  renew(): void;
}

export interface PageWindowsOptions {
  readonly pagesFolder: string;
  /** The icon of the mini-program with this host. */
  readIcon(host: string): Promise<ServedFile | null>;
  readonly iconPath: string;
  readonly headless: boolean;
  readonly seal: PageSeal;
}

interface Open {
  readonly parent: BrowserWindow;
  readonly window: BrowserWindow;
  readonly options: PageWindowOptions;
}

/** Not kept on the disk, and shared with no mini-program. */
const PARTITION = 'container-pages';
/** Below the upper edge of the parent. */
const HINT_TOP = 48;

export function createPageWindows(windows: PageWindowsOptions): PageWindows {
  const { iconPath, headless, seal } = windows;
  const open = new Set<Open>();
  let session: Session | null = null;
  const find = (parent: BrowserWindow, key: string): Open | undefined =>
    [...open].find((candidate) => candidate.parent === parent && candidate.options.key === key);

  function create(parent: BrowserWindow, options: PageWindowOptions): void {
    session ??= pageSession(windows);
    const window = new BrowserWindow({
      parent,
      width: options.width,
      height: options.height,
      ...(options.isHint ? hintLook(parent, options) : { minWidth: 320, minHeight: 240 }),
      show: false,
      minimizable: false,
      maximizable: false,
      fullscreenable: false,
      skipTaskbar: true,
      icon: iconPath,
      autoHideMenuBar: true,
      webPreferences: {
        session,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
        spellcheck: false,
        devTools: false,
      },
    });
    if (process.platform !== 'darwin') window.removeMenu();
    const entry: Open = { parent, window, options };
    open.add(entry);
    window.once('closed', () => open.delete(entry));
    guardNavigation(window.webContents, {
      origin: CONTAINER_PAGE_ORIGIN,
      onAction(action) {
        window.close();
        options.onAction(action);
      },
    });
    if (!headless) window.once('ready-to-show', () => (options.isHint ? window.showInactive() : window.show()));
    showContainerPage(window, options.page(), seal);
  }

  return {
    show(parent, options) {
      const known = find(parent, options.key);
      if (!known) create(parent, options);
      else if (!headless && !options.isHint) known.window.show();
    },
    close(parent, key) {
      find(parent, key)?.window.close();
    },
    renew() {
      for (const { window, options } of open) {
        const page = options.page();
        if (window.webContents.getURL() !== containerPageUrl(page, seal)) showContainerPage(window, page, seal);
      }
    },
  };
}

function hintLook(parent: BrowserWindow, { width }: PageWindowOptions): BrowserWindowConstructorOptions {
  const area = parent.getBounds();
  const x = Math.round(area.x + (area.width - width) / 2);
  return { x, y: area.y + HINT_TOP, frame: false, focusable: false, resizable: false, alwaysOnTop: true };
}

function pageSession({ pagesFolder, readIcon, seal }: PageWindowsOptions): Session {
  const session = electronSession.fromPartition(PARTITION);
  session.protocol.handle(CONTAINER_SCHEME, (request) =>
    serveProgramPage(request, { folder: pagesFolder, isAddress: seal.isClosed, readIcon }),
  );
  session.setPermissionRequestHandler((_contents, _permission, callback) => callback(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest(({ url }, callback) =>
    callback({ cancel: !url.startsWith(`${CONTAINER_PAGE_ORIGIN}/`) }),
  );
  return session;
}
