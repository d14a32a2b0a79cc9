import type { ErrorCode, IpcError } from '../../preload/contract/errors.ts';
import type { LocalizedText } from '../../preload/contract/messages/index.ts';
import { inEnglish } from './english.ts';

/**
 * The one exception class of the main process: a code from the closed list and a sentence for a
 * person. `message` never holds a token, a code or credentials; `cause` stays in the process.
 * A sentence of the catalogs is shown in the user's language; `message` is it in English, for the log.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly text: LocalizedText | undefined;

  constructor(code: ErrorCode, sentence: LocalizedText | string, options?: { cause?: unknown }) {
    super(inEnglish(sentence), options);
    this.code = code;
    this.text = typeof sentence === 'string' ? undefined : sentence;
  }
}

/** What a caller over IPC learns of `error`: the code and text of an `AppError`, else `internal`. */
export function toIpcError(error: unknown): IpcError {
  if (error instanceof AppError)
    return { code: error.code, message: error.message, ...(error.text ? { text: error.text } : {}) };
  const text = { key: 'problems.code.internal' } as const;
  return { code: 'internal', message: inEnglish(text), text };
}

/** The code for the event log. */
export function codeOf(error: unknown): ErrorCode {
  return error instanceof AppError ? error.code : 'internal';
}

/** What the user is told of `error`: in their language, where the catalogs have the sentence. */
export function errorText(error: unknown): LocalizedText | string {
  return (error instanceof AppError && error.text) || errorMessage(error);
}

export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The end of every exhaustive switch. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
