/** The product that is run, and what it finds in `process`. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { AppManifest, HostApp } from './app.ts';

const EXPECTED_ELECTRON = (createRequire(import.meta.url)('electron/package.json') as { version: string }).version;

export function processInformation(): Record<string, unknown> {
  const { platform, arch, versions } = process;
  return {
    type: 'renderer',
    platform,
    arch,
    versions: { ...versions },
    sandboxed: true,
    contextIsolated: true,
    isMainFrame: true,
    env: {},
    pid: process.pid,
    execPath: process.execPath,
  };
}

export function readManifest(folder: string): { manifest: AppManifest; main: string } {
  const file = path.join(folder, 'package.json');
  const { name, productName, version, main } = JSON.parse(readFileSync(file, 'utf8')) as Record<
    string,
    string | undefined
  >;
  return {
    manifest: { name: productName ?? name ?? 'Electron', version: version ?? '0.0.0', folder },
    main: main ?? 'index.js',
  };
}

/** What an Electron main process finds in `process`. */
export function presentAsElectron(appFolder: string, args: readonly string[]): void {
  setVersion('electron', EXPECTED_ELECTRON);
  // Said to people only: About and Diagnostics claim nothing that is not so.
  setVersion('electron-stand-in', 'Chromium host');
  setVersion('chrome', '156.0.0.0');
  Object.assign(process, { type: 'browser', defaultApp: true, resourcesPath: path.join(appFolder, 'resources') });
  // As `electron <folder> <options>` has it.
  process.argv = [process.execPath, appFolder, ...args];
}

export function setVersion(name: string, version: string): void {
  Object.defineProperty(process, 'versions', {
    value: Object.freeze({ ...process.versions, [name]: version }),
    configurable: true,
    enumerable: true,
  });
}

/** The end of the process that started this one ends this one. */
export function endWithParent(app: HostApp): void {
  if (process.send) process.on('disconnect', () => app.quit());
}

/**
 * shell/browser/electron_browser_main_parts_posix.cc: when main has run Electron puts its own answers in the place of
 * Node's. The first signal quits; a second of its kind has its default action. Windows keeps Node's.
 */
export function takeSignals(app: HostApp): void {
  if (process.platform === 'win32') return;
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.removeAllListeners(signal);
    process.once(signal, () => app.quit());
  }
}

/** lib/browser/init.ts: an exception that nobody catches is a box, and the process goes on, unless the product listens. */
export function tellUncaught(showErrorBox: (title: string, content: string) => void): void {
  process.on('uncaughtException', (error) => {
    if (process.listenerCount('uncaughtException') > 1) return;
    showErrorBox(
      'A JavaScript error occurred in the main process',
      `Uncaught Exception:\n${error.stack ?? error.message}`,
    );
  });
}
