/**
 * An AppImage is a file that nobody installs: no desktop entry names it, and without one Linux gives it no links
 * (shell/browser/browser_linux.cc wants `$CHROME_DESKTOP` among the installed entries). So Larder writes its own, for
 * this user, before it asks for the links.
 */
import { BRAND } from '../../../preload/contract/brand.ts';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { quoteExec } from './start-with-system.ts';

export interface AppImageLinksOptions {
  /** `$APPIMAGE`: absolute, or there is nothing to do. */
  readonly appImage: string | undefined;
  /** As in package.json, `desktopName`. */
  readonly entryName: string;
  readonly scheme: string;
  /** `$XDG_DATA_HOME`, or `~/.local/share`. */
  readonly dataFolder: string;
  /** `$XDG_DATA_DIRS`: where a package that was installed has its entry. */
  readonly systemFolders: readonly string[];
}

const OWN_MARK = `X-${BRAND.id}-AppImage=true`;

/** True when a desktop entry leads to this AppImage. What the user or a package has written stays. Throws when the disk takes nothing. */
export function writeAppImageEntry({
  appImage,
  entryName,
  scheme,
  dataFolder,
  systemFolders,
}: AppImageLinksOptions): boolean {
  if (!appImage || !path.isAbsolute(appImage)) return false;
  const folder = path.join(dataFolder, 'applications');
  const file = path.join(folder, entryName);
  const isInstalled = systemFolders.some((one) => existsSync(path.join(one, 'applications', entryName)));
  const present = existsSync(file) ? readFileSync(file, 'utf8') : null;
  if (isInstalled || (present !== null && !present.includes(OWN_MARK))) return false;
  const text = [
    '[Desktop Entry]',
    'Type=Application',
    `Name=${BRAND.name}`,
    `Exec=${quoteExec(appImage)} %U`,
    // An AppImage that was deleted leaves no entry in the menu.
    `TryExec=${appImage}`,
    'Terminal=false',
    'Categories=Utility;',
    `MimeType=x-scheme-handler/${scheme};`,
    `StartupWMClass=${BRAND.id}`,
    OWN_MARK,
    '',
  ].join('\n');
  if (present === text) return true;
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, text);
  return true;
}
