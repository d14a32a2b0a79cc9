/** Says why Larder does not start: as a line for who reads standard error, as a box for who clicked on an icon. */
import { createTranslate } from '../../../preload/contract/messages/format.ts';
import { CATALOGS } from '../../../preload/contract/messages/index.ts';
import { textLanguage } from '../language/language.ts';

export interface StartFailureOptions {
  readonly args: readonly string[];
  /** A person at a terminal, or a program, reads standard error. */
  readonly isRead: boolean;
  languages(): readonly string[];
  showBox(title: string, content: string): void;
}

/** Options of those who read what Larder writes. */
const READS = /^--(?:headless|log-json|diagnostics)(?:=|$)/;

/** `reason`: one plain sentence. */
export function tellStartFailure(reason: string, { args, isRead, languages, showBox }: StartFailureOptions): void {
  if (isRead || args.some((arg) => READS.test(arg))) return;
  const t = createTranslate(CATALOGS, textLanguage(languages()), () => {});
  showBox(t('system.start.failed'), reason);
}
