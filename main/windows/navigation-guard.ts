/** Keeps a window inside its own origin. Applied to every `webContents` Larder makes. */
import type { WebContents } from 'electron';
import { CONTAINER_SCHEME } from '../sessions/schemes.ts';

export interface NavigationRules {
  /** The only origin the page may navigate to by itself. */
  readonly origin: string;
  /** `larder://action/<name>`, from a link of one of the container's pages. */
  onAction?(name: string): void;
  /** A page or link that was not followed, for the log. Only its origin: path and query may hold a token. */
  onBlocked?(origin: string): void;
}

/** Own-origin links that ask for a new window open in the same one; everything else stays shut. */
export function guardNavigation(contents: WebContents, rules: NavigationRules): void {
  // Electron answers no request whose address has a user name: `Request` refuses it.
  const isOwn = (url: string): boolean => originOfUrl(url) === rules.origin && !hasUserInfo(url);

  contents.on('will-navigate', (event) => {
    const { url } = event;
    if (isOwn(url)) return;
    event.preventDefault();
    const action = actionOf(url);
    // The container's pages are the only ones that may act: a mini-program's own links are just blocked.
    if (action && originOfUrl(contents.getURL())?.startsWith(`${CONTAINER_SCHEME}:`)) {
      // Not while Electron is within a navigation: what acts may load another page here, or close the window.
      setImmediate(() => {
        if (!contents.isDestroyed()) rules.onAction?.(action);
      });
    } else rules.onBlocked?.(shownOrigin(url));
  });
  contents.on('will-redirect', (event) => {
    // A mini-program's service worker answers its navigations: it could send them to the container's pages, with texts of its own.
    if (isOwn(event.url)) return;
    event.preventDefault();
    rules.onBlocked?.(shownOrigin(event.url));
  });
  // A page must not keep its window, and with it the whole application, from closing.
  contents.on('will-prevent-unload', (event) => event.preventDefault());
  // A connection to a STUN server or a peer is no request that the session sees.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (isOwn(url)) void contents.loadURL(url).catch(() => {});
    else rules.onBlocked?.(shownOrigin(url));
    return { action: 'deny' };
  });
}

/** `scheme://host` of a URL; `URL.origin` is `null` for custom schemes. */
function originOfUrl(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, host } = new URL(url);
  return host ? `${protocol}//${host}` : null;
}

function hasUserInfo(url: string): boolean {
  const { username, password } = new URL(url);
  return username !== '' || password !== '';
}

function actionOf(url: string): string | null {
  return new RegExp(`^${CONTAINER_SCHEME}://action/([a-z-]+)/?$`).exec(url)?.[1] ?? null;
}

/** The scheme alone for URLs without a host: what follows is the page's own text. */
function shownOrigin(url: string): string {
  return (originOfUrl(url) ?? /^[a-z][a-z0-9+.-]*:/i.exec(url)?.[0] ?? 'a page').slice(0, 200);
}
