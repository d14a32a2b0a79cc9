/** Asks the system to open `bnc:` links with this copy. */
import { BRAND } from '../../preload/contract/brand.ts';
import path from 'node:path';
import { app } from 'electron';
import { DEEP_LINK_PROTOCOL } from '../opening/deep-links.ts';
import type { Logger } from '../log/logger.ts';
import { writeAppImageEntry } from '../system/desktop/app-image-links.ts';
import { absoluteOr } from '../system/desktop/start-with-system.ts';

/** `desktopName` of the package. */
const ENTRY_NAME = `${BRAND.id}.desktop`;

/** Before the application is ready. */
export function askForLinks(logger: Logger): void {
  const { env } = process;
  try {
    if (process.platform === 'linux')
      writeAppImageEntry({
        appImage: env['APPIMAGE'],
        entryName: ENTRY_NAME,
        scheme: DEEP_LINK_PROTOCOL,
        dataFolder: absoluteOr(env['XDG_DATA_HOME'], path.join(app.getPath('home'), '.local', 'share')),
        systemFolders: (env['XDG_DATA_DIRS'] || '/usr/local/share:/usr/share').split(':').filter(path.isAbsolute),
      });
  } catch (error) {
    logger.error('Cannot write the desktop entry of this AppImage.', error);
  }
  // Asked for again, macOS may ask the user again.
  if (app.isDefaultProtocolClient(DEEP_LINK_PROTOCOL)) return;
  // Diagnostics says so, too.
  if (!app.setAsDefaultProtocolClient(DEEP_LINK_PROTOCOL))
    logger.warning(`The system does not give ${DEEP_LINK_PROTOCOL}: links to ${BRAND.name}.`);
}
