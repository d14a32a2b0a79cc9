/** Runs a tool and shows what it prints, each line marked with the step it belongs to. */
import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from '../bootstrap/prepare.mjs';

const LIMIT_MS = 20 * 60_000;
/** The suites start Node hundreds of times: what it compiled and stripped of types once is kept. */
const COMPILE_CACHE = path.join(ROOT, 'out', 'compile-cache');

export interface CommandResult {
  readonly exitCode: number;
  /** The last lines it printed. */
  readonly tail: readonly string[];
}

const TAIL_LINES = 30;
const running = new Set<ChildProcess>();

/** Runs `script` on this Node. A command that takes longer than 20 min is killed. */
export async function runNodeCommand(
  label: string,
  script: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<CommandResult> {
  const child = spawn(process.execPath, [path.join(ROOT, script), ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...withColours(process.env), PATH: pathWithOwnNode(), NODE_COMPILE_CACHE: COMPILE_CACHE, ...environment },
    // A group of its own: the browsers that a suite starts end with it.
    detached: process.platform !== 'win32',
  });
  running.add(child);
  const tail: string[] = [];
  const show = (line: string): void => {
    process.stdout.write(`[${label}] ${line}\n`);
    tail.push(line);
    if (tail.length > TAIL_LINES) tail.shift();
  };
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', show);
  const timer = setTimeout(() => {
    show(`killed after ${LIMIT_MS / 60_000} minutes`);
    killGroup(child);
  }, LIMIT_MS);
  const exitCode = await new Promise<number>((resolve) => {
    child.once('error', (error) => {
      show(error.message);
      resolve(1);
    });
    child.once('close', (code) => resolve(code ?? 1));
  });
  clearTimeout(timer);
  running.delete(child);
  return { exitCode, tail };
}

/** For when the person stops `npm test`. */
export function killRunningCommands(): void {
  for (const child of running) killGroup(child);
}

function killGroup(child: ChildProcess): void {
  try {
    if (process.platform === 'win32' || child.pid === undefined) child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

/** Tests that start `node` get the one that runs this. */
function pathWithOwnNode(): string {
  return [path.dirname(process.execPath), process.env['PATH']].filter(Boolean).join(path.delimiter);
}

/** Tools see a pipe: whether colours are wanted is this process's terminal to say. */
function withColours(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { NO_COLOR, FORCE_COLOR, ...rest } = environment;
  const wanted = NO_COLOR ? false : FORCE_COLOR ? FORCE_COLOR !== '0' : process.stdout.isTTY;
  return { ...rest, ...(wanted ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }) };
}
