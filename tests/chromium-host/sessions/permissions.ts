/** What the product's handlers would answer, told to Chromium per origin before a document runs. */
import type Electron from 'electron';
import type { CdpSession } from '../chromium/cdp-connection.ts';
import type { SchemeTranslation } from '../network/scheme-translation.ts';
import type { HostSession } from './session.ts';

/** Electron's names, and Chromium's for the same. */
const PERMISSIONS: Readonly<Record<string, readonly string[]>> = {
  geolocation: ['geolocation'],
  notifications: ['notifications'],
  media: ['audioCapture', 'videoCapture'],
  midi: ['midi'],
  midiSysex: ['midiSysex'],
  'clipboard-read': ['clipboardReadWrite'],
  'clipboard-sanitized-write': ['clipboardSanitizedWrite'],
  'idle-detection': ['idleDetection'],
  'window-management': ['windowManagement'],
  'persistent-storage': ['durableStorage'],
  'background-sync': ['backgroundSync'],
  sensors: ['sensors'],
  'storage-access': ['storageAccess'],
  'local-network-access': ['localNetworkAccess'],
};

export interface Permissions {
  apply(session: HostSession, contents: unknown, url: string): Promise<void>;
  /** The session's handlers changed. */
  forget(session: HostSession): void;
}

export function createPermissions(browser: Promise<CdpSession>, translation: SchemeTranslation): Permissions {
  const applied = new Set<string>();
  return {
    async apply(session, contents, url) {
      const chromiumUrl = translation.toChromium(url);
      if (!URL.canParse(chromiumUrl)) return;
      const chromiumOrigin = new URL(chromiumUrl).origin;
      const key = `${session.hostId} ${chromiumOrigin}`;
      if (chromiumOrigin === 'null' || applied.has(key)) return;
      applied.add(key);
      const origin = `${translation.fromChromium(`${chromiumOrigin}/`)}`;
      const granted = Object.entries(PERMISSIONS).filter(([name]) =>
        isGranted(session, contents as Electron.WebContents, name, origin),
      );
      const permissions = granted.flatMap(([, names]) => names);
      // "Grant specific permissions to the given origin and reject all others."
      await (await browser).send('Browser.grantPermissions', { origin: chromiumOrigin, permissions }).catch(() => {});
    },
    forget(session) {
      for (const key of [...applied]) if (key.startsWith(`${session.hostId} `)) applied.delete(key);
    },
  };
}

/** docs: without a handler everything is granted. */
function isGranted(session: HostSession, contents: Electron.WebContents, permission: string, origin: string): boolean {
  const details = { requestingUrl: origin, isMainFrame: true };
  if (session.permissionCheckHandler) return session.permissionCheckHandler(contents, permission, origin, details);
  if (!session.permissionRequestHandler) return true;
  let granted = false;
  session.permissionRequestHandler(
    contents,
    permission,
    (answer) => {
      granted = answer;
    },
    details,
  );
  return granted;
}
