/** Makes sure that a Chromium is there for the Chromium host and for the tests. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { say, StartError } from '../bootstrap/messages.mjs';
import { ROOT } from '../bootstrap/prepare.mjs';
import { isReachable } from './reachable.ts';
import { findChromiumPath, findHeadlessShell } from '../../tests/chromium-host/index.ts';

const INSTALL_LIMIT_MS = 300_000;
const PLAYWRIGHT_DOWNLOADS = 'https://cdn.playwright.dev/';

/** Installs a Chromium when there is none. Throws `StartError` that says what to do. */
export async function ensureChromium(): Promise<void> {
  if (await findChromiumPath()) return;
  // Debian's package brings its libraries along; Playwright's build needs them to be there.
  if (isDebianRoot()) {
    say('no Chromium here; running "apt-get install chromium" ...');
    const updated = await run('apt-get', ['update', '-qq']);
    if (
      updated &&
      (await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'])) &&
      (await findChromiumPath())
    )
      return;
  }
  if (await isReachable(PLAYWRIGHT_DOWNLOADS, process.env)) {
    say('no Chromium here; running "npx playwright install chromium" (once, about 170 MB) ...');
    const cli = path.join(ROOT, 'node_modules', 'playwright', 'cli.js');
    if ((await run(process.execPath, [cli, 'install', 'chromium'])) && (await findChromiumPath())) return;
  }
  throw new StartError(
    'there is neither Electron nor Chromium, and none could be installed. Install Chromium or Chrome ' +
      '(Debian: sudo apt-get install chromium; elsewhere: npx playwright install --with-deps chromium), ' +
      'or name one that you have: LARDER_CHROMIUM=/path/to/chromium npm start',
  );
}

/**
 * The tests show nothing and start a browser more than a hundred times: Chromium's headless shell, which
 * starts in half the time, is installed where that is simple, and any other Chromium does as well.
 */
export async function ensureTestChromium(): Promise<void> {
  if (process.env['LARDER_CHROMIUM']) return ensureChromium();
  if (await findHeadlessShell()) return;
  if (isDebianRoot()) {
    say('no headless Chromium here; running "apt-get install chromium-headless-shell" ...');
    await run('apt-get', ['update', '-qq']);
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium-headless-shell']);
    if (await findHeadlessShell()) return;
  }
  return ensureChromium();
}

function isDebianRoot(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/etc/os-release')) return false;
  return /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
}

/** True when the command ends with 0. What it prints goes to standard error. */
function run(command: string, args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 2, 2],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      timeout: INSTALL_LIMIT_MS,
    });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}
