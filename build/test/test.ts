/** What `npm test` does on a Node that runs TypeScript. */
import { onAskedToEnd } from '../bootstrap/asked-to-end.mjs';
import { StartError } from '../bootstrap/messages.mjs';
import { formatTotals, sumOutcomes, type StepOutcome } from './outcome.ts';
import { killRunningCommands } from './run-command.ts';
import { runStep, STEP_NAMES, type StepName } from './steps.ts';

/** Side by side; the suites that drive a browser run alone after them. */
const LANES: readonly (readonly StepName[])[] = [
  ['types', 'lint', 'simulation', 'kill'],
  ['unit', 'contract'],
];

/** Runs the named steps, or all. The last line on standard output is `N passed, N failed`. */
export async function runTests(names: readonly string[]): Promise<number> {
  const selected = selectSteps(names);
  onAskedToEnd(() => {
    killRunningCommands();
    process.exit(130);
  });
  const outcomes: StepOutcome[] = [];
  const runInOrder = async (lane: readonly StepName[]): Promise<void> => {
    for (const name of lane) if (selected.has(name)) outcomes.push(await runStep(name));
  };
  await Promise.all(LANES.map(runInOrder));
  await runInOrder(STEP_NAMES.filter((name) => !LANES.flat().includes(name)));

  const total = sumOutcomes(outcomes);
  const lines = [...(total.notes.length > 0 ? ['', ...total.notes] : []), '', formatTotals(total)];
  await new Promise<void>((resolve) => {
    process.stdout.write(`${lines.join('\n')}\n`, () => resolve());
  });
  return total.failed === 0 ? 0 : 1;
}

/** `e2e` means both of its projects. Throws `StartError` for a name that is none. */
export function selectSteps(names: readonly string[]): ReadonlySet<StepName> {
  if (names.length === 0) return new Set(STEP_NAMES);
  const selected = new Set<StepName>();
  for (const name of names) {
    const steps = STEP_NAMES.filter((step) => step === name || (name === 'e2e' && step === 'e2e-electron'));
    if (steps.length === 0)
      throw new StartError(`there is no test step "${name}"; the steps are ${STEP_NAMES.join(', ')}`);
    for (const step of steps) selected.add(step);
  }
  return selected;
}
