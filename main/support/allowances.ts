/** How much each of many subjects may say: some at once, then one after each pause. */
export interface AllowanceLimits {
  readonly burst: number;
  /** ms until one more may follow. */
  readonly pauseMs: number;
  /** Subjects that are told apart; the oldest are forgotten. */
  readonly subjects: number;
}

export interface Allowances {
  /** `null`: this one is left out; else how many were, since the last that was not. */
  take(subject: string): number | null;
}

export function createAllowances(
  { burst, pauseMs, subjects }: AllowanceLimits,
  monotonicNow: () => number = () => performance.now(),
): Allowances {
  const known = new Map<string, { allowance: number; at: number; leftOut: number }>();
  return {
    take(subject) {
      const now = monotonicNow();
      const own = known.get(subject) ?? { allowance: burst, at: now, leftOut: 0 };
      known.delete(subject);
      known.set(subject, own);
      const [oldest] = known.keys();
      if (known.size > subjects && oldest !== undefined) known.delete(oldest);
      own.allowance = Math.min(burst, own.allowance + (now - own.at) / pauseMs);
      own.at = now;
      if (own.allowance < 1) {
        own.leftOut += 1;
        return null;
      }
      own.allowance -= 1;
      const { leftOut } = own;
      own.leftOut = 0;
      return leftOut;
    },
  };
}
