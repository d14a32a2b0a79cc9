/** Shows a window once its first page can be seen, as it was left. */
import type { BrowserWindow } from 'electron';
import type { WindowMemory } from './window-placement.ts';

type ShownWindow = Pick<BrowserWindow, 'once' | 'maximize' | 'show' | 'setFullScreen'>;

/**
 * Full screen is not asked for when the window is made: Electron would show it empty, remember that it has no menu bar,
 * for none is set yet, and take the bar away when the user leaves full screen.
 */
export function showWhenReady(
  window: ShownWindow,
  { isMaximized, isFullScreen }: Pick<WindowMemory, 'isMaximized' | 'isFullScreen'>,
): void {
  window.once('ready-to-show', () => {
    if (isMaximized) window.maximize();
    window.show();
    if (isFullScreen) window.setFullScreen(true);
  });
}
