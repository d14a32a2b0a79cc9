/** Whether Chromium's sandbox is there for what Larder opens, and what follows when it is not. */
import { statSync } from 'node:fs';
import type { Sandbox } from '../../models/sandbox.ts';

export interface SandboxFacts {
  readonly platform: NodeJS.Platform;
  /** The whole `process.argv`: `app.enableSandbox()` takes the switch away from `app.commandLine`. */
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** `process.getuid()`, where there is one. */
  readonly uid: number | undefined;
}

export function readSandbox({ platform, args, environment, uid }: SandboxFacts): Sandbox {
  // Electron asks only whether the variable is there.
  if (args.includes('--no-sandbox') || environment['ELECTRON_DISABLE_SANDBOX'] !== undefined) return 'switched-off';
  return platform === 'linux' && uid === 0 ? 'root' : 'on';
}

/** Electron starts for root only without a sandbox: a mini-program would then have the whole computer. */
export function isRootWithoutSandbox(facts: SandboxFacts): boolean {
  return facts.platform === 'linux' && facts.uid === 0 && readSandbox(facts) === 'switched-off';
}

/** As root each process that Electron starts would end at once after `app.enableSandbox()`. */
export function canEnableSandbox({ platform, uid }: Pick<SandboxFacts, 'platform' | 'uid'>): boolean {
  return platform !== 'linux' || uid !== 0;
}

export function sandboxFacts(): SandboxFacts {
  return { platform: process.platform, args: process.argv, environment: process.env, uid: process.getuid?.() };
}

/** Linux without user namespaces: the helper beside the executable has to belong to root, and to run as root. */
export function isSandboxHelperUsable(executableFolder: string): boolean {
  try {
    const { uid, mode } = statSync(`${executableFolder}/chrome-sandbox`);
    return uid === 0 && (mode & 0o7777) === 0o4755;
  } catch {
    return false;
  }
}
