/** `Location` as browsers read it. */

/**
 * Node hands a header out a byte a character. Bytes outside ASCII, which servers write raw, count as if they had
 * been percent-encoded: so UTF-8 names what was meant, and other charsets stay the server's own bytes.
 */
export function locationOf(header: string): string {
  return header.replace(/[\u0080-\u00ff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`);
}
