/** The pictures of the tray; build/icons/make-tray-icons.ts makes them. */
import type { TrayLook } from './desktop-status.ts';

const ICONS: Readonly<Record<TrayLook, string>> = {
  idle: 'tray',
  active: 'tray-active',
  quiet: 'tray-quiet',
  problem: 'tray-problem',
};

/** macOS paints a picture whose name ends like this in the colour of its menu bar. */
export function trayIconName(look: TrayLook, platform: NodeJS.Platform): string {
  return `${ICONS[look]}${platform === 'darwin' ? 'Template' : ''}.png`;
}
