/** Gets Electron's binary with its own installer, and remembers for a day that it could not be had. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { findElectron } from '../bootstrap/electron-files.mjs';
import { say } from '../bootstrap/messages.mjs';
import { isReachable } from './reachable.ts';

export type ElectronOutcome = { readonly executable: string } | { readonly problem: string };

const LIMIT_MS = 120_000;
const REMEMBERED_MS = 24 * 3_600_000;
const DEFAULT_MIRROR = 'https://github.com/electron/electron/releases/download/';

/** Tries to download. `problem` is the beginning of a sentence for the person who waits. */
export async function downloadElectron(root: string, environment: NodeJS.ProcessEnv): Promise<ElectronOutcome> {
  const marker = path.join(root, 'out', 'electron-unavailable');
  const failedAt = Number(await readFile(marker, 'utf8').catch(() => '0'));
  if (Date.now() - failedAt < REMEMBERED_MS && failedAt <= Date.now()) {
    return { problem: `Electron could not be downloaded lately (delete ${path.relative(root, marker)} to try again)` };
  }
  const mirror = environment['ELECTRON_MIRROR'] ?? environment['npm_config_electron_mirror'] ?? DEFAULT_MIRROR;
  const problem = (await isReachable(mirror, environment))
    ? await runInstaller(root, environment)
    : `${hostOf(mirror)} cannot be reached`;
  const executable = findElectron(root, environment);
  if (executable) {
    await rm(marker, { force: true });
    return { executable };
  }
  await mkdir(path.dirname(marker), { recursive: true });
  await writeFile(marker, String(Date.now()));
  return { problem: `Electron cannot be downloaded (${problem ?? 'its installer left nothing behind'})` };
}

/** Answers what went wrong, or `null`. */
function runInstaller(root: string, environment: NodeJS.ProcessEnv): Promise<string | null> {
  say('downloading Electron (once, about 120 MB) ...');
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [path.join(root, 'node_modules', 'electron', 'install.js')], {
      cwd: root,
      env: environment,
      // A stack trace of the download library helps nobody; the reason is told in one line.
      stdio: ['ignore', 'ignore', 'ignore'],
    });
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      resolve(`it took longer than ${LIMIT_MS / 1000} s`);
    }, LIMIT_MS);
    child.once('error', (error) => {
      clearTimeout(timer);
      resolve(error.message);
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      resolve(code === 0 ? null : 'its installer failed; "npx install-electron" shows why');
    });
  });
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
