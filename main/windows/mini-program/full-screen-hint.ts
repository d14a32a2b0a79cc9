/**
 * A mini-program that fills the screen could draw a desktop or a question for a password: each time it begins to,
 * a strip of Larder's own above it names it and says how to leave.
 */
import type { BrowserWindow } from 'electron';
import type { ContainerPage } from '../container-pages/container-page.ts';
import type { PageWindows } from '../container-pages/page-windows.ts';

const KEY = 'full-screen';
const SIZE = { width: 460, height: 84 };
const SHOWN_MS = 6000;

export interface FullScreenHintOptions {
  readonly pages: PageWindows;
  /** `byPage`: Escape leaves, too. */
  page(byPage: boolean): ContainerPage;
}

export function hintAtFullScreen(window: BrowserWindow, { pages, page }: FullScreenHintOptions): void {
  let timer: NodeJS.Timeout | undefined;
  let byPage = false;
  const hide = (): void => {
    clearTimeout(timer);
    pages.close(window, KEY);
  };
  const show = (): void => {
    clearTimeout(timer);
    timer = setTimeout(hide, SHOWN_MS);
    pages.show(window, { key: KEY, ...SIZE, isHint: true, page: () => page(byPage), onAction() {} });
    pages.renew();
  };
  window.on('enter-full-screen', show);
  window.on('enter-html-full-screen', () => {
    byPage = true;
    show();
  });
  window.on('leave-html-full-screen', () => (byPage = false));
  window.on('leave-full-screen', hide);
  // It may have been left like that: it is entered before anybody listens.
  window.once('ready-to-show', () => {
    if (window.isFullScreen()) show();
  });
  window.once('closed', () => clearTimeout(timer));
}
