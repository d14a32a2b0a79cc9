/** What `npm test` does on a Node that runs TypeScript. */
import { onAskedToEnd } from '../bootstrap/asked-to-end.mjs';
import { StartError } from '../bootstrap/messages.mjs';
import { formatTotals, NOTES_HEADING, sumOutcomes, type StepOutcome } from './outcome.ts';
import { killRunningCommands } from './run-command.ts';
import { DEEP_STEP_NAMES, runStep, STEP_NAMES, type StepName } from './steps.ts';

/** Side by side; the end-to-end tests run alone after them. */
const LANES: readonly (readonly StepName[])[] = [
  ['types', 'lint', 'format', 'simulation', 'kill'],
  ['unit', 'contract', 'chromium-host'],
];

/** Runs the named steps, or all of `npm test`. The last line on standard output is `N passed, N failed`. */
export function runTests(names: readonly string[]): Promise<number> {
  return runSteps(selectSteps(names));
}

/** `npm run test:deep`, with the same last line. */
export function runDeepTests(names: readonly string[]): Promise<number> {
  return runSteps(selectSteps(names, DEEP_STEP_NAMES));
}

async function runSteps(selected: ReadonlySet<StepName>): Promise<number> {
  onAskedToEnd(() => {
    killRunningCommands();
    process.exit(130);
  });
  const outcomes: StepOutcome[] = [];
  const runInOrder = async (lane: readonly StepName[]): Promise<void> => {
    for (const name of lane) if (selected.has(name)) outcomes.push(await runStep(name));
  };
  await Promise.all(LANES.map(runInOrder));
  await runInOrder([...STEP_NAMES, ...DEEP_STEP_NAMES].filter((name) => !LANES.flat().includes(name)));

  const total = sumOutcomes(outcomes);
  const lines = [...(total.notes.length > 0 ? ['', NOTES_HEADING, ...total.notes] : []), '', formatTotals(total)];
  await new Promise<void>((resolve) => {
    process.stdout.write(`${lines.join('\n')}\n`, () => resolve());
  });
  return total.failed === 0 ? 0 : 1;
}

/** `e2e` means both of its projects. Throws `StartError` for a name that is none. */
export function selectSteps(names: readonly string[], known: readonly StepName[] = STEP_NAMES): ReadonlySet<StepName> {
  if (names.length === 0) return new Set(known);
  const selected = new Set<StepName>();
  for (const name of names) {
    const steps = known.filter((step) => step === name || (name === 'e2e' && step === 'e2e-electron'));
    if (steps.length === 0) throw new StartError(`there is no test step "${name}"; the steps are ${known.join(', ')}`);
    for (const step of steps) selected.add(step);
  }
  return selected;
}
