/** What `npm start` does on a Node that runs TypeScript: bundle, choose a host, run it until it ends. */
import path from 'node:path';
import { bundle } from '../bundle.ts';
import { say, StartError } from '../bootstrap/messages.mjs';
import { ROOT } from '../bootstrap/prepare.mjs';
import { supervise } from '../bootstrap/supervise.mjs';
import { HOST_PROGRAM } from '../../tests/chromium-host/index.ts';
import { ensureChromium } from './chromium-browser.ts';
import { chooseHost, type Host } from './choose-host.ts';
import { prepareDemo, type Demo } from './demo-mode.ts';

/** Runs Larder with `args` and answers its exit code. Throws `StartError` when it cannot start. */
export async function start(args: readonly string[]): Promise<number> {
  const { outDir } = await bundle().catch((error: unknown) => {
    throw new StartError(`the sources do not build:\n${error instanceof Error ? error.message : String(error)}`);
  });
  const host = await chooseHost(ROOT, process.env);
  if (host.kind === 'chromium') {
    say(host.reason);
    await ensureChromium();
  }
  const demo = args.some(isBackendOption) ? null : await prepareDemo(ROOT, args);
  try {
    const { command, commandArgs } = commandOf(host, outDir, [...(demo?.args ?? []), ...args.map(withFolderFromHere)]);
    return await supervise(command, commandArgs, { env: environmentOf(host, outDir, demo) });
  } finally {
    await demo?.close();
  }
}

function isBackendOption(arg: string): boolean {
  return arg === '--backend-url' || arg.startsWith('--backend-url=');
}

/** npm runs scripts in the folder of package.json; a folder is meant from where the person stands. */
function withFolderFromHere(arg: string): string {
  const [, folder] = /^--open-dir=([\s\S]+)$/.exec(arg) ?? [];
  return folder === undefined || /^https?:\/\//i.test(folder)
    ? arg
    : `--open-dir=${path.resolve(process.env['INIT_CWD'] ?? process.cwd(), folder)}`;
}

function commandOf(host: Host, outDir: string, args: readonly string[]): { command: string; commandArgs: string[] } {
  if (host.kind === 'electron') return { command: host.executable, commandArgs: [...host.flags, outDir, ...args] };
  const headless = host.headless && !args.some((arg) => /^--headless(?:=|$)/.test(arg)) ? ['--headless'] : [];
  return { command: process.execPath, commandArgs: [...process.execArgv, HOST_PROGRAM, ...headless, ...args] };
}

function environmentOf(host: Host, outDir: string, demo: Demo | null): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { ...process.env, LARDER_APP_DIR: outDir, ...demo?.environment };
  // This process may itself be Electron's binary in its Node mode; the application must not be.
  if (host.kind === 'electron') delete environment['ELECTRON_RUN_AS_NODE'];
  return environment;
}
