/** Starts the host on the fixture app and runs expressions in the fixture's main process. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';

export interface FixtureHost {
  readonly child: ChildProcess;
  readonly dataFolder: string;
  /** Runs `body` in the main process, with the names of fixture-app/main.js in scope. */
  run<T = unknown>(body: string): Promise<T>;
  standardError(): string;
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** SIGTERM, and the data folder removed. */
  stop(): Promise<void>;
}

export interface FixtureOptions {
  readonly args?: readonly string[];
  readonly dataFolder?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly appFolder?: string;
  readonly ipc?: boolean;
}

type Answer = { ready?: true; id?: number; value?: unknown; error?: string };

/** Spawns the host and resolves when the fixture app is ready. */
export async function startFixture(options: FixtureOptions = {}): Promise<FixtureHost> {
  const dataFolder = options.dataFolder ?? (await mkdtemp(path.join(os.tmpdir(), 'larder-host-')));
  const child = spawn(
    process.execPath,
    [
      path.join(import.meta.dirname, '..', 'run.ts'),
      '--headless',
      `--user-data-dir=${dataFolder}`,
      ...(options.args ?? []),
    ],
    {
      env: {
        ...process.env,
        LARDER_APP_DIR: options.appFolder ?? path.join(import.meta.dirname, 'fixture-app'),
        ...options.environment,
      },
      stdio: options.ipc ? ['pipe', 'pipe', 'pipe', 'ipc'] : ['pipe', 'pipe', 'pipe'],
    },
  );
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  child.stdin?.on('error', () => {});
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
    child.once('exit', (code, signal) => resolve({ code, signal })),
  );
  const waiting = new Map<number, (answer: Answer) => void>();
  let nextId = 0;
  await new Promise<void>((resolve, reject) => {
    readline.createInterface({ input: child.stdout! }).on('line', (line) => {
      const answer = JSON.parse(line) as Answer;
      if (answer.ready) resolve();
      else waiting.get(answer.id ?? 0)?.(answer);
    });
    void exited.then(({ code }) => {
      reject(new Error(`The host ended with ${code}.\n${errors}`));
      for (const answer of waiting.values()) answer({ error: `The host ended.\n${errors}` });
    });
  });
  return {
    child,
    dataFolder,
    exited,
    standardError: () => errors,
    run<T>(body: string) {
      const id = (nextId += 1);
      return new Promise<T>((resolve, reject) => {
        waiting.set(id, (answer) =>
          answer.error === undefined ? resolve(answer.value as T) : reject(new Error(answer.error)),
        );
        child.stdin?.write(`${JSON.stringify({ id, body })}\n`);
      });
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await exited;
      if (!options.dataFolder) await rm(dataFolder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
