/** Turns a response body into text: bounded while it streams, strict about what text is. */
import { isUtf8 } from 'node:buffer';

export type BodyOutcome =
  | { readonly kind: 'complete'; readonly bytes: Uint8Array }
  | { readonly kind: 'too-large'; readonly receivedBytes: number };

/**
 * Reads `chunks` to the end, or stops reading as soon as more than `limitBytes` have come: leaving
 * the loop destroys the stream, and with it the connection. Rejects with the stream's error.
 */
export async function readBounded(
  chunks: AsyncIterable<Uint8Array>,
  limitBytes: number,
  onBytes: (receivedBytes: number) => void = () => {},
): Promise<BodyOutcome> {
  const parts: Uint8Array[] = [];
  let receivedBytes = 0;
  for await (const chunk of chunks) {
    receivedBytes += chunk.byteLength;
    onBytes(receivedBytes);
    if (receivedBytes > limitBytes) return { kind: 'too-large', receivedBytes };
    parts.push(chunk);
  }
  return { kind: 'complete', bytes: Buffer.concat(parts) };
}

/**
 * Decodes `bytes` by the WHATWG rules: a byte order mark wins over the `charset` of `contentType`,
 * and without either, or with a charset that nobody knows, it is UTF-8. Latin-1 and ASCII are the word of servers that
 * were told nothing: what reads as UTF-8 is that, as `fetch()` has it. `null` when it is not text: bytes that the
 * charset does not have, or a NUL character.
 */
export function decodeText(bytes: Uint8Array, contentType: string | undefined): string | null {
  try {
    const decoder = decoderOf(charsetOfMark(bytes) ?? charsetOf(contentType));
    const isUtf8After = decoder.encoding === 'windows-1252' && isUtf8(bytes);
    const text = (isUtf8After ? decoderOf('utf-8') : decoder).decode(bytes);
    return text.includes('\0') ? null : text;
  } catch {
    // Bytes that are not of this charset.
    return null;
  }
}

function decoderOf(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset, { fatal: true });
  } catch {
    return new TextDecoder('utf-8', { fatal: true });
  }
}

function charsetOfMark(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return null;
}

function charsetOf(contentType: string | undefined): string {
  const match = /;\s*charset\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s;,]+))/i.exec(contentType ?? '');
  return match?.slice(1).find((label) => label !== undefined) ?? 'utf-8';
}
