/** What a row of the bench measures. */

export type Unit = 'ms' | 'x' | '%' | 'MB' | 'MiB' | 'h' | '';

/** One number: a ratio, a count or a time, of this run. Without `atMost` and `atLeast` it is there to judge the others by. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  /** `x`: a ratio; `''`: a count. */
  readonly unit: Unit;
  readonly atMost?: number;
  readonly atLeast?: number;
}

export interface BenchRow {
  /** As it is named on the command line. */
  readonly name: string;
  readonly title: string;
  /** Throws an `Error` that says why it cannot be measured here. */
  measure(): Promise<readonly Figure[]>;
}

export interface MeasuredRow {
  readonly name: string;
  readonly title: string;
  readonly tookMs: number;
  readonly figures: readonly Figure[];
  /** Why there are no figures. */
  readonly problem: string | null;
}

/** `null`: there is no target. */
export function isMet({ value, atMost, atLeast }: Figure): boolean | null {
  if (atMost === undefined && atLeast === undefined) return null;
  return value <= (atMost ?? Infinity) && value >= (atLeast ?? -Infinity);
}
