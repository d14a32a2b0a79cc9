/** The part of Web IDL that the Background Fetch interfaces need. */
import type { Idl, Parts } from './parts.ts';

/** Electron turns this function into text: it uses nothing from outside itself but globals of the page. */
export function defineIdl(key: string): void {
  const { defineProperty, getOwnPropertyDescriptor, getOwnPropertyNames } = Object;
  const listen = EventTarget.prototype.addEventListener;
  const unlisten = EventTarget.prototype.removeEventListener;

  const usvString = (value: unknown): string => {
    if (typeof value === 'symbol') throw new TypeError('Cannot convert a Symbol value to a string');
    return String(value).toWellFormed();
  };
  const isSequence = (value: unknown): boolean =>
    (typeof value === 'object' || typeof value === 'function') &&
    value !== null &&
    typeof (value as Partial<Iterable<unknown>>)[Symbol.iterator] === 'function';

  const idl: Idl = {
    promise: (run) => new Promise((resolve) => resolve(run())),
    requireArguments(what, given, needed) {
      if (given < needed)
        throw new TypeError(
          `Failed to execute ${what}: ${needed} argument${needed === 1 ? '' : 's'} required, but only ${given} present.`,
        );
    },
    usvString,
    unsignedLongLong(value) {
      const number = Number(value as number);
      if (!Number.isFinite(number)) return 0;
      return Number(BigInt.asUintN(64, BigInt(Math.trunc(number))));
    },
    isSequence,
    sequence(value) {
      if (!isSequence(value)) throw new TypeError('The provided value cannot be converted to a sequence.');
      return [...(value as Iterable<unknown>)];
    },
    dictionary(value, names) {
      const members: Record<string, unknown> = {};
      if (value === undefined || value === null) return members;
      if (typeof value !== 'object' && typeof value !== 'function')
        throw new TypeError('The provided value is not of type object.');
      for (const name of names) {
        const member = (value as Record<string, unknown>)[name];
        if (member !== undefined) members[name] = member;
      }
      return members;
    },
    expose(Interface, name, hidden = []) {
      const { prototype } = Interface;
      for (const member of getOwnPropertyNames(prototype)) {
        if (member === 'constructor' || hidden.includes(member)) continue;
        defineProperty(prototype, member, { ...getOwnPropertyDescriptor(prototype, member), enumerable: true });
      }
      defineProperty(prototype, Symbol.toStringTag, { value: name, configurable: true });
      defineProperty(globalThis, name, { value: Interface, writable: true, configurable: true });
    },
    eventHandler(target, type, isOwner) {
      const name = `on${type}`;
      const handlers = new WeakMap<object, { value: object; listener: (event: Event) => void }>();
      // Global attributes are used without an object too.
      const ownerOf = (object: unknown): EventTarget => {
        const owner = object ?? globalThis;
        if (typeof owner !== 'object' || !isOwner(owner)) throw new TypeError('Illegal invocation');
        return owner as EventTarget;
      };
      const attribute = {
        get [name](): object | null {
          return handlers.get(ownerOf(this))?.value ?? null;
        },
        set [name](value: unknown) {
          const owner = ownerOf(this);
          const known = handlers.get(owner);
          if ((typeof value !== 'object' && typeof value !== 'function') || value === null) {
            if (known) unlisten.call(owner, type, known.listener);
            handlers.delete(owner);
          } else if (known) {
            known.value = value;
          } else {
            const handler = {
              value,
              listener(event: Event): void {
                if (typeof handler.value !== 'function') return;
                const result: unknown = Reflect.apply(handler.value, owner, [event]);
                if (result === false) event.preventDefault();
              },
            };
            handlers.set(owner, handler);
            listen.call(owner, type, handler.listener);
          }
        },
      };
      defineProperty(target, name, {
        ...getOwnPropertyDescriptor(attribute, name),
        enumerable: true,
        configurable: true,
      });
    },
  };
  defineProperty(globalThis, key, { value: { idl } as Parts, configurable: true });
}
