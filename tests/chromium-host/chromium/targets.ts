/** Gives every target its session before it runs: windows, pop-ups, frames, workers. */
import type { CdpConnection, CdpSession } from './cdp-connection.ts';

export interface TargetInfo {
  readonly targetId: string;
  readonly type: string;
  readonly url: string;
  readonly title?: string;
  readonly openerId?: string;
}

export interface AttachedTarget {
  readonly info: TargetInfo;
  readonly session: CdpSession;
}

export interface TargetListeners {
  /** A page that a page opened; it waits until `Runtime.runIfWaitingForDebugger`. */
  onPopup(target: AttachedTarget): void;
  /** A service or shared worker; it waits likewise. */
  onWorker(target: AttachedTarget): void;
}

export interface Targets {
  /** Opens a window; it waits until `Runtime.runIfWaitingForDebugger`. */
  createPage(size: { width?: number; height?: number; hidden?: boolean }): Promise<AttachedTarget>;
  /** A page for work behind the windows, which nobody sees; it waits likewise. */
  createUnseenPage(): Promise<AttachedTarget>;
  /** One more session with a page that is there; nothing of it waits. */
  attachBeside(targetId: string): Promise<CdpSession>;
}

/** Where the computer is busy the page may have been loaded before anybody could listen. */
async function emptyPageLoaded(session: CdpSession): Promise<void> {
  await new Promise<void>((resolve) => {
    session.on('Page.loadEventFired', () => resolve());
    session.post('Page.enable');
    session.post('Runtime.runIfWaitingForDebugger');
    const expression = 'location.href !== "about:blank" && document.readyState === "complete"';
    // A page that goes elsewhere meanwhile answers nothing, and is loaded afterwards.
    session.send('Runtime.evaluate', { expression, returnByValue: true }).then(
      (answer) => void ((answer as { result?: { value?: unknown } }).result?.value === true && resolve()),
      () => {},
    );
  });
}

/** Chromium makes none before its first window is there, and says that debugging were off. */
async function createHiddenTarget(browser: CdpSession): Promise<string> {
  const until = performance.now() + HIDDEN_PAGE_TIMEOUT_MS;
  for (;;) {
    try {
      const made = (await browser.send('Target.createTarget', { url: 'about:blank', hidden: true })) as {
        targetId: string;
      };
      return made.targetId;
    } catch (error) {
      if (!String(error).includes('Hidden target can be created only') || performance.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, HIDDEN_PAGE_RETRY_MS));
    }
  }
}

export interface TargetOptions {
  /** Asks Chromium for a window without tabs and address bar; without it, windows are what CDP makes. */
  openAppWindow?(size: { readonly width: number; readonly height: number }): void;
}

const APP_WINDOW_TIMEOUT_MS = 15_000;
const HIDDEN_PAGE_TIMEOUT_MS = 60_000;
const HIDDEN_PAGE_RETRY_MS = 100;

const AUTO_ATTACH = { autoAttach: true, waitForDebuggerOnStart: true, flatten: true };
const WORKERS_ONLY = [{ type: 'service_worker' }, { type: 'shared_worker' }, { exclude: true }];

export async function createTargets(
  connection: CdpConnection,
  listeners: TargetListeners,
  options: TargetOptions = {},
): Promise<Targets> {
  const { browser } = connection;
  const unclaimed = new Map<string, AttachedTarget>();
  const waiting = new Map<string, (target: AttachedTarget) => void>();
  /** Targets that get one more session. */
  const beside = new Set<string>();
  let creating = 0;
  /** An app window says nothing of who asked for it: they are opened one after the other. */
  let lastAppWindow: Promise<unknown> = Promise.resolve();
  let onAppWindow: ((target: AttachedTarget) => void) | null = null;

  // A page that nobody here asked for belongs to another client of the same browser.
  const releaseUnclaimed = (): void => {
    if (creating > 0) return;
    for (const { session } of unclaimed.values()) session.post('Runtime.runIfWaitingForDebugger');
    unclaimed.clear();
  };

  browser.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
    const session = connection.session(sessionId);
    if (!session) return;
    if (beside.has(targetInfo.targetId)) return;
    if (targetInfo.type === 'tab') return watchTab(session);
    onAttached({ info: targetInfo, session });
  });
  function onAttached(target: AttachedTarget): void {
    const { targetId, type, openerId } = target.info;
    if (type !== 'page') listeners.onWorker(target);
    else if (openerId) listeners.onPopup(target);
    else if (waiting.has(targetId)) {
      waiting.get(targetId)?.(target);
      waiting.delete(targetId);
    } else if (onAppWindow) {
      onAppWindow(target);
      onAppWindow = null;
    } else {
      unclaimed.set(targetId, target);
      releaseUnclaimed();
    }
  }
  /** A window that Chromium opened by itself is a tab first, and its page a target of that. */
  function watchTab(tab: CdpSession): void {
    tab.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      const session = connection.session(sessionId);
      if (session) onAttached({ info: targetInfo, session });
    });
    tab.post('Target.setAutoAttach', AUTO_ATTACH);
    tab.post('Runtime.runIfWaitingForDebugger');
  }
  const filter = [{ type: options.openAppWindow ? 'tab' : 'page' }, ...WORKERS_ONLY];
  await browser.send('Target.setAutoAttach', { ...AUTO_ATTACH, filter });

  const createTarget = async (params: Readonly<Record<string, unknown>>): Promise<AttachedTarget> => {
    creating += 1;
    try {
      const { targetId } = (await browser.send('Target.createTarget', { url: 'about:blank', ...params })) as {
        targetId: string;
      };
      const attached = unclaimed.get(targetId);
      unclaimed.delete(targetId);
      return attached ?? (await new Promise<AttachedTarget>((resolve) => waiting.set(targetId, resolve)));
    } finally {
      creating -= 1;
      releaseUnclaimed();
    }
  };

  const openAppWindow = (size: { readonly width: number; readonly height: number }): Promise<AttachedTarget> => {
    const opened = lastAppWindow.then(
      () =>
        new Promise<AttachedTarget>((resolve, reject) => {
          const timer = setTimeout(() => {
            onAppWindow = null;
            reject(new Error('Chromium opened no window.'));
          }, APP_WINDOW_TIMEOUT_MS);
          onAppWindow = (target) => {
            clearTimeout(timer);
            resolve(target);
          };
          options.openAppWindow?.(size);
        }),
    );
    lastAppWindow = opened.catch(() => {});
    // Its empty page is loaded first: what waits for a debugger there cannot be told to go elsewhere.
    return opened.then(async (target) => {
      await emptyPageLoaded(target.session);
      await setSize(target.info.targetId, size).catch(() => {});
      return target;
    });
  };

  /** One that is opened in the browser that runs takes the size that Chromium remembers. */
  async function setSize(targetId: string, bounds: { readonly width: number; readonly height: number }): Promise<void> {
    const { windowId } = (await browser.send('Browser.getWindowForTarget', { targetId })) as { windowId: number };
    await browser.send('Browser.setWindowBounds', { windowId, bounds });
  }

  /** It has no tab, by which a page is found otherwise where windows are Chromium's. */
  const createHiddenPage = async (): Promise<AttachedTarget> => {
    const url = 'about:blank';
    const targetId = await createHiddenTarget(browser);
    const { sessionId } = (await browser.send('Target.attachToTarget', { targetId, flatten: true })) as {
      sessionId: string;
    };
    const session = connection.session(sessionId);
    if (!session) throw new Error('Chromium opened no page.');
    return { info: { targetId, type: 'page', url }, session };
  };

  return {
    async attachBeside(targetId) {
      beside.add(targetId);
      try {
        const { sessionId } = (await browser.send('Target.attachToTarget', { targetId, flatten: true })) as {
          sessionId: string;
        };
        const session = connection.session(sessionId);
        if (!session) throw new Error('The page is gone.');
        return session;
      } finally {
        beside.delete(targetId);
      }
    },
    createPage({ width = 800, height = 600, hidden }) {
      if (options.openAppWindow) return openAppWindow({ width, height });
      return createTarget({ newWindow: true, width, height, ...(hidden ? { windowState: 'minimized' } : {}) });
    },
    createUnseenPage: () => (options.openAppWindow ? createHiddenPage() : createTarget({ newWindow: true })),
  };
}
