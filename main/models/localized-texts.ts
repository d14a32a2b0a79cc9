/**
 * Names and descriptions by language, as details and manifests give them beside the ones that stand for every other
 * language: `{"zh-Hans": "行情板", "fa": "تابلوی بازار"}`.
 */
import * as z from '../support/zod.ts';

export const LOCALIZED_LIMITS = { languages: 50, tagLength: 35 } as const;

/** Texts by BCP 47 tag. */
export type LocalizedTexts = Readonly<Record<string, string>>;

/**
 * `clean` makes each text one that may be shown; one of which nothing is left is none, so that what is kept can be read
 * again.
 */
export function localizedTextsSchema(maxLength: number, clean: (text: string) => string) {
  return z.pipe(
    z
      .record(
        z.string().check(z.minLength(1), z.maxLength(LOCALIZED_LIMITS.tagLength)),
        z.pipe(z.string().check(z.minLength(1), z.maxLength(maxLength)), z.transform(clean)),
      )
      .check(
        z.refine((texts) => Object.keys(texts).length <= LOCALIZED_LIMITS.languages, {
          error: `must have at most ${LOCALIZED_LIMITS.languages} languages`,
        }),
      ),
    z.transform((texts) => Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''))),
  );
}

/**
 * `value`, or as much of it as the schema needs to see that there are too many: strangers may send a hundred thousand. An
 * absence in another spelling is `undefined`.
 */
export function spelledTexts(value: unknown): unknown {
  if (value === null || (Array.isArray(value) && value.length === 0)) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) return value;
  // What is not translated yet.
  const texts = Object.entries(value as Record<string, unknown>).filter(([, text]) => text !== null && text !== '');
  return Object.fromEntries(texts.slice(0, LOCALIZED_LIMITS.languages + 1).map(([tag, text]) => [tag, textOf(text)]));
}

/** The Web App Manifest also has an object, `{"value": "…", "dir": "rtl"}`; every text is isolated here anyway. */
function textOf(text: unknown): unknown {
  const isObject = typeof text === 'object' && text !== null && !Array.isArray(text);
  return isObject && 'value' in text ? text.value : text;
}

/** The text for whoever reads `locale`; `otherwise` when there is none in its language and script. */
export function textIn(locale: string, texts: LocalizedTexts | null | undefined, otherwise: string): string {
  const wanted = localeOf(locale);
  if (!texts || !wanted) return otherwise;
  const fitting = Object.entries(texts)
    .map(([tag, text]) => ({ tag: localeOf(tag), isForAll: !/[-_](?:[A-Za-z]{2}|\d{3})(?:[-_]|$)/.test(tag), text }))
    .filter(({ tag }) => tag?.language === wanted.language && tag.script === wanted.script);
  const ofRegion = fitting.filter(({ tag }) => tag?.region === wanted.region);
  const best =
    ofRegion.find(({ isForAll }) => !isForAll) ?? ofRegion[0] ?? fitting.find(({ isForAll }) => isForAll) ?? fitting[0];
  return best?.text ?? otherwise;
}

/** With the script and region that are usual for it; `null`: not a tag. */
function localeOf(tag: string): Intl.Locale | null {
  try {
    return new Intl.Locale(tag.replaceAll('_', '-')).maximize();
  } catch {
    return null;
  }
}

export function mapTexts(
  texts: LocalizedTexts | null | undefined,
  change: (text: string) => string,
): Record<string, string> | null | undefined {
  return texts && Object.fromEntries(Object.entries(texts).map(([tag, text]) => [tag, change(text)]));
}
