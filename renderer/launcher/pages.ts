/** The launcher's pages. */
import type { MessageKey } from '../../preload/contract/messages/index.ts';

export type PageId = 'shelf' | 'activity' | 'downloads' | 'settings' | 'diagnostics';

export interface LauncherPage {
  /** Also the fragment of the page's address. */
  readonly id: PageId;
  readonly title: MessageKey;
}

/** In the order of the navigation. A page added here appears in it. */
export const PAGES: readonly LauncherPage[] = [
  { id: 'shelf', title: 'frame.page.shelf' },
  { id: 'activity', title: 'frame.page.activity' },
  { id: 'downloads', title: 'frame.page.downloads' },
  { id: 'settings', title: 'frame.page.settings' },
];

/** Pages that only another page or a menu leads to. */
const OTHER_PAGES: readonly LauncherPage[] = [{ id: 'diagnostics', title: 'diagnostics.title' }];

export function findPage(id: string): LauncherPage | undefined {
  return [...PAGES, ...OTHER_PAGES].find((page) => page.id === id);
}
