/** What is not provided throws, instead of being `undefined` and failing somewhere else. */
import { EventEmitter } from 'node:events';

export class NotProvidedError extends Error {
  constructor(name: string) {
    super(`not provided by the Chromium host: ${name}`);
    this.name = 'NotProvidedError';
  }
}

/** Names that runtimes and test tools look up on any object. */
const PROBED = new Set([
  'then',
  'toJSON',
  'inspect',
  'nodeType',
  '$$typeof',
  'asymmetricMatch',
  'default',
  '__esModule',
]);

function isProbe(key: string | symbol): boolean {
  return typeof key === 'symbol' || key.startsWith('_') || PROBED.has(key);
}

/** The end of a prototype chain: a member that nothing above it has throws when it is read. */
function strictRoot(name: string): object {
  return new Proxy(Object.create(Object.prototype) as object, {
    get(target, key, receiver) {
      if (key in target || isProbe(key)) return Reflect.get(target, key, receiver);
      throw new NotProvidedError(`${name}.${String(key)}`);
    },
  });
}

const emitterMembers = Object.getOwnPropertyDescriptors(EventEmitter.prototype);

/** Makes every missing member of `Class`'s instances throw `NotProvidedError`. Returns `Class`. */
export function strictClass<T extends { prototype: object }>(Class: T, name: string): T {
  const isEmitter = Class.prototype instanceof EventEmitter;
  const root = Object.create(strictRoot(name), isEmitter ? emitterMembers : {}) as object;
  // A class of the host's own between the two keeps its members.
  let last = Class.prototype;
  for (
    let next = last;
    next && next !== EventEmitter.prototype && next !== Object.prototype;
    next = Object.getPrototypeOf(next) as object
  )
    last = next;
  Object.setPrototypeOf(last, root);
  return Class;
}

/** Makes every missing member of `object` throw `NotProvidedError`. Returns `object`. */
export function strictObject<T extends object>(object: T, name: string): T {
  if (object instanceof EventEmitter) {
    const root = Object.create(strictRoot(name), emitterMembers) as object;
    const own = Object.create(
      root,
      Object.getOwnPropertyDescriptors(
        Object.getPrototypeOf(object) === EventEmitter.prototype ? {} : Object.getPrototypeOf(object),
      ),
    ) as object;
    return Object.setPrototypeOf(object, own) as T;
  }
  return Object.setPrototypeOf(object, strictRoot(name)) as T;
}

/** A whole Electron module that is absent: importing it is fine, every use throws. */
export function absentModule(name: string): unknown {
  return new Proxy(function absent() {}, {
    get(target, key, receiver) {
      if (isProbe(key) || key === 'prototype') return Reflect.get(target, key, receiver) as unknown;
      throw new NotProvidedError(`${name}.${String(key)}`);
    },
    apply() {
      throw new NotProvidedError(name);
    },
    construct() {
      throw new NotProvidedError(name);
    },
  });
}

/** Electron's event objects: `preventDefault()` and `defaultPrevented`, plus the event's own fields. */
export function createEvent<T extends object>(
  fields: T,
): T & { preventDefault(): void; readonly defaultPrevented: boolean } {
  let prevented = false;
  const event = Object.assign({}, fields, {
    preventDefault() {
      prevented = true;
    },
  });
  Object.defineProperty(event, 'defaultPrevented', { get: () => prevented });
  return event as T & { preventDefault(): void; readonly defaultPrevented: boolean };
}
