/** The container's language, from what the user chose or the system says. */
import { isLanguage, type Language, type TextLanguage } from '../../../preload/contract/messages/languages.ts';

/** The system says nothing that is a language: the `C` locale. */
const NO_LANGUAGE = 'en';

/**
 * The first of `names` that is a language, as a canonical BCP 47 tag. On Linux the system names
 * POSIX locales, such as `de_AT.UTF-8@euro` and `C` (g_get_language_names).
 */
export function languageTag(names: readonly (string | null | undefined)[]): string {
  return languageTags(names)[0] ?? NO_LANGUAGE;
}

/**
 * The language of the texts: the first of `names` that they exist in, else English. Numbers and dates
 * follow it, so that a sentence is in one language; the region is that of the name. English is also the
 * language of those who have no other here: it takes the first region that any name has.
 */
export function textLanguage(names: readonly (string | null | undefined)[]): TextLanguage {
  const tags = languageTags(names);
  for (const tag of tags) {
    const language = languageOfTexts(tag);
    if (language) return { language, locale: withRegion(language, [tag, ...(language === 'en' ? tags : [])]) };
  }
  return { language: NO_LANGUAGE, locale: withRegion(NO_LANGUAGE, tags) };
}

/** What a POSIX locale says behind its `@` of how a language is written; of money and calendars nobody asks here. */
const WRITTEN: ReadonlyMap<string, string> = new Map([
  ['latin', 'Latn'],
  ['cyrillic', 'Cyrl'],
  ['devanagari', 'Deva'],
]);
/** Tags of no language: undetermined, several, none, one without a code; and what CLDR derives the others from. */
const NONE = /^(?:und|mul|zxx|mis|root)\b/i;

function languageTags(names: readonly (string | null | undefined)[]): string[] {
  return names.flatMap((name) => {
    const [, locale = '', modifier = ''] = /^([^.@]*)(?:\.[^@]*)?(?:@(.*))?$/s.exec(name ?? '') ?? [];
    const tag = locale.replaceAll('_', '-').replace(/-posix$/i, '');
    if (tag === 'C' || tag === 'POSIX' || NONE.test(tag)) return [];
    try {
      const script = WRITTEN.get(modifier.toLowerCase());
      return [new Intl.Locale(tag, script === undefined ? {} : { script }).toString()];
    } catch {
      // Not a language: the next one may be.
      return [];
    }
  });
}

/** `zh-SG` is written in simplified characters, `zh-TW` is not. */
function languageOfTexts(tag: string): Language | null {
  const { language, script } = new Intl.Locale(tag).maximize();
  if (language === 'zh') return script === 'Hans' ? 'zh-Hans' : null;
  return isLanguage(language) ? language : null;
}

function withRegion(language: Language, tags: readonly string[]): string {
  const region = tags.map((tag) => new Intl.Locale(tag).region).find((found) => found !== undefined);
  return region ? new Intl.Locale(language, { region }).toString() : language;
}
