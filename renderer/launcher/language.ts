/** The language the launcher speaks. It is set before the first paint, and again when the user changes it. */
import { createTranslate } from '../../preload/contract/messages/format.ts';
import { CATALOGS } from '../../preload/contract/messages/catalogs.ts';
import { localized, type LocalizedText, type TranslateMessage } from '../../preload/contract/messages/index.ts';
import {
  ENGLISH,
  isLanguage,
  LANGUAGE_DIRECTIONS,
  type Language,
  type TextLanguage,
} from '../../preload/contract/messages/languages.ts';

let current: TextLanguage = ENGLISH;
let translate: TranslateMessage = translateInto(ENGLISH);

function translateInto(target: TextLanguage): TranslateMessage {
  return createTranslate(CATALOGS, target, (problem) => console.error(problem));
}

/** The text of `key` in the user's language. Call it while rendering: what it answered before may be another language. */
export const t: TranslateMessage = (key, ...values) => translate(key, ...values);

/** A text that came from the main process. */
export function textOf(text: LocalizedText | string): string {
  return localized(translate, text);
}

/** The language of the texts. */
export function language(): Language {
  return current.language;
}

/** For `Intl`: the locale of numbers, dates and lists. */
export function locale(): string {
  return current.locale;
}

/** Whoever renders texts renders again after this. */
export function setLanguage(next: TextLanguage): void {
  if (next.language !== current.language || next.locale !== current.locale) {
    current = { language: next.language, locale: next.locale };
    translate = translateInto(current);
  }
  document.documentElement.lang = current.language;
  document.documentElement.dir = LANGUAGE_DIRECTIONS[current.language];
}

/** What the address of the page says, so that the first paint is in the user's language. */
export function languageInAddress(search: string): TextLanguage {
  const parameters = new URLSearchParams(search);
  const named = parameters.get('language');
  return isLanguage(named) ? { language: named, locale: parameters.get('locale') ?? named } : ENGLISH;
}
