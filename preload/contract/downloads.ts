/**
 * What the launcher's Downloads page shows and asks for: the background fetches of all mini-programs.
 * Plain data; no URL of a request, no token.
 */

export type DownloadStatus =
  /** It has not begun, or its next attempt has not. */
  | 'waiting'
  | 'running'
  /** Something else than the user stopped it in the middle. */
  | 'paused'
  | 'paused-by-user'
  /** It needs more than its mini-program may keep, and waits for the user's answer. */
  | 'asks'
  /** All is there; the mini-program is being told. */
  | 'finishing'
  /** The same, but telling it ended Larder again and again: it waits for the user, who may resume it. */
  | 'kept'
  | 'succeeded'
  | 'failed'
  | 'aborted';

/**
 * What it waits for, or why it failed; `''` when the status says it all. `switched-off`: by the switch in Activity. The last
 * ones are the draft's.
 */
export type DownloadReason =
  | ''
  | 'network'
  | 'switched-off'
  | 'metered'
  | 'retry'
  | 'bad-status'
  | 'fetch-error'
  | 'quota-exceeded'
  | 'download-total-exceeded';

/** One background fetch. All amounts are bytes, all times ms since epoch. */
export interface DownloadItem {
  /** Unique for all time. */
  readonly id: string;
  readonly appId: string;
  /** The mini-program's name; its id when it has none any more. */
  readonly name: string;
  readonly origin: string;
  /** What the mini-program calls it; may be empty. */
  readonly title: string;
  /** Path of the mini-program's icon at the launcher's origin. */
  readonly iconUrl?: string;
  /** Path of the picture that the download brought along, at the launcher's origin. */
  readonly pictureUrl?: string;
  readonly state: DownloadStatus;
  readonly reason: DownloadReason;
  /** Of one that failed: where, and whether its mini-program may not ask there at all. */
  readonly failure?: { readonly host: string; readonly isRefused: boolean };
  readonly uploaded: number;
  readonly uploadTotal: number;
  readonly downloaded: number;
  /** 0: not known. */
  readonly downloadTotal: number;
  /** Of one that asks. */
  readonly room?: RoomQuestion;
  /** Bytes a second in both directions; 0 unless it runs. */
  readonly speed: number;
  /** `null`: not known. */
  readonly remainingMs: number | null;
  /** It may be paused, or resumed when the user has paused it: every request is a GET. */
  readonly canPause: boolean;
  /** It is over and nobody waits for it any more. */
  readonly canForget: boolean;
  readonly records: { readonly done: number; readonly total: number };
  readonly startedAt: number;
  /** `null` while it is not over. */
  readonly endedAt: number | null;
}

/** Bytes of all downloads of one mini-program. */
export interface RoomQuestion {
  /** What they need. */
  readonly neededBytes: number;
  /** What they may keep when the user agrees: enough for this, and some more. */
  readonly offeredBytes: number;
}

/** `forget`: neither; the next one that needs more asks again. */
export type RoomAnswer = 'allow' | 'refuse' | 'forget';

/** What one mini-program may do and keeps. */
export interface DownloadProgram {
  readonly appId: string;
  readonly name: string;
  readonly iconUrl?: string;
  /** The user's switch; it is about new downloads. */
  readonly allowed: boolean;
  /** It started as many downloads without its window as it may: allowing it again lets it go on. */
  readonly isHeldBack: boolean;
  readonly usedBytes: number;
  readonly quotaBytes: number;
  /** What the user answered when it needed more; `null`: nothing. */
  readonly roomAnswer: Exclude<RoomAnswer, 'forget'> | null;
}

/** Everything that moves without the user, taken together. */
export interface OverallProgress {
  /** How many downloads move. */
  readonly moving: number;
  /** 0 to 1; `null`: the total of one is not known. */
  readonly fraction: number | null;
}

export interface DownloadsState {
  /** As the application believes it to be, ms since epoch. */
  readonly now: number;
  /** Newest first. */
  readonly items: readonly DownloadItem[];
  readonly overall: OverallProgress;
  /** Every mini-program on this computer, by name. */
  readonly programs: readonly DownloadProgram[];
  /** Of all mini-programs together. */
  readonly usedBytes: number;
  /** On the disk of the downloads; `null`: not known. */
  readonly freeBytes: number | null;
}

interface Channel<Args extends readonly unknown[], Result> {
  args: Args;
  result: Result;
}

/** Part of `InvokeChannels`. `id` is that of the item. A call that comes too late fails with a sentence that says so. */
export interface DownloadChannels {
  'launcher:get-downloads': Channel<[], DownloadsState>;
  'launcher:download-pause': Channel<[appId: string, id: string], null>;
  'launcher:download-resume': Channel<[appId: string, id: string], null>;
  'launcher:download-abort': Channel<[appId: string, id: string], null>;
  /** Fires `backgroundfetchclick`. */
  'launcher:download-click': Channel<[appId: string, id: string], null>;
  'launcher:forget-download': Channel<[appId: string, id: string], null>;
  /** Forgets everything that is over. */
  'launcher:clear-downloads': Channel<[], null>;
  'launcher:set-downloads-allowed': Channel<[appId: string, allowed: boolean], null>;
  /** Answers the question of one mini-program, or takes an answer back. */
  'launcher:answer-room': Channel<[appId: string, answer: RoomAnswer], null>;
  'launcher:pause-downloads': Channel<[], null>;
  /** Those that the user has paused. */
  'launcher:resume-downloads': Channel<[], null>;
}

/** Part of `PushChannels`. */
export interface DownloadPushes {
  'launcher:downloads-changed': DownloadsState;
}

export type DownloadChannel = keyof DownloadChannels;

/** Part of `CHANNEL_AUDIENCES`. */
export const DOWNLOAD_AUDIENCES: { readonly [C in DownloadChannel]: readonly ['launcher'] } = {
  'launcher:get-downloads': ['launcher'],
  'launcher:download-pause': ['launcher'],
  'launcher:download-resume': ['launcher'],
  'launcher:download-abort': ['launcher'],
  'launcher:download-click': ['launcher'],
  'launcher:forget-download': ['launcher'],
  'launcher:clear-downloads': ['launcher'],
  'launcher:set-downloads-allowed': ['launcher'],
  'launcher:answer-room': ['launcher'],
  'launcher:pause-downloads': ['launcher'],
  'launcher:resume-downloads': ['launcher'],
};

/** Part of `LauncherBridge`. */
export interface DownloadsBridge {
  /** Returns a function that ends the subscription. */
  onDownloadsChanged(listener: (state: DownloadsState) => void): () => void;
}
