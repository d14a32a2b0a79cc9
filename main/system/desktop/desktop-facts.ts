/** What the tray, the Dock and the badge are told, put together from the parts that know it. */
import type { Notice } from '../../../preload/contract/launcher.ts';

import type { DesktopFacts } from './desktop-status.ts';

export interface DesktopFactsSources {
  isOnline(): boolean;
  isFetching(): boolean;
  isBackgroundOn(): boolean;
  downloads(): readonly { readonly settledAt: number | null; readonly state: string }[];
  /** Failed, and the user has not looked since. */
  unseenFailures(): number;
  notices(): readonly Pick<Notice, 'tone'>[];
}

export function desktopFacts(sources: DesktopFactsSources): DesktopFacts {
  const active = sources.downloads().filter(({ settledAt }) => settledAt === null);
  const paused = active.filter(({ state }) => state === 'paused').length;
  return {
    isOnline: sources.isOnline(),
    isFetching: sources.isFetching(),
    isBackgroundOn: sources.isBackgroundOn(),
    runningDownloads: active.length - paused,
    pausedDownloads: paused,
    problems: sources.unseenFailures() + sources.notices().filter(({ tone }) => tone !== 'info').length,
  };
}
