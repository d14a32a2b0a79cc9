/** What the system grants, and what goes on in the background. */
import { readFileSync } from 'node:fs';
import { scheduleOf } from '../models/periodic-state.ts';
import type { Sandbox } from '../models/sandbox.ts';
import type { MiniProgramSummary } from '../models/mini-program-summary.ts';
import type { UpdatesState } from '../../preload/contract/updates.ts';
import { ok, problem, warning, type Check, type Finding } from './types.ts';

export interface Versions {
  readonly version: string;
  readonly electron: string;
  /** What runs in Electron's place, by its name; `null`: Electron itself. */
  readonly standIn: string | null;
  readonly chromium: string;
  readonly node: string;
  /** `Linux 6.8.0 x64` */
  readonly system: string;
}

export interface SystemCheckOptions {
  readonly versions: Versions;
  readonly platform: NodeJS.Platform;
  readonly isPackaged: boolean;
  /** The secret store's name on Linux. */
  secretStore(): Promise<{ readonly canEncrypt: boolean; readonly name: string | null }>;
  keepsTokensReadable(): boolean;
  /** Whether `bnc:` links open this copy. */
  opensLinks(): boolean;
  readonly sandbox: Sandbox;
  /** Reads a kernel setting; `null`: there is none. */
  readonly kernelSetting: (name: string) => string | null;
  /** Chromium's helper, which belongs to root and runs as root. */
  isSandboxHelperUsable(): boolean;
  readonly updates: () => UpdatesState;
  /** The language of requests, and that of the texts. */
  languages(): { readonly requests: string; readonly texts: string };
}

export function systemChecks(options: SystemCheckOptions): Check[] {
  const { versions } = options;
  return [
    {
      id: 'versions',
      run: () => {
        const { standIn, ...known } = versions;
        if (standIn === null) return ok('diagnostics.versions.ok', known);
        return ok('diagnostics.versions.standIn', { ...known, standIn });
      },
    },
    { id: 'secret-store', run: () => checkSecretStore(options) },
    { id: 'links', run: () => checkLinks(options) },
    { id: 'sandbox', run: () => checkSandbox(options) },
    { id: 'updates', run: () => checkUpdates(options.updates()) },
    { id: 'language', run: () => ok('diagnostics.language.ok', options.languages()) },
  ];
}

async function checkSecretStore({ secretStore, keepsTokensReadable }: SystemCheckOptions): Promise<Finding> {
  const { canEncrypt, name } = await secretStore();
  if (canEncrypt)
    return name === null ? ok('diagnostics.secret-store.ok') : ok('diagnostics.secret-store.named', { name });
  if (keepsTokensReadable()) return warning('diagnostics.secret-store.readable', {}, 'diagnostics.hint.secret-store');
  return warning('diagnostics.secret-store.memory', {}, 'diagnostics.hint.secret-store');
}

function checkLinks({ isPackaged, opensLinks }: SystemCheckOptions): Finding {
  if (opensLinks()) return ok('diagnostics.links.ok');
  if (!isPackaged) return ok('diagnostics.links.not-installed');
  return warning('diagnostics.links.other', {}, 'diagnostics.hint.links');
}

/** Linux: Chromium's sandbox needs user namespaces, or its helper that belongs to root. */
function checkSandbox({ platform, sandbox, kernelSetting, isSandboxHelperUsable }: SystemCheckOptions): Finding {
  if (sandbox === 'switched-off') return problem('diagnostics.sandbox.off', {}, 'diagnostics.hint.sandbox-off');
  if (sandbox === 'root') return warning('diagnostics.sandbox.root', {}, 'diagnostics.hint.sandbox-root');
  if (platform !== 'linux') return ok('diagnostics.sandbox.ok');
  const isForbidden =
    kernelSetting('kernel/unprivileged_userns_clone') === '0' || kernelSetting('user/max_user_namespaces') === '0';
  const isRestricted = kernelSetting('kernel/apparmor_restrict_unprivileged_userns') === '1';
  if ((isForbidden || isRestricted) && !isSandboxHelperUsable()) {
    return warning('diagnostics.sandbox.no-namespaces', {}, 'diagnostics.hint.sandbox-namespaces');
  }
  return ok('diagnostics.sandbox.ok');
}

/** For `kernelSetting`, on Linux. */
export function readKernelSetting(name: string): string | null {
  try {
    return readFileSync(`/proc/sys/${name}`, 'utf8').trim();
  } catch {
    return null;
  }
}

function checkUpdates({ phase, checksAutomatically }: UpdatesState): Finding {
  switch (phase.kind) {
    case 'off':
      if (phase.why === 'feed-not-secure')
        return problem('updates.off.feed-not-secure', {}, 'diagnostics.hint.updates');
      return ok(`updates.off.${phase.why}`);
    case 'failed':
      return warning(`updates.reason.${phase.failure}`, {}, 'diagnostics.hint.updates');
    case 'ready':
    case 'available':
    case 'downloading':
      return ok('diagnostics.updates.newer', { version: phase.update.version });
    case 'idle':
    case 'checking':
      return checksAutomatically ? ok('diagnostics.updates.on') : ok('diagnostics.updates.by-hand');
  }
}

export interface BackgroundCheckOptions {
  states(): Promise<readonly MiniProgramSummary[]> | readonly MiniProgramSummary[];
  isEnabled(): boolean;
  /** ms since epoch; `null`: not known, or nothing becomes due. */
  nextWakeAt(): number | null;
}

export function backgroundCheck({ states, isEnabled, nextWakeAt }: BackgroundCheckOptions): Check {
  return {
    id: 'background',
    async run() {
      if (!isEnabled()) return ok('diagnostics.background.off');
      const using = (await states()).filter(({ details, token }) => details?.hasBackgroundFetchUrl && token !== null);
      const count = using.length;
      if (count === 0) return ok('diagnostics.background.nobody');
      const periodic = using.map(scheduleOf);
      const failed = periodic.filter(({ failures }) => failures > 0).length;
      const lastAt = Math.max(0, ...periodic.map(({ lastSuccessAt }) => lastSuccessAt ?? 0));
      if (failed > 0)
        return warning('diagnostics.background.failing', { count, failed }, 'diagnostics.hint.background');
      if (lastAt === 0) return ok('diagnostics.background.not-yet', { count });
      const next = nextWakeAt();
      return next === null
        ? ok('diagnostics.background.ok', { count, lastAt })
        : ok('diagnostics.background.next', { count, lastAt, next });
    },
  };
}

/** `counts`: of the downloads in the list. */
export function downloadsCheck(counts: () => { readonly running: number; readonly failed: number }): Check {
  return {
    id: 'downloads',
    run() {
      const { running, failed } = counts();
      // A server that says no is nothing this computer lacks.
      return failed > 0
        ? ok('diagnostics.downloads.failed', { running, failed })
        : ok('diagnostics.downloads.ok', { running });
    },
  };
}
