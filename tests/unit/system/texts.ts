/** The catalogs as the main process speaks them. */
import { CATALOGS } from '../../../preload/contract/messages/catalogs.ts';
import type { CatalogSource } from '../../../main/system/language/catalogs.ts';
import { createMessages, type Messages } from '../../../main/system/language/messages.ts';

/** All languages are there. */
export const ALL_CATALOGS: CatalogSource = { loaded: () => CATALOGS, has: () => true, load: () => Promise.resolve() };

export function messagesIn(language: string): Messages {
  return createMessages({
    languages: () => [language],
    catalogs: ALL_CATALOGS,
    watch: () => {},
    report: (problem) => {
      throw new Error(problem);
    },
  });
}
