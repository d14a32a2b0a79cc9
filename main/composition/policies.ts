/** The administrator's policies of this computer, and the mini-programs that they want here. */
import { BRAND, variableName } from '../../preload/contract/brand.ts';
import { execFileSync } from 'node:child_process';
import { app } from 'electron';
import type { Library } from '../catalog/library.ts';
import { createPreinstalled } from '../catalog/preinstalled.ts';
import { interpretPolicies, type Policies } from '../policies/policies.ts';
import { readPolicySource } from '../policies/policy-source.ts';
import type { MiniProgramStore } from '../storage/ports.ts';
import { errorMessage } from '../support/errors.ts';
import type { ShutdownList } from '../support/shutdown-list.ts';
import { userName } from '../support/system-values.ts';
import type { SystemConditions } from '../system/desktop/conditions.ts';
import type { CommandLine } from '../system/start/command-line.ts';
import type { Storage } from './storage.ts';

const LINUX_FILE = `/etc/${BRAND.id}/policy.json`;
const PROGRAM_TIMEOUT_MS = 5000;

/** A copy that is not installed may be given others, for tests: `LARDER_POLICY_FILE`. */
export function policiesOfThisComputer(): Policies {
  const given = app.isPackaged ? undefined : process.env[variableName('POLICY_FILE')];
  return interpretPolicies(
    readPolicySource({
      platform: process.platform,
      file: given ?? (process.platform === 'linux' ? LINUX_FILE : null),
      registryKey: BRAND.name,
      bundleId: BRAND.appId,
      userName: userName(),
      runProgram: (file, args) =>
        execFileSync(file, args, {
          encoding: 'utf8',
          timeout: PROGRAM_TIMEOUT_MS,
          windowsHide: true,
          stdio: ['ignore', 'pipe', 'ignore'],
        }),
    }),
  );
}

/** Why this start is not what the administrator allows; `null`: it is. */
export function refusedByPolicies(
  { dev, backendUrl }: Pick<CommandLine, 'dev' | 'backendUrl'>,
  policies: Pick<Policies, 'allowsDeveloperMode' | 'isLocked' | 'isUnreadable' | 'place'>,
): string | null {
  const by = `the administrator of this computer (${policies.place})`;
  const unreadable = `what ${by} decides about it cannot be read, so that it stays as it is`;
  if (dev && policies.isUnreadable('developerMode')) return `Cannot start with --dev: ${unreadable}: off.`;
  if (dev && !policies.allowsDeveloperMode) return `Cannot start with --dev: ${by} does not allow developer mode.`;
  if (backendUrl !== null && policies.isUnreadable('backendUrl'))
    return `Cannot start with --backend-url: ${unreadable}.`;
  if (backendUrl !== null && policies.isLocked('backendUrl'))
    return `Cannot start with --backend-url: ${by} has chosen the backend.`;
  return null;
}

export interface PreinstallDependencies {
  readonly policies: Policies;
  readonly library: Library;
  readonly store: MiniProgramStore;
  readonly conditions: SystemConditions;
  readonly disposables: ShutdownList;
  readonly warn: Storage['warn'];
}

/** Adds what is missing when it is started, when the network comes back, and later again. */
export function createPreinstalls(dependencies: PreinstallDependencies): { start(): void } {
  const { policies, library, store, conditions, disposables, warn } = dependencies;
  const preinstalled = createPreinstalled({
    appIds: policies.preinstalled,
    isInstalled: (appId) => (store.get(appId)?.installed ?? null) !== null,
    install: library.install,
    isOnline: () => conditions.now().online,
    onFailed: (id, error) =>
      warn(`preinstalled-${id}`, { key: 'policies.notPreinstalled', values: { id, reason: errorMessage(error) } }),
  });
  disposables.add(preinstalled);
  disposables.defer(conditions.onChange((change) => void (change === 'online' && preinstalled.run())));
  return { start: () => void preinstalled.run() };
}
