/** Whether Larder starts with the system; the next start has the data folder and backend of this one. */
import path from 'node:path';
import { app } from 'electron';
import { AppError } from '../support/errors.ts';
import { absoluteOr, createStartWithSystem, type StartWithSystem } from '../system/desktop/start-with-system.ts';

/** `options`: of this start. */
export function createSystemStart(options: readonly string[]): StartWithSystem {
  if (!app.isPackaged) {
    return {
      get: () => false,
      set() {
        throw new AppError('denied', { key: 'problems.startNotInstalled' });
      },
    };
  }
  return createStartWithSystem({
    app,
    platform: process.platform,
    command: [absoluteOr(process.env['APPIMAGE'], process.execPath), ...options],
    configFolder: absoluteOr(process.env['XDG_CONFIG_HOME'], path.join(app.getPath('home'), '.config')),
  });
}
