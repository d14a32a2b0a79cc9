/**
 * The part of `bn` that runs in the page's own world. It keeps what the bridge between the worlds
 * cannot: the identity of functions (each crossing makes a new proxy, so `off` could never find its
 * listener) and values that cannot be copied.
 */
import type { BackgroundFetchDataEvent, BackgroundFetchDataListener, Bn, BnFailure, BnResult } from '../contract/bn.ts';

export type BnFunction = 'setBackgroundFetchToken' | 'getBackgroundFetchToken' | 'getBackgroundFetchData';

export type CallOutcome =
  { readonly ok: true; readonly result: BnResult } | { readonly ok: false; readonly failure: BnFailure };

/** What the preload gives the page's world; everything that crosses is plain data or a function. */
export interface BnBridge {
  /** `fields`: the options without the callbacks. Never rejects. */
  call(name: BnFunction, fields: Readonly<Record<string, unknown>>): Promise<CallOutcome>;
  /** Called once, when the first listener is added. */
  subscribe(receive: (event: BackgroundFetchDataEvent) => void): void;
}

/**
 * Defines `bn` on `target`. Electron turns this function into text and runs it in the page's
 * world: it uses nothing from outside itself but globals of the page.
 */
export function installBn(bridge: BnBridge, target: object = globalThis): void {
  type Callback = (value: unknown) => void;

  const CALLBACKS = ['success', 'failed', 'fail', 'complete'] as const;
  type Callbacks = Partial<Record<(typeof CALLBACKS)[number], Callback>>;

  const invoke = (callback: Callback | undefined, value: unknown): void => {
    try {
      callback?.(value);
    } catch (error) {
      // One callback's mistake must not keep the others from being called; the page still sees it.
      reportError(error);
    }
  };

  const invalid = (name: string, reason: string): CallOutcome => ({
    ok: false,
    failure: { errMsg: `${name}:fail ${reason}`, errCode: 'invalid-argument' },
  });

  const readOptions = (
    options: unknown,
    fieldNames: readonly string[],
  ): { callbacks: Callbacks; fields: Record<string, unknown>; problem: string | null } => {
    const callbacks: Callbacks = {};
    const fields: Record<string, unknown> = {};
    let problem: string | null = null;
    if (options === undefined || options === null) return { callbacks, fields, problem };
    if (typeof options !== 'object') return { callbacks, fields, problem: 'The options are not an object' };
    const read = (name: string): unknown => {
      try {
        return (options as Record<string, unknown>)[name];
      } catch {
        problem = `The option "${name}" cannot be read`;
        return undefined;
      }
    };
    for (const name of CALLBACKS) {
      const value = read(name);
      if (typeof value === 'function') callbacks[name] = value as Callback;
      else if (value !== undefined && value !== null) problem = `"${name}" is not a function`;
    }
    for (const name of fieldNames) {
      const value = read(name);
      if (typeof value === 'symbol' || typeof value === 'function') problem = `"${name}" is of the wrong type`;
      else if (value !== undefined) fields[name] = value;
    }
    return { callbacks, fields, problem };
  };

  const ask = async (name: BnFunction, fields: Record<string, unknown>): Promise<CallOutcome> => {
    try {
      return await bridge.call(name, fields);
    } catch {
      return invalid(name, 'An option cannot be copied');
    }
  };

  const call = (name: BnFunction, fieldNames: readonly string[], options: unknown): Promise<BnResult> | undefined => {
    const { callbacks, fields, problem } = readOptions(options, fieldNames);
    const outcome = problem === null ? ask(name, fields) : Promise.resolve(invalid(name, problem));
    const { success, complete } = callbacks;
    const failed = callbacks.failed ?? callbacks.fail;
    if (!success && !failed && !complete) {
      return outcome.then((ended) => {
        if (ended.ok) return ended.result;
        throw ended.failure;
      });
    }
    void outcome.then((ended) => {
      if (ended.ok) invoke(success, ended.result);
      else invoke(failed, ended.failure);
      invoke(complete, ended.ok ? ended.result : ended.failure);
    });
    return undefined;
  };

  const listeners = new Set<BackgroundFetchDataListener>();
  /** Listeners that have this launch's pre-fetch result: each gets it once. */
  const served = new WeakSet<BackgroundFetchDataListener>();
  let launchEvent: BackgroundFetchDataEvent | null = null;
  let isSubscribed = false;

  const deliver = (listener: BackgroundFetchDataListener, event: BackgroundFetchDataEvent): void => {
    if (!listeners.has(listener)) return;
    if (event.fetchType === 'pre') {
      if (served.has(listener)) return;
      served.add(listener);
    }
    invoke(listener as Callback, event);
  };
  const receive = (event: BackgroundFetchDataEvent): void => {
    Object.freeze(event);
    if (event.fetchType === 'pre') launchEvent ??= event;
    for (const listener of [...listeners]) deliver(listener, event);
  };
  const isListener = (name: string, listener: unknown): listener is BackgroundFetchDataListener => {
    if (typeof listener === 'function') return true;
    console.error(`${name}:fail The listener is not a function`);
    return false;
  };

  const bn: Bn = {
    setBackgroundFetchToken: ((options: unknown) =>
      call('setBackgroundFetchToken', ['token'], options)) as Bn['setBackgroundFetchToken'],
    getBackgroundFetchToken: ((options: unknown) =>
      call('getBackgroundFetchToken', [], options)) as Bn['getBackgroundFetchToken'],
    getBackgroundFetchData: ((options: unknown) =>
      call('getBackgroundFetchData', ['fetchType', 'key', 'timeout'], options)) as Bn['getBackgroundFetchData'],
    onBackgroundFetchData(listener) {
      if (!isListener('onBackgroundFetchData', listener)) return;
      listeners.add(listener);
      const event = launchEvent;
      if (event) queueMicrotask(() => deliver(listener, event));
      if (isSubscribed) return;
      isSubscribed = true;
      bridge.subscribe(receive);
    },
    offBackgroundFetchData(listener) {
      if (listener === undefined) listeners.clear();
      else if (isListener('offBackgroundFetchData', listener)) listeners.delete(listener);
    },
  };
  Object.defineProperty(target, 'bn', {
    value: Object.freeze(bn),
    enumerable: true,
    writable: false,
    configurable: false,
  });
}
