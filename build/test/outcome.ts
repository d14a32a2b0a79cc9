import { stripVTControlCharacters } from 'node:util';

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

/** Stands above the notes of a run, for people and for `.ci/run`, which shows them again at its end. */
export const NOTES_HEADING = 'What failed, and what was skipped as a whole:';

const REASON_LINES = 12;
const REASON_LINE_LENGTH = 300;

/** A failed test with the beginning of what it said: at most 12 lines of 300 characters, without colours and the test runner's own calls. */
export function failureNote(title: string, messages: readonly string[]): string {
  const lines = messages
    .flatMap((message) => stripVTControlCharacters(message).split('\n'))
    .filter((line) => line.trim() !== '' && !/^ +at .*(node_modules|new Promise \(<anonymous>)/.test(line))
    .slice(0, REASON_LINES);
  return [title, ...lines.map((line) => `    ${line.slice(0, REASON_LINE_LENGTH)}`)].join('\n');
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
