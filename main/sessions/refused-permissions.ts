/** What a mini-program's page asked to be allowed and is not: each is told once for a mini-program and a run. */
import type { MediaAccessPermissionRequest, PermissionRequest } from 'electron';
import type { EventLog } from '../log/event-log.ts';

/** `permission`: as Electron names it, `camera` and `microphone` where it says `media`. */
export type TellRefusedPermission = (appId: string, permission: string) => void;

/** Permissions that Electron refuses after a check, without a request; nothing but a page's own call has them checked. */
const ONLY_CHECKED: ReadonlySet<string> = new Set(['hid', 'serial', 'usb']);
/** As in `refused-requests.ts`; Electron has fewer names. */
const MAX_PERMISSIONS = 50;

/** The names of what a refused request asks for. */
export function requestedPermissions(
  permission: string,
  details: PermissionRequest | MediaAccessPermissionRequest,
): readonly string[] {
  const media = permission === 'media' && 'mediaTypes' in details ? (details.mediaTypes ?? []) : [];
  return media.length > 0 ? media.map((type) => (type === 'video' ? 'camera' : 'microphone')) : [permission];
}

/** Whether a refused check is all that becomes of a page's call. Others are checked unasked, as often as anybody looks. */
export function isOnlyChecked(permission: string): boolean {
  return ONLY_CHECKED.has(permission);
}

export function createRefusedPermissions(events: EventLog): TellRefusedPermission {
  const told = new Map<string, Set<string>>();
  return (appId, permission) => {
    const permissions = told.get(appId) ?? new Set();
    told.set(appId, permissions);
    if (permissions.has(permission) || permissions.size >= MAX_PERMISSIONS) return;
    permissions.add(permission);
    events.emit('permission-refused', { appId, permission });
  };
}
