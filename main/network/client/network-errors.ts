/** From what Node, got and TLS throw to the closed list of codes; messages name the host only. */
import type { BnErrorCode } from '../../../preload/contract/errors.ts';
import { AppError } from '../../support/errors.ts';
import { ProxyError } from '../connections/proxy-error.ts';

export interface NetworkFailure {
  readonly code: BnErrorCode;
  readonly message: string;
  /** A proxy was reached and said no: neither the server nor another route is to blame. */
  readonly isProxy: boolean;
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
  ERR_HTTP2_STREAM_ERROR: 'the connection was cut off',
  ERR_HTTP2_SESSION_ERROR: 'the connection was cut off',
  ERR_HTTP2_GOAWAY_SESSION: 'the connection was cut off',
  ERR_STREAM_PREMATURE_CLOSE: 'the connection was cut off',
  ERR_HTTP_CONTENT_LENGTH_MISMATCH: 'the answer was cut off',
  Z_BUF_ERROR: 'the compressed answer was cut off',
  EHOSTUNREACH: 'it cannot be reached',
  ENETUNREACH: 'it cannot be reached',
  ETIMEDOUT: 'it does not answer',
  EPROTOCOL: 'its answer is not one to this request',
};

/** The `AppError` that a lookup or a certificate check raised, however it was wrapped. */
export function findAppError(error: unknown): AppError | null {
  return findCause(error, AppError);
}

function findCause<E extends Error>(error: unknown, kind: new (...args: never[]) => E): E | null {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 8; cause = cause.cause, depth += 1) {
    if (cause instanceof kind) return cause;
  }
  return null;
}

/**
 * What `error` means for a request to `host`. The error itself goes no further: got's errors carry
 * the whole URL, and with it the token.
 */
export function describeNetworkError(error: unknown, host: string): NetworkFailure {
  const refused = findAppError(error);
  if (refused) return { code: refused.code as BnErrorCode, message: refused.message, isProxy: false };
  const proxy = findCause(error, ProxyError);
  if (proxy)
    return { code: 'network-error', message: proxyMessage(proxy, host), isProxy: proxy.problem !== 'unreachable' };
  const code = errorCodeOf(error);
  if (code !== null && TLS_CODE.test(code)) {
    return { code: 'tls-error', message: `Cannot request "${host}": no secure connection (${code})`, isProxy: false };
  }
  const state = (code !== null && STATES[code]) || `the network failed${code === null ? '' : ` (${code})`}`;
  return { code: 'network-error', message: `Cannot request "${host}": ${state}`, isProxy: false };
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

/** Names the proxy, never the server as the one to blame. */
function proxyMessage({ proxy, state }: ProxyError, host: string): string {
  return `Cannot request "${host}": the proxy "${proxy}" does not let it through: ${state}`;
}

/** Why a server gave no answer. `proxy-…`: it was not asked; the proxy on the way is to blame. */
export type NetworkFailureKind =
  | 'timeout'
  | 'no-address'
  | 'refused'
  | 'cut-off'
  | 'bad-certificate'
  | 'proxy-sign-in'
  | 'proxy-unsupported-sign-in'
  | 'proxy-refused'
  | 'proxy-unreachable'
  | 'failed';

/** The proxy to blame, `host:port`; `null`: none. */
export function proxyOf(error: unknown): string | null {
  return findCause(error, ProxyError)?.proxy ?? null;
}

export function networkFailureKind(error: unknown): NetworkFailureKind {
  const proxy = findCause(error, ProxyError);
  if (proxy) return `proxy-${proxy.problem}`;
  const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } };
  const given = typeof cause?.code === 'string' ? cause.code : code;
  switch (given) {
    case 'ETIMEDOUT':
      return 'timeout';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'no-address';
    case 'ECONNREFUSED':
      return 'refused';
    case 'ECONNRESET':
    case 'EPIPE':
    case 'ERR_HTTP_CONTENT_LENGTH_MISMATCH':
      return 'cut-off';
    default:
      return [given, code].some((one) => typeof one === 'string' && TLS_CODE.test(one)) ? 'bad-certificate' : 'failed';
  }
}

const FAILURE_REASONS: Readonly<Record<NetworkFailureKind, string>> = {
  timeout: 'it takes too long to answer',
  'no-address': 'its address cannot be found',
  refused: 'it refuses the connection',
  'cut-off': 'the connection was cut off',
  'bad-certificate': 'its certificate is not valid',
  'proxy-sign-in': 'the proxy asks for a user name and a password',
  'proxy-unsupported-sign-in': 'the proxy asks for a sign-in that is not supported',
  'proxy-refused': 'the proxy does not let it through',
  'proxy-unreachable': 'the proxy cannot be reached',
  failed: 'the request failed',
};

/** Why a request failed, as the end of a sentence: a host's answer must not bring a URL or a token into it. */
export function networkFailureReason(error: unknown): string {
  const proxy = findCause(error, ProxyError);
  if (proxy) return `the proxy "${proxy.proxy}" does not let it through: ${proxy.state}`;
  return FAILURE_REASONS[networkFailureKind(error)];
}
