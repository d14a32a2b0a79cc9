/**
 * Every IPC channel: arguments, result and audience. A channel without an argument schema in
 * `main/ipc/schemas.ts` and a handler does not compile.
 */
import { ACCOUNT_AUDIENCES, type AccountChannels } from './account.ts';
import type { BackgroundFetchChannels, BackgroundFetchPushes } from './background-fetch.ts';
import { DOWNLOAD_AUDIENCES, type DownloadChannels, type DownloadPushes, type DownloadsBridge } from './downloads.ts';
import type { BackgroundFetchDataEvent, FetchType, SentArguments, DataSource } from './bn.ts';
import {
  DIAGNOSTICS_AUDIENCES,
  type DiagnosticsBridge,
  type DiagnosticsChannels,
  type DiagnosticsPushes,
} from './diagnostics.ts';
import type { IpcResult } from './errors.ts';
import type { ActivityState, BackgroundChange, NetworkCondition } from './activity.ts';
import type { LauncherState, MiniProgramPreview, OffersAnswer } from './launcher.ts';
import { SETTINGS_AUDIENCES, type SettingsBridge, type SettingsChannels, type SettingsPushes } from './settings.ts';
import { UPDATE_AUDIENCES, type UpdateChannels, type UpdatePushes, type UpdatesBridge } from './updates.ts';

export type Audience = 'mini-program' | 'service-worker' | 'launcher';

interface Channel<Args extends readonly unknown[], Result> {
  args: Args;
  result: Result;
}

/** Data as it crosses the bridge: the page's result without `errMsg`. */
export interface FetchedData extends SentArguments {
  readonly fetchType: FetchType;
  readonly key?: string;
  readonly fetchedData: string;
  readonly timeStamp: number;
  readonly source: DataSource;
}

/** Channels a page calls with `invoke`; each answers `IpcResult<result>`. */
export interface InvokeChannels
  extends
    AccountChannels,
    BackgroundFetchChannels,
    DownloadChannels,
    SettingsChannels,
    UpdateChannels,
    DiagnosticsChannels {
  'bn:set-background-fetch-token': Channel<[{ token: string }], null>;
  'bn:get-background-fetch-token': Channel<[], { token: string }>;
  'bn:get-background-fetch-data': Channel<[{ fetchType: FetchType; key?: string; timeout?: number }], FetchedData>;
  /** The page's policy kept it from asking `host`. */
  'bn:tell-refused-request': Channel<[{ host: string; directive: string }], null>;
  /** Starts the push of `bn:background-fetch-data`; answers the launch's data when it is there already. */
  'bn:subscribe-background-fetch-data': Channel<[], BackgroundFetchDataEvent | null>;

  'launcher:get-state': Channel<[], LauncherState>;
  /** `input`: an app id or a deep link. */
  'launcher:look-up': Channel<[input: string], MiniProgramPreview>;
  /** What the backend offers; '': what it wants to show. A search ends the one before with `aborted`. */
  'launcher:search-offers': Channel<[query: string], OffersAnswer>;
  'launcher:install': Channel<[appId: string], null>;
  'launcher:cancel-install': Channel<[appId: string], null>;
  'launcher:open': Channel<[appId: string], null>;
  /** The user is about to open it: connections that it will need are opened. */
  'launcher:warm-up': Channel<[appId: string], null>;
  'launcher:remove': Channel<[appId: string], null>;
  'launcher:quit': Channel<[], null>;
  'launcher:dismiss-notice': Channel<[id: string], null>;
  'launcher:act-on-notice': Channel<[id: string], null>;
  /** `null`: the user does not say. */
  'launcher:answer-proxy': Channel<
    [proxy: string, credentials: { readonly userName: string; readonly password: string } | null],
    null
  >;
  'launcher:get-activity': Channel<[], ActivityState>;
  'launcher:clear-activity': Channel<[], null>;
  /** Writes the entries as HAR 1.2 into the downloads folder; answers the file's path. */
  'launcher:save-activity': Channel<[], { path: string }>;
  /** Puts the request on the clipboard as a cURL command, without its token. `--dev` only. */
  'launcher:copy-as-curl': Channel<[entryId: string], null>;
  'launcher:set-background': Channel<[BackgroundChange], null>;
  'launcher:set-background-allowed': Channel<[appId: string, allowed: boolean], null>;
  /** `--dev` only, like the three below. */
  /** One periodic fetch now, due or not; answers when it is over. */
  'launcher:fetch-now': Channel<[appId: string], null>;
  'launcher:dev-sweep': Channel<[], null>;
  'launcher:dev-pre-fetch': Channel<[appId: string], null>;
  /** Moves the application's clock on by so many ms. */
  'launcher:dev-move-clock': Channel<[ms: number], null>;
  /** Drops the stored data of periodic fetch. */
  'launcher:dev-drop-data': Channel<[appId: string], null>;
  /** Resolves when its pages, too, have that network. */
  'launcher:dev-set-network': Channel<[appId: string, condition: NetworkCondition], null>;
}

/** Messages the main process pushes to a page. */
export interface PushChannels
  extends BackgroundFetchPushes, DownloadPushes, SettingsPushes, UpdatePushes, DiagnosticsPushes {
  'bn:background-fetch-data': BackgroundFetchDataEvent;
  'launcher:state-changed': LauncherState;
  'launcher:activity-changed': ActivityState;
}

export type InvokeChannel = keyof InvokeChannels;
export type PushChannel = keyof PushChannels;
export type InvokeArgs<C extends InvokeChannel> = InvokeChannels[C]['args'];
export type InvokeResult<C extends InvokeChannel> = InvokeChannels[C]['result'];

/** Who may call each channel. */
export const CHANNEL_AUDIENCES: { readonly [C in InvokeChannel]: readonly Audience[] } = {
  'bn:set-background-fetch-token': ['mini-program'],
  'bn:get-background-fetch-token': ['mini-program'],
  'bn:get-background-fetch-data': ['mini-program'],
  'bn:subscribe-background-fetch-data': ['mini-program'],
  'bn:tell-refused-request': ['mini-program'],
  'background-fetch:register': ['mini-program', 'service-worker'],
  'background-fetch:known': ['mini-program', 'service-worker'],
  'background-fetch:get': ['mini-program', 'service-worker'],
  'background-fetch:get-ids': ['mini-program', 'service-worker'],
  'background-fetch:abort': ['mini-program', 'service-worker'],
  'background-fetch:unregistered': ['mini-program', 'service-worker'],
  'background-fetch:match': ['mini-program', 'service-worker'],
  'background-fetch:read-request-body': ['mini-program', 'service-worker'],
  'background-fetch:read-response': ['mini-program', 'service-worker'],
  'background-fetch:read-body': ['mini-program', 'service-worker'],
  'background-fetch:close-bodies': ['mini-program', 'service-worker'],
  'background-fetch:open-upload': ['mini-program', 'service-worker'],
  'background-fetch:append-upload': ['mini-program', 'service-worker'],
  'background-fetch:cancel-upload': ['mini-program', 'service-worker'],
  'background-fetch:update-ui': ['service-worker'],
  'background-fetch:worker-ready': ['service-worker'],
  'background-fetch:event-handled': ['service-worker'],
  'background-fetch:open-window': ['service-worker'],
  ...DOWNLOAD_AUDIENCES,
  ...ACCOUNT_AUDIENCES,
  ...SETTINGS_AUDIENCES,
  ...UPDATE_AUDIENCES,
  ...DIAGNOSTICS_AUDIENCES,
  'launcher:get-state': ['launcher'],
  'launcher:look-up': ['launcher'],
  'launcher:search-offers': ['launcher'],
  'launcher:install': ['launcher'],
  'launcher:cancel-install': ['launcher'],
  'launcher:open': ['launcher'],
  'launcher:warm-up': ['launcher'],
  'launcher:remove': ['launcher'],
  'launcher:quit': ['launcher'],
  'launcher:dismiss-notice': ['launcher'],
  'launcher:act-on-notice': ['launcher'],
  'launcher:answer-proxy': ['launcher'],
  'launcher:get-activity': ['launcher'],
  'launcher:clear-activity': ['launcher'],
  'launcher:save-activity': ['launcher'],
  'launcher:copy-as-curl': ['launcher'],
  'launcher:set-background': ['launcher'],
  'launcher:set-background-allowed': ['launcher'],
  'launcher:fetch-now': ['launcher'],
  'launcher:dev-sweep': ['launcher'],
  'launcher:dev-pre-fetch': ['launcher'],
  'launcher:dev-move-clock': ['launcher'],
  'launcher:dev-drop-data': ['launcher'],
  'launcher:dev-set-network': ['launcher'],
};

/** What `preload/launcher.ts` exposes to the launcher's pages as `window.container`. */
export interface LauncherBridge extends SettingsBridge {
  invoke<C extends Extract<InvokeChannel, `launcher:${string}`>>(
    channel: C,
    ...args: InvokeArgs<C>
  ): Promise<IpcResult<InvokeResult<C>>>;
  /** Returns a function that ends the subscription. */
  onStateChanged(listener: (state: LauncherState) => void): () => void;
  onActivityChanged(listener: (state: ActivityState) => void): () => void;
  onDownloadsChanged: DownloadsBridge['onDownloadsChanged'];
  onUpdatesChanged: UpdatesBridge['onUpdatesChanged'];
  onDiagnosticsChanged: DiagnosticsBridge['onDiagnosticsChanged'];
}

declare global {
  interface Window {
    readonly container: LauncherBridge;
  }
}
