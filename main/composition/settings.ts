/** The Settings page: what it shows, what it may do, and what the appearance does to every window. */
import path from 'node:path';
import { app, nativeTheme, shell } from 'electron';
import type { BackendSource, MeasureProgress, SettingsState } from '../../preload/contract/settings.ts';
import { backgroundSettings } from '../launcher/activity/activity-state.ts';
import type { BackgroundFetchEngine } from '../background-fetch/engine.ts';
import { checkBackend } from '../catalog/details/backend-check.ts';
import { usableBackendUrl } from '../network/rules/backend-url.ts';
import { freeBytesOnDisk } from '../storage/disk.ts';
import type { PeriodicFetch } from '../data-fetch/periodic/periodic-fetch.ts';
import { createSettingsHandlers, type SettingsHandlers } from '../ipc/handlers/settings.ts';
import { settingsSchema } from '../storage/settings.ts';
import type { Clock } from '../support/clock.ts';
import type { ShutdownList } from '../support/shutdown-list.ts';
import { AppError } from '../support/errors.ts';
import type { CommandLine } from '../system/start/command-line.ts';
import type { StartWithSystem } from '../system/desktop/start-with-system.ts';
import { clearData, type DataOwners } from '../user-data/clear.ts';
import { removePartitionsLeftBehind } from '../user-data/left-behind.ts';
import { measureMiniProgram, measureUserData, type UserDataFolders } from '../user-data/measure.ts';
import { miniProgramSettings } from '../launcher/settings/mini-program-settings.ts';
import { throttle } from '../support/throttle.ts';
import { partitionOf } from '../sessions/schemes.ts';
import type { WindowRegistry } from '../windows/window-registry.ts';
import type { Network } from './network.ts';
import type { Storage } from './storage.ts';
import type { Windows } from './windows.ts';

export interface SettingsDependencies {
  readonly commandLine: CommandLine;
  readonly storage: Storage;
  readonly network: Network;
  readonly windows: Windows;
  readonly registry: WindowRegistry;
  readonly periodic: PeriodicFetch;
  readonly engine: BackgroundFetchEngine;
  readonly startWithSystem: StartWithSystem;
  readonly clock: Clock;
  readonly disposables: ShutdownList;
}

const PUSH_INTERVAL_MS = 100;
const PARTITION_PREFIX = 'persist:';

export function createSettings(dependencies: SettingsDependencies): SettingsHandlers {
  const { commandLine, storage, network, windows, registry, engine, clock, disposables } = dependencies;
  const { settings, store, tokens } = storage;
  const folders: UserDataFolders = {
    root: app.getPath('userData'),
    partitions: path.join(app.getPath('sessionData'), 'Partitions'),
    partitionName: (appId) => partitionOf(appId).slice(PARTITION_PREFIX.length),
  };
  const getState = (): SettingsState => settingsState(dependencies);
  const push = throttle(() => {
    const launcher = registry.launcher();
    if (launcher) registry.push(launcher.webContents.id, 'launcher:settings-changed', getState());
  }, PUSH_INTERVAL_MS);
  let progress: MeasureProgress = { done: 0, total: 0, bytes: 0 };
  const pushProgress = throttle(() => {
    const launcher = registry.launcher();
    if (launcher) registry.push(launcher.webContents.id, 'launcher:measure-progress', progress);
  }, PUSH_INTERVAL_MS);
  disposables.defer(settings.onChange(push));
  followAppearance(dependencies);
  void removePartitionsLeftBehind(folders);

  return createSettingsHandlers({
    dev: commandLine.dev,
    settings,
    getState,
    getMiniProgram(appId) {
      const state = store.get(appId);
      if (!state) return null;
      return miniProgramSettings(state, {
        backendUrl: network.backendUrl(),
        hasToken: tokens.has(appId),
        isOpen: registry.isOpen(appId),
        areDownloadsAllowed: !settings.get().backgroundFetchForbidden.includes(appId),
      });
    },
    checkBackend: (url, signal) =>
      checkBackend(url, { http: network.http, knownIds: store.list().map(({ appId }) => appId), signal }),
    resealTokens: () => tokens.reseal(),
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
      await clearData(appId, kind, ownersOf(dependencies));
      push();
    },
  });

  function ownersOf({ periodic }: SettingsDependencies): DataOwners {
    return {
      closeWindow: (appId) => windows.opener.close(appId),
      packages: network.packages,
      periodic,
      tokens,
      onTokenCleared: (appId) => periodic.scheduler.tokenChanged(appId),
      clearSite: windows.clearSite,
      downloads: {
        async abortAll(appId) {
          const active = engine.downloads.list().filter((item) => item.appId === appId && item.settledAt === null);
          for (const { registration } of active) await engine.downloads.abort(appId, registration.uuid);
        },
        removeApp: (appId) => engine.removeApp(appId),
      },
    };
  }
}

function settingsState({ commandLine, storage, network, startWithSystem }: SettingsDependencies): SettingsState {
  const { settings, tokens } = storage;
  const values = settings.get();
  const {
    language,
    appearance,
    backgroundFetchQuotaBytes,
    maxPackageBytes,
    downloadNotifications,
    keepTokensWithoutSecretStore,
    cdnUrl,
  } = values;
  const defaults = settingsSchema.parse({});
  const url = network.backendUrl();
  return {
    choices: {
      language,
      appearance,
      downloadQuotaBytes: backgroundFetchQuotaBytes,
      maxPackageBytes,
      downloadNotifications,
      keepTokensWithoutSecretStore,
      cdnUrl,
    },
    defaults: { downloadQuotaBytes: defaults.backgroundFetchQuotaBytes, maxPackageBytes: defaults.maxPackageBytes },
    backend: {
      url,
      source: backendSource(url, commandLine.backendUrl, values.backendUrl),
      chosenUrl: values.backendUrl,
    },
    background: backgroundSettings({ settings, startWithSystem }),
    canStartWithSystem: app.isPackaged,
    tokenPersistence: tokens.persistence,
    dataFolder: app.getPath('userData'),
    isTemporary: settings.isTemporary,
  };
}

function backendSource(url: string | null, given: string | null, chosen: string | null): BackendSource {
  if (given !== null) return 'command-line';
  if (url === null) return 'none';
  return url === usableBackendUrl(chosen, true) ? 'setting' : 'demo';
}

/** `prefers-color-scheme` of every page follows, and what the system draws. */
function followAppearance({ storage: { settings }, disposables }: SettingsDependencies): void {
  const follow = (): void => {
    const { appearance } = settings.get();
    if (nativeTheme.themeSource !== appearance) nativeTheme.themeSource = appearance;
  };
  follow();
  disposables.defer(settings.onChange(follow));
}
