/** By what Windows knows this application: it groups windows by it, and shows notifications of it. */
import { BRAND } from '../../../preload/contract/brand.ts';
import type { App } from 'electron';

/**
 * For the first notification Electron writes an entry of this name into the Start menu that starts the running program.
 * A copy that runs from its sources has a name of its own: the entry of an installed Larder stays what it is.
 */
export function setWindowsIdentity(
  app: Pick<App, 'isPackaged' | 'setAppUserModelId' | 'setName' | 'getPath' | 'setPath'>,
  platform = process.platform,
): void {
  if (platform !== 'win32') return;
  app.setAppUserModelId(app.isPackaged ? BRAND.appId : `${BRAND.appId}.dev`);
  if (app.isPackaged) return;
  const folder = app.getPath('userData');
  app.setName(`${BRAND.name} (development)`);
  app.setPath('userData', folder);
}
