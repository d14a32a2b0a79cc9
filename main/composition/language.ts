/** Which language Larder speaks, and which one it names to developer servers. */
import { app } from 'electron';
import type { Settings } from '../storage/settings.ts';
import type { Logger } from '../log/logger.ts';
import { languageTag } from '../system/language/language.ts';
import { createCatalogSource } from '../system/language/catalogs.ts';
import { loadMessages, type Messages } from '../system/language/messages.ts';

export interface LanguageOfUser {
  readonly messages: Messages;
  /** BCP 47, of texts and of names. */
  locale(): string;
  /** BCP 47, of requests; it may be one that Larder has no texts in. */
  tag(): string;
}

/** Resolves when the texts of the language are there. */
export async function createLanguage(settings: Settings, logger: Logger): Promise<LanguageOfUser> {
  const languages = (): (string | null)[] => [
    settings.get().language,
    ...app.getPreferredSystemLanguages(),
    app.getLocale(),
  ];
  const messages = await loadMessages({
    languages,
    catalogs: createCatalogSource(),
    watch: (listener) => void settings.onChange(listener),
    report: (problem) => logger.warning(problem),
  });
  return {
    messages,
    locale: () => messages.current().locale,
    tag: () => languageTag(languages()),
  };
}
