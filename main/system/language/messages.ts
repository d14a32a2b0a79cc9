/** The texts of the main process, in the user's language. */
import { createTranslate } from '../../../preload/contract/messages/format.ts';
import {
  CATALOGS,
  localized,
  type LocalizedText,
  type TranslateMessage,
} from '../../../preload/contract/messages/index.ts';
import type { TextLanguage } from '../../../preload/contract/messages/languages.ts';
import { textLanguage } from './language.ts';
import { createListeners } from '../../support/listeners.ts';

export interface Messages {
  current(): TextLanguage;
  /** In the language of this moment: whoever keeps a text listens to `onChange`. */
  readonly t: TranslateMessage;
  textOf(text: LocalizedText | string): string;
  /** Called after the language or its region changed. Returns the function that ends it. */
  onChange(listener: () => void): () => void;
}

export interface MessagesOptions {
  /** What the user chose, then what the system says, best first: BCP 47 tags or POSIX locales. */
  languages(): readonly (string | null | undefined)[];
  /** Calls `listener` when `languages` may answer something else. */
  watch(listener: () => void): void;
  /** A message that cannot be shown as it is; told once for each. */
  report(problem: string): void;
}

export function createMessages({ languages, watch, report }: MessagesOptions): Messages {
  const listeners = createListeners();
  let current = textLanguage(languages());
  let translate = createTranslate(CATALOGS, current, report);
  watch(() => {
    const next = textLanguage(languages());
    if (next.language === current.language && next.locale === current.locale) return;
    current = next;
    translate = createTranslate(CATALOGS, current, report);
    listeners.notify();
  });
  return {
    current: () => current,
    t: (key, ...values) => translate(key, ...values),
    textOf: (text) => localized(translate, text),
    onChange: listeners.add,
  };
}
