/** The Activity page. */
import { app, clipboard } from 'electron';
import type { PreFetcher } from '../data-fetch/launch/pre-fetch.ts';
import type { PeriodicFetch } from '../data-fetch/periodic/periodic-fetch.ts';
import type { NetworkSwitches } from '../network/client/network-switches.ts';
import { tellOnlineStates } from '../windows/mini-program/online-state.ts';
import type { MiniProgramSessions } from '../sessions/mini-program-sessions.ts';
import { createActivityHandlers, type ActivityHandlers } from '../ipc/handlers/activity.ts';
import { createActivityHistory } from '../launcher/activity/activity-history.ts';
import { createActivityLog, type ActivityLog } from '../launcher/activity/activity-log.ts';
import { createActivityPushes } from '../launcher/activity/activity-pushes.ts';
import { activityState } from '../launcher/activity/activity-state.ts';
import { tellFailures } from '../launcher/activity/told-failures.ts';
import { createUnseenFetches } from '../launcher/activity/unseen-fetches.ts';
import { preFetchNow } from '../launcher/activity/pre-fetch-now.ts';
import type { MachineState } from '../storage/machine-state.ts';
import type { MiniProgramStore } from '../storage/ports.ts';
import type { Settings } from '../storage/settings.ts';
import type { MovableClock } from '../support/clock.ts';
import type { ObservableEventLog } from '../log/event-log.ts';
import type { ShutdownList } from '../support/shutdown-list.ts';
import type { SystemConditions } from '../system/desktop/conditions.ts';
import type { StartWithSystem } from '../system/desktop/start-with-system.ts';
import type { SafeMode } from './safe-mode.ts';
import type { WindowRegistry } from '../windows/window-registry.ts';
import type { Storage } from './storage.ts';

export interface ActivityPageDependencies {
  readonly dev: boolean;
  readonly version: string;
  readonly activityLog: ActivityLog;
  readonly clock: MovableClock;
  readonly events: ObservableEventLog;
  readonly store: MiniProgramStore;
  readonly machineState: MachineState;
  readonly settings: Settings;
  readonly preFetcher: PreFetcher;
  readonly periodic: PeriodicFetch;
  readonly startWithSystem: StartWithSystem;
  readonly conditions: SystemConditions;
  readonly switches: NetworkSwitches;
  readonly sessions: Pick<MiniProgramSessions, 'networkSwitched'>;
  readonly registry: WindowRegistry;
  readonly disposables: ShutdownList;
  readonly safeMode: Pick<SafeMode, 'isOn'>;
}

/** The requests of this run, and those of the last days, which the disk has. */
export async function createKeptActivityLog(
  { store, clock, warn }: Pick<Storage, 'store' | 'warn'> & { readonly clock: MovableClock },
  disposables: ShutdownList,
): Promise<ActivityLog> {
  const folder = app.getPath('userData');
  const onFailed = (reason: string): void => warn('activity-history', { key: 'activity.notKept', values: { reason } });
  const history = disposables.add(createActivityHistory({ folder, clock, onFailed }));
  return createActivityLog({
    clock,
    nameOf: (appId) => store.summary(appId)?.name ?? appId,
    earlier: await history.load(),
    onEnded: history.keep,
    onCleared: history.clear,
  });
}

export function createActivityPage(dependencies: ActivityPageDependencies): ActivityHandlers {
  const { dev, version, activityLog, clock, events, store, machineState, settings, disposables } = dependencies;
  const { preFetcher, periodic, startWithSystem, conditions, switches, registry } = dependencies;
  const unseen = disposables.add(
    createUnseenFetches({
      events,
      kept: {
        get: () => machineState.get().unseenFetches,
        set: (unseenFetches) => machineState.update({ unseenFetches }),
      },
      nameOf: (appId) => store.get(appId)?.name ?? appId,
      isLookedAt: () => registry.launcher()?.isFocused() === true,
    }),
  );
  const getState = () =>
    activityState({
      log: activityLog,
      unseen,
      clock,
      store,
      settings,
      scheduler: periodic.scheduler,
      startWithSystem,
      switches,
      isOnline: () => conditions.now().online,
      isMetered: () => conditions.now().isMetered,
    });
  disposables.defer(tellFailures(events, activityLog));
  disposables.defer(tellOnlineStates({ switches, registry }));
  const pushes = createActivityPushes(registry, getState);
  for (const source of [activityLog, store, settings, conditions, switches])
    disposables.defer(source.onChange(pushes.changed));
  disposables.defer(
    events.onEvent(({ event }) => {
      if (event.startsWith('sweep-') || event === 'next-wake') pushes.changed();
    }),
  );

  return createActivityHandlers({
    dev,
    version,
    log: activityLog,
    clock,
    store,
    settings,
    periodic,
    startWithSystem,
    clipboard,
    getState,
    mayFetch: () => !dependencies.safeMode.isOn,
    watch(windowId) {
      unseen.look(windowId);
      pushes.watch(windowId);
    },
    downloadsFolder: () => app.getPath('downloads'),
    preFetch: (appId) => preFetchNow(appId, { store, preFetcher }),
    async setNetwork(appId, condition) {
      switches.set(appId, condition);
      await dependencies.sessions.networkSwitched(appId);
    },
    moveClock(ms) {
      clock.move(ms);
      pushes.changed();
    },
  });
}
