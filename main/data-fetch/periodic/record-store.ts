/** Records and data of periodic fetch on the disk: the body first, the small state file last. */
import type { BodyStore } from '../../storage/bodies.ts';
import type { MiniProgramStore, TokenVault } from '../../storage/ports.ts';
import { summaryOf, type MiniProgramSummary } from '../../models/mini-program-summary.ts';
import type { MiniProgramState } from '../../models/state-schema.ts';
import { BODY_NAMES, periodicStateOf, recordOf, type PeriodicState } from '../../models/periodic-state.ts';
import type { PeriodicStore, PeriodicSuccess } from './types.ts';

export interface RecordStoreDependencies {
  readonly store: MiniProgramStore;
  readonly bodies: Pick<BodyStore, 'writeText' | 'remove' | 'sweep'>;
  readonly tokens: Pick<TokenVault, 'has'>;
  /** By the administrator; what is not is left alone. */
  isAllowed(appId: string): boolean;
  /** Where the installation keeps when the last fixed time was served, in ms since epoch. */
  readonly fixedTime: { get(): number | null; set(at: number): void };
}

export function createPeriodicRecordStore({
  store,
  bodies,
  tokens,
  isAllowed,
  fixedTime,
}: RecordStoreDependencies): PeriodicStore {
  const toRecord = (state: MiniProgramSummary) => recordOf(state, tokens.has(state.appId));

  /** Writes a change of the newest state; a mini-program that is gone gets nothing. */
  function change(
    appId: string,
    fields: Partial<PeriodicState>,
    others: Partial<Pick<MiniProgramState, 'dataAt' | 'lastOpenedAt'>> = {},
  ): void {
    const state = store.get(appId);
    if (state) store.update(appId, { ...others, periodic: { ...periodicStateOf(state), ...fields } });
  }

  function succeed(appId: string, success: PeriodicSuccess, at: number, body: (typeof BODY_NAMES)[number]): void {
    const { etag, lastModified, requestKey, sent } = success;
    change(
      appId,
      {
        lastSuccessAt: at,
        failures: 0,
        failedAt: null,
        retryAt: null,
        data: { body, arrivedAt: at, sent, hasCurrentToken: true },
        validators: etag === null && lastModified === null ? null : { etag, lastModified, requestKey },
      },
      { dataAt: at },
    );
  }

  return {
    records: () =>
      store
        .list()
        .filter(({ appId }) => isAllowed(appId))
        .map(toRecord),
    record(appId) {
      const state = store.get(appId);
      return state && toRecord(summaryOf(state));
    },
    async saveSuccess(appId, success, at, signal) {
      const state = store.get(appId);
      const before = state && periodicStateOf(state).data?.body;
      if (!state || signal.aborted) return 'dropped';
      if (success.kind === 'not-modified') {
        if (!before) return 'dropped';
        succeed(appId, success, at, before);
        return 'saved';
      }
      const body = before === BODY_NAMES[0] ? BODY_NAMES[1] : BODY_NAMES[0];
      // One request at a time: what is half-written here was left by a process that was killed.
      await bodies.sweep(appId);
      await bodies.writeText(appId, body, success.body);
      if (!store.get(appId)) {
        // Removed meanwhile: the write has made the folder again.
        await store.remove(appId).catch(() => {});
        return 'dropped';
      }
      if (signal.aborted) return 'dropped';
      succeed(appId, success, at, body);
      if (before) await bodies.remove(appId, before).catch(() => {});
      return 'saved';
    },
    saveRetry: (appId, retry) => change(appId, retry),
    correct({ appId, lastOpenedAt, ...times }) {
      change(appId, times, lastOpenedAt === undefined ? {} : { lastOpenedAt });
    },
    forgetValidators(appId) {
      const state = store.get(appId);
      const data = state?.periodic?.data;
      if (!data) return;
      // Another token is mostly the same user's next one; none at all means that the user has left.
      const hasLeft = !tokens.has(appId);
      change(
        appId,
        { validators: null, data: hasLeft ? null : { ...data, hasCurrentToken: false } },
        hasLeft ? { dataAt: null } : {},
      );
      if (hasLeft) void bodies.remove(appId, data.body).catch(() => {});
    },
    lastFixedTimeRun: () => fixedTime.get(),
    setLastFixedTimeRun: (at) => fixedTime.set(at),
  };
}
