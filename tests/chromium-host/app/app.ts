/** `app`: life cycle, paths, command line. */
import { EventEmitter } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type Electron from 'electron';
import { HostBrowserWindow } from '../windows/browser-window.ts';
import { chromiumSwitches, type HostCommandLine } from './command-line.ts';
import { claimLock, type InstanceLock } from './single-instance-lock.ts';
import type { DesktopPart } from '../desktop/desktop.ts';
import { createEvent, NotProvidedError, strictClass, strictObject } from '../electron/strictness.ts';
import { homeFolder, workingFolder } from './system-folders.ts';

export interface AppManifest {
  readonly name: string;
  readonly version: string;
  /** Absolute folder of package.json. */
  readonly folder: string;
}

type PathName = Parameters<Electron.App['getPath']>[0];

export class HostApp extends EventEmitter {
  readonly commandLine: Pick<
    Electron.CommandLine,
    'appendSwitch' | 'appendArgument' | 'hasSwitch' | 'getSwitchValue' | 'removeSwitch'
  >;
  readonly isPackaged = false;
  readonly dock: undefined = undefined;
  readonly userAgentFallback = '';
  readonly #manifest: AppManifest;
  readonly #paths = new Map<string, string>();
  readonly #appended = new Map<string, string>();
  readonly #language: string;
  readonly #exit: (code: number) => void;
  readonly #platform: NodeJS.Platform;
  readonly #whenReady: Promise<void>;
  #resolveReady: () => void = () => {};
  #name: string;
  #ready = false;
  #isSandboxSwitchGone = false;
  #lock: InstanceLock | null = null;
  #quitting: 'no' | 'closing' | 'done' = 'no';
  #badge = 0;
  readonly #protocols = new Set<string>();
  #openAtLogin = false;

  constructor(
    manifest: AppManifest,
    commandLine: HostCommandLine,
    exit: (code: number) => void,
    platform: NodeJS.Platform = process.platform,
  ) {
    super();
    this.#manifest = manifest;
    this.#name = manifest.name;
    this.#exit = exit;
    this.#platform = platform;
    this.#language = commandLine.language ?? Intl.DateTimeFormat().resolvedOptions().locale;
    if (commandLine.userDataDir) this.#paths.set('userData', path.resolve(commandLine.userDataDir));
    this.#whenReady = new Promise((resolve) => {
      this.#resolveReady = resolve;
    });
    const given = commandLine.switches;
    this.commandLine = strictObject(
      {
        appendSwitch: (name: string, value = '') => void this.#appended.set(name.toLowerCase(), value),
        appendArgument: () => {
          throw new NotProvidedError('commandLine.appendArgument');
        },
        hasSwitch: (name: string) =>
          (this.#appended.has(name) || given.has(name)) && !(name === 'no-sandbox' && this.#isSandboxSwitchGone),
        getSwitchValue: (name: string) => this.#appended.get(name) ?? given.get(name) ?? '',
        removeSwitch: (name: string) => void this.#appended.delete(name),
      },
      'commandLine',
    );
  }

  isReady(): boolean {
    return this.#ready;
  }

  whenReady(): Promise<void> {
    return this.#whenReady;
  }

  quit(): void {
    if (this.#quitting !== 'no') return;
    const event = createEvent({});
    this.emit('before-quit', event);
    if (event.defaultPrevented) return;
    this.#quitting = 'closing';
    for (const window of HostBrowserWindow.getAllWindows()) window.close();
    // A window whose `close` was prevented ends the quitting.
    setImmediate(() => {
      setImmediate(() => {
        if (HostBrowserWindow.getAllWindows().length > 0) this.#quitting = 'no';
        else this.#finishQuitting();
      });
    });
  }

  /** docs: windows are closed without asking, and neither before-quit nor will-quit is emitted. */
  exit(exitCode = 0): void {
    if (this.#quitting === 'done') return;
    this.#quitting = 'done';
    for (const window of HostBrowserWindow.getAllWindows()) window.destroy();
    // lib/browser/init.ts: the first listener of `quit` tells `process`, with everything still running.
    process.emit('exit', exitCode);
    this.emit('quit', createEvent({}), exitCode);
    this.releaseSingleInstanceLock();
    this.#exit(exitCode);
  }

  relaunch(): void {
    throw new NotProvidedError('app.relaunch');
  }

  focus(): void {}

  hide(): void {}

  getAppPath(): string {
    return this.#manifest.folder;
  }

  getName(): string {
    return this.#name;
  }

  get name(): string {
    return this.#name;
  }

  set name(name: string) {
    this.#name = name;
  }

  setName(name: string): void {
    this.#name = name;
  }

  getVersion(): string {
    return this.#manifest.version;
  }

  getLocale(): string {
    return this.#ready ? this.#language : '';
  }

  getSystemLocale(): string {
    return Intl.DateTimeFormat().resolvedOptions().locale;
  }

  getPreferredSystemLanguages(): string[] {
    return [this.#language];
  }

  getPath(name: PathName): string {
    const set = this.#paths.get(name);
    if (set !== undefined) return set;
    switch (name) {
      case 'home':
        return homeFolder();
      case 'appData':
        return appDataFolder();
      case 'userData':
      case 'sessionData':
        return name === 'sessionData' ? this.getPath('userData') : path.join(this.getPath('appData'), this.#name);
      case 'temp':
        return os.tmpdir();
      case 'logs':
        return path.join(this.getPath('userData'), 'logs');
      case 'crashDumps':
        return path.join(this.getPath('userData'), 'Crashpad');
      case 'exe':
        return process.execPath;
      case 'downloads':
        return path.join(homeFolder(), 'Downloads');
      case 'desktop':
        return path.join(homeFolder(), 'Desktop');
      case 'documents':
        return path.join(homeFolder(), 'Documents');
      default:
        throw new Error(`Failed to get '${name}' path`);
    }
  }

  setPath(name: string, value: string): void {
    // docs: "If the path specifies a directory that does not exist, an Error is thrown."; 'userData'
    // and 'sessionData' are made.
    if (!path.isAbsolute(value)) throw new Error('Path must be absolute');
    mkdirSync(value, { recursive: true });
    this.#paths.set(name, value);
  }

  setAppLogsPath(value?: string): void {
    this.#paths.set('logs', value ?? path.join(this.getPath('userData'), 'logs'));
  }

  enableSandbox(): void {
    if (this.#ready) throw new Error('app.enableSandbox() can only be called before app is ready');
    // shell/app/electron_main_delegate.cc: as root every process that Electron starts ends at once with --enable-sandbox.
    if (this.#platform === 'linux' && process.getuid?.() === 0) {
      process.stderr.write(
        'chromium host: Running as root without --no-sandbox is not supported: app.enableSandbox() took it away.\n',
      );
      this.#exit(1);
      return;
    }
    // shell/browser/api/electron_api_app.cc: whoever asks for the switch afterwards finds none.
    this.#isSandboxSwitchGone = true;
  }

  requestSingleInstanceLock(additionalData: object = {}): boolean {
    if (this.#lock) return true;
    const folder = this.getPath('userData');
    mkdirSync(folder, { recursive: true });
    this.#lock = claimLock(
      folder,
      { args: process.argv, workingDirectory: workingFolder(), additionalData },
      (other) => {
        const emit = (): void =>
          void this.emit('second-instance', createEvent({}), other.args, other.workingDirectory, other.additionalData);
        // docs: "This event is guaranteed to be emitted after the ready event of app gets emitted."
        void this.#whenReady.then(emit);
      },
    );
    return this.#lock !== null;
  }

  hasSingleInstanceLock(): boolean {
    return this.#lock !== null;
  }

  releaseSingleInstanceLock(): void {
    this.#lock?.release();
    this.#lock = null;
  }

  /** docs: the name "without `://`"; nothing outside this process learns of it here. */
  setAsDefaultProtocolClient(protocol: string): boolean {
    const name = schemeName(protocol);
    // shell/browser/browser_linux.cc: `$CHROME_DESKTOP` has to name a desktop entry that is installed.
    if (this.#platform === 'linux' && !isDesktopEntryInstalled(process.env)) return false;
    this.#protocols.add(name);
    return true;
  }

  isDefaultProtocolClient(protocol: string): boolean {
    return this.#protocols.has(schemeName(protocol));
  }

  removeAsDefaultProtocolClient(protocol: string): boolean {
    return this.#protocols.delete(schemeName(protocol));
  }

  setAppUserModelId(_id: string): void {}

  setLoginItemSettings({ openAtLogin = false }: Electron.Settings): void {
    this.#openAtLogin = openAtLogin;
  }

  getLoginItemSettings(): Pick<Electron.LoginItemSettings, 'openAtLogin' | 'wasOpenedAtLogin'> {
    return { openAtLogin: this.#openAtLogin, wasOpenedAtLogin: false };
  }

  setBadgeCount(count = 0): boolean {
    if (!Number.isInteger(count) || count < 0)
      throw new TypeError('Error processing argument at index 0, conversion failure');
    this.#badge = count;
    return true;
  }

  getBadgeCount(): number {
    return this.#badge;
  }

  /** For the desktop: what the system knows of the application. */
  get desktopPart(): DesktopPart {
    return {
      state: () => ({ badge: this.#badge, protocols: [...this.#protocols], openAtLogin: this.#openAtLogin }),
      actions: {
        openUrl: (url: string) => void this.emit('open-url', createEvent({}), url),
        activate: () =>
          void this.emit(
            'activate',
            createEvent({}),
            HostBrowserWindow.getAllWindows().some((window) => window.isVisible()),
          ),
      },
    };
  }

  setAboutPanelOptions(_options: unknown): void {}

  isAccessibilitySupportEnabled(): boolean {
    return false;
  }

  /** For the host: the switches Chromium starts with. */
  chromiumSwitches(commandLine: HostCommandLine): string[] {
    const appended = [...this.#appended].map(([name, value]) => (value === '' ? name : `${name}=${value}`));
    return [
      ...chromiumSwitches(commandLine.switches),
      ...appended,
      ...(commandLine.language ? [] : [`lang=${this.#language}`]),
    ];
  }

  /** For the host: `ready`, once. */
  markReady(): void {
    if (this.#ready || this.#quitting === 'done') return;
    this.#ready = true;
    this.emit('will-finish-launching');
    this.#resolveReady();
    this.emit('ready', createEvent({}), {});
  }

  /** For the host: a window was closed. */
  onWindowClosed(): void {
    if (HostBrowserWindow.getAllWindows().length > 0 || this.#quitting !== 'no') return;
    // docs: without a listener the app quits; not emitted while it quits already.
    if (this.listenerCount('window-all-closed') === 0) this.quit();
    else this.emit('window-all-closed');
  }

  #finishQuitting(): void {
    const event = createEvent({});
    this.emit('will-quit', event);
    if (event.defaultPrevented) {
      this.#quitting = 'no';
      return;
    }
    this.exit(0);
  }
}
strictClass(HostApp, 'app');

function isDesktopEntryInstalled(environment: NodeJS.ProcessEnv): boolean {
  const entry = environment['CHROME_DESKTOP'];
  const own = environment['XDG_DATA_HOME'] || path.join(homeFolder(), '.local', 'share');
  const shared = (environment['XDG_DATA_DIRS'] || '/usr/local/share:/usr/share').split(':');
  return entry !== undefined && [own, ...shared].some((folder) => existsSync(path.join(folder, 'applications', entry)));
}

function appDataFolder(): string {
  if (process.platform === 'win32') return process.env['APPDATA'] ?? path.join(homeFolder(), 'AppData', 'Roaming');
  if (process.platform === 'darwin') return path.join(homeFolder(), 'Library', 'Application Support');
  return process.env['XDG_CONFIG_HOME'] || path.join(homeFolder(), '.config');
}

function schemeName(protocol: string): string {
  if (!/^[a-z][a-z0-9+.-]*$/i.test(protocol))
    throw new TypeError(`"${protocol}" is not the name of a protocol: it goes without "://"`);
  return protocol.toLowerCase();
}
