/**
 * Values of the structured clone algorithm as JSON, for IPC messages. `createCodec` runs in Node and,
 * as text, in pages and service workers: it refers to nothing outside itself.
 *
 * A message is a table: entry 0 is the value, objects refer to others by index, so that shared and
 * circular references survive.
 */
export type EncodedTable = unknown[];

export interface Codec {
  /** Throws "An object could not be cloned." as Electron's serializer does. */
  encode(value: unknown): EncodedTable;
  decode(table: EncodedTable): unknown;
}

export function createCodec(): Codec {
  const clone = globalThis.structuredClone;
  const views: Record<string, new (buffer: ArrayBuffer, offset: number, length: number) => ArrayBufferView> = {};
  for (const View of [
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
    BigInt64Array,
    BigUint64Array,
    DataView,
  ]) {
    views[View.name] = View as never;
  }
  const errors: Record<string, ErrorConstructor> = {
    Error,
    EvalError,
    RangeError,
    ReferenceError,
    SyntaxError,
    TypeError,
    URIError,
  };

  const toBase64 = (buffer: ArrayBuffer): string => {
    const bytes = new Uint8Array(buffer) as Uint8Array & { toBase64?(): string };
    if (bytes.toBase64) return bytes.toBase64();
    if (typeof Buffer !== 'undefined') return Buffer.from(buffer).toString('base64');
    let text = '';
    for (let index = 0; index < bytes.length; index += 8192)
      text += String.fromCharCode(...bytes.subarray(index, index + 8192));
    return btoa(text);
  };
  const fromBase64 = (text: string): ArrayBuffer => {
    const typed = Uint8Array as unknown as { fromBase64?(text: string): Uint8Array<ArrayBuffer> };
    if (typed.fromBase64) return typed.fromBase64(text).buffer;
    if (typeof Buffer !== 'undefined') return new Uint8Array(Buffer.from(text, 'base64')).buffer;
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0)).buffer;
  };

  const refuse = (): never => {
    throw new Error('An object could not be cloned.');
  };

  /** Of a few levels of plain data nothing is lost or changed by a clone, and a text of megabytes need not be copied for it. */
  const isPlain = (item: unknown, levels: number): boolean => {
    if (typeof item !== 'object' || item === null)
      return ['string', 'number', 'boolean', 'undefined', 'object'].includes(typeof item);
    if (levels === 0 || Object.getPrototypeOf(item) !== Object.prototype) return false;
    return Reflect.ownKeys(item).every((key) => {
      const property = Object.getOwnPropertyDescriptor(item, key);
      // A getter is the clone's to call.
      const isData = property?.enumerable === true && 'value' in property;
      return typeof key === 'string' && isData && isPlain(property.value, levels - 1);
    });
  };

  const encode = (input: unknown): EncodedTable => {
    let value: unknown = input;
    if (typeof input === 'object' && input !== null && !isPlain(input, 4)) {
      try {
        value = clone(input);
      } catch {
        refuse();
      }
    }
    const table: EncodedTable = [];
    const seen = new Map<unknown, number>();
    const add = (item: unknown): number => {
      const known = seen.get(item);
      if (known !== undefined) return known;
      const index = table.push(null) - 1;
      switch (typeof item) {
        case 'string':
        case 'boolean':
          table[index] = item;
          break;
        case 'number':
          table[index] =
            Number.isFinite(item) && !Object.is(item, -0) ? item : ['n', Object.is(item, -0) ? '-0' : String(item)];
          break;
        case 'undefined':
          table[index] = ['u'];
          break;
        case 'bigint':
          table[index] = ['b', String(item)];
          break;
        case 'object':
          if (item !== null) {
            seen.set(item, index);
            table[index] = describe(item);
          }
          break;
        default:
          refuse();
      }
      return index;
    };
    const describe = (item: object): unknown[] => {
      if (Array.isArray(item)) {
        const cells: unknown[] = ['a', item.length];
        for (let index = 0; index < item.length; index += 1) cells.push(index in item ? add(item[index]) : -1);
        return cells;
      }
      switch (Object.prototype.toString.call(item).slice(8, -1)) {
        case 'Date':
          return ['d', (item as Date).getTime()];
        case 'RegExp':
          return ['r', (item as RegExp).source, (item as RegExp).flags];
        case 'Map':
          return ['m', ...[...(item as Map<unknown, unknown>)].flatMap(([key, entry]) => [add(key), add(entry)])];
        case 'Set':
          return ['s', ...[...(item as Set<unknown>)].map(add)];
        case 'ArrayBuffer':
          return ['A', toBase64(item as ArrayBuffer)];
        case 'Error': {
          const { name, message, stack } = item as Error;
          return ['e', name, message, stack ?? ''];
        }
        case 'Boolean':
        case 'Number':
        case 'String':
          return ['w', add((item as { valueOf(): unknown }).valueOf())];
        default:
          break;
      }
      if (ArrayBuffer.isView(item)) {
        const length = 'length' in item ? (item.length as number) : item.byteLength;
        return ['v', item.constructor.name, add(item.buffer), item.byteOffset, length];
      }
      const prototype: unknown = Object.getPrototypeOf(item);
      if (prototype !== null && (prototype as object).constructor?.name !== 'Object') refuse();
      return ['o', ...Object.entries(item).flatMap(([key, entry]) => [key, add(entry)])];
    };
    add(value);
    return table;
  };

  const decode = (table: EncodedTable): unknown => {
    const done = new Map<number, unknown>();
    const keep = <T>(index: number, value: T): T => {
      done.set(index, value);
      return value;
    };
    const read = (index: number): unknown => {
      const entry = table[index];
      if (!Array.isArray(entry)) return entry;
      if (done.has(index)) return done.get(index);
      // The other side's `encode` made it.
      // eslint-disable-next-line @typescript-eslint/no-explicit-any
      const [kind, ...rest] = entry as [string, ...any[]];
      switch (kind) {
        case 'n':
          return Number(rest[0]);
        case 'b':
          return BigInt(rest[0]);
        case 'd':
          return keep(index, new Date(rest[0] ?? NaN));
        case 'r':
          return keep(index, new RegExp(rest[0], rest[1]));
        case 'A':
          // Long bytes come beside their message.
          return keep(index, typeof rest[0] === 'string' ? fromBase64(rest[0]) : rest[0]);
        case 'w':
          return keep(index, Object(read(rest[0])) as object);
        case 'v':
          return keep(index, new views[rest[0]]!(read(rest[1]) as ArrayBuffer, rest[2], rest[3]));
        case 'e': {
          const error = keep(index, new (errors[rest[0]] ?? Error)(rest[1]));
          Object.defineProperty(error, 'stack', { value: rest[2], writable: true, configurable: true });
          return error;
        }
        case 'a': {
          const array = keep(index, new Array<unknown>(rest[0]));
          rest.slice(1).forEach((cell: number, position) => {
            if (cell >= 0) array[position] = read(cell);
          });
          return array;
        }
        case 'm': {
          const map = keep(index, new Map<unknown, unknown>());
          for (let at = 0; at < rest.length; at += 2) map.set(read(rest[at]), read(rest[at + 1]));
          return map;
        }
        case 's': {
          const set = keep(index, new Set<unknown>());
          for (const cell of rest) set.add(read(cell));
          return set;
        }
        case 'o': {
          const object = keep<Record<string, unknown>>(index, {});
          for (let at = 0; at < rest.length; at += 2) {
            // `__proto__` as a key is data, not the prototype.
            Object.defineProperty(object, rest[at], {
              value: read(rest[at + 1]),
              writable: true,
              enumerable: true,
              configurable: true,
            });
          }
          return object;
        }
        default:
          return undefined;
      }
    };
    return read(0);
  };

  return { encode, decode };
}
