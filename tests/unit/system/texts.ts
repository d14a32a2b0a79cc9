/** The catalogs as the main process speaks them. */
import { createMessages, type Messages } from '../../../main/system/language/messages.ts';

export function messagesIn(language: string): Messages {
  return createMessages({
    languages: () => [language],
    watch: () => {},
    report: (problem) => {
      throw new Error(problem);
    },
  });
}
