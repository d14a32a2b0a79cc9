/** What the Diagnostics page and the main process tell each other. Plain data only; never a token. */
import type { LocalizedText } from './messages/index.ts';

/** In the order of the report. */
export const DIAGNOSTIC_CHECKS = [
  'versions',
  'data-folder',
  'disk-space',
  'settings',
  'policies',
  'mini-programs',
  'quarantine',
  'secret-store',
  'proxy',
  'backend',
  'clock',
  'links',
  'sandbox',
  'background',
  'downloads',
  'updates',
  'language',
] as const;

export type DiagnosticCheck = (typeof DIAGNOSTIC_CHECKS)[number];

/** `problem`: something does not work. `warning`: something is not as it should be. */
export type DiagnosticStatus = 'ok' | 'warning' | 'problem';

export interface DiagnosticLine {
  readonly check: DiagnosticCheck;
  readonly status: DiagnosticStatus;
  /** What was found. */
  readonly text: LocalizedText;
  /** What to do about it. */
  readonly hint: LocalizedText | null;
}

export interface DiagnosticsState {
  readonly isRunning: boolean;
  readonly wasCancelled: boolean;
  /** Of all checks; the same before, while and after they run. */
  readonly total: number;
  /** What is being checked now. */
  readonly current: DiagnosticCheck | null;
  readonly lines: readonly DiagnosticLine[];
  /** ms since epoch; `null`: not yet, or cancelled. */
  readonly finishedAt: number | null;
}

interface Channel<Args extends readonly unknown[], Result> {
  args: Args;
  result: Result;
}

/** Part of `InvokeChannels`. */
export interface DiagnosticsChannels {
  'launcher:get-diagnostics': Channel<[], DiagnosticsState>;
  /** Starts the checks; the lines arrive as pushes. While they run it does nothing. */
  'launcher:run-diagnostics': Channel<[], null>;
  'launcher:cancel-diagnostics': Channel<[], null>;
  /** Puts the report, as Markdown in English and with the end of the log, on the clipboard. */
  'launcher:copy-diagnostics': Channel<[], null>;
  /** Opens the newest log file with what the system opens texts with. */
  'launcher:open-log': Channel<[], null>;
}

/** Part of `PushChannels`. */
export interface DiagnosticsPushes {
  'launcher:diagnostics-changed': DiagnosticsState;
}

export type DiagnosticsChannel = keyof DiagnosticsChannels;

/** Part of `CHANNEL_AUDIENCES`. */
export const DIAGNOSTICS_AUDIENCES: { readonly [C in DiagnosticsChannel]: readonly ['launcher'] } = {
  'launcher:get-diagnostics': ['launcher'],
  'launcher:run-diagnostics': ['launcher'],
  'launcher:cancel-diagnostics': ['launcher'],
  'launcher:copy-diagnostics': ['launcher'],
  'launcher:open-log': ['launcher'],
};

/** Part of `LauncherBridge`. */
export interface DiagnosticsBridge {
  /** Returns a function that ends the subscription. */
  onDiagnosticsChanged(listener: (state: DiagnosticsState) => void): () => void;
}
