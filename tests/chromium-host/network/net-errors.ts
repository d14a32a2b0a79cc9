/** Chromium's net error codes, as `did-fail-load` and `loadURL` report them. */
const CODES: Readonly<Record<string, number>> = {
  ERR_FAILED: -2,
  ERR_ABORTED: -3,
  ERR_INVALID_ARGUMENT: -4,
  ERR_FILE_NOT_FOUND: -6,
  ERR_TIMED_OUT: -7,
  ERR_UNEXPECTED: -9,
  ERR_BLOCKED_BY_CLIENT: -20,
  ERR_BLOCKED_BY_RESPONSE: -27,
  ERR_BLOCKED_BY_CSP: -30,
  ERR_CONNECTION_CLOSED: -100,
  ERR_CONNECTION_RESET: -101,
  ERR_CONNECTION_REFUSED: -102,
  ERR_CONNECTION_FAILED: -104,
  ERR_NAME_NOT_RESOLVED: -105,
  ERR_INTERNET_DISCONNECTED: -106,
  ERR_ADDRESS_UNREACHABLE: -109,
  ERR_CONNECTION_TIMED_OUT: -118,
  ERR_INVALID_URL: -300,
  ERR_DISALLOWED_URL_SCHEME: -301,
  ERR_UNKNOWN_URL_SCHEME: -302,
  ERR_TOO_MANY_REDIRECTS: -310,
  ERR_EMPTY_RESPONSE: -324,
};

export interface NetError {
  readonly code: number;
  readonly description: string;
}

/** `net::ERR_ABORTED` -> -3. What is not in the table is `ERR_FAILED`. */
export function netErrorOf(text: string): NetError {
  const description = text.replace(/^net::/, '');
  return { code: CODES[description] ?? -2, description };
}

export function netErrorByCode(code: number): NetError {
  const description = Object.keys(CODES).find((name) => CODES[name] === code) ?? 'ERR_FAILED';
  return { code, description };
}
