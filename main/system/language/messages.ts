/** The texts of the main process, in the user's language. */
import { createTranslate } from '../../../preload/contract/messages/format.ts';
import { localized, type LocalizedText, type TranslateMessage } from '../../../preload/contract/messages/index.ts';
import type { Language, TextLanguage } from '../../../preload/contract/messages/languages.ts';
import { errorMessage } from '../../support/errors.ts';
import { createListeners } from '../../support/listeners.ts';
import type { CatalogSource } from './catalogs.ts';
import { textLanguage } from './language.ts';

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
  readonly catalogs: CatalogSource;
  /** A message that cannot be shown as it is; told once for each. */
  report(problem: string): void;
}

/** Resolves when the texts are there; without them they are in English. */
export async function loadMessages(options: MessagesOptions): Promise<Messages> {
  await load(options, textLanguage(options.languages()).language);
  return createMessages(options);
}

/** The catalog of the first language is loaded. */
export function createMessages(options: MessagesOptions): Messages {
  const { languages, watch, catalogs, report } = options;
  const listeners = createListeners();
  let current = textLanguage(languages());
  let translate = createTranslate(catalogs.loaded(), current, report);
  const speak = (): void => {
    const next = textLanguage(languages());
    if (next.language === current.language && next.locale === current.locale) return;
    current = next;
    translate = createTranslate(catalogs.loaded(), current, report);
    listeners.notify();
  };
  watch(() => {
    const { language } = textLanguage(languages());
    if (catalogs.has(language)) speak();
    else void load(options, language).then(speak);
  });
  return {
    current: () => current,
    t: (key, ...values) => translate(key, ...values),
    textOf: (text) => localized(translate, text),
    onChange: listeners.add,
  };
}

async function load({ catalogs, report }: MessagesOptions, language: Language): Promise<void> {
  try {
    await catalogs.load(language);
  } catch (error) {
    report(`Cannot load the texts in "${language}": ${errorMessage(error)}`);
  }
}
