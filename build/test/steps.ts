/** The steps of `npm test`. Each answers counts; none throws. */
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { bundle } from '../bundle.ts';
import { findElectron } from '../bootstrap/electron-files.mjs';
import { ROOT } from '../bootstrap/prepare.mjs';
import { ensureTestChromium } from '../start/chromium-browser.ts';
import { hasDisplay, isRoot } from '../start/choose-host.ts';
import { failedOutcome, NOTHING, withExitCode, type StepOutcome } from './outcome.ts';
import { parsePlaywrightReport } from './playwright-report.ts';
import { runNodeCommand } from './run-command.ts';
import { parseVitestReport } from './vitest-report.ts';

const REPORTS = path.join(ROOT, 'out', 'test');

export const STEP_NAMES = [
  'types',
  'lint',
  'format',
  'unit',
  'contract',
  'simulation',
  'kill',
  'chromium-host',
  'e2e',
  'e2e-electron',
] as const;

/** The steps of `npm run test:deep`: what is deep rather than daily. */
export const DEEP_STEP_NAMES = ['deep', 'e2e-deep'] as const;

export type StepName = (typeof STEP_NAMES)[number] | (typeof DEEP_STEP_NAMES)[number];

/** Property tests read it: many cases instead of some. Suites of deep cases alone run only with it. */
const DEEPLY = { LARDER_DEEP: '1' };

const STEPS: Readonly<Record<StepName, () => Promise<StepOutcome>>> = {
  types: () => check('types', 'node_modules/typescript/bin/tsc', ['--noEmit', '-p', 'tsconfig.json']),
  lint: () => check('lint', 'node_modules/eslint/bin/eslint.js', ['.', '--max-warnings=0']),
  format: () => check('format', 'node_modules/prettier/bin/prettier.cjs', ['--check', '--log-level=warn', '.']),
  unit: async () => {
    await ensureTestChromium();
    return vitest('unit', ['tests/unit/']);
  },
  contract: () => vitest('contract', ['tests/contract/']),
  simulation: () => vitest('simulation', ['tests/simulation/']),
  kill: () => vitest('kill', ['tests/kill/']),
  'chromium-host': async () => {
    await ensureTestChromium();
    return vitest('chromium-host', ['tests/chromium-host/']);
  },
  e2e: async () => {
    await ensureTestChromium();
    return playwright('e2e', 'chromium-host');
  },
  'e2e-electron': electron,
  deep: async () => {
    await ensureTestChromium();
    return vitest('deep', [], DEEPLY);
  },
  'e2e-deep': async () => {
    await ensureTestChromium();
    return playwright('e2e-deep', 'chromium-host', DEEPLY);
  },
};

/** Runs one step. What keeps it from starting counts as a failure. */
export async function runStep(name: StepName): Promise<StepOutcome> {
  const outcome = await STEPS[name]().catch((error: unknown) =>
    failedOutcome(error instanceof Error ? error.message : String(error)),
  );
  return { ...outcome, notes: outcome.notes.map((note) => `[${name}] ${note}`) };
}

async function check(label: string, script: string, args: readonly string[]): Promise<StepOutcome> {
  const { exitCode, tail } = await runNodeCommand(label, script, args);
  if (exitCode === 0) return { ...NOTHING, passed: 1 };
  return { ...NOTHING, failed: 1, notes: tail.filter((line) => line.trim() !== '').slice(-10) };
}

async function vitest(
  label: string,
  folders: readonly string[],
  environment: Record<string, string> = {},
): Promise<StepOutcome> {
  const report = await freshReport(label);
  const { exitCode } = await runNodeCommand(
    label,
    'node_modules/vitest/vitest.mjs',
    [
      'run',
      '--config=vitest.config.ts',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...folders,
    ],
    environment,
  );
  return withExitCode(await readReport(report, (text) => parseVitestReport(text, ROOT)), exitCode);
}

async function playwright(
  label: string,
  project: string,
  environment: Record<string, string> = {},
): Promise<StepOutcome> {
  await bundle();
  const report = await freshReport(label);
  const { exitCode } = await runNodeCommand(
    label,
    'node_modules/@playwright/test/cli.js',
    ['test', '--config=tests/e2e/playwright.config.ts', `--project=${project}`, '--reporter=list,json'],
    { PLAYWRIGHT_JSON_OUTPUT_NAME: report, ...environment },
  );
  return withExitCode(await readReport(report, parsePlaywrightReport), exitCode);
}

async function electron(): Promise<StepOutcome> {
  const missing = !findElectron(ROOT)
    ? "Electron's binary is not installed (npx install-electron)"
    : !hasDisplay(process.env)
      ? 'there is no display (xvfb-run -a npm test)'
      : isRoot()
        ? 'Electron does not run as root'
        : null;
  if (missing) {
    const line = `skipped: ${missing}`;
    process.stdout.write(`[e2e-electron] ${line}\n`);
    return { ...NOTHING, skipped: 1, notes: [line] };
  }
  return playwright('e2e-electron', 'electron');
}

async function freshReport(label: string): Promise<string> {
  await mkdir(REPORTS, { recursive: true });
  const file = path.join(REPORTS, `${label}.json`);
  // An old report must not speak for a suite that did not start.
  await rm(file, { force: true });
  return file;
}

async function readReport(file: string, parse: (text: string) => StepOutcome): Promise<StepOutcome> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return failedOutcome('could not start: it left no report');
  return parse(text);
}
