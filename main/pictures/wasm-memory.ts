/**
 * Gives a WebAssembly module an end of its memory: one that names none may take 4 GiB. A drawing of 64 KiB
 * may hold packed pictures of a gigabyte; with an end the module's own allocation fails, and its call throws.
 */

const MEMORY_SECTION = 5;
/** Magic number and version. */
const HEAD_BYTES = 8;
const PAGE_BYTES = 64 * 1024;

/** Throws when the module has no memory of its own. */
export function limitMemory(module: Buffer, bytes: number): Buffer {
  for (let at = HEAD_BYTES; at < module.length;) {
    const length = readNumber(module, at + 1);
    const end = length.next + length.value;
    if (module[at] === MEMORY_SECTION) {
      const count = readNumber(module, length.next);
      const minimum = readNumber(module, count.next + 1);
      if (count.value !== 1) break;
      // One memory, with a minimum and a maximum (WebAssembly core, 5.5.8 and 5.3.8).
      const content = [1, 1, ...numberBytes(minimum.value), ...numberBytes(Math.floor(bytes / PAGE_BYTES))];
      const section = Buffer.from([MEMORY_SECTION, ...numberBytes(content.length), ...content]);
      return Buffer.concat([module.subarray(0, at), section, module.subarray(end)]);
    }
    at = end;
  }
  throw new Error('The module has no memory of its own.');
}

/** LEB128, unsigned. */
function readNumber(bytes: Buffer, from: number): { readonly value: number; readonly next: number } {
  let value = 0;
  for (let at = from, factor = 1; ; at += 1, factor *= 128) {
    const byte = bytes.readUInt8(at);
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return { value, next: at + 1 };
  }
}

function numberBytes(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...numberBytes(value >>> 7)];
}
