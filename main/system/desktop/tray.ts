/** The icon that says that Larder runs, and what it does, while no window is open. */
import path from 'node:path';
import { Menu, Tray } from 'electron';
import type { Disposable } from '../../support/shutdown-list.ts';
import { trayLook, type DesktopFacts, type TrayLook } from './desktop-status.ts';
import type { Messages } from '../language/messages.ts';
import { trayIconName } from './tray-icons.ts';
import { trayMenu, trayToolTip, type RecentProgram, type TrayActions } from './menus/tray-menu.ts';

export interface LarderTray extends Disposable {
  /** Called after everything that may have changed; does nothing when the same is shown already. */
  show(facts: DesktopFacts, recent: readonly RecentProgram[]): void;
}

export interface TrayOptions {
  readonly iconsFolder: string;
  readonly platform: NodeJS.Platform;
  readonly messages: Messages;
  readonly actions: TrayActions;
}

/** Where the system has no tray this does nothing visible; a second start shows the launcher. */
export function createTray({ iconsFolder, platform, messages, actions }: TrayOptions): LarderTray {
  const iconOf = (look: TrayLook): string => path.join(iconsFolder, trayIconName(look, platform));
  const tray = new Tray(iconOf('idle'));
  let look: TrayLook = 'idle';
  let shown = '';
  // On macOS a click opens the menu. Windows and Linux open the menu with the other button, and a first
  // click of two is told, too: opening the launcher twice is harmless.
  if (platform !== 'darwin') tray.on('click', () => actions.openLauncher());
  return {
    show(facts, recent) {
      const next = JSON.stringify([facts, recent, messages.current()]);
      if (next === shown) return;
      shown = next;
      const nextLook = trayLook(facts);
      if (nextLook !== look) tray.setImage(iconOf(nextLook));
      look = nextLook;
      tray.setToolTip(trayToolTip(facts, messages));
      // A menu cannot be changed once it is shown on Linux: it is a new one each time.
      tray.setContextMenu(Menu.buildFromTemplate(trayMenu(facts, recent, messages, actions)));
    },
    dispose: () => tray.destroy(),
  };
}
