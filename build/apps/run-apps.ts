/** Installs the apps at their pinned versions below `out/apps/`, and runs the suite that opens them. */
import { spawn } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { APP_PACKAGES } from '../../tests/apps/packages.ts';
import { bundle } from '../bundle.ts';
import { onAskedToEnd } from '../bootstrap/asked-to-end.mjs';
import { say, StartError } from '../bootstrap/messages.mjs';
import { ROOT } from '../bootstrap/prepare.mjs';
import { ensureChromium } from '../start/chromium-browser.ts';
import { failedOutcome, formatTotals, withExitCode } from '../test/outcome.ts';
import { parsePlaywrightReport } from '../test/playwright-report.ts';
import { killRunningCommands, runNodeCommand } from '../test/run-command.ts';

const FOLDER = path.join(ROOT, 'out', 'apps');
const REPORT = path.join(ROOT, 'out', 'test', 'apps.json');

/** `names`: only these apps. The last line on standard output is `N passed, N failed`. */
export async function runApps(names: readonly string[]): Promise<number> {
  onAskedToEnd(() => {
    killRunningCommands();
    process.exit(130);
  });
  await installApps();
  await ensureChromium();
  await bundle();
  await mkdir(path.dirname(REPORT), { recursive: true });
  // An old report must not speak for a run that did not start.
  await rm(REPORT, { force: true });
  const { exitCode } = await runNodeCommand(
    'apps',
    'node_modules/@playwright/test/cli.js',
    [
      'test',
      '--config=tests/apps/playwright.config.ts',
      '--reporter=list,json',
      ...(names.length > 0 ? ['--grep', names.map((name) => ` ${name.replaceAll('.', '\\.')}$`).join('|')] : []),
    ],
    { PLAYWRIGHT_JSON_OUTPUT_NAME: REPORT, LARDER_APPS: FOLDER },
  );
  const report = await readFile(REPORT, 'utf8').catch(() => null);
  const outcome = report === null ? failedOutcome('could not start: it left no report') : parsePlaywrightReport(report);
  const total = withExitCode(outcome, exitCode);
  const lines = [...total.notes, '', formatTotals(total)];
  await new Promise<void>((resolve) => {
    process.stdout.write(`${lines.join('\n')}\n`, () => resolve());
  });
  return total.failed === 0 ? 0 : 1;
}

/** Once for each list of versions. No script of a package is run. */
async function installApps(): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  const file = path.join(FOLDER, 'package.json');
  const wanted = `${JSON.stringify({ private: true, type: 'module', dependencies: APP_PACKAGES }, null, 2)}\n`;
  const done = path.join(FOLDER, 'node_modules', '.installed');
  const isThere = (await readFile(file, 'utf8').catch(() => '')) === wanted;
  if (isThere && (await readFile(done, 'utf8').catch(() => null)) !== null) return;
  await rm(done, { force: true });
  await writeFile(file, wanted);
  say('installing the apps');
  const isWindows = process.platform === 'win32';
  const npm = spawn(
    isWindows ? 'npm.cmd' : 'npm',
    ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock'],
    { cwd: FOLDER, stdio: ['ignore', 'inherit', 'inherit'], shell: isWindows },
  );
  const code = await new Promise<number | null>((resolve) => {
    npm.once('error', () => resolve(null));
    npm.once('close', resolve);
  });
  if (code !== 0) throw new StartError('the apps cannot be installed: is the npm registry out of reach?');
  await writeFile(done, '');
}
