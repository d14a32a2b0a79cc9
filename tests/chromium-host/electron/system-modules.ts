/** The small modules: what they can do without a desktop, and recorders for what they cannot. */
import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import type Electron from 'electron';
import type { CdpSession } from '../chromium/cdp-connection.ts';
import type { Desktop } from '../desktop/desktop.ts';
import { createDialog, type OpenPage } from '../desktop/dialog.ts';
import { HostMenu, HostMenuItem } from '../desktop/menu.ts';
import { nativeImage } from '../desktop/native-image.ts';
import type { NativeTheme } from '../desktop/native-theme.ts';
import { createNotificationClass } from '../desktop/notification.ts';
import { createScreen } from '../desktop/screen.ts';
import { absentModule, createEvent, strictClass, strictObject } from './strictness.ts';
import { createTrayClass } from '../desktop/tray.ts';
import { ClientRequest, type RequestOptions } from '../network/net-request.ts';

export interface SystemServices {
  readonly headless: boolean;
  /** For message boxes. */
  readonly openPage: OpenPage;
  readonly browser: Promise<CdpSession>;
  readonly desktop: Desktop;
  readonly nativeTheme: NativeTheme;
  isReady(): boolean;
}

class PowerMonitor extends EventEmitter {
  isOnBatteryPower(): boolean {
    return false;
  }
  get onBatteryPower(): boolean {
    return false;
  }
  getSystemIdleTime(): number {
    return 0;
  }
  getSystemIdleState(_threshold: number): 'active' {
    return 'active';
  }
}
strictClass(PowerMonitor, 'powerMonitor');

function openWithSystem(target: string, headless: boolean): Promise<void> {
  if (headless) {
    process.stderr.write(`chromium host: not opened without a display: ${target.split('?')[0]}\n`);
    return Promise.resolve();
  }
  const [program, ...args] =
    process.platform === 'darwin'
      ? ['open', target]
      : process.platform === 'win32'
        ? ['explorer.exe', target]
        : ['xdg-open', target];
  return new Promise((resolve, reject) => {
    const child = spawn(program as string, args as string[], { stdio: 'ignore', detached: true });
    child.once('error', reject);
    child.once('spawn', () => {
      child.unref();
      resolve();
    });
  });
}

export function createSystemModules({
  headless,
  openPage,
  desktop,
  nativeTheme,
  isReady,
}: SystemServices): Record<string, unknown> {
  let clipboardText = '';
  // Servers on loopback are reached without any network: the network is what the desktop's user says.
  let online = true;
  const isOnline = (): boolean => online;
  desktop.provide('network', {
    state: () => ({ online }),
    actions: {
      setOnline(value: boolean) {
        online = value;
      },
    },
  });
  const powerMonitor = new PowerMonitor();
  desktop.provide('power', {
    state: () => ({}),
    actions: { shutDown: () => void powerMonitor.emit('shutdown', createEvent({})) },
  });
  desktop.provide('clipboard', { state: () => clipboardText });
  const openedPaths: string[] = [];
  const openedAddresses: string[] = [];
  desktop.provide('theme', { state: () => nativeTheme.themeSource });
  desktop.provide('shell', { state: () => ({ openedPaths, openedAddresses }) });
  return {
    nativeTheme,
    powerMonitor,
    Tray: createTrayClass({ desktop, isReady }),
    Notification: createNotificationClass({ desktop, isReady }),
    Menu: HostMenu,
    MenuItem: HostMenuItem,
    nativeImage,
    net: strictObject(
      {
        isOnline,
        get online() {
          return isOnline();
        },
        request: (options: RequestOptions | string) => new ClientRequest(options),
      },
      'net',
    ),
    shell: strictObject(
      {
        openExternal(url: string) {
          const { href } = new URL(url);
          openedAddresses.push(href);
          return openWithSystem(href, headless);
        },
        openPath(path: string) {
          openedPaths.push(path);
          return openWithSystem(path, headless).then(
            () => '',
            (error: Error) => error.message,
          );
        },
        showItemInFolder: (_path: string) => {},
        beep: () => {},
      },
      'shell',
    ) satisfies Pick<Electron.Shell, 'openExternal' | 'openPath' | 'showItemInFolder' | 'beep'>,
    clipboard: strictObject(
      {
        writeText: (text: string) => {
          clipboardText = text;
          return Promise.resolve();
        },
        readText: () => Promise.resolve(clipboardText),
      },
      'clipboard',
    ) satisfies Pick<Electron.Clipboard, 'writeText' | 'readText'>,
    dialog: createDialog(desktop, openPage),
    screen: createScreen(desktop),
    crashReporter: strictObject({ start: () => {} }, 'crashReporter'),
  };
}

/** Modules of Electron's that the product does not use. */
export const ABSENT_MODULES: Readonly<Record<string, unknown>> = Object.fromEntries(
  [
    'autoUpdater',
    'BaseWindow',
    'BrowserView',
    'contentTracing',
    'desktopCapturer',
    'globalShortcut',
    'ImageView',
    'inAppPurchase',
    'MessageChannelMain',
    'netLog',
    'parentPort',
    'powerSaveBlocker',
    'pushNotifications',
    'ShareMenu',
    'systemPreferences',
    'TouchBar',
    'utilityProcess',
    'View',
    'WebContentsView',
    'webFrameMain',
  ].map((name) => [name, absentModule(name)]),
);
