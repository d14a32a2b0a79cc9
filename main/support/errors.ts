import type { ErrorCode, IpcError } from '../../preload/contract/errors.ts';

/**
 * The one exception class of the main process: a code from the closed list and a sentence for a
 * person. `message` never holds a token, a code or credentials; `cause` stays in the process.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** What a caller over IPC learns of `error`: the code and text of an `AppError`, else `internal`. */
export function toIpcError(error: unknown): IpcError {
  if (error instanceof AppError) return { code: error.code, message: error.message };
  return { code: 'internal', message: 'Something went wrong inside Larder. The log has the details.' };
}

export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The end of every exhaustive switch. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
