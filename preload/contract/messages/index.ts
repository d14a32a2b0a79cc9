/**
 * Every text that a user reads, by language and domain. A new domain: a file in each language's folder,
 * and a line in each folder's index.
 */
import { en } from './en/index.ts';
import { fa } from './fa/index.ts';
import { zhHans } from './zh-Hans/index.ts';
import type { Catalogs, MessageValues, Translate } from './format.ts';

type English = typeof en;

/** The key of a message: `<domain>.<what>`. */
export type MessageKey = keyof English;

export type TranslateMessage = Translate<English>;

/** A text that is put into the user's language where it is shown. */
export interface LocalizedText {
  readonly key: MessageKey;
  readonly values?: MessageValues;
}

export const CATALOGS: Catalogs<English> = { en, 'zh-Hans': zhHans, fa };

/** `text` by `translate`; one that is a string already is technical, and stays in English. */
export function localized(translate: TranslateMessage, text: LocalizedText | string): string {
  return typeof text === 'string' ? text : translate(text.key, text.values ?? {});
}
