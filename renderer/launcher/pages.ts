/** The launcher's pages, in the order of the navigation. A page added here appears in it. */
import type { MessageKey } from '../../preload/contract/messages/index.ts';

export type PageId = 'shelf' | 'activity' | 'downloads' | 'settings';

export interface LauncherPage {
  /** Also the fragment of the page's address. */
  readonly id: PageId;
  readonly title: MessageKey;
}

export const PAGES: readonly LauncherPage[] = [
  { id: 'shelf', title: 'frame.page.shelf' },
  { id: 'activity', title: 'frame.page.activity' },
  { id: 'downloads', title: 'frame.page.downloads' },
  { id: 'settings', title: 'frame.page.settings' },
];
