/**
 * What a start, the Shelf and the schedule need of each mini-program: the fields of its state that the index keeps.
 * A field that is new here needs a place in `main/storage/index-rows.ts`.
 */
import type { PeriodicState } from './periodic-state.ts';
import type { InstalledPackage, MiniProgramState, StoredToken } from './state-schema.ts';

type SharedField =
  | 'appId'
  | 'name'
  | 'description'
  | 'addedAt'
  | 'lastOpenedAt'
  | 'dataAt'
  | 'openFolder'
  | 'downloadsAllowed'
  | 'downloadRoomBytes'
  | 'windowlessFetches';

/** Of the details, as much as says whether there is something to do. */
export interface DetailsSummary {
  readonly fetchedAt: number;
  readonly hasBackgroundFetchUrl: boolean;
  /** They have names or descriptions in other languages. */
  readonly isTranslated: boolean;
}

export type ScheduleSummary = Pick<PeriodicState, 'enabled' | 'lastSuccessAt' | 'failures' | 'failedAt' | 'retryAt'>;

export interface MiniProgramSummary extends Readonly<Pick<MiniProgramState, SharedField>> {
  readonly installed: Readonly<Pick<InstalledPackage, 'version' | 'sha256' | 'icon'>> | null;
  readonly details: DetailsSummary | null;
  /** That there is one, and how it is kept; never the token itself. */
  readonly token: Readonly<Pick<StoredToken, 'kind'>> | null;
  readonly periodic: Readonly<ScheduleSummary> | null;
}

const TOKENS: { readonly [Kind in StoredToken['kind']]: Readonly<Pick<StoredToken, 'kind'>> } = {
  encrypted: Object.freeze({ kind: 'encrypted' }),
  plain: Object.freeze({ kind: 'plain' }),
};

/** One object for each kind: thousands of mini-programs share it. */
export function tokenSummary(kind: StoredToken['kind'] | null): MiniProgramSummary['token'] {
  return kind === null ? null : TOKENS[kind];
}

/** `state` without what only its own file keeps. */
export function summaryOf(state: MiniProgramState): MiniProgramSummary {
  const { appId, name, description, addedAt, lastOpenedAt, dataAt, openFolder } = state;
  const { downloadsAllowed, downloadRoomBytes, windowlessFetches, installed, details, token, periodic } = state;
  return {
    appId,
    name,
    description,
    addedAt,
    lastOpenedAt,
    dataAt,
    openFolder,
    downloadsAllowed,
    downloadRoomBytes,
    windowlessFetches,
    installed: installed && { version: installed.version, sha256: installed.sha256, icon: installed.icon },
    details: details && {
      fetchedAt: details.fetchedAt,
      hasBackgroundFetchUrl: Boolean(details.value.developmentSettings.backgroundFetchUrl),
      isTranslated: Boolean(details.value.names ?? details.value.descriptions),
    },
    token: tokenSummary(token?.kind ?? null),
    periodic: periodic && {
      enabled: periodic.enabled,
      lastSuccessAt: periodic.lastSuccessAt,
      failures: periodic.failures,
      failedAt: periodic.failedAt,
      retryAt: periodic.retryAt,
    },
  };
}
