/** What older versions kept elsewhere: read from there once, and then in the place where it belongs. */
import type { MiniProgramStore } from './ports.ts';
import type { Settings } from './settings.ts';

const FORBIDDEN = 'backgroundFetchForbidden';

/**
 * The switch of one mini-program's background fetches was a list of app ids in the settings. Ids whose state
 * cannot be used now stay in the file, for a start that can. Throws `AppError('storage-failed')`; then the next start goes on.
 */
export function carryOverForbiddenDownloads(
  settings: Pick<Settings, 'otherFields' | 'writeOtherField'>,
  store: Pick<MiniProgramStore, 'get' | 'update'>,
): void {
  const list = settings.otherFields[FORBIDDEN];
  if (!Array.isArray(list)) return;
  const left: string[] = [];
  for (const appId of list.filter((id) => typeof id === 'string')) {
    if (store.get(appId)) store.update(appId, { downloadsAllowed: false });
    else left.push(appId);
  }
  settings.writeOtherField(FORBIDDEN, left.length > 0 ? left : undefined);
}
