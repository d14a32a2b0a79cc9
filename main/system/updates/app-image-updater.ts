/** electron-updater's updater of AppImages, with an installation that can fail and lose nothing. */
import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, renameSync, rmSync } from 'node:fs';
import { AppImageUpdater } from 'electron-updater';

/** The options of this start but for what it opened: the new version has the same data folder and backend. */
export function restartArguments(argv: readonly string[]): string[] {
  return argv.slice(1).filter((arg) => /^--(?!(?:open|open-dir|hidden)(?:=|$))/.test(arg));
}

/**
 * electron-updater deletes the running file before it moves the new one, across disks perhaps, and takes
 * another name for it, which breaks shortcuts and the autostart entry. Here the new file is copied beside
 * the old one and takes its place, and its name, in one step.
 */
export class InPlaceAppImageUpdater extends AppImageUpdater {
  protected override doInstall({ isForceRunAfter }: { readonly isForceRunAfter: boolean }): boolean {
    const current = process.env['APPIMAGE'];
    const downloaded = this.installerPath;
    if (!current || !downloaded) throw new Error('There is no AppImage to replace, or nothing to replace it with.');
    const staged = `${current}.new-${process.pid}`;
    try {
      copyFileSync(downloaded, staged);
      chmodSync(staged, 0o755);
      renameSync(staged, current);
    } catch (error) {
      rmSync(staged, { force: true });
      throw error;
    }
    rmSync(downloaded, { force: true });
    if (isForceRunAfter)
      spawn(current, restartArguments(process.argv), { detached: true, stdio: 'ignore' })
        .on('error', () => {})
        .unref();
    return true;
  }
}
