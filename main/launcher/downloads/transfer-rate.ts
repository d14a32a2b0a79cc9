/** How fast a transfer is and how long it still takes, from what arrived in the last seconds. */

/** How much there was of a transfer at one moment. */
export interface TransferSample {
  /** ms that never jump */
  readonly at: number;
  readonly bytes: number;
}

/** A person wants the present speed, and a number that can be read. */
export const RATE_WINDOW_MS = 5000;
/** Less says nothing. */
const MIN_SPAN_MS = 500;

/**
 * Bytes a second over the window that ends at `now`; 0 when too little is known. Time in which
 * nothing arrived counts. Bytes that were given up (a server that does not resume) do not count
 * against it.
 *
 * @param samples oldest first
 */
export function transferRate(samples: readonly TransferSample[], now: number): number {
  const [oldest, next, ...rest] = recentSamples(samples, now);
  if (!oldest) return 0;
  const first = next ? atWindowStart(oldest, next, now) : oldest;
  const spanMs = Math.min(now - first.at, RATE_WINDOW_MS);
  if (spanMs < MIN_SPAN_MS) return 0;
  let gained = 0;
  let before = first;
  for (const sample of next ? [next, ...rest] : []) {
    gained += Math.max(0, sample.bytes - before.bytes);
    before = sample;
  }
  return (gained / spanMs) * 1000;
}

/** The samples in the window, and the last one before it. */
export function recentSamples(samples: readonly TransferSample[], now: number): readonly TransferSample[] {
  const firstInside = samples.findIndex(({ at }) => at >= now - RATE_WINDOW_MS);
  if (firstInside === -1) return samples.slice(-1);
  return samples.slice(Math.max(0, firstInside - 1));
}

/** How much there was when the window began: on the line between the samples around that moment. */
function atWindowStart(before: TransferSample, after: TransferSample, now: number): TransferSample {
  const at = now - RATE_WINDOW_MS;
  if (before.at >= at) return before;
  return { at, bytes: before.bytes + ((after.bytes - before.bytes) * (at - before.at)) / (after.at - before.at) };
}

/** ms until `bytesLeft` have passed; `null` when nothing moves or what is left is not known. */
export function remainingTime(bytesLeft: number | null, bytesPerSecond: number): number | null {
  if (bytesLeft === null || bytesPerSecond <= 0) return null;
  return Math.round((Math.max(0, bytesLeft) / bytesPerSecond) * 1000);
}

/** Keeps the samples of every transfer that runs. */
export class TransferRates {
  readonly #samples = new Map<string, readonly TransferSample[]>();

  /** Notes how far `id` is; answers its bytes a second. */
  note(id: string, bytes: number, now: number): number {
    const samples = recentSamples([...(this.#samples.get(id) ?? []), { at: now, bytes }], now);
    this.#samples.set(id, samples);
    return transferRate(samples, now);
  }

  /** It does not run: when it goes on, its speed begins anew. */
  forget(id: string): void {
    this.#samples.delete(id);
  }

  /** Forgets all but `ids`. */
  keepOnly(ids: ReadonlySet<string>): void {
    for (const id of this.#samples.keys()) if (!ids.has(id)) this.#samples.delete(id);
  }
}
