/** Commands that run beside another, such as the developer server of a mini-program that is tried, and end with it. */
import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { say, StartError } from '../bootstrap/messages.mjs';

const OPTION = '--run=';
const SERVER_MS = 60_000;
const LOOK_AGAIN_MS = 100;

export interface Beside {
  /** The arguments without `--run=…`. */
  readonly rest: readonly string[];
  readonly count: number;
  end(): void;
}

/** Starts the command of each `--run=COMMAND` of `args`. */
export function runBeside(args: readonly string[]): Beside {
  const children = args.filter((arg) => arg.startsWith(OPTION)).map((arg) => start(arg.slice(OPTION.length)));
  return {
    rest: args.filter((arg) => !arg.startsWith(OPTION)),
    count: children.length,
    end: () => children.forEach(endTree),
  };
}

function start(command: string): ChildProcess {
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

/** Resolves when something answers there, whatever it says. Throws `StartError`. */
export async function untilServed(url: string): Promise<void> {
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
