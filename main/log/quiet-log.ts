import { createAllowances } from '../support/allowances.ts';

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
  const { burstLines: burst, pauseMs, subjects } = LOG_LIMITS;
  const allowances = createAllowances({ burst, pauseMs, subjects }, monotonicNow);
  return {
    say(subject, line, error) {
      const leftOut = allowances.take(subject);
      if (leftOut === null) return;
      const more = leftOut > 0 ? ` (${leftOut} such lines were left out)` : '';
      write(cutLine(line) + more, error);
    },
  };
}

/** One line of a length that a log can take. */
export function cutLine(text: string, lineLength: number = LOG_LIMITS.lineLength): string {
  return text.length <= lineLength ? text : `${text.slice(0, lineLength).replace(/[\ud800-\udbff]$/, '')}…`;
}
