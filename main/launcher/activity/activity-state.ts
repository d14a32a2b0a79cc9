/** What the Activity page shows, put together from the parts that own it. */
import type {
  ActivityState,
  BackgroundSettings,
  ScheduleRow,
  SwitchedNetwork,
} from '../../../preload/contract/activity.ts';
import { scheduleOf } from '../../models/periodic-state.ts';
import type { NetworkSwitches } from '../../network/client/network-switches.ts';
import type { PeriodicScheduler } from '../../data-fetch/periodic/scheduler.ts';
import type { MiniProgramStore } from '../../storage/ports.ts';
import type { Settings } from '../../storage/settings.ts';
import type { Clock } from '../../support/clock.ts';
import type { ActivityLog } from './activity-log.ts';
import type { UnseenFetchesLog } from './unseen-fetches.ts';

export interface ActivityStateDependencies {
  readonly log: Pick<ActivityLog, 'entries'>;
  readonly unseen: Pick<UnseenFetchesLog, 'news'>;
  readonly clock: Clock;
  readonly store: Pick<MiniProgramStore, 'list'>;
  readonly settings: Pick<Settings, 'get'>;
  readonly scheduler: Pick<PeriodicScheduler, 'plan' | 'isSweeping'>;
  readonly startWithSystem: { get(): boolean };
  readonly switches: Pick<NetworkSwitches, 'of'>;
  isOnline(): boolean;
  /** `null`: the system does not tell. */
  isMetered(): boolean | null;
}

export function activityState(dependencies: ActivityStateDependencies): ActivityState {
  const { log, clock, scheduler, isOnline } = dependencies;
  const { waits, nextWakeAt } = scheduler.plan();
  return {
    now: clock.now(),
    entries: log.entries(),
    unseen: dependencies.unseen.news(),
    schedule: scheduleRows(dependencies.store, waits),
    nextWakeAt,
    sweeping: scheduler.isSweeping(),
    online: isOnline(),
    switched: switchedNetworks(dependencies),
    settings: backgroundSettings(dependencies),
  };
}

function switchedNetworks({
  store,
  switches,
}: Pick<ActivityStateDependencies, 'store' | 'switches'>): SwitchedNetwork[] {
  return store
    .list()
    .flatMap(({ appId, name }): SwitchedNetwork[] => {
      const condition = switches.of(appId);
      return condition === 'normal' ? [] : [{ appId, name, condition }];
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}

function scheduleRows(
  store: Pick<MiniProgramStore, 'list'>,
  waits: ReturnType<PeriodicScheduler['plan']>['waits'],
): ScheduleRow[] {
  return store
    .list()
    .flatMap((state): ScheduleRow[] => {
      const wait = waits.get(state.appId);
      if (!wait) return [];
      const { enabled, lastSuccessAt, failures } = scheduleOf(state);
      return [{ appId: state.appId, name: state.name, enabled, ...wait, lastSuccessAt, failures }];
    })
    .sort((a, b) => (a.dueAt ?? Infinity) - (b.dueAt ?? Infinity) || a.name.localeCompare(b.name));
}

/** The user's switches for everything that happens without a window. */
export function backgroundSettings({
  settings,
  startWithSystem,
  isMetered,
}: Pick<ActivityStateDependencies, 'settings' | 'startWithSystem' | 'isMetered'>): BackgroundSettings {
  const { periodicFetchEnabled, periodicFetchNotOnBattery, periodicFetchAtMinutes, notOnMeteredConnection } =
    settings.get();
  return {
    enabled: periodicFetchEnabled,
    notOnBattery: periodicFetchNotOnBattery,
    notOnMetered: notOnMeteredConnection || (isMetered() === null ? null : false),
    dailyAtMinutes: periodicFetchAtMinutes,
    startWithSystem: startWithSystem.get(),
  };
}
