/**
 * How values cross `contextBridge` (docs/api/context-bridge.md, "Parameter / Error / Return Type
 * support"). Runs as text in pages and workers: refers to nothing outside itself.
 */
export interface BridgeCopier {
  copy(value: unknown): unknown;
  /** A function of this side as the other side gets it. */
  proxy(value: (...args: never[]) => unknown): (...args: unknown[]) => unknown;
  /** Freezes `value` and everything in it. */
  freeze<T>(value: T): T;
}

/** `passesInterfaces`: Element, Blob and VideoFrame keep their identity, as they do in windows. */
export function createBridgeCopier({ passesInterfaces }: { passesInterfaces: boolean }): BridgeCopier {
  const clone = globalThis.structuredClone;
  const MAX_DEPTH = 1000;
  const UNKNOWN = 'An unknown exception occurred while executing an API function';

  const tagOf = (value: object): string => Object.prototype.toString.call(value).slice(8, -1);
  const CLONED = new Set([
    'Date',
    'RegExp',
    'Map',
    'Set',
    'WeakMap',
    'WeakSet',
    'ArrayBuffer',
    'SharedArrayBuffer',
    'Boolean',
    'Number',
    'String',
    'Symbol',
    'BigInt',
  ]);
  // docs: Element, Blob and VideoFrame keep their identity; only changes of the prototype are lost.
  const isPassedAsItIs = (value: object): boolean =>
    passesInterfaces &&
    ['Element', 'Blob', 'VideoFrame'].some((name) => {
      const Interface = (globalThis as unknown as Record<string, unknown>)[name];
      return typeof Interface === 'function' && value instanceof Interface;
    });
  const isError = (value: object): value is Error => tagOf(value) === 'Error' || value instanceof Error;

  const copyError = (error: unknown): Error => {
    const message: unknown =
      typeof error === 'object' && error !== null && 'message' in error ? error.message : undefined;
    return new Error(typeof message === 'string' ? message : UNKNOWN);
  };

  const proxy = (
    target: (...args: never[]) => unknown,
    cache = new Map<object, unknown>(),
  ): ((...args: unknown[]) => unknown) => {
    const known = cache.get(target);
    if (known) return known as (...args: unknown[]) => unknown;
    const proxied = (...args: unknown[]): unknown => {
      const copied = args.map((argument) => copyInner(argument, 0, new Map()));
      let result: unknown;
      try {
        result = target(...(copied as never[]));
      } catch (error) {
        throw copyError(error);
      }
      return copyInner(result, 0, new Map());
    };
    cache.set(target, proxied);
    return proxied;
  };

  const copyInner = (value: unknown, depth: number, cache: Map<object, unknown>): unknown => {
    if (depth >= MAX_DEPTH) {
      throw new TypeError(
        'Electron contextBridge recursion depth exceeded.  Nested objects deeper than 1000 are not supported.',
      );
    }
    if (typeof value === 'symbol') throw new TypeError('An object could not be cloned.');
    if (typeof value === 'function') return proxy(value as (...args: never[]) => unknown, cache);
    if (typeof value !== 'object' || value === null) return value;
    if (cache.has(value)) return cache.get(value);
    if (value instanceof Promise) {
      const promise = new Promise((resolve, reject) => {
        value
          .then(
            (result) => resolve(copyInner(result, 0, new Map())),
            (error: unknown) => reject(copyInner(error, 0, new Map())),
          )
          .catch((error: unknown) => reject(copyError(error)));
      });
      cache.set(value, promise);
      return promise;
    }
    if (isError(value)) return new Error(String(value.message));
    if (Array.isArray(value)) {
      const array: unknown[] = [];
      cache.set(value, array);
      for (const item of value) array.push(copyInner(item, depth + 1, cache));
      return array;
    }
    if (isPassedAsItIs(value)) return value;
    if (CLONED.has(tagOf(value)) || ArrayBuffer.isView(value)) {
      try {
        return clone(value);
      } catch {
        throw new TypeError('An object could not be cloned.');
      }
    }
    const object: Record<string, unknown> = {};
    cache.set(value, object);
    for (const key of Object.keys(value)) {
      const member = (value as Record<string, unknown>)[key];
      // docs: "Symbols cannot be copied between contexts so they are omitted".
      if (typeof member === 'symbol') continue;
      Object.defineProperty(object, key, {
        value: copyInner(member, depth + 1, cache),
        writable: true,
        enumerable: true,
        configurable: true,
      });
    }
    return object;
  };

  const freeze = <T>(value: T): T => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return value;
    if (ArrayBuffer.isView(value) || Object.isFrozen(value)) return value;
    Object.freeze(value);
    for (const member of Object.values(value)) freeze(member);
    return value;
  };

  return { copy: (value) => copyInner(value, 0, new Map()), proxy, freeze };
}
