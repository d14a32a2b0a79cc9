/** Periodic fetch put together: what the composition root makes, starts and disposes. */
import type { FetchedData } from '../../../preload/contract/channels.ts';
import type { BodyStore } from '../../storage/bodies.ts';
import type { MiniProgramStore, TokenVault } from '../../storage/ports.ts';
import type { MachineState } from '../../storage/machine-state.ts';
import type { Settings } from '../../storage/settings.ts';
import type { Clock } from '../../support/clock.ts';
import { errorMessage } from '../../support/errors.ts';
import { createListeners } from '../../support/listeners.ts';
import type { EventLog } from '../../log/event-log.ts';
import type { Transport } from '../../network/client/transport-types.ts';
import { scheduleDaily, type DailyCron } from './cron.ts';
import { createPeriodicFetcher } from './fetcher.ts';
import { createPeriodicData, type PeriodicDataReader } from './periodic-data.ts';
import { periodicStateOf, periodicStateSchema, type PeriodicState } from '../../models/periodic-state.ts';
import { createPeriodicRecordStore } from './record-store.ts';
import { createPeriodicScheduler, type PeriodicScheduler } from './scheduler.ts';
import { systemTimers, type Timers } from './timers.ts';
import type { SweptRenewals } from './sweep.ts';
import { createJitter, fixedTimeOffsetMinutes } from '../../support/jitter.ts';
import { once } from '../../support/once.ts';
import type { Conditions } from './types.ts';
import type { TellRefusal } from '../../network/client/refusals.ts';
import { createTimeZoneReader } from '../../support/time-zone.ts';

export interface PeriodicFetchDependencies {
  readonly store: MiniProgramStore;
  readonly bodies: BodyStore;
  readonly tokens: TokenVault;
  readonly settings: Pick<Settings, 'get'>;
  /** Whether the administrator lets it be fetched for. */
  isAllowed(appId: string): boolean;
  readonly machineState: MachineState;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly dev: boolean;
  readonly tellRefusal?: TellRefusal;
  /** What its sweeps renew besides. Default: nothing. */
  readonly renewals?: SweptRenewals;
  /** Stored data is forgotten on somebody's wish: what other requests left goes, too. */
  readonly onForget?: (appId: string) => Promise<void>;
  /** The container's, BCP 47. */
  language(): string;
  conditions(): Conditions;
  /** Default: the system's. */
  readonly timers?: Timers;
  readonly cron?: DailyCron;
}

/** Nothing runs before `scheduler.start()`; disposing the scheduler ends it all. */
export interface PeriodicFetch {
  readonly scheduler: PeriodicScheduler;
  readonly data: PeriodicDataReader;
  /** Called with new or renewed data. Returns the function that ends it. */
  onData(listener: (appId: string, data: FetchedData) => void): () => void;
  /** The user's switch for one mini-program. Throws `AppError('storage-failed')`. */
  setEnabled(appId: string, enabled: boolean): void;
  /** Forgets the stored data and that there ever was any; what is due is fetched anew at once. */
  dropData(appId: string): Promise<void>;
  /** Forgets the stored data; the next request comes when it would have come with it. */
  forgetData(appId: string): Promise<void>;
}

export function createPeriodicFetch(deps: PeriodicFetchDependencies): PeriodicFetch {
  const { store, bodies, tokens, settings, machineState, clock, events } = deps;
  const jitter = createJitter(machineState.get().installationId);
  const listeners = createListeners<[appId: string, data: FetchedData]>();
  const offsetMinutes = once(() => fixedTimeOffsetMinutes(jitter));
  const timeZone = createTimeZoneReader(clock);

  const scheduler = createPeriodicScheduler({
    clock,
    events,
    jitter,
    timers: deps.timers ?? systemTimers,
    cron: deps.cron ?? scheduleDaily,
    store: createPeriodicRecordStore({
      isAllowed: deps.isAllowed,
      store,
      bodies,
      tokens,
      fixedTime: {
        get: () => machineState.get().lastFixedTimeRun,
        set: (at) => machineState.update({ lastFixedTimeRun: at }),
      },
    }),
    ...(deps.renewals ? { renewals: deps.renewals } : {}),
    fetchPeriodic: createPeriodicFetcher({
      transport: deps.transport,
      store,
      bodies,
      tokens,
      clock,
      dev: deps.dev,
      ...(deps.tellRefusal ? { tellRefusal: deps.tellRefusal } : {}),
      settings: () => ({ lang: deps.language(), cdnUrl: settings.get().cdnUrl }),
    }),
    settings() {
      const { periodicFetchEnabled, periodicFetchAtMinutes, periodicFetchNotOnBattery, notOnMeteredConnection } =
        settings.get();
      return {
        enabled: periodicFetchEnabled,
        dailyAtMinutes: periodicFetchAtMinutes,
        offsetMinutes: offsetMinutes(),
        timeZone: timeZone().name,
        notOnBattery: periodicFetchNotOnBattery,
        notOnMetered: notOnMeteredConnection,
      };
    },
    conditions: () => deps.conditions(),
    onSaved: (appId, kind) => void tell(appId, kind),
  });
  const data = createPeriodicData({ store, bodies, tokens, underWay: (appId) => scheduler.underWay(appId) });

  async function tell(appId: string, kind: 'data' | 'not-modified'): Promise<void> {
    try {
      const fresh = await data.read(appId, kind === 'data' ? 'network' : 'revalidated');
      if (fresh) listeners.notify(appId, fresh);
    } catch (error) {
      events.emit('problem', { appId, message: errorMessage(error) });
    }
  }

  async function forget(appId: string, next: (periodic: PeriodicState) => PeriodicState): Promise<void> {
    // A request under way would write the body that is deleted here.
    const request = scheduler.underWay(appId);
    if (request) await request;
    const state = store.get(appId);
    if (!state) return;
    const before = periodicStateOf(state);
    store.update(appId, { periodic: next(before), dataAt: null });
    if (before.data) await bodies.remove(appId, before.data.body);
    await deps.onForget?.(appId);
  }

  return {
    scheduler,
    data,
    onData: listeners.add,
    setEnabled(appId, enabled) {
      const state = store.get(appId);
      if (!state) return;
      store.update(appId, { periodic: { ...periodicStateOf(state), enabled } });
      scheduler.trigger('settings');
    },
    async dropData(appId) {
      await forget(appId, ({ enabled }) => periodicStateSchema().parse({ enabled }));
      scheduler.trigger('settings');
    },
    forgetData: (appId) => forget(appId, (periodic) => ({ ...periodic, data: null, validators: null })),
  };
}
