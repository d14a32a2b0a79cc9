/** Gets Electron's binary with its own installer, and remembers for a day that it could not be had. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { findElectron } from '../bootstrap/electron-files.mjs';
import { say } from '../bootstrap/messages.mjs';
import { isReachable } from './reachable.ts';

/** In bytes; `total` is `null` where the server does not say. */
export interface InstallProgress {
  readonly transferred: number;
  readonly total: number | null;
}

type ProgressOutput = Pick<NodeJS.WriteStream, 'isTTY'> & { write(text: string): unknown };

export type ElectronOutcome = { readonly executable: string } | { readonly problem: string };

/** A line that is slow is waited for; one that brings nothing is not. */
const SILENCE_MS = 60_000;
const MB = 1_000_000;
const REMEMBERED_MS = 24 * 3_600_000;
const DEFAULT_MIRROR = 'https://github.com/electron/electron/releases/download/';

/** Tries to download. `problem` is the beginning of a sentence for the person who waits. */
export async function downloadElectron(root: string, environment: NodeJS.ProcessEnv): Promise<ElectronOutcome> {
  const marker = path.join(root, 'out', 'electron-unavailable');
  const failedAt = Number(await readFile(marker, 'utf8').catch(() => '0'));
  if (Date.now() - failedAt < REMEMBERED_MS && failedAt <= Date.now()) {
    return { problem: 'Electron could not be downloaded lately' };
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
  const script = path.join(import.meta.dirname, 'electron-installer.ts');
  return runWatched(process.execPath, [...process.execArgv, script, path.join(root, 'node_modules', 'electron')], {
    environment,
    silenceMs: SILENCE_MS,
    show: createProgressLine(),
  });
}

export interface WatchedRun {
  readonly environment: NodeJS.ProcessEnv;
  /** The command is killed when it says nothing for so long; a slow one that goes on is waited for. */
  readonly silenceMs: number;
  show(progress: InstallProgress): void;
}

/** Runs an installer that tells its progress as lines of JSON. Answers what went wrong, or `null`. */
export function runWatched(
  command: string,
  args: readonly string[],
  { environment, silenceMs, show }: WatchedRun,
): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    let reason: string | null = null;
    const onSilence = (): void => {
      reason = `nothing came for ${silenceMs / 1000} s`;
      child.kill('SIGKILL');
    };
    let timer = setTimeout(onSilence, silenceMs);
    createInterface({ input: child.stdout }).on('line', (line) => {
      clearTimeout(timer);
      timer = setTimeout(onSilence, silenceMs);
      const progress = progressOf(line);
      if (progress) show(progress);
    });
    createInterface({ input: child.stderr }).on('line', (line) => {
      // The first line is the error, the others are where it was thrown.
      reason ??= line.trim() || null;
    });
    child.once('error', (error) => {
      reason ??= error.message;
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve(code === 0 ? null : (reason ?? 'its installer failed'));
    });
  });
}

/** On a terminal one line that changes; elsewhere a line each ten percent. */
export function createProgressLine(output: ProgressOutput = process.stderr): (progress: InstallProgress) => void {
  let shown = -1;
  return ({ transferred, total }) => {
    const step = total
      ? Math.floor((transferred / total) * (output.isTTY ? 100 : 10))
      : Math.floor(transferred / (10 * MB));
    if (step === shown) return;
    shown = step;
    const of = total ? ` of ${Math.ceil(total / MB)}` : '';
    const line = `larder: Electron: ${Math.floor(transferred / MB)}${of} MB`;
    if (output.isTTY) output.write(`\r${line}${total && transferred >= total ? '\n' : ''}`);
    else output.write(`${line}\n`);
  };
}

function progressOf(line: string): InstallProgress | null {
  try {
    const { transferred, total } = JSON.parse(line) as Partial<InstallProgress>;
    return typeof transferred === 'number' ? { transferred, total: typeof total === 'number' ? total : null } : null;
  } catch {
    return null;
  }
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
