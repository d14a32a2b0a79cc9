/** Formats ICU messages (https://unicode-org.github.io/icu/userguide/format_parse/messages/) of a catalog. */
import { IntlMessageFormat } from 'intl-messageformat';
import { BRAND } from '../brand.ts';
import { LANGUAGE_DIRECTIONS, type Language, type TextLanguage } from './languages.ts';

/** A number in a sentence is written `{count, number}`; only then it has the language's digits. */
export type MessageValues = Readonly<Record<string, string | number | Date>>;

/** Every message of some domains, in one language. */
export type Catalog = Readonly<Record<string, string>>;

/** The same messages in another language: all of them and no other. */
export type Translated<English extends Catalog> = { readonly [Key in keyof English]: string };

/** What every text may say between `%`, without being given it: the brand's name, and where its links lead. */
const BRAND_VALUES = { brand: BRAND.name, scheme: BRAND.scheme, linkHost: BRAND.linkHost } as const;

/** Values must be given when the English message has an argument. */
type ValuesOf<English extends Catalog, Key extends keyof English> = English[Key] extends `${string}{${string}`
  ? [values: MessageValues]
  : [values?: MessageValues];

/** The text of `key` in the language of the translator. Never throws. */
export type Translate<English extends Catalog> = <Key extends keyof English & string>(
  key: Key,
  ...values: ValuesOf<English, Key>
) => string;

export type Catalogs<English extends Catalog> = { readonly en: English } & {
  readonly [L in Exclude<Language, 'en'>]: Translated<English>;
};

/** English, and those of the others that are loaded. */
export type LoadedCatalogs<English extends Catalog> = Pick<Catalogs<English>, 'en'> &
  Partial<Omit<Catalogs<English>, 'en'>>;

/** Written into the text: a name of the brand is part of the sentence, which a sign around it would break up. */
function branded(text: string): string {
  return Object.entries(BRAND_VALUES).reduce(
    (so, [name, value]) => so.replaceAll(`%${name}%`, value.replaceAll("'", "''")),
    text,
  );
}

/** What ICU gives a meaning. Most texts have nothing of it, and a parser would be the slowest part of showing the first window. */
const HAS_SYNTAX = /[{}']/;

function parse(text: string, locale: string): Pick<IntlMessageFormat, 'format'> {
  return HAS_SYNTAX.test(text)
    ? new IntlMessageFormat(text, locale, undefined, { ignoreTag: true })
    : { format: () => text };
}

/**
 * Parsed messages are kept. A message that is missing or broken in `language` is shown in English, and
 * `report` is told once; one that is broken in English, too, is shown as its key.
 */
export function createTranslate<English extends Catalog>(
  catalogs: LoadedCatalogs<English>,
  { language, locale }: TextLanguage,
  report: (problem: string) => void,
): Translate<English> {
  const kept = new Map<string, Pick<IntlMessageFormat, 'format'>>();
  const reported = new Set<string>();
  const isRightToLeft = LANGUAGE_DIRECTIONS[language] === 'rtl';

  const format = (key: string, from: Language, values: MessageValues): string => {
    const cacheKey = `${from} ${key}`;
    let message = kept.get(cacheKey);
    if (!message) {
      const text: string | undefined = (catalogs as Partial<Record<Language, Catalog>>)[from]?.[key];
      if (text === undefined) throw new Error('there is no such message');
      message = parse(branded(text), from === language ? locale : from);
      kept.set(cacheKey, message);
    }
    return String(message.format(isolated(values, isRightToLeft)));
  };

  return (key, ...[values = {}]) => {
    for (const from of language === 'en' ? (['en'] as const) : [language, 'en' as const]) {
      try {
        return format(key, from, values);
      } catch (error) {
        if (reported.has(`${from} ${key}`)) continue;
        reported.add(`${from} ${key}`);
        report(
          `Cannot show the message "${key}" in "${from}": ${error instanceof Error ? error.message : String(error)}`,
        );
      }
    }
    return key;
  };
}

const RIGHT_TO_LEFT_LETTER = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** A name of the other writing direction must not rearrange the sentence around it: U+2068 and U+2069 isolate it. */
function isolated(values: MessageValues, isRightToLeft: boolean): MessageValues {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' && (isRightToLeft || RIGHT_TO_LEFT_LETTER.test(value)) ? `\u2068${value}\u2069` : value,
    ]),
  );
}
