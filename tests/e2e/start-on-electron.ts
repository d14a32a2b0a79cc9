import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { chromium, expect, type Browser, type Page } from '@playwright/test';
import { findElectron } from '../../build/bootstrap/electron-files.mjs';
import { ROOT } from '../../build/bootstrap/prepare.mjs';
import { sandboxFlags } from '../../build/start/choose-host.ts';
import { killTree } from './ending.ts';
import { readProcess, type ProcessOutput } from './process-output.ts';
import type { RunningLarder, StartOptions } from './running-larder.ts';

const APP_FOLDER = path.join(import.meta.dirname, '..', '..', 'out', 'app');
const ENDPOINT = /^DevTools listening on (ws:\/\/\S+)$/m;
const END_LIMIT_MS = 30_000;

/**
 * Runs the production bundle on Electron itself; `LARDER_PACKED_EXECUTABLE`: a packed test variant instead.
 * Not by Playwright's own starter: that one reads standard output before it gives the process away, so the first events
 * are lost; it has a shell between on Windows; and it knows no start that is to fail.
 */
export async function startOnElectron(options: StartOptions): Promise<RunningLarder> {
  const command = commandOf(options);
  const child = spawnElectron(command);
  const output = readProcess(child);
  await output.event('app-started');
  const browser = await connect(output);

  const pages = (url: string): Page[] =>
    browser
      .contexts()
      .flatMap((context) => context.pages())
      .filter((page) => page.url().startsWith(url));
  const kill = async (): Promise<void> => {
    killTree(child);
    await output.exited;
    await browser.close().catch(() => {});
  };
  const stop = async (): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) await askToEnd(child, browser);
    const timer = setTimeout(() => killTree(child), END_LIMIT_MS);
    const code = await output.exited;
    clearTimeout(timer);
    await browser.close().catch(() => {});
    return code;
  };

  return {
    pid: child.pid ?? 0,
    async window(url) {
      await expect.poll(() => pages(url).length, { message: `a window at ${url}`, timeout: 20_000 }).toBeGreaterThan(0);
      return pages(url)[0]!;
    },
    hasWindow: (url) => pages(url).length > 0,
    async openByHandOver(input) {
      const second = spawnElectron({
        ...command,
        args: [...command.args.filter((arg) => !/^--(?:open|remote-debugging-port)/.test(arg)), `--open=${input}`],
      });
      return (await readProcess(second).exited) ?? -1;
    },
    events: () => output.events,
    event: output.event,
    standardError: output.standardError,
    get desktop(): never {
      throw new Error('What Electron shows on the desktop cannot be read: skip this test there.');
    },
    stop,
    kill,
  };
}

interface Command {
  readonly executable: string;
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
}

function commandOf({ args, dataFolder, environment }: StartOptions): Command {
  const packed = environment['LARDER_PACKED_EXECUTABLE'];
  const all = { ...process.env, ...environment };
  const executable = packed ?? findElectron(ROOT, all);
  if (!executable) throw new Error("Electron's binary is not installed: npx install-electron.");
  // This process may itself be Electron's binary in its Node mode; the application must not be.
  delete all['ELECTRON_RUN_AS_NODE'];
  return {
    executable,
    args: [
      '--remote-debugging-port=0',
      ...sandboxFlags(executable),
      ...(packed ? [] : [APP_FOLDER]),
      '--headless',
      '--log-json',
      `--user-data-dir=${dataFolder}`,
      ...args,
    ],
    environment: all,
  };
}

function spawnElectron({ executable, args, environment }: Command): ChildProcess {
  return spawn(executable, args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function connect(output: ProcessOutput): Promise<Browser> {
  const endpoint = (): string | undefined => ENDPOINT.exec(output.standardError())?.[1];
  await expect.poll(endpoint, { message: 'where the DevTools listen' }).toBeTruthy();
  // Electron has no downloads of Playwright's kind to be told about.
  return chromium.connectOverCDP(endpoint()!, { noDefaults: true });
}

/** Windows has no signal that a process can answer; for Electron `Browser.close` is the user's *Quit*. */
async function askToEnd(child: ChildProcess, browser: Browser): Promise<void> {
  if (process.platform !== 'win32') {
    child.kill('SIGTERM');
    return;
  }
  const session = await browser.newBrowserCDPSession();
  // Electron ends without an answer.
  void session.send('Browser.close').catch(() => {});
}
