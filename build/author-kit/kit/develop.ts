/** `larder dev DIR|URL`: Larder with a folder or a dev server, a backend for codes, and the commands beside it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { say, StartError } from '../../bootstrap/messages.mjs';
import { supervise } from '../../bootstrap/supervise.mjs';
import { findChromiumPath } from '../../../tests/chromium-host/index.ts';
import { startBackend } from '../../../tests/demo-backend/backend.ts';
import { kitPlaces } from '../places.ts';
import { nodeForKit } from './node-runtime.mjs';

const SERVER_MS = 60_000;
const LOOK_AGAIN_MS = 100;

/** Answers Larder's exit code. Throws `StartError`. */
export async function developMiniProgram(args: readonly string[]): Promise<number> {
  const [source, ...others] = args.filter((arg) => !arg.startsWith('-'));
  if (source === undefined || others.length > 0)
    throw new StartError('name one folder or the address of one dev server: larder dev DIR|URL');
  const isServer = /^https?:\/\//.test(source);
  const options = args.filter((arg) => arg.startsWith('-') && !arg.startsWith('--run='));
  if (!(await findChromiumPath()))
    throw new StartError(
      'there is no Chromium here. Install Chromium or Chrome, or: npx playwright-core install chromium; ' +
        'or name one that you have: LARDER_CHROMIUM=/path/to/chromium',
    );
  const beside = args.filter((arg) => arg.startsWith('--run=')).map((arg) => runBeside(arg.slice('--run='.length)));
  const hasBackend = options.some((option) => option.startsWith('--backend-url='));
  const backend = hasBackend ? null : await startBackend();
  try {
    if (isServer) await untilServed(source);
    const { host, app } = kitPlaces();
    return await supervise(
      nodeForKit(),
      [
        host,
        '--dev',
        ...(options.some((option) => option.startsWith('--user-data-dir=')) ? [] : [`--user-data-dir=${dataFolder()}`]),
        ...(backend ? [`--backend-url=${backend.url}`] : []),
        `--open-dir=${isServer ? source : path.resolve(source)}`,
        ...options,
      ],
      { env: { ...process.env, LARDER_APP_DIR: app } },
    );
  } finally {
    for (const child of beside) endTree(child);
    await backend?.close();
  }
}

/** Tokens and downloads outlive a restart, and belong to the project. */
function dataFolder(): string {
  const modules = path.resolve('node_modules');
  return existsSync(modules)
    ? path.join(modules, '.cache', 'larder', 'data')
    : path.join(os.homedir(), '.cache', 'larder-author-kit');
}

function runBeside(command: string): ChildProcess {
  const bin = path.resolve('node_modules', '.bin');
  const child = spawn(command, {
    shell: true,
    stdio: ['ignore', 2, 2],
    // A group of its own: it ends with what it started.
    detached: process.platform !== 'win32',
    env: { ...process.env, PATH: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}` },
  });
  child.once('exit', (code) => code && say(`"${command}" ended with ${code}`));
  return child;
}

function endTree(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  if (process.platform === 'win32') {
    spawn('taskkill', ['/T', '/F', '/PID', String(child.pid)], { stdio: 'ignore' });
    return;
  }
  try {
    process.kill(-child.pid, 'SIGTERM');
  } catch {
    // It has ended meanwhile.
  }
}

async function untilServed(url: string): Promise<void> {
  const until = performance.now() + SERVER_MS;
  for (;;) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5000) }).catch(() => null);
    await answer?.body?.cancel();
    if (answer) return;
    if (performance.now() > until)
      throw new StartError(`nothing answers at ${url}; start its dev server, or name it: --run=COMMAND`);
    await delay(LOOK_AGAIN_MS);
  }
}
