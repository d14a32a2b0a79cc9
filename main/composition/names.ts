/** Mini-programs are called what their details call them in the language of texts, now and whenever it changes. */
import { shownTexts } from '../models/details-schema.ts';
import type { MiniProgramStore } from '../storage/ports.ts';
import { errorText } from '../support/errors.ts';
import type { ShutdownList } from '../support/shutdown-list.ts';
import type { Messages } from '../system/language/messages.ts';
import type { Storage } from './storage.ts';

export interface NamesDependencies {
  readonly store: Pick<MiniProgramStore, 'list' | 'get' | 'update'>;
  readonly messages: Pick<Messages, 'current' | 'onChange'>;
  readonly warn: Storage['warn'];
  readonly disposables: ShutdownList;
}

export function keepNamesInLanguage({ store, messages, warn, disposables }: NamesDependencies): void {
  const rename = (): void => {
    const { locale } = messages.current();
    for (const { appId, name, description, details } of store.list()) {
      const value = details?.isTranslated ? store.get(appId)?.details?.value : undefined;
      if (!value) continue;
      const texts = shownTexts(value, locale);
      if (texts.name === name && texts.description === description) continue;
      try {
        store.update(appId, texts);
      } catch (error) {
        warn(`name-${appId}`, errorText(error), appId);
      }
    }
  };
  rename();
  disposables.defer(messages.onChange(rename));
}
