/** The keys of every text that a user reads, and what a text is until it is shown. The texts: `catalogs.ts`. */
import type { en } from './en/index.ts';
import type { MessageValues, Translate } from './format.ts';

/** What the other languages are translated from. */
export type English = typeof en;

/** The key of a message: `<domain>.<what>`. */
export type MessageKey = keyof English;

export type TranslateMessage = Translate<English>;

/** A text that is put into the user's language where it is shown. */
export interface LocalizedText {
  readonly key: MessageKey;
  readonly values?: MessageValues;
}

/** `text` by `translate`; one that is a string already is technical, and stays in English. */
export function localized(translate: TranslateMessage, text: LocalizedText | string): string {
  return typeof text === 'string' ? text : translate(text.key, text.values ?? {});
}
