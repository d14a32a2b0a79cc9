/** The downloads as pushed: for the page, and for the indicator on every page. */
import type { DownloadsState } from '../../../preload/contract/downloads.ts';
import { clockOffset, type StateSource } from '../use-pushed-state.ts';
import { outcomeText } from './download-text.ts';

export interface DownloadsView {
  readonly downloads: DownloadsState;
  readonly clockOffsetMs: number;
  /** How the last one ended, for screen readers. */
  readonly announcement: string;
}

export const DOWNLOADS: StateSource<DownloadsState, DownloadsView> = {
  ask: (call) => call('launcher:get-downloads'),
  subscribe: (bridge, listener) => bridge.onDownloadsChanged(listener),
  receive: (before, next) => ({
    downloads: next,
    clockOffsetMs: clockOffset(next),
    announcement: outcomeText(before?.downloads.items ?? next.items, next.items) ?? before?.announcement ?? '',
  }),
};
