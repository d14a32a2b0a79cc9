/** Asks Electron, or the Chromium host where there is none, what docs/electron.md has read in its source. */
import { spawn } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { findElectron } from '../bootstrap/electron-files.mjs';
import { say } from '../bootstrap/messages.mjs';
import { ROOT } from '../bootstrap/prepare.mjs';
import { hasDisplay, isRoot, sandboxFlags } from '../start/choose-host.ts';
import { HOST_PROGRAM } from '../../tests/chromium-host/index.ts';
import { PROBES } from '../../tests/probes/probes.ts';
import { isFailure, judge, readAnswers, tableOf } from './report.ts';

const APP = path.join(ROOT, 'tests', 'probes', 'app');
const LIMIT_MS = 300_000;

/** Prints the table, writes it to out/probes/, and answers 1 when Electron does otherwise than its source was read. */
export async function runProbes(): Promise<number> {
  const electron = isRoot() || !hasDisplay(process.env) ? null : findElectron(ROOT);
  if (!electron) say('no Electron that could run here: the Chromium host is asked instead');
  const folder = await mkdtemp(path.join(os.tmpdir(), 'larder-probes-'));
  const environment: NodeJS.ProcessEnv = { ...process.env, LARDER_APP_DIR: APP };
  delete environment['ELECTRON_RUN_AS_NODE'];
  const dataFolder = `--user-data-dir=${folder}`;
  const [command, args] = electron
    ? [electron, [...sandboxFlags(electron), APP, dataFolder]]
    : [process.execPath, [...process.execArgv, HOST_PROGRAM, '--headless', dataFolder]];
  const { output, errors, code } = await run(command, args, environment);
  await rm(folder, { recursive: true, force: true, maxRetries: 5 }).catch(() => {});

  const answers = judge(PROBES, readAnswers(output), { platform: process.platform, isElectron: electron !== null });
  const table = tableOf(answers);
  const results = path.join(ROOT, 'out', 'probes');
  await mkdir(results, { recursive: true });
  await writeFile(path.join(results, 'probes.md'), table);
  await writeFile(path.join(results, 'probes.json'), `${JSON.stringify(answers, null, 2)}\n`);
  await writeFile(path.join(results, 'standard-error.txt'), errors);
  if (process.env['GITHUB_STEP_SUMMARY']) await appendFile(process.env['GITHUB_STEP_SUMMARY'], table);
  process.stdout.write(`${table}\n`);
  if (code !== 0) say(`what was asked ended with ${code}; out/probes/standard-error.txt has its words`);
  return answers.some(isFailure) ? 1 : 0;
}

interface Ended {
  readonly output: string;
  readonly errors: string;
  readonly code: number | null;
}

function run(command: string, args: readonly string[], environment: NodeJS.ProcessEnv): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'], timeout: LIMIT_MS });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString('utf8')));
    child.once('error', reject);
    child.once('close', (code) => resolve({ output, errors, code }));
  });
}
