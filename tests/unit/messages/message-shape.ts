/** What a message takes and which plurals it distinguishes. */
import { IntlMessageFormat } from 'intl-messageformat';

type Element = ReturnType<IntlMessageFormat['getAst']>[number];

/** The parser's element types (`TYPE` of @formatjs/icu-messageformat-parser). */
const KINDS: Readonly<Record<number, 'text' | 'number' | 'time' | 'choice'>> = {
  1: 'text',
  2: 'number',
  3: 'time',
  4: 'time',
  5: 'choice',
  6: 'number',
};
const PLURAL = 6;

function* elementsOf(elements: readonly Element[]): Generator<Element> {
  for (const element of elements) {
    yield element;
    if ('options' in element && element.options)
      for (const { value } of Object.values(element.options)) yield* elementsOf(value);
  }
}

const parsed = (text: string): Element[] => [
  ...elementsOf(new IntlMessageFormat(text, 'en', undefined, { ignoreTag: true }).getAst()),
];

/** Name and kind of each argument. */
export function argumentsOf(text: string): Map<string, string> {
  return new Map(
    parsed(text).flatMap((element) => {
      const kind = KINDS[element.type];
      return kind && 'value' in element && typeof element.value === 'string' ? [[element.value, kind] as const] : [];
    }),
  );
}

/** The categories of each plural, without the exact numbers. */
export function pluralsOf(text: string): string[][] {
  return parsed(text).flatMap((element) =>
    element.type === PLURAL && 'options' in element
      ? [
          Object.keys(element.options)
            .filter((name) => !name.startsWith('='))
            .sort(),
        ]
      : [],
  );
}
