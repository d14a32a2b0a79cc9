/** What one step of `npm test` came to. */
export interface StepOutcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** One line for each failure, and for each thing that was skipped as a whole. */
  readonly notes: readonly string[];
}

export const NOTHING: StepOutcome = { passed: 0, failed: 0, skipped: 0, notes: [] };

export function failedOutcome(note: string): StepOutcome {
  return { ...NOTHING, failed: 1, notes: [note] };
}

export function sumOutcomes(outcomes: readonly StepOutcome[]): StepOutcome {
  return outcomes.reduce(
    (sum, outcome) => ({
      passed: sum.passed + outcome.passed,
      failed: sum.failed + outcome.failed,
      skipped: sum.skipped + outcome.skipped,
      notes: [...sum.notes, ...outcome.notes],
    }),
    NOTHING,
  );
}

/** The last line of `npm test`. */
export function formatTotals({ passed, failed, skipped }: StepOutcome): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/**
 * Corrects a report with what the process itself says: a suite that ended badly without a failed
 * test, or found no test, failed.
 */
export function withExitCode(outcome: StepOutcome, exitCode: number): StepOutcome {
  if (outcome.failed > 0) return outcome;
  if (exitCode !== 0)
    return {
      ...outcome,
      failed: 1,
      notes: [...outcome.notes, `ended with exit code ${exitCode} although no test failed`],
    };
  if (outcome.passed + outcome.skipped === 0) return failedOutcome('found no tests');
  return outcome;
}
