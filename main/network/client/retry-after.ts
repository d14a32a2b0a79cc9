/** The `Retry-After` header (RFC 9110, 10.2.3): seconds, or an HTTP date. */

/** ms from `nowMs`, at least 0; `null` when there is no such header or it cannot be read. */
export function parseRetryAfter(value: string | undefined, nowMs: number): number | null {
  const text = value?.trim() ?? '';
  if (/^[0-9]{1,10}$/.test(text)) return Number(text) * 1000;
  // Date.parse reads far more than HTTP dates; those end in GMT.
  if (!/^[A-Za-z].* GMT$/.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}
