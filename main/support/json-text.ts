/** JSON files as editors and shells write them: with a byte order mark, or in UTF-16. */

const ZERO = 0;

/**
 * The text of a JSON file: by its byte order mark, by the zeros that UTF-16 has beside ASCII (RFC 4627, 3), else
 * UTF-8. `null`: it is none of these; nothing is guessed.
 */
export function decodeJson(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder(charsetOf(bytes), { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Throws `SyntaxError`, for what is no text, too. */
export function parseJson(bytes: Uint8Array): unknown {
  const text = decodeJson(bytes);
  if (text === null) throw new SyntaxError('It is not text in UTF-8');
  return JSON.parse(text);
}

/** Why `text` is not JSON, for the end of a sentence whose subject is what it came from. */
export function notJson(text: string): string {
  if (text.trim() === '') return 'is empty';
  return /^\s*<(?:!doctype|html|head|body)\b/i.test(text) ? 'is a web page, not JSON' : 'is not JSON';
}

/** The decoder itself drops a mark of its own charset. */
function charsetOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === ZERO && second !== ZERO && second !== undefined) return 'utf-16be';
  return first !== ZERO && first !== undefined && second === ZERO ? 'utf-16le' : 'utf-8';
}
