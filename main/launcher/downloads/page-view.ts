/** Whether the user sees the Downloads page of the launcher. */
import { LAUNCHER_ORIGIN } from '../../sessions/schemes.ts';
import { createListeners } from '../../support/listeners.ts';
import type { WindowRegistry } from '../../windows/window-registry.ts';

export interface DownloadsPageView {
  /** It is on the screen, in the window in front. */
  isSeen(): boolean;
  /** Called when the user turns to it. Returns the function that ends it. */
  onLook(listener: () => void): () => void;
}

/** The launcher's address names its language, too. */
const DOWNLOADS_PAGE = new RegExp(`^${LAUNCHER_ORIGIN}/[^#]*#downloads$`);

export function createDownloadsPageView(registry: Pick<WindowRegistry, 'launcher' | 'onChange'>): DownloadsPageView {
  const looks = createListeners();
  const watched = new WeakSet<object>();
  const isShown = (): boolean => {
    const launcher = registry.launcher();
    return launcher !== undefined && !launcher.isMinimized() && DOWNLOADS_PAGE.test(launcher.webContents.getURL());
  };
  const looked = (): void => {
    if (isShown()) looks.notify();
  };
  registry.onChange(() => {
    const window = registry.launcher();
    if (!window || watched.has(window)) return;
    watched.add(window);
    window.on('focus', looked);
    window.webContents.on('did-navigate-in-page', looked);
    window.webContents.on('did-finish-load', looked);
  });
  return {
    isSeen: () => isShown() && registry.launcher()?.isFocused() === true,
    onLook: looks.add,
  };
}
