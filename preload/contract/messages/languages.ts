/** The languages of Larder's texts. */
export const LANGUAGES = ['en', 'zh-Hans', 'fa'] as const;

/** A language of the texts, as a BCP 47 tag. */
export type Language = (typeof LANGUAGES)[number];

/** Each language's name in itself; never translated. */
export const LANGUAGE_NAMES: { readonly [L in Language]: string } = {
  en: 'English',
  'zh-Hans': '简体中文',
  fa: 'فارسی',
};

export const LANGUAGE_DIRECTIONS: { readonly [L in Language]: 'ltr' | 'rtl' } = {
  en: 'ltr',
  'zh-Hans': 'ltr',
  fa: 'rtl',
};

/** What a page needs to speak to the user: the language of the texts, and the locale of numbers and dates in them. */
export interface TextLanguage {
  readonly language: Language;
  /** BCP 47; its language is that of the texts, its region the user's. */
  readonly locale: string;
}

export const ENGLISH: TextLanguage = { language: 'en', locale: 'en' };

export function isLanguage(value: unknown): value is Language {
  return LANGUAGES.some((language) => language === value);
}
