import type { Correction, PeriodicStore, PeriodicSuccess, RetryState } from '../../main/data-fetch/periodic/types.ts';
import type { PeriodicRecord } from '../../main/models/periodic-state.ts';

export const HOUR_MS = 3_600_000;
export const MINUTE_MS = 60_000;

/** A record that is due at any time after it was opened, unless `overrides` says otherwise. */
export function periodicRecord(appId: string, overrides: Partial<PeriodicRecord> = {}): PeriodicRecord {
  return {
    appId,
    lastOpenedAt: null,
    hasToken: true,
    hasUrl: true,
    enabled: true,
    lastSuccessAt: null,
    failures: 0,
    failedAt: null,
    retryAt: null,
    ...overrides,
  };
}

export const dataOutcome = (host = 'dev.example'): PeriodicSuccess => ({
  kind: 'data',
  host,
  status: 200,
  bytes: 2,
  body: '{}',
  etag: null,
  lastModified: null,
  requestKey: 'key',
  sent: { appid: 'a', timestamp: 1, lang: 'en', version: '1' },
});

/** Records in memory; survives a restart of the scheduler as the disk does. */
export class MemoryPeriodicStore implements PeriodicStore {
  readonly #records = new Map<string, PeriodicRecord>();
  fixedTimeRun: number | null = null;
  /** Makes every write throw, as a full disk does. */
  isFull = false;

  constructor(records: readonly PeriodicRecord[] = []) {
    for (const record of records) this.#records.set(record.appId, record);
  }

  records(): readonly PeriodicRecord[] {
    return [...this.#records.values()];
  }

  record(appId: string): PeriodicRecord | undefined {
    return this.#records.get(appId);
  }

  change(appId: string, change: Partial<PeriodicRecord>): void {
    const record = this.#records.get(appId);
    if (!record) throw new Error(`No record "${appId}"`);
    if (this.isFull) throw new Error('The disk is full');
    this.#records.set(appId, { ...record, ...change });
  }

  delete(appId: string): void {
    this.#records.delete(appId);
  }

  async saveSuccess(
    appId: string,
    _success: PeriodicSuccess,
    at: number,
    signal: AbortSignal,
  ): Promise<'saved' | 'dropped'> {
    await Promise.resolve();
    if (signal.aborted || !this.#records.has(appId)) return 'dropped';
    this.change(appId, { lastSuccessAt: at, failures: 0, failedAt: null, retryAt: null });
    return 'saved';
  }

  saveRetry(appId: string, state: RetryState): void {
    this.change(appId, state);
  }

  correct({ appId, ...change }: Correction): void {
    this.change(appId, change);
  }

  forgetValidators(): void {}

  lastFixedTimeRun(): number | null {
    return this.fixedTimeRun;
  }

  setLastFixedTimeRun(at: number): void {
    this.fixedTimeRun = at;
  }
}
