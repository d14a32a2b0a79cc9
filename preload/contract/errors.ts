import type { LocalizedText } from './messages/index.ts';

/** Every `errCode` a `bn` function can fail with. The list is closed; docs/bn-api.md explains each. */
export const BN_ERROR_CODES = [
  'invalid-argument',
  'no-token',
  'no-data',
  'not-configured',
  'domain-not-allowed',
  'template-error',
  'offline',
  'timeout',
  'network-error',
  'tls-error',
  'pin-mismatch',
  'bad-status',
  'too-large',
  'not-text',
  'aborted',
  'denied',
  'rate-limited',
  'internal',
] as const;

export type BnErrorCode = (typeof BN_ERROR_CODES)[number];

/**
 * Codes that only the container's own pages see (the launcher), on top of `BnErrorCode`.
 * `backend-*`: the MP backend; `package-*`: a package that cannot be installed.
 */
export const CONTAINER_ERROR_CODES = [
  'backend-unreachable',
  'backend-bad-answer',
  'not-found',
  'package-mismatch',
  'package-invalid',
  'package-unreachable',
  'storage-failed',
  'bad-link',
] as const;

export type ContainerErrorCode = (typeof CONTAINER_ERROR_CODES)[number];

export type ErrorCode = BnErrorCode | ContainerErrorCode;

/** What crosses the IPC boundary instead of an exception, whose code Electron would drop. */
export interface IpcError {
  readonly code: ErrorCode;
  /** One plain sentence for a person, in English. Never holds a token, a code or credentials. */
  readonly message: string;
  /** The same sentence for the user's language; absent: a technical one, which the page explains by its code. */
  readonly text?: LocalizedText;
}

/** Every `invoke` answers this. */
export type IpcResult<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: IpcError };
