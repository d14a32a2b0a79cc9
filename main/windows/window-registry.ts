/** Every window Larder made, and who its page is. The router asks it about each message. */
import type { BrowserWindow, WebContents } from 'electron';
import type { PushChannel, PushChannels } from '../../preload/contract/channels.ts';
import type { Caller } from '../ipc/caller.ts';
import { createListeners } from '../support/listeners.ts';

interface Entry {
  readonly caller: Caller;
  readonly window: BrowserWindow;
}

export interface WindowRegistry {
  /** Registers `window` until it is closed. */
  add(window: BrowserWindow, identity: Omit<Caller, 'windowId'>): Caller;
  identify(webContentsId: number): Caller | undefined;
  launcher(): BrowserWindow | undefined;
  /** The live window of a mini-program. */
  miniProgram(appId: string): BrowserWindow | undefined;
  /** The window of some mini-program, when one is open. */
  anyMiniProgram(): BrowserWindow | undefined;
  isOpen(appId: string): boolean;
  /** Asks every window to close, as its user would. */
  closeAll(): void;
  /** Sends to the launcher, when it is open. */
  pushToLauncher<C extends PushChannel>(channel: C, payload: PushChannels[C]): void;
  /** Sends to one window; a window that is gone is no error. */
  push<C extends PushChannel>(windowId: number, channel: C, payload: PushChannels[C]): void;
  onChange(listener: () => void): () => void;
  /** Called when the page of a window has gone: closed, replaced or crashed. */
  onPageGone(listener: (caller: Caller) => void): () => void;
}

export function createWindowRegistry(): WindowRegistry {
  const entries = new Map<number, Entry>();
  const listeners = createListeners();
  const changed = listeners.notify;
  const goneListeners = new Set<(caller: Caller) => void>();
  const pageGone = (caller: Caller): void => {
    for (const listener of [...goneListeners]) listener(caller);
  };
  const find = (matches: (caller: Caller) => boolean): BrowserWindow | undefined => {
    for (const { caller, window } of entries.values()) {
      if (matches(caller) && !window.isDestroyed()) return window;
    }
    return undefined;
  };
  const liveContents = (windowId: number): WebContents | undefined => {
    const window = entries.get(windowId)?.window;
    return window && !window.isDestroyed() && !window.webContents.isDestroyed() ? window.webContents : undefined;
  };

  return {
    add(window, identity) {
      const windowId = window.webContents.id;
      const caller: Caller = { ...identity, windowId };
      entries.set(windowId, { caller, window });
      window.once('closed', () => {
        entries.delete(windowId);
        pageGone(caller);
        changed();
      });
      // Another document, or none: what the one before had asked for is for nobody.
      window.webContents.on('did-navigate', () => pageGone(caller));
      window.webContents.on('render-process-gone', () => pageGone(caller));
      changed();
      return caller;
    },
    identify: (webContentsId) => entries.get(webContentsId)?.caller,
    launcher: () => find((caller) => caller.audience === 'launcher'),
    miniProgram: (appId) => find((caller) => caller.appId === appId),
    anyMiniProgram: () => find((caller) => caller.audience === 'mini-program'),
    isOpen: (appId) => find((caller) => caller.appId === appId) !== undefined,
    closeAll() {
      for (const { window } of [...entries.values()]) window.close();
    },
    pushToLauncher(channel, payload) {
      find((caller) => caller.audience === 'launcher')?.webContents.send(channel, payload);
    },
    push(windowId, channel, payload) {
      liveContents(windowId)?.send(channel, payload);
    },
    onChange: listeners.add,
    onPageGone(listener) {
      goneListeners.add(listener);
      return () => goneListeners.delete(listener);
    },
  };
}
