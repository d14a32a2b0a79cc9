/** An Electron in which nothing happens: everything may be called, read and constructed. For tests of the composition root. */
import { EventEmitter } from 'node:events';

export interface IdleSystem {
  /** Absolute; every path that is asked for. */
  folder: string;
  isOnline: boolean;
}

/** Whatever is done with it, it answers itself; it is no promise and an empty text. */
function anything(): unknown {
  const target = function (): void {};
  const itself: unknown = new Proxy(target, {
    get(_target, name) {
      if (name === 'then') return undefined;
      if (name === Symbol.toPrimitive) return () => '';
      if (name === Symbol.iterator) return () => [][Symbol.iterator]();
      return itself;
    },
    set: () => true,
    apply: () => itself,
    construct: () => itself as object,
  });
  return itself;
}

export function createIdleElectron(system: IdleSystem): Record<string, unknown> {
  const idle = anything();
  const app = Object.assign(new EventEmitter(), {
    isPackaged: false,
    getVersion: () => '1.0.0',
    getPath: () => system.folder,
    getPreferredSystemLanguages: () => ['en'],
    getLocale: () => 'en',
    commandLine: { hasSwitch: () => false },
    getBadgeCount: () => 0,
    setBadgeCount: () => true,
  });
  const powerMonitor = Object.assign(new EventEmitter(), { isOnBatteryPower: () => false });
  const named = ['BrowserWindow', 'clipboard', 'dialog', 'ipcMain', 'Menu', 'nativeImage', 'Notification', 'protocol'];
  return {
    // For electron-store, which takes an absolute folder and asks for nothing.
    default: {},
    ...Object.fromEntries([...named, 'screen', 'session', 'shell', 'Tray', 'webContents'].map((name) => [name, idle])),
    app,
    nativeTheme: { themeSource: 'system', shouldUseDarkColors: false },
    net: { isOnline: () => system.isOnline },
    powerMonitor,
    safeStorage: {
      isAsyncEncryptionAvailable: () => Promise.resolve(true),
      encryptStringAsync: (text: string) => Promise.resolve(Buffer.from(text)),
      decryptStringAsync: (bytes: Buffer) => Promise.resolve({ result: String(bytes), shouldReEncrypt: false }),
    },
  };
}
