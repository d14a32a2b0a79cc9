/**
 * What runs in every document before its own scripts: the preload's world, `contextBridge` with
 * Electron's copying rules, and IPC over a CDP binding. `installBridge` is sent as text: it refers to
 * nothing outside itself but `createBridgeCopier` and `createCodec`, which it is given.
 */
import type { Codec } from './codec.ts';
import type { BridgeCopier } from './bridge-copier.ts';

export interface BridgeConfig {
  /** Global name of the CDP binding; deleted before the page can see it. */
  readonly binding: string;
  /** First argument of the console message that hands `receive` to the host. */
  readonly token: string;
  /** Registered standard schemes, whose links are translated. */
  readonly schemes: readonly string[];
  /** Whether `window.open` asks `setWindowOpenHandler`, and therefore answers `null` here. */
  readonly asksWindowOpenHandler: boolean;
  readonly process: Readonly<Record<string, unknown>>;
}

export type PreloadFunction = (
  require: (name: string) => unknown,
  process: unknown,
  module: { exports: unknown },
  exports: unknown,
  setImmediate: (callback: () => void) => unknown,
  clearImmediate: (handle: number) => void,
  global: unknown,
) => void;

/** Messages of the page: an invocation, a one-way message, a call of `window.open`, a navigation without a request, the title. */
export type PageMessage = { document: string } & PageMessageContent;
type PageMessageContent =
  | { t: 'invoke'; id: number; channel: string; args: unknown[] }
  | { t: 'send'; channel: string; args: unknown[] }
  | { t: 'open'; url: string; frameName: string; features: string }
  | { t: 'navigate'; url: string }
  | { t: 'title'; title: string }
  | { t: 'preload-error'; message: string };

/** Messages of the host. */
export type HostMessage = { t: 'reply'; id: number; value?: unknown[]; error?: string } | { t: 'message'; channel: string; args: unknown[] };

export function installBridge(createCodec: () => Codec, createBridgeCopier: () => BridgeCopier, config: BridgeConfig, preload: PreloadFunction | null): void {
  const page = globalThis as unknown as Record<string, unknown> & Window & typeof globalThis;
  const binding = page[config.binding] as ((text: string) => void) | undefined;
  delete page[config.binding];
  const { parse, stringify } = JSON;
  // Context ids repeat between processes: the host tells documents apart by this name.
  const documentId = crypto.getRandomValues(new Uint32Array(4)).join('-');
  const post = (content: PageMessageContent): void => binding?.(stringify({ ...content, document: documentId } satisfies PageMessage));

  const translated = (url: string): string | null => {
    const scheme = url.slice(0, url.indexOf(':')).toLowerCase();
    if (!config.schemes.includes(scheme)) return null;
    const { host, pathname, search, hash } = new URL(url);
    return `https://${host.toLowerCase()}.${scheme}.localhost${pathname || '/'}${search}${hash}`;
  };
  // Requests of these schemes are seen where they are made; what makes no request is asked about here.
  const seenAsRequest = /^(?:https?|file|chrome|chrome-error|devtools):/i;
  page.navigation?.addEventListener('navigate', (event) => {
    const { url } = event.destination;
    if (event.destination.sameDocument || !event.cancelable || seenAsRequest.test(url)) return;
    event.preventDefault();
    const target = translated(url);
    if (target) queueMicrotask(() => page.location.assign(target));
    else if (binding && page.parent === page) post({ t: 'navigate', url });
  });

  if (page.parent !== page || !binding) return;

  const tellTitle = (): void => {
    if (document.title) post({ t: 'title', title: document.title });
  };
  document.addEventListener('DOMContentLoaded', () => {
    tellTitle();
    if (document.head) new MutationObserver(tellTitle).observe(document.head, { childList: true, subtree: true, characterData: true });
  });

  if (config.asksWindowOpenHandler) {
    page.open = function open(url: string | URL = '', target = '', features = '') {
      const absolute = url === '' ? 'about:blank' : translated(String(url)) ?? new URL(url, document.baseURI).href;
      post({ t: 'open', url: absolute, frameName: String(target), features: String(features) });
      return null;
    };
  }

  const codec = createCodec();
  const copier = createBridgeCopier();
  const pending = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const listeners = new Map<string, { listener: (...args: unknown[]) => void; once: boolean }[]>();
  let nextId = 0;

  const absent = <T extends object>(object: T, name: string): T =>
    new Proxy(object, {
      get(target, key, receiver) {
        if (key in target || typeof key === 'symbol' || key === 'then' || key === 'toJSON') return Reflect.get(target, key, receiver) as unknown;
        throw new Error(`not provided by the Chromium host: ${name}.${key}`);
      },
    });

  // The members are on the prototype: an ipcRenderer that is sent over the bridge arrives empty.
  class IpcRenderer {
    async invoke(channel: string, ...args: unknown[]): Promise<unknown> {
      if (typeof channel !== 'string') throw new TypeError('Missing channel argument');
      const id = ++nextId;
      const encoded = codec.encode(args);
      const answer = new Promise((resolve, reject) => pending.set(id, { resolve, reject }));
      post({ t: 'invoke', id, channel, args: encoded });
      return answer;
    }
    send(channel: string, ...args: unknown[]): void {
      post({ t: 'send', channel, args: codec.encode(args) });
    }
    on(channel: string, listener: (...args: unknown[]) => void): this {
      listeners.set(channel, [...(listeners.get(channel) ?? []), { listener, once: false }]);
      return this;
    }
    once(channel: string, listener: (...args: unknown[]) => void): this {
      listeners.set(channel, [...(listeners.get(channel) ?? []), { listener, once: true }]);
      return this;
    }
    addListener(channel: string, listener: (...args: unknown[]) => void): this {
      return this.on(channel, listener);
    }
    removeListener(channel: string, listener: (...args: unknown[]) => void): this {
      const list = listeners.get(channel) ?? [];
      const at = list.findLastIndex((entry) => entry.listener === listener);
      if (at >= 0) listeners.set(channel, list.toSpliced(at, 1));
      return this;
    }
    off(channel: string, listener: (...args: unknown[]) => void): this {
      return this.removeListener(channel, listener);
    }
    removeAllListeners(channel?: string): this {
      if (channel === undefined) listeners.clear();
      else listeners.delete(channel);
      return this;
    }
    listenerCount(channel: string): number {
      return listeners.get(channel)?.length ?? 0;
    }
  }
  const ipcRenderer = absent(new IpcRenderer(), 'ipcRenderer');

  const receive = (text: string): void => {
    const message = parse(text) as HostMessage;
    if (message.t === 'reply') {
      const waiting = pending.get(message.id);
      pending.delete(message.id);
      if (message.value) waiting?.resolve(codec.decode(message.value));
      else waiting?.reject(new Error(message.error));
      return;
    }
    const args = codec.decode(message.args) as unknown[];
    for (const entry of listeners.get(message.channel) ?? []) {
      if (entry.once) ipcRenderer.removeListener(message.channel, entry.listener);
      try {
        entry.listener({ sender: ipcRenderer, ports: [] }, ...args);
      } catch (error) {
        console.error(error);
      }
    }
  };
  // A console message is the one way to hand an object to the host that a page cannot watch.
  console.debug(config.token, receive, page.location.href, documentId);

  if (!preload) return;
  const contextBridge = absent(
    {
      exposeInMainWorld(key: string, api: unknown): void {
        if (key in page) throw new Error('Cannot bind an API on top of an existing property on the window object');
        Object.defineProperty(page, key, { value: copier.freeze(copier.copy(api)), enumerable: true });
      },
      executeInMainWorld({ func, args = [] }: { func: (...args: unknown[]) => unknown; args?: unknown[] }): unknown {
        if (typeof func !== 'function') throw new TypeError('Cannot execute in the main world: "func" is not a function');
        return copier.proxy(func)(...args);
      },
    },
    'contextBridge',
  );
  const electron = absent({ contextBridge, ipcRenderer }, 'electron (sandboxed preload)');
  const requireModule = (name: string): unknown => {
    if (name === 'electron' || name === 'electron/renderer' || name === 'electron/common') return electron;
    throw new Error(`module not found: ${name}`);
  };
  const module = { exports: {} };
  try {
    preload(
      requireModule,
      absent({ ...config.process }, 'process (sandboxed preload)'),
      module,
      module.exports,
      (callback) => setTimeout(callback, 0),
      (handle) => clearTimeout(handle),
      page,
    );
  } catch (error) {
    console.error(error);
    post({ t: 'preload-error', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}
