/**
 * Lines that a stranger can cause, kept short and few: each subject may say some, then one a second that says how
 * many were left out.
 */
export interface QuietLog {
  /** `subject`: whose doing it is, such as a mini-program and a kind of line. */
  say(subject: string, line: string, error?: unknown): void;
}

export const LOG_LIMITS = {
  /** Characters of a line; the rest is cut off. */
  lineLength: 1_000,
  /** Lines of one subject before they become fewer. */
  burstLines: 10,
  /** ms between lines of one subject after that. */
  pauseMs: 1_000,
  /** Subjects that are told apart; the oldest are forgotten. */
  subjects: 1_000,
} as const;

export function createQuietLog(
  write: (line: string, error?: unknown) => void,
  monotonicNow: () => number = () => performance.now(),
): QuietLog {
  const subjects = new Map<string, { allowance: number; at: number; leftOut: number }>();
  return {
    say(subject, line, error) {
      const now = monotonicNow();
      const known = subjects.get(subject) ?? { allowance: LOG_LIMITS.burstLines, at: now, leftOut: 0 };
      subjects.delete(subject);
      subjects.set(subject, known);
      const [oldest] = subjects.keys();
      if (subjects.size > LOG_LIMITS.subjects && oldest !== undefined) subjects.delete(oldest);
      known.allowance = Math.min(LOG_LIMITS.burstLines, known.allowance + (now - known.at) / LOG_LIMITS.pauseMs);
      known.at = now;
      if (known.allowance < 1) {
        known.leftOut += 1;
        return;
      }
      known.allowance -= 1;
      const more = known.leftOut > 0 ? ` (${known.leftOut} such lines were left out)` : '';
      known.leftOut = 0;
      write(cutLine(line) + more, error);
    },
  };
}

/** One line of a length that a log can take. */
export function cutLine(text: string): string {
  const { lineLength } = LOG_LIMITS;
  return text.length <= lineLength ? text : `${text.slice(0, lineLength).replace(/[\ud800-\udbff]$/, '')}…`;
}
