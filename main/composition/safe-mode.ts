/** Starts that leave out what may have gone wrong: `--safe`, and one after the launcher hung or died. */
import path from 'node:path';
import { app, type BrowserWindow } from 'electron';
import { createLauncherHealth } from '../launcher/launcher-health.ts';
import { AppError, errorMessage } from '../support/errors.ts';
import type { ShutdownList } from '../support/shutdown-list.ts';
import { RUNS_SAFELY, WITHOUT_PICTURES } from '../system/desktop/notices.ts';
import type { Storage } from './storage.ts';

export interface SafeModeDependencies {
  /** `--safe` */
  readonly isOn: boolean;
  readonly storage: Pick<Storage, 'notices' | 'warn'>;
  readonly disposables: ShutdownList;
}

export interface SafeMode {
  /** `--safe`: nothing is fetched, delivered, transferred or opened. */
  readonly isOn: boolean;
  /** Whether the launcher gets pictures, or shows letters. */
  showsPictures(): boolean;
  /** Throws `AppError` in safe mode. */
  checkOpening(): void;
  watchLauncher(window: BrowserWindow): void;
}

export function createSafeMode({ isOn, storage: { notices, warn }, disposables }: SafeModeDependencies): SafeMode {
  let launcher: BrowserWindow | null = null;
  let showsPictures = true;
  const reloadLauncher = (): void => {
    if (launcher && !launcher.isDestroyed()) launcher.webContents.reload();
  };
  const health = disposables.add(
    createLauncherHealth({
      markerFile: path.join(app.getPath('userData'), 'launcher-hung'),
      report: (message, error) => warn('launcher-health', `${message} ${errorMessage(error)}`),
    }),
  );
  const hidePictures = (): void => {
    showsPictures = false;
    const action = { key: 'system.pictures.show' } as const;
    notices.add({ id: WITHOUT_PICTURES, tone: 'warning', text: { key: 'system.pictures.off' }, action }, () => {
      showsPictures = true;
      health.forget();
      notices.dismiss(WITHOUT_PICTURES);
      // Its pictures were answered already: they are asked for anew.
      reloadLauncher();
    });
  };

  const onDied = (): void => {
    // Once: without pictures it is not what it shows.
    if (!showsPictures) return;
    hidePictures();
    setImmediate(reloadLauncher);
  };

  if (isOn) {
    showsPictures = false;
    const action = { key: 'system.safe.leave' } as const;
    notices.add({ id: RUNS_SAFELY, tone: 'info', text: { key: 'system.safe.on' }, action }, startNormally);
  } else if (health.wasIll) hidePictures();

  return {
    isOn,
    showsPictures: () => showsPictures,
    checkOpening() {
      if (isOn) throw new AppError('denied', { key: 'system.safe.notOpened' });
    },
    watchLauncher(window) {
      launcher = window;
      health.watch(window, onDied);
    },
  };
}

/** With the options of this start but one. */
function startNormally(): void {
  const appImage = process.env['APPIMAGE'];
  app.relaunch({
    args: process.argv.slice(1).filter((arg) => arg !== '--safe'),
    // Its own file is gone from where it is mounted when this process has ended.
    ...(appImage ? { execPath: appImage } : {}),
  });
  app.quit();
}
