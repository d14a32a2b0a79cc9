/** The launcher's pages, in the order of the navigation. A page added here appears in it. */
import { strings } from './strings.ts';

export type PageId = keyof typeof strings.pages;

export interface LauncherPage {
  /** Also the fragment of the page's address. */
  readonly id: PageId;
  readonly title: string;
}

export const PAGES: readonly LauncherPage[] = [
  { id: 'shelf', title: strings.pages.shelf },
  { id: 'activity', title: strings.pages.activity },
  { id: 'downloads', title: strings.pages.downloads },
];
