/** The desktop that a started Larder stands on, as far as its host has one: what it shows, what its user does. */
import { readFileSync } from 'node:fs';
import type { WindowView } from '../desktop/desktop-windows.ts';
import type { DialogView } from '../desktop/dialog.ts';
import type { MenuItemView } from '../desktop/menu.ts';
import type { ShownNotification } from '../desktop/notification.ts';
import type { ProgressBar } from '../desktop/progress-bar.ts';
import type { TrayView } from '../desktop/tray.ts';

export interface DesktopState {
  /** Every notification that was shown, oldest first. */
  readonly notifications: readonly ShownNotification[];
  /** What the taskbar shows on each window. */
  readonly progressBars: readonly (ProgressBar & { readonly title: string })[];
  readonly network: { readonly online: boolean };
  /** `null`: there is no icon. */
  readonly tray: TrayView | null;
  readonly windows: readonly WindowView[];
  /** The one that is open, or was last. */
  readonly contextMenu: readonly MenuItemView[] | null;
  readonly dialogs: readonly DialogView[];
  readonly app: { readonly badge: number; readonly protocols: readonly string[]; readonly openAtLogin: boolean };
  readonly screens: readonly { x: number; y: number; width: number; height: number }[];
  /** The text on it. */
  readonly clipboard: string;
  /** What the product has chosen. */
  readonly theme: 'system' | 'light' | 'dark';
  /** What was opened with the system's own programs. */
  readonly shell: { readonly openedPaths: readonly string[]; readonly openedAddresses: readonly string[] };
}

export interface RunningDesktop {
  state(): Promise<DesktopState>;
  /** Does what the user would: `act('notifications', 'click', id)`. Rejects when that is not possible. */
  act(part: string, action: string, ...args: readonly unknown[]): Promise<unknown>;
}

/** `endpointFile`: where the Chromium host has written the URL of its desktop. */
export function connectDesktop(endpointFile: string): RunningDesktop {
  const ask = async (init?: RequestInit): Promise<unknown> => {
    const response = await fetch(readFileSync(endpointFile, 'utf8'), init);
    if (!response.ok) throw new Error(await response.text());
    return response.json();
  };
  return {
    state: () => ask() as Promise<DesktopState>,
    act: (part, action, ...args) => ask({ method: 'POST', body: JSON.stringify({ part, action, args }) }),
  };
}
