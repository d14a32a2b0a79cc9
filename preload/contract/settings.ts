/** What the launcher's Settings page shows and asks for. Plain data; no token. Amounts are bytes, times ms since epoch. */
import type { AccountState } from './account.ts';
import type { BackgroundSettings } from './activity.ts';

export type Appearance = 'system' | 'light' | 'dark';

/** What *Quit* does while downloads are under way. */
export type QuitWithDownloads = 'ask' | 'background' | 'quit';

/** `encrypted`: by the system's secret store. `plain`: readable on the disk. `memory`: until Larder ends. */
export type TokenPersistence = 'encrypted' | 'plain' | 'memory';

/** What the user may choose here. */
export interface SettingsChoices {
  /** BCP 47; `null`: the system's. */
  readonly language: string | null;
  readonly appearance: Appearance;
  /** What the background fetches of one mini-program may keep. */
  readonly downloadQuotaBytes: number;
  readonly maxPackageBytes: number;
  readonly downloadNotifications: boolean;
  /** Bytes a second of all downloads together; 0: as much as comes. */
  readonly downloadBytesPerSecond: number;
  readonly quitWithDownloads: QuitWithDownloads;
  /** Service workers may start downloads. */
  readonly downloadsFromWorkers: boolean;
  readonly keepTokensWithoutSecretStore: boolean;
  /** `http:` or `https:`; `null`: none. */
  readonly cdnUrl: string | null;
}

/** What an administrator may decide for every user, by its name in `settings.json`. */
export const LOCKABLE_SETTINGS = [
  'language',
  'appearance',
  'cdnUrl',
  'keepTokensWithoutSecretStore',
  'maxPackageBytes',
  'checkForUpdates',
  'periodicFetchEnabled',
  'periodicFetchAtMinutes',
  'periodicFetchNotOnBattery',
  'notOnMeteredConnection',
  'backgroundFetchQuotaBytes',
  'downloadBytesPerSecond',
  'quitWithDownloads',
  'downloadsFromWorkers',
  'downloadNotifications',
] as const;
export type LockableSetting = (typeof LOCKABLE_SETTINGS)[number];

/** Where the backend in use comes from. */
export type BackendSource = 'policy' | 'command-line' | 'setting' | 'demo' | 'brand' | 'none';

export interface BackendState {
  /** In use now. */
  readonly url: string | null;
  readonly source: BackendSource;
  /** The setting, in use or not. */
  readonly chosenUrl: string | null;
}

export interface SettingsState {
  readonly choices: SettingsChoices;
  readonly defaults: Pick<SettingsChoices, 'downloadQuotaBytes' | 'maxPackageBytes'>;
  readonly backend: BackendState;
  readonly account: AccountState;
  readonly background: BackgroundSettings;
  /** Only an installed Larder can. */
  readonly canStartWithSystem: boolean;
  readonly tokenPersistence: TokenPersistence;
  /** Absolute. */
  readonly dataFolder: string;
  /** The file of the settings belongs to a newer Larder: changes last until Larder ends. */
  readonly isTemporary: boolean;
  /** What the administrator has decided: nobody changes it here. */
  readonly locked: readonly (LockableSetting | 'backendUrl')[];
}

/** Why a backend was not taken. The first three are about the text, the others about what was found there. */
export type BackendProblem =
  | 'not-a-url'
  | 'has-credentials'
  | 'insecure'
  | 'insecure-redirect'
  | 'no-address'
  | 'refused'
  | 'timeout'
  | 'cut-off'
  | 'bad-certificate'
  | 'failed'
  /** It was not asked: the proxy on the way (`proxy`) is to blame. */
  | 'proxy-sign-in'
  | 'proxy-unsupported-sign-in'
  | 'proxy-refused'
  | 'proxy-unreachable'
  /** `status` says which: the server is not well, or keeps everybody out. */
  | 'bad-status'
  | 'web-page'
  | 'not-a-backend'
  | 'cancelled';

export type SetBackendResult =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly problem: BackendProblem;
      readonly host: string;
      readonly status?: number;
      readonly proxy?: string;
    };

/** What a mini-program keeps, by what can be cleared. */
export const DATA_KINDS = ['package', 'fetched', 'token', 'site', 'downloads'] as const;
export type DataKind = (typeof DATA_KINDS)[number];

/** Bytes on the disk. `site`: cookies, databases, caches, workers; `null`: the system does not say. */
export interface MiniProgramUsage {
  readonly package: number;
  readonly fetched: number;
  readonly site: number | null;
  readonly downloads: number;
}

export interface MiniProgramSettings {
  readonly appId: string;
  readonly name: string;
  readonly description: string;
  /** Path at the launcher's origin. */
  readonly iconUrl?: string;
  readonly version: string | null;
  /** Fetched, and used at the next start. */
  readonly nextVersion: string | null;
  readonly addedAt: number;
  readonly lastOpenedAt: number | null;
  readonly isOpen: boolean;
  /** Absolute: it runs from this folder of its author; absent: from a package. */
  readonly folder?: string;
  /** The backend's last answer; `null`: it never gave one. */
  readonly details: null | {
    readonly backendUrl: string | null;
    readonly fetchedAt: number;
    /** It comes from the backend in use now. */
    readonly isCurrent: boolean;
    readonly serviceDomains: readonly string[];
    readonly permissions: readonly string[];
    /** It can be fetched in the background. */
    readonly hasPeriodicFetch: boolean;
  };
  readonly hasToken: boolean;
  /** When the newest fetched data arrived. */
  readonly dataAt: number | null;
  readonly isBackgroundAllowed: boolean;
  readonly areDownloadsAllowed: boolean;
  /** What the user answered when its downloads needed more room: bytes, 0 for "no"; `null`: never asked. */
  readonly downloadRoomBytes: number | null;
}

export interface DataUsage extends MiniProgramUsage {
  /** Of `site`: some of it is not known. */
  readonly other: number;
  readonly freeBytes: number | null;
  readonly measuredAt: number;
  /** All of it, for each mini-program that keeps something. */
  readonly programs: readonly { readonly appId: string; readonly bytes: number }[];
}

export interface MeasureProgress {
  readonly done: number;
  readonly total: number;
  /** Found so far. */
  readonly bytes: number;
}

interface Channel<Args extends readonly unknown[], Result> {
  args: Args;
  result: Result;
}

/** Part of `InvokeChannels`. */
export interface SettingsChannels {
  'launcher:get-settings': Channel<[], SettingsState>;
  'launcher:set-settings': Channel<[Partial<SettingsChoices>], null>;
  /** Checks the backend, then uses it. `null`: no backend. A second call ends the first. */
  'launcher:set-backend': Channel<[url: string | null], SetBackendResult>;
  'launcher:cancel-set-backend': Channel<[], null>;
  'launcher:open-data-folder': Channel<[], null>;
  /** Measures everything; fails with `aborted` when it is cancelled. Calls at the same time share one measuring. */
  'launcher:measure-data': Channel<[], DataUsage>;
  'launcher:cancel-measure-data': Channel<[], null>;
  'launcher:get-mini-program': Channel<[appId: string], MiniProgramSettings>;
  'launcher:measure-mini-program': Channel<[appId: string], MiniProgramUsage>;
  /** Deletes it. An open window is closed when it would go on with what is gone. */
  'launcher:clear-data': Channel<[appId: string, kind: DataKind], null>;
}

/** Part of `PushChannels`. */
export interface SettingsPushes {
  'launcher:settings-changed': SettingsState;
  'launcher:measure-progress': MeasureProgress;
}

export type SettingsChannel = keyof SettingsChannels;

/** Part of `CHANNEL_AUDIENCES`. */
export const SETTINGS_AUDIENCES: { readonly [C in SettingsChannel]: readonly ['launcher'] } = {
  'launcher:get-settings': ['launcher'],
  'launcher:set-settings': ['launcher'],
  'launcher:set-backend': ['launcher'],
  'launcher:cancel-set-backend': ['launcher'],
  'launcher:open-data-folder': ['launcher'],
  'launcher:measure-data': ['launcher'],
  'launcher:cancel-measure-data': ['launcher'],
  'launcher:get-mini-program': ['launcher'],
  'launcher:measure-mini-program': ['launcher'],
  'launcher:clear-data': ['launcher'],
};

/** Part of `LauncherBridge`. */
export interface SettingsBridge {
  /** Return a function that ends the subscription. */
  onSettingsChanged(listener: (state: SettingsState) => void): () => void;
  onMeasureProgress(listener: (progress: MeasureProgress) => void): () => void;
}
