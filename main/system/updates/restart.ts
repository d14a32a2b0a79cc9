/** Ending the application in order, installing what is ready, and starting the new version. */
import type { App } from 'electron';
import { BaseUpdater, type AppUpdater } from 'electron-updater';

/** Answers the function that does so. Work is saved first; whoever prevents the end prevents the installation. */
export function restarterOf(updater: AppUpdater, app: Pick<App, 'quit' | 'prependOnceListener'>): () => void {
  if (!(updater instanceof BaseUpdater)) return () => updater.quitAndInstall();
  return () => {
    // `quitAndInstall` would start the new version before this one has saved its work and left the data folder;
    // and the listener of electron-updater, which comes after this one, installs without starting anything.
    app.prependOnceListener('quit', (_event: unknown, exitCode: number) => {
      if (exitCode === 0) updater.install(true, true);
    });
    app.quit();
  };
}
