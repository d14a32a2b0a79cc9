/** Statuses that speak of the moment, not of the file: the server, or what stands before it, is asked again. */

/** 408, 425, 429, the 5xx of servers that are busy or broken, and 520 to 524, which Cloudflare gives for them. */
const LATER: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524]);

export function isLaterStatus(status: number): boolean {
  return LATER.has(status);
}
