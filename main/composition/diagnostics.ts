/** The Diagnostics page, and `--diagnostics` on the command line: Electron for `main/diagnostics`. */
import os from 'node:os';
import path from 'node:path';
import { app, clipboard, safeStorage, session } from 'electron';
import type { DiagnosticsState } from '../../preload/contract/diagnostics.ts';
import type { BackgroundFetchEngine } from '../background-fetch/engine.ts';
import type { BackendHttp } from '../network/client/backend-http.ts';
import { folderChecks } from '../diagnostics/folder-checks.ts';
import { networkChecks } from '../diagnostics/network-checks.ts';
import { createRedaction, diagnosticsReport, inReportOrder } from '../diagnostics/report.ts';
import { createDiagnosticsRun } from '../diagnostics/run-checks.ts';
import {
  backgroundCheck,
  downloadsCheck,
  readKernelSetting,
  systemChecks,
  type BackgroundCheckOptions,
  type SystemCheckOptions,
} from '../diagnostics/system-checks.ts';
import type { Check } from '../diagnostics/types.ts';
import { policiesCheck } from '../diagnostics/policies-check.ts';
import type { Policies } from '../policies/policies.ts';
import type { PeriodicScheduler } from '../data-fetch/periodic/scheduler.ts';
import { createDiagnosticsHandlers, type DiagnosticsHandlers } from '../ipc/handlers/diagnostics.ts';
import type { MiniProgramStore } from '../storage/ports.ts';
import type { Settings } from '../storage/settings.ts';
import { canEncryptTokens } from '../storage/tokens/token-vault.ts';
import type { Clock } from '../support/clock.ts';
import type { ShutdownList } from '../support/shutdown-list.ts';
import { homeFolder, userName } from '../support/system-values.ts';
import { DEEP_LINK_PROTOCOL } from '../opening/deep-links.ts';
import { inEnglish } from '../support/english.ts';
import { isSandboxHelperUsable, readSandbox, sandboxFacts } from '../system/start/sandbox.ts';
import type { Updates } from '../system/updates/updates.ts';
import { throttle } from '../support/throttle.ts';
import type { WindowRegistry } from '../windows/window-registry.ts';
import type { LanguageOfUser } from './language.ts';
import type { Log } from './log.ts';

/** What differs between a Larder that runs and one that only reports. */
export interface CheckSources {
  /** Absolute. */
  readonly folder: string;
  readonly clock: Clock;
  readonly http: BackendHttp;
  backendUrl(): string | null;
  readonly policies: Pick<Policies, 'place' | 'names' | 'problems'>;
  readonly background: BackgroundCheckOptions;
  readonly updates: SystemCheckOptions['updates'];
  readonly languages: SystemCheckOptions['languages'];
  keepsTokensReadable(): boolean;
}

export function systemChecksOf(sources: CheckSources): Check[] {
  const { folder, clock, http, backendUrl, policies, background, updates, languages, keepsTokensReadable } = sources;
  return inReportOrder([
    ...folderChecks(folder, () => clock.now()),
    policiesCheck(policies),
    ...networkChecks({
      backendUrl,
      http,
      clock,
      resolveProxy: (url) => session.defaultSession.resolveProxy(url),
      knownIds: async () => (await background.states()).map(({ appId }) => appId),
      environment: process.env,
    }),
    ...systemChecks({
      versions: {
        version: app.getVersion(),
        electron: process.versions['electron'] ?? '',
        standIn: process.versions['electron-stand-in'] ?? null,
        chromium: process.versions['chrome'] ?? '',
        node: process.versions.node,
        system: `${os.type()} ${os.release()} ${process.arch}`,
      },
      platform: process.platform,
      isPackaged: app.isPackaged,
      secretStore: async () => ({
        canEncrypt: await canEncryptTokens(safeStorage),
        name: process.platform === 'linux' ? safeStorage.getSelectedStorageBackend() : null,
      }),
      keepsTokensReadable,
      opensLinks: () => app.isDefaultProtocolClient(DEEP_LINK_PROTOCOL),
      sandbox: readSandbox(sandboxFacts()),
      kernelSetting: readKernelSetting,
      isSandboxHelperUsable: () => isSandboxHelperUsable(path.dirname(process.execPath)),
      updates,
      languages,
    }),
    backgroundCheck(background),
  ]);
}

/** The report in English, without what is the user's alone. */
export function reportOf(state: DiagnosticsState, clock: Clock, logEnd = ''): string {
  return diagnosticsReport({
    lines: state.lines,
    logEnd,
    at: state.finishedAt ?? clock.now(),
    wasCancelled: state.wasCancelled,
    textOf: inEnglish,
    redact: createRedaction({ home: homeFolder(), userName: userName() }),
  });
}

export interface DiagnosticsPageDependencies {
  readonly settings: Settings;
  readonly policies: Policies;
  readonly store: MiniProgramStore;
  readonly http: BackendHttp;
  readonly language: LanguageOfUser;
  readonly scheduler: PeriodicScheduler;
  readonly engine: BackgroundFetchEngine;
  readonly updates: Updates;
  readonly registry: WindowRegistry;
  readonly clock: Clock;
  readonly disposables: ShutdownList;
  backendUrl(): string | null;
  readonly log: Log;
}

export function createDiagnosticsPage(dependencies: DiagnosticsPageDependencies): DiagnosticsHandlers {
  const { settings, store, http, language, scheduler, engine, updates, registry, clock, disposables } = dependencies;
  const checks = systemChecksOf({
    folder: app.getPath('userData'),
    clock,
    http,
    backendUrl: dependencies.backendUrl,
    policies: dependencies.policies,
    background: {
      states: () => store.list(),
      isEnabled: () => settings.get().periodicFetchEnabled,
      nextWakeAt: () => scheduler.plan().nextWakeAt,
    },
    updates: updates.getState,
    languages: () => ({ requests: language.tag(), texts: language.messages.current().language }),
    keepsTokensReadable: () => settings.get().keepTokensWithoutSecretStore,
  });
  const downloads = downloadsCheck(() => {
    const fetches = engine.downloads.list();
    return {
      running: fetches.filter(({ settledAt }) => settledAt === null).length,
      failed: fetches.filter(({ registration }) => !['', 'aborted'].includes(registration.failureReason)).length,
    };
  });
  const run = createDiagnosticsRun({ checks: inReportOrder([...checks, downloads]), clock });
  const push = throttle(() => registry.pushToLauncher('launcher:diagnostics-changed', run.getState()));
  disposables.defer(run.onChange(push));
  disposables.defer(() => run.cancel());
  return createDiagnosticsHandlers({
    run,
    report: async (state) => reportOf(state, clock, await dependencies.log.logFile.end()),
    openLog: dependencies.log.openLog,
    writeClipboard: (text) => clipboard.writeText(text),
  });
}
