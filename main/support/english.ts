/** The catalogs' sentences for the log, for `--log-json` and for developers: in English whatever the user reads. */
import { createTranslate } from '../../preload/contract/messages/format.ts';
import { en } from '../../preload/contract/messages/en/index.ts';
import { localized, type LocalizedText, type TranslateMessage } from '../../preload/contract/messages/index.ts';
import { ENGLISH } from '../../preload/contract/messages/languages.ts';

let translate: TranslateMessage | null = null;

/** A string is English already. */
export function inEnglish(text: LocalizedText | string): string {
  if (typeof text === 'string') return text;
  translate ??= createTranslate({ en }, ENGLISH, () => {});
  return localized(translate, text);
}
