/** What could not be read when the storage was opened. */
import type { LocalizedText } from '../../preload/contract/messages/index.ts';
import { inEnglish } from '../support/english.ts';

/** Something that could not be read; it was moved to `quarantine/` and the rest goes on. */
export interface StorageProblem {
  readonly file: string;
  readonly appId?: string;
  readonly text: LocalizedText;
  /** For the log: `text` in English, and the names of the fields that were lost, which mean nothing to people. */
  readonly message: string;
}

interface Lost {
  readonly appId?: string;
  readonly fields?: readonly string[];
}

export function storageProblem(file: string, text: LocalizedText, { appId, fields = [] }: Lost = {}): StorageProblem {
  const message = inEnglish(text) + (fields.length > 0 ? ` Lost: ${fields.join(', ')}.` : '');
  return { file, text, message, ...(appId === undefined ? {} : { appId }) };
}
