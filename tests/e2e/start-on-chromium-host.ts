import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { chromium, expect, type Browser, type Page } from '@playwright/test';
import { connectDesktop, HOST_PROGRAM, toHostUrl } from '../chromium-host/index.ts';
import { endByChannelOrSignal, killTree } from './ending.ts';
import { readProcess, type ProcessOutput } from './process-output.ts';
import type { RunningLarder, StartOptions } from './running-larder.ts';

/** Playwright's own steps grow to a second, which a suite of a hundred starts waits for a hundred times. */
const POLL_MS = [20];

/** Windows has no signal that a process can answer: there the end of a channel asks it to end. */
const STDIO: StdioOptions = ['ignore', 'pipe', 'pipe', ...(process.platform === 'win32' ? (['ipc'] as const) : [])];

/** Runs the production bundle on the Chromium host, with Playwright attached to the same browser. */
export async function startOnChromiumHost(options: StartOptions): Promise<RunningLarder> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'larder-cdp-'));
  const endpointFile = path.join(folder, 'endpoint');
  const desktopFile = path.join(folder, 'desktop');
  const child = spawnHost(options, { LARDER_HOST_CDP_FILE: endpointFile, LARDER_HOST_DESKTOP_FILE: desktopFile });
  const output = readProcess(child);
  await output.event('app-started');
  const browser = await connect(endpointFile, output);

  const pages = (url: string): Page[] => {
    const prefix = toHostUrl(url);
    return browser
      .contexts()
      .flatMap((context) => context.pages())
      .filter((page) => page.url().startsWith(prefix));
  };
  const stop = async (signal: NodeJS.Signals): Promise<number | null> => {
    const isRunning = child.exitCode === null && child.signalCode === null;
    if (isRunning && signal === 'SIGKILL') killTree(child);
    else if (isRunning) endByChannelOrSignal(child, signal);
    const code = await output.exited;
    await browser.close().catch(() => {});
    await rm(folder, { recursive: true, force: true });
    return code;
  };

  return {
    pid: child.pid ?? 0,
    async window(url) {
      await expect
        .poll(() => pages(url).length, { message: `a window at ${url}`, timeout: 20_000, intervals: POLL_MS })
        .toBeGreaterThan(0);
      return pages(url)[0]!;
    },
    hasWindow: (url) => pages(url).length > 0,
    async openByHandOver(input) {
      const second = spawnHost(
        { ...options, args: [...options.args.filter((arg) => !arg.startsWith('--open')), `--open=${input}`] },
        {},
      );
      return (await readProcess(second).exited) ?? -1;
    },
    events: () => output.events,
    event: output.event,
    standardError: output.standardError,
    desktop: connectDesktop(desktopFile),
    stop: () => stop('SIGTERM'),
    kill: async () => void (await stop('SIGKILL')),
  };
}

function spawnHost(options: StartOptions, extra: Readonly<Record<string, string>>): ChildProcess {
  return spawn(
    process.execPath,
    [HOST_PROGRAM, '--headless', '--log-json', `--user-data-dir=${options.dataFolder}`, ...options.args],
    { stdio: STDIO, env: { ...process.env, ...options.environment, ...extra } },
  );
}

async function connect(endpointFile: string, output: ProcessOutput): Promise<Browser> {
  await expect
    .poll(() => existsSync(endpointFile) && readFileSync(endpointFile, 'utf8').trim(), {
      message: `the browser's endpoint\n${output.standardError()}`,
      intervals: POLL_MS,
    })
    .toBeTruthy();
  return chromium.connectOverCDP(readFileSync(endpointFile, 'utf8').trim());
}
