/** From what Node, got and TLS throw to the closed list of codes; messages name the host only. */
import type { BnErrorCode } from '../../../preload/contract/errors.ts';
import { AppError } from '../../support/errors.ts';

export interface NetworkFailure {
  readonly code: BnErrorCode;
  readonly message: string;
}

/** OpenSSL's verification results as Node names them, and TLS handshakes that failed. */
const TLS_CODE =
  /^(?:CERT_|CRL_|UNABLE_TO_|ERROR_IN_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_CA$|INVALID_PURPOSE$|PATH_LENGTH_|HOSTNAME_MISMATCH$|ERR_TLS_|ERR_SSL_|ERR_OSSL_|EPROTO$)/;

const STATES: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name cannot be looked up now',
  ECONNREFUSED: 'it refuses connections',
  ECONNRESET: 'the connection was cut off',
  EPIPE: 'the connection was cut off',
  ERR_STREAM_PREMATURE_CLOSE: 'the connection was cut off',
  ERR_HTTP_CONTENT_LENGTH_MISMATCH: 'the answer was cut off',
  Z_BUF_ERROR: 'the compressed answer was cut off',
  EHOSTUNREACH: 'it cannot be reached',
  ENETUNREACH: 'it cannot be reached',
  ETIMEDOUT: 'it does not answer',
};

/** The `AppError` that a lookup or a certificate check raised, however it was wrapped. */
export function findAppError(error: unknown): AppError | null {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 8; cause = cause.cause, depth += 1) {
    if (cause instanceof AppError) return cause;
  }
  return null;
}

/**
 * What `error` means for a request to `host`. The error itself goes no further: got's errors carry
 * the whole URL, and with it the token.
 */
export function describeNetworkError(error: unknown, host: string): NetworkFailure {
  const refused = findAppError(error);
  if (refused) return { code: refused.code as BnErrorCode, message: refused.message };
  const code = errorCodeOf(error);
  if (code !== null && TLS_CODE.test(code)) {
    return { code: 'tls-error', message: `Cannot request "${host}": no secure connection (${code})` };
  }
  const state = (code !== null && STATES[code]) || `the network failed${code === null ? '' : ` (${code})`}`;
  return { code: 'network-error', message: `Cannot request "${host}": ${state}` };
}

/** The name is unknown, or this computer itself refuses the connection: waiting a few seconds changes little. */
export function isNobodyThere(error: unknown): boolean {
  const code = errorCodeOf(error);
  if (code === 'ENOTFOUND') return true;
  if (code !== 'ECONNREFUSED') return false;
  // One for each address that was tried.
  const causes: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
  return causes.every(
    (cause) => cause instanceof Error && 'address' in cause && /^(?:127\.|::1$)/.test(String(cause.address)),
  );
}

function errorCodeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' && /^[A-Z][A-Z0-9_]*$/.test(error.code) ? error.code : null;
}
