/**
 * Where something stands in a JSON text, for messages to the person who wrote it. `JSON.parse` says
 * so only for some mistakes and never for a value.
 */

/** Both count from 1; a column is a UTF-16 code unit, as editors count. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

export type JsonMap =
  | {
      readonly ok: true;
      readonly value: unknown;
      /** Of the value at `path`; of the innermost one around it when there is none. */
      positionOf(path: readonly PropertyKey[]): TextPosition;
    }
  /** `problem`: the second half of a sentence, such as "a comma is missing". */
  | { readonly ok: false; readonly problem: string; readonly position: TextPosition };

const MAX_DEPTH = 100;
const SPACE = /[ \t\n\r]*/y;
const LITERAL = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;
// eslint-disable-next-line no-control-regex
const TEXT = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

class Mistake extends Error {
  readonly offset: number;

  constructor(offset: number, problem: string) {
    super(problem);
    this.offset = offset;
  }
}

/** Reads `text` as strictly as `JSON.parse`; a byte order mark before it is allowed. */
export function mapJson(text: string): JsonMap {
  try {
    const offsets = scan(text);
    return {
      ok: true,
      value: JSON.parse(text.replace(/^\uFEFF/, '')) as unknown,
      positionOf(path) {
        for (let length = path.length; length >= 0; length -= 1) {
          const offset = offsets.get(keyOf(path.slice(0, length)));
          if (offset !== undefined) return positionAt(text, offset);
        }
        return { line: 1, column: 1 };
      },
    };
  } catch (error) {
    if (error instanceof Mistake)
      return { ok: false, problem: error.message, position: positionAt(text, error.offset) };
    throw error;
  }
}

function keyOf(path: readonly PropertyKey[]): string {
  return JSON.stringify(path.map(String));
}

/** The offset of every value, by its path. Throws `Mistake`. */
function scan(text: string): Map<string, number> {
  const offsets = new Map<string, number>();
  let at = text.startsWith('\uFEFF') ? 1 : 0;

  const skipSpace = (): void => {
    SPACE.lastIndex = at;
    SPACE.exec(text);
    at = SPACE.lastIndex;
  };
  const match = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? null;
    if (found !== null) at += found.length;
    return found;
  };
  const mistake = (problem: string): Mistake =>
    new Mistake(at, at >= text.length ? 'the text ends too early' : problem);
  const readText = (problem: string): string => {
    const found = match(TEXT);
    if (found !== null) return JSON.parse(found) as string;
    throw mistake(
      text[at] === '"' ? 'a text in quotes does not end, or has a character that must be escaped' : problem,
    );
  };

  /** The members between `at` and `end`, each read by `readMember`. */
  const readMembers = (end: ']' | '}', readMember: (index: number) => void): void => {
    at += 1;
    skipSpace();
    if (text[at] === end) {
      at += 1;
      return;
    }
    for (let index = 0; ; index += 1) {
      readMember(index);
      skipSpace();
      if (text[at] === end) break;
      if (text[at] !== ',') throw mistake(`a comma or ${end} is missing`);
      const comma = at;
      at += 1;
      skipSpace();
      if (text[at] === end) throw new Mistake(comma, `the comma before ${end} is too many`);
    }
    at += 1;
  };

  const readValue = (path: readonly PropertyKey[]): void => {
    if (path.length > MAX_DEPTH) throw mistake('it is nested too deeply');
    offsets.set(keyOf(path), at);
    if (text[at] === '{') {
      readMembers('}', () => {
        const name = readText('the name of a member in double quotes is missing');
        skipSpace();
        if (text[at] !== ':') throw mistake('a colon is missing');
        at += 1;
        skipSpace();
        readValue([...path, name]);
      });
    } else if (text[at] === '[') {
      readMembers(']', (index) => readValue([...path, index]));
    } else if (text[at] === '"') {
      readText('');
    } else if (match(LITERAL) === null) {
      throw mistake('a value is missing, or is none that JSON has');
    }
  };

  skipSpace();
  readValue([]);
  skipSpace();
  if (at < text.length) throw mistake('there is something behind the end');
  return offsets;
}

function positionAt(text: string, offset: number): TextPosition {
  const before = text.slice(0, offset).replace(/^\uFEFF/, '');
  const line = before.split(/\r\n|\n|\r/);
  return { line: line.length, column: (line.at(-1)?.length ?? 0) + 1 };
}
