/** What pages of the suite report, and how it is printed. */
import * as z from 'zod';
import { formatTotals, sumOutcomes, type StepOutcome } from '../test/outcome.ts';

/** Of testharness.js: 0 is right in both. */
const TEST_STATUS = ['passed', 'failed', 'timed out', 'did not run', 'a precondition failed'];
const HARNESS_STATUS = ['ended', 'an error', 'timed out', 'a precondition failed'];

const resultsSchema = z.object({
  status: z.number(),
  message: z.string().nullish(),
  tests: z.array(z.object({ name: z.string(), status: z.number(), message: z.string().nullish() })),
});

export interface FileResult {
  /** As `idlharness.https.any.js in a sharedworker`. */
  readonly title: string;
  /** Interfaces are counted apart from behaviour. */
  readonly kind: 'behaviour' | 'interfaces';
  readonly outcome: FileOutcome;
}

export interface FileOutcome extends StepOutcome {
  /** One line for each test that asks for something else than we do, and why. */
  readonly differences: readonly string[];
}

/** What this project does otherwise on purpose; docs/background-fetch.md has it too. */
export interface KnownDifference {
  readonly test: string;
  readonly message: RegExp;
  readonly why: string;
}

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    test: 'Background Fetch that exceeds the quota throws a QuotaExceededError',
    message: /threw an exception from the wrong global$/,
    why: 'older suites want a plain DOMException, Web IDL has a class of its own now (whatwg/webidl 1465)',
  },
];

/** Throws when `value` is not what the page's report leaves. A file without a test has failed. */
export function outcomeOf(title: string, value: unknown): FileOutcome {
  const { status, message, tests } = resultsSchema.parse(value);
  const notes: string[] = [];
  const differences: string[] = [];
  for (const test of tests) {
    if (test.status === 0) continue;
    const known = KNOWN_DIFFERENCES.find((one) => one.test === test.name && one.message.test(test.message ?? ''));
    if (known) differences.push(`${title} > ${test.name}: ${known.why}`);
    else notes.push(`${title} > ${test.name}: ${TEST_STATUS[test.status] ?? test.status}${suffix(test.message)}`);
  }
  const failed = notes.length;
  if (tests.length === 0) notes.push(`${title}: has no tests${suffix(message)}`);
  else if (status !== 0) notes.push(`${title}: ${HARNESS_STATUS[status] ?? status}${suffix(message)}`);
  const passed = tests.length - failed - differences.length;
  return { passed, failed: notes.length, skipped: 0, notes, differences };
}

function suffix(message: string | null | undefined): string {
  return message ? `: ${message}` : '';
}

/** One line for each file, each failure and each known difference; the last is `N passed, N failed`. */
export function formatResults(results: readonly FileResult[]): string {
  const total = sumOutcomes(results.map(({ outcome }) => outcome));
  const differences = results.flatMap(({ outcome }) => outcome.differences);
  const ofKind = (kind: FileResult['kind']): string => {
    const outcomes = results.filter((result) => result.kind === kind).map(({ outcome }) => outcome);
    const { passed, failed } = sumOutcomes(outcomes);
    return `${kind}: ${passed} of ${passed + failed + outcomes.flatMap((outcome) => outcome.differences).length}`;
  };
  return [
    ...results.map(({ title, outcome }) => `${title}: ${formatTotals(outcome)}`),
    '',
    ...(total.notes.length > 0 ? [...total.notes, ''] : []),
    ...(differences.length > 0 ? ['Otherwise, on purpose:', ...differences, ''] : []),
    ofKind('behaviour'),
    ofKind('interfaces'),
    formatTotals(total),
  ].join('\n');
}
