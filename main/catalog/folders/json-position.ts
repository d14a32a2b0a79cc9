/**
 * Where something stands in a JSON text, for messages to the person who wrote it. `JSON.parse` says
 * so only for some mistakes and never for a value.
 */
import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';

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

/** The parser calls itself for each level. */
export const MAX_DEPTH = 100;
const NO_VALUE = 'a value is missing, or is none that JSON has';
const NO_TEXT = 'a text in quotes does not end, or has a character that must be escaped';
/** By the parser's word for a mistake. */
const PROBLEMS: Readonly<Record<string, string>> = {
  ValueExpected: NO_VALUE,
  InvalidSymbol: NO_VALUE,
  InvalidNumberFormat: NO_VALUE,
  UnexpectedEndOfNumber: NO_VALUE,
  UnexpectedEndOfString: NO_TEXT,
  InvalidCharacter: NO_TEXT,
  InvalidEscapeCharacter: NO_TEXT,
  InvalidUnicode: NO_TEXT,
  PropertyNameExpected: 'the name of a member in double quotes is missing',
  ColonExpected: 'a colon is missing',
  CommaExpected: 'a comma or a closing bracket is missing',
  CloseBraceExpected: 'a comma or a closing bracket is missing',
  CloseBracketExpected: 'a comma or a closing bracket is missing',
  InvalidCommentToken: 'JSON has no comments',
  UnexpectedEndOfComment: 'JSON has no comments',
  EndOfFileExpected: 'there is something behind the end',
};

/** Reads `text` as strictly as `JSON.parse`; a byte order mark before it is allowed. */
export function mapJson(text: string): JsonMap {
  const json = text.replace(/^\uFEFF/, '');
  const tooDeep = offsetBelowDepth(json);
  if (tooDeep !== null) return mistake(json, tooDeep, 'it is nested too deeply');
  const errors: ParseError[] = [];
  const root = parseTree(json, errors, { disallowComments: true, allowTrailingComma: false });
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return firstMistake(json, errors);
  }
  return {
    ok: true,
    value,
    positionOf(path) {
      let found = root;
      for (const key of path) {
        const inside = found && childOf(found, key);
        if (!inside) break;
        found = inside;
      }
      return positionAt(json, found?.offset ?? 0);
    },
  };
}

/** Where the first value begins that is nested too deeply. */
function offsetBelowDepth(json: string): number | null {
  let depth = 0;
  for (const { 0: token, index } of json.matchAll(/"(?:[^"\\]|\\[^])*"?|[[\]{}]/g)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    if (depth > MAX_DEPTH) return index;
  }
  return null;
}

function firstMistake(json: string, [first, second]: readonly ParseError[]): JsonMap {
  if (!first) return mistake(json, 0, NO_VALUE);
  const { offset } = first;
  if (offset >= json.length) return mistake(json, offset, 'the text ends too early');
  const close = json[offset];
  const comma = json.slice(0, offset).trimEnd().length - 1;
  if ((close === '}' || close === ']') && json[comma] === ',')
    return mistake(json, comma, `the comma before ${close} is too many`);
  const word = printParseErrorCode(first.error);
  // What the parser expected where an unknown word stands is its next complaint.
  const named = word === 'InvalidSymbol' && second ? printParseErrorCode(second.error) : word;
  return mistake(json, offset, PROBLEMS[named] ?? NO_VALUE);
}

function mistake(json: string, offset: number, problem: string): JsonMap {
  return { ok: false, problem, position: positionAt(json, offset) };
}

/** Of members with the same name the last one counts, as for `JSON.parse`. */
function childOf({ type, children = [] }: Node, key: PropertyKey): Node | undefined {
  if (type === 'array') return children[Number(key)];
  return children.findLast(({ children: [name] = [] }) => name?.value === String(key))?.children?.[1];
}

function positionAt(json: string, offset: number): TextPosition {
  const lines = json.slice(0, offset).split(/\r\n|\n|\r/);
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
