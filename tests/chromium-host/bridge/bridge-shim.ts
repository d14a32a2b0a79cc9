/**
 * What runs in every document before its own scripts: the preload's world, `contextBridge` with
 * Electron's copying rules, and IPC over a CDP binding. `installBridge` is sent as text: it refers to
 * nothing outside itself but the parts it is given.
 */
import type { Codec } from './codec.ts';
import type { BridgeCopier } from './bridge-copier.ts';
import type { BytesMessage } from './arriving-bytes.ts';
import type { IpcPageMessage, PageIpc } from './ipc-renderer.ts';

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
  | IpcPageMessage
  | { t: 'open'; url: string; frameName: string; features: string }
  | { t: 'navigate'; url: string }
  | { t: 'title'; title: string }
  | { t: 'close' }
  | { t: 'preload-error'; message: string };

/** The parts that are sent along as text. */
export interface BridgeParts {
  createCodec(): Codec;
  createBridgeCopier(options: { passesInterfaces: boolean }): BridgeCopier;
  createIpcRenderer(
    codec: Codec,
    post: (message: IpcPageMessage | BytesMessage) => void,
    inbox?: HTMLInputElement | null,
  ): PageIpc;
}

export function installBridge(
  { createCodec, createBridgeCopier, createIpcRenderer }: BridgeParts,
  config: BridgeConfig,
  preload: PreloadFunction | null,
): void {
  const page = globalThis as unknown as Record<string, unknown> & Window & typeof globalThis;
  const binding = page[config.binding] as ((text: string) => void) | undefined;
  delete page[config.binding];
  const { stringify } = JSON;
  // Context ids repeat between processes: the host tells documents apart by this name.
  const documentId = crypto.getRandomValues(new Uint32Array(4)).join('-');
  const post = (content: PageMessageContent | BytesMessage): void =>
    binding?.(stringify({ ...content, document: documentId }));

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
    if (document.head)
      new MutationObserver(tellTitle).observe(document.head, { childList: true, subtree: true, characterData: true });
  });

  // lib/renderer/window-setup.ts: a page closes its window whoever opened it, and asks nobody for a text.
  page.close = function close() {
    post({ t: 'close' });
  };
  page.prompt = function prompt() {
    throw new Error('prompt() is not supported.');
  };

  if (config.asksWindowOpenHandler) {
    page.open = function open(url: string | URL = '', target = '', features = '') {
      const absolute = url === '' ? 'about:blank' : (translated(String(url)) ?? new URL(url, document.baseURI).href);
      post({ t: 'open', url: absolute, frameName: String(target), features: String(features) });
      return null;
    };
  }

  const codec = createCodec();
  const copier = createBridgeCopier({ passesInterfaces: true });
  // The host puts long messages into it as files, which Chromium hands over without reading them as script.
  const input = document.createElement('input');
  const inbox = input instanceof HTMLInputElement ? Object.assign(input, { type: 'file' }) : null;
  const { ipcRenderer, receive, strict } = createIpcRenderer(codec, post, inbox);
  // A console message is the one way to hand an object to the host that a page cannot watch.
  console.debug(config.token, receive, page.location.href, documentId, inbox);

  if (!preload) return;
  const contextBridge = strict(
    {
      exposeInMainWorld(key: string, api: unknown): void {
        if (key in page) throw new Error('Cannot bind an API on top of an existing property on the window object');
        Object.defineProperty(page, key, { value: copier.freeze(copier.copy(api)), enumerable: true });
      },
      executeInMainWorld({ func, args = [] }: { func: (...args: unknown[]) => unknown; args?: unknown[] }): unknown {
        if (typeof func !== 'function')
          throw new TypeError('Cannot execute in the main world: "func" is not a function');
        return copier.proxy(func)(...args);
      },
    },
    'contextBridge',
  );
  const electron = strict({ contextBridge, ipcRenderer }, 'electron (sandboxed preload)');
  const requireModule = (name: string): unknown => {
    if (name === 'electron' || name === 'electron/renderer' || name === 'electron/common') return electron;
    throw new Error(`module not found: ${name}`);
  };
  const module = { exports: {} };
  try {
    preload(
      requireModule,
      strict({ ...config.process }, 'process (sandboxed preload)'),
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
