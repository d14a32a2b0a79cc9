/** Roles of menu items: what they are called and what they do (docs/api/menu-item.md, "Roles"). */
import type { HostBrowserWindow } from '../windows/browser-window.ts';

export interface RoleServices {
  quit(): void;
}

interface Role {
  readonly label: string;
  readonly accelerator?: string;
}

/** By lower-case name. macOS's own roles have a label and nothing that could be done here. */
export const ROLES: Readonly<Record<string, Role>> = {
  undo: { label: 'Undo', accelerator: 'CommandOrControl+Z' },
  redo: { label: 'Redo', accelerator: process.platform === 'win32' ? 'Control+Y' : 'Shift+CommandOrControl+Z' },
  cut: { label: 'Cut', accelerator: 'CommandOrControl+X' },
  copy: { label: 'Copy', accelerator: 'CommandOrControl+C' },
  paste: { label: 'Paste', accelerator: 'CommandOrControl+V' },
  delete: { label: 'Delete' },
  selectall: { label: 'Select All', accelerator: 'CommandOrControl+A' },
  close: { label: 'Close Window', accelerator: 'CommandOrControl+W' },
  minimize: { label: 'Minimize', accelerator: 'CommandOrControl+M' },
  quit: { label: 'Quit', ...(process.platform === 'win32' ? {} : { accelerator: 'CommandOrControl+Q' }) },
  togglefullscreen: {
    label: 'Toggle Full Screen',
    accelerator: process.platform === 'darwin' ? 'Control+Command+F' : 'F11',
  },
  toggledevtools: {
    label: 'Toggle Developer Tools',
    accelerator: process.platform === 'darwin' ? 'Alt+Command+I' : 'Ctrl+Shift+I',
  },
  services: { label: 'Services' },
  hide: { label: 'Hide', accelerator: 'Command+H' },
  hideothers: { label: 'Hide Others', accelerator: 'Command+Alt+H' },
  unhide: { label: 'Show All' },
  zoom: { label: 'Zoom' },
  front: { label: 'Bring All to Front' },
  window: { label: 'Window' },
  help: { label: 'Help' },
};

export function runRole(role: string, window: unknown, { quit }: RoleServices): void {
  const target = window as HostBrowserWindow | undefined;
  switch (role.toLowerCase()) {
    case 'undo':
    case 'redo':
    case 'cut':
    case 'copy':
    case 'paste':
    case 'delete':
      target?.webContents[role as 'copy']();
      return;
    case 'selectall':
      target?.webContents.selectAll();
      return;
    case 'close':
      target?.close();
      return;
    case 'minimize':
      target?.minimize();
      return;
    case 'togglefullscreen':
      target?.setFullScreen(!target.isFullScreen());
      return;
    case 'toggledevtools':
      target?.webContents.toggleDevTools();
      return;
    case 'quit':
      quit();
      return;
    default:
      throw new Error(`not provided by the Chromium host: the menu role "${role}"`);
  }
}
