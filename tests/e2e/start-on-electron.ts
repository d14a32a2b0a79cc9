import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { _electron, expect, type Page } from '@playwright/test';
import { readProcess } from './process-output.ts';
import type { RunningLarder, StartOptions } from './running-larder.ts';

const APP_FOLDER = path.join(import.meta.dirname, '..', '..', 'out', 'app');

/** Runs the production bundle on Electron itself; `LARDER_PACKED_EXECUTABLE`: a packed test variant instead. */
export async function startOnElectron(options: StartOptions): Promise<RunningLarder> {
  const packed = options.environment['LARDER_PACKED_EXECUTABLE'];
  const executablePath = packed ?? (createRequire(import.meta.url)('electron') as string);
  const args = [
    ...(packed ? [] : [APP_FOLDER]),
    '--headless',
    '--log-json',
    `--user-data-dir=${options.dataFolder}`,
    ...options.args,
  ];
  const environment = { ...process.env, ...options.environment } as Record<string, string>;
  const application = await _electron.launch({ executablePath, args, env: environment });
  const child = application.process();
  const output = readProcess(child);

  const pages = (url: string): Page[] => application.windows().filter((page) => page.url().startsWith(url));
  const stop = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    return output.exited;
  };

  return {
    pid: child.pid ?? 0,
    async window(url) {
      await expect.poll(() => pages(url).length, { message: `a window at ${url}`, timeout: 20_000 }).toBeGreaterThan(0);
      return pages(url)[0]!;
    },
    hasWindow: (url) => pages(url).length > 0,
    async openByHandOver(input) {
      const second = spawn(executablePath, [...args.filter((arg) => !arg.startsWith('--open')), `--open=${input}`], {
        env: environment,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      return (await readProcess(second).exited) ?? -1;
    },
    events: () => output.events,
    event: output.event,
    standardError: output.standardError,
    get desktop(): never {
      throw new Error('What Electron shows on the desktop cannot be read: skip this test there.');
    },
    stop: () => stop('SIGTERM'),
    kill: async () => void (await stop('SIGKILL')),
  };
}
