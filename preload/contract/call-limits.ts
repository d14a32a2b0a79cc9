/**
 * What one mini-program may ask of the main process at a time. The preloads hold it, so that a page's flood waits
 * in the page; the router holds it again, for a page may have taken its preload's place. docs/limits.md names each.
 */
export const CALL_LIMITS = {
  /** Of the arguments of one call, as `wireBytes` counts them. */
  callBytes: 2 * 1024 * 1024,
  /** The same for `background-fetch:register`: larger bodies go ahead of it, piece by piece. */
  registerBytes: 8 * 1024 * 1024,
  /** Calls of one page or worker that are on their way or being answered; more wait in it. */
  callsAtOnce: 32,
  /** The same for calls of each channel that may be answered late, because what they ask for is not there yet. */
  waitingCallsAtOnce: 256,
  /** Calls of one mini-program that are handled without delay, and how many come back each second. */
  burstCalls: 500,
  callsPerSecond: 4_000,
  burstBytes: 16 * 1024 * 1024,
  bytesPerSecond: 64 * 1024 * 1024,
  /** Of one answer, its buffers aside, so much at most is counted to `bytesPerSecond`. */
  answerBytes: 32 * 1024 * 1024,
  /** Calls and bytes of one mini-program that wait in the main process; more are refused: `rate-limited`. */
  heldCalls: 1_000,
  heldBytes: 16 * 1024 * 1024,
} as const;

/** Channels whose answers may take as long as a network does. */
export const WAITING_CHANNELS: ReadonlySet<string> = new Set([
  'bn:get-background-fetch-data',
  'background-fetch:register',
  'background-fetch:read-response',
  'background-fetch:read-body',
  'background-fetch:open-window',
]);

export function maxCallBytes(channel: string): number {
  return channel === 'background-fetch:register' ? CALL_LIMITS.registerBytes : CALL_LIMITS.callBytes;
}

/** Roughly the bytes that `values` take in a message, counted no further than `limit`: plain data of any depth. */
export function wireBytes(values: readonly unknown[], limit: number): number {
  return countBytes(values, limit, true);
}

/** The same without buffers, which are copied in no time. */
export function textBytes(values: readonly unknown[], limit: number): number {
  return countBytes(values, limit, false);
}

function countBytes(values: readonly unknown[], limit: number, withBuffers: boolean): number {
  const open: unknown[] = [...values];
  let bytes = 0;
  while (open.length > 0 && bytes <= limit) {
    const value = open.pop();
    bytes += 8;
    if (typeof value === 'string') bytes += 2 * value.length;
    else if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) bytes += withBuffers ? value.byteLength : 0;
    else if (Array.isArray(value)) {
      if (value.length > limit) return limit + 1;
      for (const item of value) open.push(item);
    } else if (typeof value === 'object' && value !== null) {
      for (const name in value) {
        bytes += 2 * name.length;
        open.push((value as Record<string, unknown>)[name]);
      }
    }
  }
  return bytes;
}
