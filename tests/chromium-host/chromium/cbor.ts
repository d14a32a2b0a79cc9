/**
 * The binary form of the Chrome DevTools Protocol (CBOR, RFC 8949, as Chromium's `crdtp` writes it):
 * every map and array is in an envelope that tells its length; strings are UTF-8, or UTF-16 as bytes.
 */

const ENVELOPE = [0xd8, 0x18, 0x5a] as const;
/** Tag, tag number, head of a byte string, its length. */
export const ENVELOPE_HEADER_BYTES = 7;
const MAP = 0xbf;
const ARRAY = 0x9f;
const STOP = 0xff;
const DOUBLE = 0xfb;
const [UNSIGNED, NEGATIVE, BYTES, TEXT, TAG] = [0, 1, 2, 3, 6];
const [FALSE, TRUE, NULL] = [0xf4, 0xf5, 0xf6];
const MAX_INT32 = 2 ** 31 - 1;
const SMALLEST_BUFFER = 1024;

/** Bytes of the message that begins with `header`, header included. Throws when it is none. */
export function messageBytes(header: Buffer): number {
  if (ENVELOPE.some((byte, index) => header[index] !== byte))
    throw new Error('Cannot read a message of Chromium: it has no envelope');
  return ENVELOPE_HEADER_BYTES + header.readUInt32BE(ENVELOPE.length);
}

/** `undefined` members are left out, as in JSON. */
export function encodeCbor(value: unknown): Buffer {
  let buffer = Buffer.allocUnsafe(SMALLEST_BUFFER);
  let at = 0;
  const need = (bytes: number): void => {
    if (at + bytes <= buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, at + bytes));
    buffer.copy(larger, 0, 0, at);
    buffer = larger;
  };
  const byte = (bits: number): void => {
    need(1);
    buffer[at++] = bits;
  };
  const head = (major: number, size: number): void => {
    need(5);
    if (size < 24) buffer[at++] = (major << 5) | size;
    else if (size < 0x100) at = buffer.writeUInt8(size, buffer.writeUInt8((major << 5) | 24, at));
    else if (size < 0x10000) at = buffer.writeUInt16BE(size, buffer.writeUInt8((major << 5) | 25, at));
    else at = buffer.writeUInt32BE(size, buffer.writeUInt8((major << 5) | 26, at));
  };
  const addText = (text: string): void => {
    // UTF-8 knows no single surrogates.
    const [major, encoding] = text.isWellFormed() ? ([TEXT, 'utf8'] as const) : ([BYTES, 'utf16le'] as const);
    const bytes = Buffer.byteLength(text, encoding);
    head(major, bytes);
    need(bytes);
    at += buffer.write(text, at, encoding);
  };
  const addNumber = (number: number): void => {
    if (Number.isInteger(number) && Math.abs(number) <= MAX_INT32 && !Object.is(number, -0))
      return number < 0 ? head(NEGATIVE, -1 - number) : head(UNSIGNED, number);
    need(9);
    at = buffer.writeDoubleBE(number, buffer.writeUInt8(DOUBLE, at));
  };
  const addEnvelope = (kind: number, members: () => void): void => {
    for (const bits of ENVELOPE) byte(bits);
    const lengthAt = at;
    need(4);
    at += 4;
    byte(kind);
    members();
    byte(STOP);
    buffer.writeUInt32BE(at - lengthAt - 4, lengthAt);
  };
  const add = (item: unknown): void => {
    switch (typeof item) {
      case 'string':
        return addText(item);
      case 'number':
        return addNumber(item);
      case 'boolean':
        return byte(item ? TRUE : FALSE);
      case 'object':
        if (item === null) return byte(NULL);
        if (Array.isArray(item)) return addEnvelope(ARRAY, () => item.forEach(add));
        return addEnvelope(MAP, () => {
          for (const [key, member] of Object.entries(item)) {
            if (member === undefined) continue;
            addText(key);
            add(member);
          }
        });
      default:
        return byte(NULL);
    }
  };
  add(value);
  return buffer.subarray(0, at);
}

/** Throws when `bytes` is no message of Chromium. */
export function decodeCbor(bytes: Buffer): unknown {
  let at = 0;
  const size = (bits: number): number => {
    const short = bits & 0x1f;
    if (short < 24) return short;
    const width = 1 << (short - 24);
    const value = width === 8 ? Number(bytes.readBigUInt64BE(at)) : bytes.readUIntBE(at, width);
    at += width;
    return value;
  };
  const take = (length: number): Buffer => bytes.subarray(at, (at += length));
  const readMap = (): Record<string, unknown> => {
    const map: Record<string, unknown> = {};
    while (bytes[at] !== STOP) map[String(read())] = read();
    at += 1;
    return map;
  };
  const readArray = (): unknown[] => {
    const array: unknown[] = [];
    while (bytes[at] !== STOP) array.push(read());
    at += 1;
    return array;
  };
  const read = (): unknown => {
    const bits = bytes.readUInt8(at++);
    switch (bits) {
      case MAP:
        return readMap();
      case ARRAY:
        return readArray();
      case FALSE:
        return false;
      case TRUE:
        return true;
      case NULL:
        return null;
      case DOUBLE:
        return take(8).readDoubleBE(0);
      default:
        break;
    }
    switch (bits >> 5) {
      case UNSIGNED:
        return size(bits);
      case NEGATIVE:
        return -1 - size(bits);
      case TEXT:
        return take(size(bits)).toString('utf8');
      case BYTES:
        return take(size(bits)).toString('utf16le');
      case TAG: {
        // An envelope, or bytes that JSON would have as base64.
        const isEnvelope = size(bits) === ENVELOPE[1];
        const length = size(bytes.readUInt8(at++));
        return isEnvelope ? read() : take(length).toString('base64');
      }
      default:
        throw new Error('Cannot read a message of Chromium: it is not in the form that is known');
    }
  };
  return read();
}
