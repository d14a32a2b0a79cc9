/** Why a sign-in failed or ended, in the few words that matter to a user; the provider's own words go no further. */
import { findAppError } from '../network/client/network-errors.ts';

export type SignInProblem =
  /** The user, or the provider for its own reasons, said no. */
  | 'denied'
  /** No answer within the time of a sign-in. */
  | 'timeout'
  | 'unreachable'
  /** What the provider answers is not what it must. */
  | 'bad-answer'
  /** The provider no longer knows the sign-in. */
  | 'ended'
  /** The system opens no browser, or has no port to listen on. */
  | 'no-browser';

export class SignInError extends Error {
  override readonly name = 'SignInError';
  readonly problem: SignInProblem;

  /** `reason`: the end of a sentence for the log; no token, no code. */
  constructor(problem: SignInProblem, reason: string) {
    super(reason);
    this.problem = problem;
  }
}

/** The codes of OAuth by which a provider says no: https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1 */
const DENIED: ReadonlySet<unknown> = new Set([
  'access_denied',
  'login_required',
  'consent_required',
  'interaction_required',
]);
const OAUTH_CODE = /^[a-z_]{1,60}$/;

/** From what the library or the network raised. */
export function signInError(error: unknown): SignInError {
  if (error instanceof SignInError) return error;
  if (findAppError(error)) return new SignInError('unreachable', 'its address is not on the public internet');
  const code = oauthCodeOf(error);
  if (code !== null) {
    const reason = `it answers "${code}"`;
    if (DENIED.has(code)) return new SignInError('denied', reason);
    return new SignInError(code === 'invalid_grant' ? 'ended' : 'bad-answer', reason);
  }
  if (isNetworkError(error)) return new SignInError('unreachable', 'it cannot be reached');
  return new SignInError('bad-answer', `its answer cannot be used (${libraryCodeOf(error)})`);
}

function oauthCodeOf(error: unknown): string | null {
  const given = memberOf(error, 'error');
  return typeof given === 'string' && OAUTH_CODE.test(given) ? given : null;
}

/** got's and Node's errors have codes in capitals; so do the library's, which all begin with `OAUTH_`. */
function isNetworkError(error: unknown): boolean {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 8; cause = cause.cause, depth += 1) {
    if (cause.name === 'TimeoutError' || cause.name === 'AbortError') return true;
    const code = memberOf(cause, 'code');
    if (typeof code === 'string' && /^(?:E[A-Z]|UNABLE_|CERT_|SELF_|DEPTH_)/.test(code) && !/^ERR_INVALID/.test(code))
      return true;
  }
  return false;
}

function libraryCodeOf(error: unknown): string {
  const code = memberOf(error, 'code');
  return typeof code === 'string' && /^[A-Z_]{1,60}$/.test(code) ? code : 'unknown';
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
