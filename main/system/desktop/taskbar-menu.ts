import { app, Menu } from 'electron';
import type { Messages } from '../language/messages.ts';
import type { DesktopFacts } from './desktop-status.ts';
import { jumpList } from './recent-programs.ts';
import { dockMenu, type RecentProgram, type TrayActions } from './menus/tray-menu.ts';

export interface TaskbarMenuDependencies {
  readonly platform: NodeJS.Platform;
  readonly messages: Messages;
  readonly actions: TrayActions;
  /** Of this start, so that the next one has the same data folder and backend. */
  readonly options: readonly string[];
}

/** macOS: the Dock's menu. Windows: the jump list of an installed Larder. Does nothing when the same is shown already. */
export function createTaskbarMenu({
  platform,
  messages,
  actions,
  options,
}: TaskbarMenuDependencies): (facts: DesktopFacts, recent: readonly RecentProgram[]) => void {
  let shown = '';
  return (facts, recent) => {
    const next = JSON.stringify([facts, recent, messages.current()]);
    if (next === shown) return;
    shown = next;
    if (platform === 'darwin') app.dock?.setMenu(Menu.buildFromTemplate(dockMenu(facts, recent, messages, actions)));
    if (platform === 'win32' && app.isPackaged) {
      const title = messages.t('system.tray.recent');
      const removed = new Set(app.getJumpListSettings().removedItems.map(({ args = '' }) => args));
      app.setJumpList(jumpList(recent, { title, program: process.execPath, options, removed }));
    }
  };
}
