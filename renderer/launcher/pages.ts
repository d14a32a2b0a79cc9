/**
 * The launcher's pages, in the order of the navigation. With one page there is no navigation to
 * show; a page added here appears in it.
 */
import { strings } from './strings.ts';

export interface LauncherPage {
  readonly id: string;
  readonly title: string;
}

export const PAGES: readonly LauncherPage[] = [{ id: 'shelf', title: strings.shelfTitle }];
