/** What Larder is doing, as its tray icon tells it. */
import type { LocalizedText } from '../../../preload/contract/messages/index.ts';

export interface DesktopFacts {
  readonly isOnline: boolean;
  /** A sweep of periodic fetch is under way. */
  readonly isFetching: boolean;
  /** The user's switch for all mini-programs. */
  readonly isBackgroundOn: boolean;
  readonly runningDownloads: number;
  /** By the user. */
  readonly pausedDownloads: number;
  /** Failed downloads and warnings that the user has not seen. */
  readonly problems: number;
}

/** How the icon looks. */
export type TrayLook = 'idle' | 'active' | 'quiet' | 'problem';

/** Where a line of the menu leads. */
export type StatusTarget = 'shelf' | 'activity' | 'downloads';

export interface StatusLine {
  readonly text: LocalizedText;
  readonly target: StatusTarget;
}

/** The most urgent first; a problem outweighs work, work outweighs standing still. */
export function trayLook(facts: DesktopFacts): TrayLook {
  if (facts.problems > 0) return 'problem';
  if (!facts.isOnline) return 'quiet';
  if (facts.runningDownloads > 0 || facts.isFetching) return 'active';
  return facts.isBackgroundOn ? 'idle' : 'quiet';
}

/** What the menu says above its actions; nothing when all is well and nothing is done. */
export function statusLines(facts: DesktopFacts): readonly StatusLine[] {
  const { problems, runningDownloads, pausedDownloads } = facts;
  const lines: (StatusLine | false)[] = [
    problems > 0 && { text: { key: 'system.tray.problems', values: { count: problems } }, target: 'shelf' },
    !facts.isOnline && { text: { key: 'system.tray.offline' }, target: 'activity' },
    runningDownloads > 0 && {
      text: { key: 'system.tray.downloading', values: { count: runningDownloads } },
      target: 'downloads',
    },
    pausedDownloads > 0 && {
      text: { key: 'system.tray.downloads-paused', values: { count: pausedDownloads } },
      target: 'downloads',
    },
    facts.isFetching && { text: { key: 'system.tray.fetching' }, target: 'activity' },
    !facts.isBackgroundOn && { text: { key: 'system.tray.background-paused' }, target: 'activity' },
  ];
  return lines.filter((line) => line !== false);
}
