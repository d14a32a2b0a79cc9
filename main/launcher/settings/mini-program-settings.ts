/** What the Settings page says of one mini-program. */
import type { MiniProgramSettings } from '../../../preload/contract/settings.ts';
import { iconOf } from '../icon-url.ts';
import { periodicStateOf } from '../../models/periodic-state.ts';
import type { MiniProgramState } from '../../models/state-schema.ts';

export interface MiniProgramSettingsContext {
  /** In use now. */
  readonly backendUrl: string | null;
  readonly hasToken: boolean;
  readonly isOpen: boolean;
  readonly areDownloadsAllowed: boolean;
}

export function miniProgramSettings(state: MiniProgramState, context: MiniProgramSettingsContext): MiniProgramSettings {
  const { appId, name, description, installed, pending, addedAt, lastOpenedAt, dataAt } = state;
  const { hasToken, isOpen, areDownloadsAllowed } = context;
  return {
    appId,
    name,
    description,
    ...iconOf(state),
    version: installed?.version ?? null,
    nextVersion: pending?.version ?? null,
    addedAt,
    lastOpenedAt,
    isOpen,
    ...(state.openFolder === null ? {} : { folder: state.openFolder }),
    details: detailsOf(state, context.backendUrl),
    hasToken,
    dataAt,
    isBackgroundAllowed: periodicStateOf(state).enabled,
    areDownloadsAllowed,
    downloadRoomBytes: state.downloadRoomBytes,
  };
}

function detailsOf({ details }: MiniProgramState, backendInUse: string | null): MiniProgramSettings['details'] {
  if (!details) return null;
  const { value, fetchedAt, backendUrl = null } = details;
  return {
    backendUrl,
    fetchedAt,
    // Details of an older Larder do not say whose they are.
    isCurrent: backendUrl === null || backendUrl === backendInUse,
    serviceDomains: value.serviceDomains.map(({ domain }) => domain),
    permissions: value.permissions,
    hasPeriodicFetch: Boolean(value.developmentSettings.backgroundFetchUrl),
  };
}
