/**
 * What `bn` takes and how long it waits. The preload holds it with words that a page understands, the schemas of the
 * router hold it again, and the requests for a mini-program's data are made by it. docs/bn-api.md and docs/limits.md
 * have the numbers.
 */
export const BN_LIMITS = {
  /** UTF-16 code units */
  tokenLength: 1024,
  /** Of a rule for pages; UTF-16 code units. */
  keyLength: 64,
  /** The largest `timeout`. */
  timeoutMs: 600_000,
  /** The `timeout` of a call that names none. */
  defaultTimeoutMs: 60_000,
  /** Of an answer, after decompression. */
  bodyBytes: 256 * 1024,
  /** The largest `maxBytes` that counts. */
  declaredBodyBytes: 3 * 1024 * 1024,
  /** DNS, connection and TLS, for each redirect anew. */
  connectMs: 10_000,
  /** The whole request, redirects included. */
  requestMs: 60_000,
  redirects: 5,
  /** How long the platform may take to give a code. */
  codeMs: 5_000,
} as const;
