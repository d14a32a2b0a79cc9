/**
 * What runs in a service worker before its script: the preload's realm and its bridge
 * (docs/api/session.md "registerPreloadScript", docs/tutorial/… preload realm). Sent as text.
 */
import type { BridgeParts } from './bridge-shim.ts';
import type { BytesMessage } from './arriving-bytes.ts';
import type { IpcPageMessage, Receive } from './ipc-renderer.ts';

export interface WorkerBridgeConfig {
  readonly binding: string;
  /** Registered standard schemes. */
  readonly schemes: readonly string[];
  readonly process: Readonly<Record<string, unknown>>;
}

/** Globals of a worker that the preload's realm does not have: there they are `undefined`. */
export const WORKER_REALM_LACKS = [
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'fetch',
  'crypto',
  'Blob',
  'File',
  'FileReader',
  'FormData',
  'Request',
  'Response',
  'Headers',
  'XMLHttpRequest',
  'WebSocket',
  'indexedDB',
  'caches',
  'Cache',
  'CacheStorage',
  'clients',
  'registration',
  'skipWaiting',
  'importScripts',
  'serviceWorker',
  'navigator',
  'location',
  'origin',
  'performance',
  'addEventListener',
  'removeEventListener',
  'dispatchEvent',
  'createImageBitmap',
  'BroadcastChannel',
  'Notification',
  'ServiceWorkerRegistration',
  'ExtendableEvent',
  'BackgroundFetchManager',
] as const;

export type WorkerPreload = (
  require: (name: string) => unknown,
  process: unknown,
  module: { exports: unknown },
  exports: unknown,
  realm: object,
  self: object,
  global: object,
  ...lacking: undefined[]
) => void;

/** Answers the function that takes the host's messages. */
export function installWorkerBridge(
  { createCodec, createBridgeCopier, createIpcRenderer }: BridgeParts,
  config: WorkerBridgeConfig,
  preload: WorkerPreload | null,
): Receive {
  const worker = globalThis as unknown as Record<string, unknown>;
  const binding = worker[config.binding] as (text: string) => void;
  delete worker[config.binding];
  const { stringify } = JSON;
  const codec = createCodec();
  // docs: in this realm a Blob, Request or Response is no value that can be passed.
  const copier = createBridgeCopier({ passesInterfaces: false });
  const { ipcRenderer, receive, strict } = createIpcRenderer(codec, (message: IpcPageMessage | BytesMessage) =>
    binding(stringify(message)),
  );
  if (!preload) return receive;

  // The text is evaluated anew: a function that refers to anything outside itself fails, as it does in Electron.
  const inMainWorld = (func: (...args: unknown[]) => unknown): ((...args: unknown[]) => unknown) => {
    try {
      return (0, eval)(`(${func.toString()})`) as (...args: unknown[]) => unknown;
    } catch (error) {
      // A policy that forbids this holds after the preload's first run; then the function is taken as it is.
      if (error instanceof EvalError) return func;
      throw error;
    }
  };
  const contextBridge = strict(
    {
      exposeInMainWorld(key: string, api: unknown): void {
        if (key in worker) throw new Error('Cannot bind an API on top of an existing property on the window object');
        Object.defineProperty(worker, key, { value: copier.freeze(copier.copy(api)), enumerable: true });
      },
      executeInMainWorld({ func, args = [] }: { func: (...args: unknown[]) => unknown; args?: unknown[] }): unknown {
        if (typeof func !== 'function')
          throw new TypeError('Cannot execute in the main world: "func" is not a function');
        return copier.proxy(inMainWorld(func))(...args);
      },
    },
    'contextBridge',
  );
  const electron = strict({ contextBridge, ipcRenderer }, 'electron (service worker preload)');
  const requireModule = (name: string): unknown => {
    if (name === 'electron' || name === 'electron/renderer' || name === 'electron/common') return electron;
    throw new Error(`module not found: ${name}`);
  };
  const realm: Record<string, unknown> = {};
  for (const name of [
    'Array',
    'ArrayBuffer',
    'BigInt',
    'Boolean',
    'DataView',
    'Date',
    'Error',
    'Float64Array',
    'Int32Array',
    'JSON',
    'Map',
    'Math',
    'Number',
    'Object',
    'Promise',
    'Proxy',
    'Reflect',
    'RegExp',
    'Set',
    'String',
    'Symbol',
    'TypeError',
    'Uint8Array',
    'WeakMap',
    'WeakSet',
    'URL',
    'URLSearchParams',
    'TextEncoder',
    'TextDecoder',
    'ReadableStream',
    'WritableStream',
    'TransformStream',
    'AbortController',
    'AbortSignal',
    'Event',
    'EventTarget',
    'structuredClone',
    'queueMicrotask',
    'console',
  ]) {
    realm[name] = worker[name];
  }
  realm['globalThis'] = realm['self'] = realm;
  const module = { exports: {} };
  try {
    preload.call(
      realm as never,
      requireModule,
      strict({ ...config.process }, 'process (service worker preload)'),
      module,
      module.exports,
      realm,
      realm,
      realm,
    );
  } catch (error) {
    console.error(error);
  }
  return receive;
}
