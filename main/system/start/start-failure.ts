/** Says why Larder does not start: as a line for who reads standard error, as a box for who clicked on an icon. */
import { system as en } from '../../../preload/contract/messages/en/system.ts';
import { system as fa } from '../../../preload/contract/messages/fa/system.ts';
import { createTranslate, type Catalogs } from '../../../preload/contract/messages/format.ts';
import { system as zhHans } from '../../../preload/contract/messages/zh-Hans/system.ts';
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

/** Of all languages: at this moment nothing more can be loaded. */
const TEXTS: Catalogs<typeof en> = { en, 'zh-Hans': zhHans, fa };

/** `reason`: one plain sentence. */
export function tellStartFailure(reason: string, { args, isRead, languages, showBox }: StartFailureOptions): void {
  if (isRead || args.some((arg) => READS.test(arg))) return;
  const t = createTranslate(TEXTS, textLanguage(languages()), () => {});
  showBox(t('system.start.failed'), reason);
}
