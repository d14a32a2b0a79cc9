/** How fast bytes move, from what moved in the last seconds: the present speed, and a number that can be read. */

const WINDOW_MS = 5000;
/** Less says nothing. */
const MIN_SPAN_MS = 500;
/** What moves within this is one sample. */
const STEP_MS = 100;

/** How much had moved at one moment. */
interface Sample {
  /** ms that never jump */
  readonly at: number;
  readonly bytes: number;
}

/** How much had moved when the window began: on the line between the samples around that moment. */
function atWindowStart(before: Sample, after: Sample, now: number): Sample {
  const at = now - WINDOW_MS;
  if (before.at >= at || after.at <= before.at) return before;
  return { at, bytes: before.bytes + ((after.bytes - before.bytes) * (at - before.at)) / (after.at - before.at) };
}

/** `now` of both functions: ms that never jump. */
export class SpeedMeter {
  /** Oldest first: those in the window, and the last one before it. */
  #samples: Sample[] = [];
  #bytes = 0;

  add(bytes: number, now: number): void {
    // After the silence of a whole window it begins anew: what comes now is not slow because of what was before.
    if (this.#silence(now) >= WINDOW_MS) this.reset();
    this.#bytes += bytes;
    if (this.#silence(now) < STEP_MS) return;
    this.#samples.push({ at: now, bytes: this.#bytes });
    this.#forgetOld(now);
  }

  /** Bytes a second over the window that ends now; 0 when too little is known. Time in which nothing moved counts. */
  bytesPerSecond(now: number): number {
    this.#forgetOld(now);
    const [oldest, next = { at: now, bytes: this.#bytes }] = this.#samples;
    if (!oldest || this.#silence(now) >= WINDOW_MS) return 0;
    const first = atWindowStart(oldest, next, now);
    const spanMs = now - first.at;
    return spanMs < MIN_SPAN_MS ? 0 : ((this.#bytes - first.bytes) / spanMs) * 1000;
  }

  /** It is interrupted: when it goes on, its speed begins anew. */
  reset(): void {
    this.#samples = [];
  }

  /** ms since the last sample */
  #silence(now: number): number {
    return now - (this.#samples.at(-1)?.at ?? -Infinity);
  }

  #forgetOld(now: number): void {
    const firstInside = this.#samples.findIndex(({ at }) => at >= now - WINDOW_MS);
    if (firstInside > 1) this.#samples.splice(0, firstInside - 1);
  }
}
