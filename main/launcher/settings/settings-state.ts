/** What the Settings page shows. */
import type { AccountState } from '../../../preload/contract/account.ts';
import { BRAND } from '../../../preload/contract/brand.ts';
import { LOCKABLE_SETTINGS, type BackendSource, type SettingsState } from '../../../preload/contract/settings.ts';
import { usableBackendUrl } from '../../network/rules/backend-url.ts';
import type { Policies } from '../../policies/policies.ts';
import type { TokenVault } from '../../storage/ports.ts';
import { settingsSchema, type Settings } from '../../storage/settings.ts';
import { backgroundSettings } from '../activity/activity-state.ts';

export interface SettingsStateDependencies {
  readonly settings: Pick<Settings, 'get' | 'isTemporary'>;
  readonly policies: Pick<Policies, 'backendUrl' | 'isLocked'>;
  readonly tokens: Pick<TokenVault, 'persistence'>;
  readonly account: { state(): AccountState };
  readonly startWithSystem: { get(): boolean };
  /** Of the connection; `null`: the system does not tell. */
  isMetered(): boolean | null;
  readonly canStartWithSystem: boolean;
  /** Absolute. */
  readonly dataFolder: string;
  /** `--backend-url`; it wins. */
  readonly givenBackendUrl: string | null;
  /** The one in use. */
  backendUrl(): string | null;
}

export function settingsState(dependencies: SettingsStateDependencies): SettingsState {
  const { settings, policies, tokens, canStartWithSystem, dataFolder, givenBackendUrl } = dependencies;
  const values = settings.get();
  const {
    language,
    appearance,
    backgroundFetchQuotaBytes,
    maxPackageBytes,
    downloadNotifications,
    downloadBytesPerSecond,
    quitWithDownloads,
    downloadsFromWorkers,
    keepTokensWithoutSecretStore,
    cdnUrl,
  } = values;
  const defaults = settingsSchema.parse({});
  const url = dependencies.backendUrl();
  return {
    choices: {
      language,
      appearance,
      downloadQuotaBytes: backgroundFetchQuotaBytes,
      maxPackageBytes,
      downloadNotifications,
      downloadBytesPerSecond,
      quitWithDownloads,
      downloadsFromWorkers,
      keepTokensWithoutSecretStore,
      cdnUrl,
    },
    defaults: { downloadQuotaBytes: defaults.backgroundFetchQuotaBytes, maxPackageBytes: defaults.maxPackageBytes },
    backend: {
      url,
      source: policies.backendUrl === null ? backendSource(url, givenBackendUrl, values.backendUrl) : 'policy',
      chosenUrl: values.backendUrl,
    },
    account: dependencies.account.state(),
    background: backgroundSettings(dependencies),
    canStartWithSystem,
    tokenPersistence: tokens.persistence,
    dataFolder,
    isTemporary: settings.isTemporary,
    locked: (['backendUrl', ...LOCKABLE_SETTINGS] as const).filter((name) => policies.isLocked(name)),
  };
}

function backendSource(url: string | null, given: string | null, chosen: string | null): BackendSource {
  if (given !== null) return 'command-line';
  if (url === null) return 'none';
  if (url === usableBackendUrl(chosen, true)) return 'setting';
  return url === BRAND.backendUrl ? 'brand' : 'demo';
}
