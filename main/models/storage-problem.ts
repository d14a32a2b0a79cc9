/** What could not be read when the storage was opened. */
import type { LocalizedText } from '../../preload/contract/messages/index.ts';
import { inEnglish } from '../support/english.ts';

/** Something that could not be read; it was moved to `quarantine/` and the rest goes on. */
export interface StorageProblem {
  readonly file: string;
  readonly appId?: string;
  readonly text: LocalizedText;
  /** `text` in English. */
  readonly message: string;
}

export function storageProblem(file: string, text: LocalizedText, appId?: string): StorageProblem {
  return { file, text, message: inEnglish(text), ...(appId === undefined ? {} : { appId }) };
}
