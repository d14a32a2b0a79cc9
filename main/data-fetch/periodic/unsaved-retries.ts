import type { RetryState } from './types.ts';
import type { PeriodicRecord } from '../../models/periodic-state.ts';

/** Remembers attempts that could not be written down, so that a full disk is no request loop. */
export interface UnsavedRetries {
  /** `record` with the attempt that only memory knows. */
  apply(record: PeriodicRecord): PeriodicRecord;
  set(appId: string, state: RetryState): void;
  clear(appId: string): void;
}

export function createUnsavedRetries(): UnsavedRetries {
  const held = new Map<string, RetryState>();
  return {
    apply(record) {
      const state = held.get(record.appId);
      return state ? { ...record, ...state } : record;
    },
    set: (appId, state) => void held.set(appId, state),
    clear: (appId) => void held.delete(appId),
  };
}
