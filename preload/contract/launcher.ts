/** What the launcher's pages and the main process tell each other. Plain data only. */
import type { NetworkCondition } from './activity.ts';
import type { IpcError } from './errors.ts';
import type { LocalizedText } from './messages/index.ts';
import type { TextLanguage } from './messages/languages.ts';

export type InstallPhase = 'details' | 'download' | 'verify' | 'unpack';

export interface InstallProgress {
  readonly phase: InstallPhase;
  readonly receivedBytes: number;
  /** Absent when the server did not say. */
  readonly totalBytes?: number;
}

/** One tile of the grid. Times are ms since epoch. */
export interface MiniProgramCard {
  readonly appId: string;
  readonly name: string;
  readonly description: string;
  /** Path of the installed icon at the launcher's origin; absent: the page draws the first letter. */
  readonly iconUrl?: string;
  readonly version: string | null;
  /** Hosts the mini-program may talk to; absent while its details are not known. */
  readonly serviceDomains?: readonly string[];
  readonly installed: boolean;
  /** Absolute: it runs from this folder of its author, not from a package. */
  readonly folder?: string;
  /** What a developer has its network be; absent: as it is. */
  readonly network?: Exclude<NetworkCondition, 'normal'>;
  readonly addedAt: number;
  readonly lastOpenedAt: number | null;
  /** When the newest fetched data (pre-fetch or periodic) arrived. */
  readonly dataAt: number | null;
  readonly isOpen: boolean;
  readonly installing: InstallProgress | null;
  /** The last thing that went wrong with this one, until it works again. */
  readonly problem: IpcError | null;
}

/** A message of the application as a whole, shown until dismissed. */
export interface Notice {
  readonly id: string;
  readonly tone: 'info' | 'warning' | 'error';
  /** Shown in the user's language; a string is shown as it is. */
  readonly text: LocalizedText | string;
  /** What a button of it says; it does what the notice is about. */
  readonly action?: LocalizedText;
}

/** A proxy asks for the user's name and password. */
export interface ProxyQuestion {
  /** `host:port` */
  readonly proxy: string;
  /** What was typed or kept was not accepted. */
  readonly wasRefused: boolean;
}

/** A sample of the demo backend. */
export interface Suggestion {
  readonly appId: string;
  readonly name: string;
  /** Path at the launcher's origin. */
  readonly iconUrl?: string;
}

/** One of what the backend offers. */
export interface OfferedMiniProgram extends Suggestion {
  readonly description: string;
}

/** `hasMore`: others match, too. */
export type OffersAnswer =
  | { readonly kind: 'no-list' }
  | { readonly kind: 'offers'; readonly offers: readonly OfferedMiniProgram[]; readonly hasMore: boolean };

export interface LauncherState extends TextLanguage {
  readonly appVersion: string;
  readonly backendUrl: string | null;
  /** The bundled demo backend is in use. */
  readonly isDemo: boolean;
  readonly isDev: boolean;
  readonly miniPrograms: readonly MiniProgramCard[];
  readonly notices: readonly Notice[];
  /** Asked in a dialog now; `null`: nothing is, or a notice stands for it. */
  readonly proxyQuestion: ProxyQuestion | null;
  /** The samples of the demo backend; empty with any other backend. */
  readonly suggestions: readonly Suggestion[];
}

/** What the "Add" dialog shows before anything is installed. */
export interface MiniProgramPreview {
  readonly appId: string;
  readonly name: string;
  readonly description: string;
  /** Path at the launcher's origin; absent: the page draws the first letter. */
  readonly iconUrl?: string;
  readonly version: string;
  /** Bytes; absent when the details do not say. */
  readonly packageSize?: number;
  readonly serviceDomains: readonly string[];
  readonly permissions: readonly string[];
  readonly alreadyAdded: boolean;
}
