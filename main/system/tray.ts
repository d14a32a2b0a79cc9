/** The icon that says that Larder runs while no window is open. */
import { Menu, Tray } from 'electron';
import type { Disposable } from '../support/disposables.ts';

export interface TrayActions {
  openLauncher(): void;
  fetchNow(): void;
  quit(): void;
}

/** Where the system has no tray this does nothing visible; a second start shows the launcher. */
export function createTray(iconPath: string, actions: TrayActions): Disposable {
  const tray = new Tray(iconPath);
  tray.setToolTip('Larder');
  tray.setContextMenu(
    Menu.buildFromTemplate([
      { label: 'Open Larder', click: () => actions.openLauncher() },
      { label: 'Fetch what is due', click: () => actions.fetchNow() },
      { type: 'separator' },
      { label: 'Quit Larder', click: () => actions.quit() },
    ]),
  );
  // On macOS a click opens the menu, and would open the launcher with it.
  if (process.platform !== 'darwin') tray.on('click', () => actions.openLauncher());
  return { dispose: () => tray.destroy() };
}
