/** The Settings page, and what the appearance does to every window. */
import path from 'node:path';
import { app, nativeTheme, shell } from 'electron';
import type { MeasureProgress, SettingsState } from '../../preload/contract/settings.ts';
import type { BackgroundFetchEngine } from '../background-fetch/engine.ts';
import { checkBackend } from '../catalog/details/backend-check.ts';
import type { PackageInstaller } from '../catalog/packages/packages.ts';
import { freeBytesOnDisk } from '../storage/disk.ts';
import type { PeriodicFetch } from '../data-fetch/periodic/periodic-fetch.ts';
import type { Account } from '../identity/account.ts';
import { createAccountHandlers, type AccountHandlers } from '../ipc/handlers/account.ts';
import { createSettingsHandlers, type SettingsHandlers } from '../ipc/handlers/settings.ts';
import type { MiniProgramStore, TokenVault } from '../storage/ports.ts';
import type { Policies } from '../policies/policies.ts';
import type { Settings } from '../storage/settings.ts';
import type { Clock } from '../support/clock.ts';
import type { ShutdownList } from '../support/shutdown-list.ts';
import { AppError } from '../support/errors.ts';
import type { SystemConditions } from '../system/desktop/conditions.ts';
import type { StartWithSystem } from '../system/desktop/start-with-system.ts';
import { clearData, type DataOwners } from '../disk-usage/clear.ts';
import { removePartitionsLeftBehind } from '../disk-usage/left-behind.ts';
import { measureMiniProgram, measureUserData, type UserDataFolders } from '../disk-usage/measure.ts';
import { miniProgramSettings } from '../launcher/settings/mini-program-settings.ts';
import { settingsState } from '../launcher/settings/settings-state.ts';
import type { BackendHttp } from '../network/client/backend-http.ts';
import type { MiniProgramOpener } from '../opening/mini-program-opener.ts';
import type { MiniProgramSessions } from '../sessions/mini-program-sessions.ts';
import { throttle } from '../support/throttle.ts';
import { partitionOf } from '../sessions/schemes.ts';
import type { WindowRegistry } from '../windows/window-registry.ts';

export interface SettingsPageDependencies {
  readonly dev: boolean;
  /** `--backend-url`; it wins. */
  readonly givenBackendUrl: string | null;
  readonly settings: Settings;
  readonly policies: Policies;
  readonly store: MiniProgramStore;
  readonly tokens: TokenVault;
  readonly http: BackendHttp;
  readonly account: Account;
  readonly packages: PackageInstaller;
  readonly sessions: MiniProgramSessions;
  readonly opener: MiniProgramOpener;
  readonly registry: WindowRegistry;
  readonly periodic: PeriodicFetch;
  readonly engine: BackgroundFetchEngine;
  readonly startWithSystem: StartWithSystem;
  readonly clock: Clock;
  readonly disposables: ShutdownList;
  readonly conditions: Pick<SystemConditions, 'now' | 'onChange'>;
  backendUrl(): string | null;
}

const PUSH_INTERVAL_MS = 100;
const PARTITION_PREFIX = 'persist:';

export function createSettingsPage(dependencies: SettingsPageDependencies): SettingsHandlers & AccountHandlers {
  const { dev, settings, store, tokens, http, packages, sessions, opener, registry } = dependencies;
  const { periodic, engine, clock, disposables, backendUrl, account, conditions } = dependencies;
  const folders: UserDataFolders = {
    root: app.getPath('userData'),
    partitions: path.join(app.getPath('sessionData'), 'Partitions'),
    partitionName: (appId) => partitionOf(appId).slice(PARTITION_PREFIX.length),
  };
  const getState = (): SettingsState =>
    settingsState({
      ...dependencies,
      isMetered: () => conditions.now().isMetered,
      dataFolder: folders.root,
      canStartWithSystem: app.isPackaged,
    });
  const owners: DataOwners = {
    closeWindow: (appId) => opener.close(appId),
    packages,
    periodic,
    tokens,
    onTokenCleared: (appId) => periodic.scheduler.tokenChanged(appId),
    clearSite: sessions.clear,
    downloads: {
      abortAll: (appId) => engine.downloads.abortAll(appId),
      removeApp: (appId) => engine.removeApp(appId),
    },
  };
  const push = throttle(() => {
    registry.pushToLauncher('launcher:settings-changed', getState());
  }, PUSH_INTERVAL_MS);
  let progress: MeasureProgress = { done: 0, total: 0, bytes: 0 };
  const pushProgress = throttle(() => {
    registry.pushToLauncher('launcher:measure-progress', progress);
  }, PUSH_INTERVAL_MS);
  for (const source of [settings, store, account, conditions]) disposables.defer(source.onChange(push));
  followAppearance(settings, disposables);
  void removePartitionsLeftBehind(folders);

  const handlers = createSettingsHandlers({
    dev,
    settings,
    getState() {
      // Whoever looks is told again when the backend says something else.
      void account.refreshConfig();
      return getState();
    },
    getMiniProgram(appId) {
      const state = store.get(appId);
      if (!state) return null;
      return miniProgramSettings(state, {
        backendUrl: backendUrl(),
        hasToken: tokens.has(appId),
        isOpen: registry.isOpen(appId),
        areDownloadsAllowed: state.downloadsAllowed,
      });
    },
    checkBackend: (url, signal) =>
      checkBackend(url, { http: http, knownIds: store.list().map(({ appId }) => appId), signal }),
    async resealTokens() {
      await Promise.all([tokens.reseal(), account.reseal()]);
    },
    async openDataFolder() {
      const problem = await shell.openPath(folders.root);
      if (problem !== '')
        throw new AppError('storage-failed', {
          key: 'settings.storageOpenFailed',
          values: { folder: folders.root, reason: problem },
        });
    },
    measure: (signal, onProgress) =>
      measureUserData(folders, { signal, onProgress, freeBytes: freeBytesOnDisk, now: () => clock.now() }),
    measureMiniProgram: (appId, signal) => measureMiniProgram(folders, appId, signal),
    tellProgress(next) {
      progress = next;
      pushProgress();
    },
    async clearData(appId, kind) {
      await clearData(appId, kind, owners);
      push();
    },
  });
  return { ...handlers, ...createAccountHandlers(account) };
}

/** `prefers-color-scheme` of every page follows, and what the system draws. */
function followAppearance(settings: Settings, disposables: ShutdownList): void {
  const follow = (): void => {
    const { appearance } = settings.get();
    if (nativeTheme.themeSource !== appearance) nativeTheme.themeSource = appearance;
  };
  follow();
  disposables.defer(settings.onChange(follow));
}
