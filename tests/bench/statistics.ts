/** The smallest of `values` that `percent` % of them do not exceed (nearest rank). Throws without values. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
  if (value === undefined) throw new RangeError('Nothing was measured');
  return value;
}

export function median(values: readonly number[]): number {
  return percentile(values, 50);
}
