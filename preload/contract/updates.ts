/** What the launcher and the main process tell each other about new versions of Larder. Plain data only. */

/** Why this copy never asks for new versions. */
export type UpdatesOff =
  /** It runs from its sources. */
  | 'not-installed'
  /** The administrator installs new versions. */
  | 'managed'
  /** Whoever built it named no place for updates. */
  | 'no-feed'
  /** That place is not reached by `https:`. */
  | 'feed-not-secure';

/** Why a check or a download did not work. The version in use stays. */
export type UpdateFailure =
  | 'unreachable'
  | 'not-found'
  | 'bad-answer'
  | 'cut-off'
  | 'wrong-hash'
  | 'wrong-signature'
  | 'not-secure'
  | 'disk-full'
  | 'not-writable'
  | 'other';

export interface AvailableUpdate {
  readonly version: string;
  /** Plain text; `null`: the feed says nothing. */
  readonly notes: string | null;
  /** Bytes; `null`: the feed does not say. */
  readonly sizeBytes: number | null;
}

export type UpdatePhase =
  | { readonly kind: 'off'; readonly why: UpdatesOff }
  | { readonly kind: 'idle' }
  | { readonly kind: 'checking' }
  /** `waitsFor`: why it is not being downloaded by itself. */
  | { readonly kind: 'available'; readonly update: AvailableUpdate; readonly waitsFor: 'mains-power' | 'user' }
  | {
      readonly kind: 'downloading';
      readonly update: AvailableUpdate;
      readonly receivedBytes: number;
      readonly totalBytes: number | null;
    }
  /** Verified and on the disk: it is installed when Larder ends. */
  | { readonly kind: 'ready'; readonly update: AvailableUpdate }
  | {
      readonly kind: 'failed';
      readonly during: 'check' | 'download';
      readonly failure: UpdateFailure;
      readonly update: AvailableUpdate | null;
    };

/** `by-hand`: this kind of package belongs to the system or to whoever unpacked it; Larder only says that there is a newer one. */
export type UpdateInstallation = 'on-quit' | 'by-hand';

export interface UpdatesState {
  readonly phase: UpdatePhase;
  readonly installation: UpdateInstallation;
  /** The user's switch. */
  readonly checksAutomatically: boolean;
  /** ms since epoch; `null`: not in this run. */
  readonly lastCheckedAt: number | null;
}

/** What "About Larder" shows. */
export interface AboutLarder {
  readonly version: string;
  readonly electron: string;
  /** What runs in Electron's place, by its name; `null`: Electron itself. */
  readonly standIn: string | null;
  readonly chromium: string;
  readonly node: string;
  /** `linux x64` */
  readonly system: string;
  /** Absolute. */
  readonly dataFolder: string;
  readonly license: string;
  /** `https:`; `null`: whoever built it named none. */
  readonly homepage: string | null;
}

interface Channel<Args extends readonly unknown[], Result> {
  args: Args;
  result: Result;
}

/** Part of `InvokeChannels`. A call that comes too late does nothing. */
export interface UpdateChannels {
  'launcher:get-updates': Channel<[], UpdatesState>;
  /** Ends with the answer of the feed, not with the download. */
  'launcher:check-for-updates': Channel<[], null>;
  'launcher:download-update': Channel<[], null>;
  'launcher:cancel-update': Channel<[], null>;
  /** Ends Larder in order, installs, and starts it again. */
  'launcher:restart-to-update': Channel<[], null>;
  'launcher:set-update-checks': Channel<[automatic: boolean], null>;
  'launcher:get-about': Channel<[], AboutLarder>;
  /** The texts of the licences of everything that is bundled. */
  'launcher:get-third-party-notices': Channel<[], { readonly text: string }>;
  'launcher:open-homepage': Channel<[], null>;
}

/** Part of `PushChannels`. */
export interface UpdatePushes {
  'launcher:updates-changed': UpdatesState;
}

export type UpdateChannel = keyof UpdateChannels;

/** Part of `CHANNEL_AUDIENCES`. */
export const UPDATE_AUDIENCES: { readonly [C in UpdateChannel]: readonly ['launcher'] } = {
  'launcher:get-updates': ['launcher'],
  'launcher:check-for-updates': ['launcher'],
  'launcher:download-update': ['launcher'],
  'launcher:cancel-update': ['launcher'],
  'launcher:restart-to-update': ['launcher'],
  'launcher:set-update-checks': ['launcher'],
  'launcher:get-about': ['launcher'],
  'launcher:get-third-party-notices': ['launcher'],
  'launcher:open-homepage': ['launcher'],
};

/** Part of `LauncherBridge`. */
export interface UpdatesBridge {
  /** Returns a function that ends the subscription. */
  onUpdatesChanged(listener: (state: UpdatesState) => void): () => void;
}
