/** The Activity page: what it shows, what it may do, and when it is told of a change. */
import path from 'node:path';
import { app, clipboard } from 'electron';
import type { ActivityLog } from '../launcher/activity/activity-log.ts';
import { activityState } from '../launcher/activity/activity-state.ts';
import type { PeriodicFetch } from '../data-fetch/periodic/periodic-fetch.ts';
import { createActivityHandlers, type ActivityHandlers } from '../ipc/handlers/activity.ts';
import type { MovableClock } from '../support/clock.ts';
import type { ShutdownList } from '../support/shutdown-list.ts';
import { AppError } from '../support/errors.ts';
import type { LarderEventName } from '../support/event-log.ts';
import type { CommandLine } from '../system/start/command-line.ts';
import { absoluteOr, createStartWithSystem, type StartWithSystem } from '../system/desktop/start-with-system.ts';
import { throttle } from '../support/throttle.ts';
import type { WindowRegistry } from '../windows/window-registry.ts';
import type { Network } from './network.ts';
import type { Storage } from './storage.ts';

export interface ActivityDependencies {
  readonly commandLine: CommandLine;
  readonly version: string;
  readonly activityLog: ActivityLog;
  readonly clock: MovableClock;
  readonly storage: Storage;
  readonly network: Network;
  readonly periodic: PeriodicFetch;
  readonly registry: WindowRegistry;
  readonly disposables: ShutdownList;
  isOnline(): boolean;
}

export interface Activity {
  readonly handlers: ActivityHandlers;
  readonly startWithSystem: StartWithSystem;
  /** For the event log: what changes the schedule. */
  noteEvent(name: LarderEventName): void;
}

const PUSH_INTERVAL_MS = 250;

export function createActivity(dependencies: ActivityDependencies): Activity {
  const { dev } = dependencies.commandLine;
  const { version, activityLog, clock, storage, network, periodic, registry, disposables, isOnline } = dependencies;
  const { store, settings } = storage;
  const { scheduler } = periodic;
  const startWithSystem = systemStart(dependencies.commandLine);
  const getState = () =>
    activityState({ log: activityLog, clock, store, settings, scheduler, startWithSystem, isOnline });

  /** The window whose Activity page was shown; nobody else is sent the list. */
  let watcher: number | null = null;
  const push = throttle(() => {
    const launcher = registry.launcher();
    if (launcher && launcher.webContents.id === watcher)
      registry.push(watcher, 'launcher:activity-changed', getState());
  }, PUSH_INTERVAL_MS);
  for (const source of [activityLog, store, settings]) disposables.defer(source.onChange(push));

  const handlers = createActivityHandlers({
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
    downloadsFolder: () => app.getPath('downloads'),
    async preFetch(appId) {
      const state = store.get(appId);
      const details = state?.details?.value;
      if (!details) throw new AppError('no-data', { key: 'problems.neverLookedUp' });
      const { signal } = new AbortController();
      const run = network.preFetcher.start({
        appId,
        details,
        version: state.installed?.version ?? details.version,
        launch: {},
        signal,
      });
      const outcome = await run.outcome;
      if (!outcome.ok) throw new AppError(outcome.code, outcome.message);
    },
    moveClock(ms) {
      clock.move(ms);
      push();
    },
  });

  return {
    handlers: {
      ...handlers,
      'launcher:get-activity': (caller) => {
        watcher = caller.windowId;
        return getState();
      },
    },
    startWithSystem,
    noteEvent(name) {
      if (name.startsWith('sweep-') || name === 'next-wake') push();
    },
  };
}

/** The next start has the same data folder and backend as this one. */
function systemStart({ userDataDir, backendUrl }: CommandLine): StartWithSystem {
  if (!app.isPackaged) {
    return {
      get: () => false,
      set() {
        throw new AppError('denied', { key: 'problems.startNotInstalled' });
      },
    };
  }
  const options = [
    ...(userDataDir ? [`--user-data-dir=${userDataDir}`] : []),
    ...(backendUrl ? [`--backend-url=${backendUrl}`] : []),
  ];
  return createStartWithSystem({
    app,
    platform: process.platform,
    command: [absoluteOr(process.env['APPIMAGE'], process.execPath), ...options],
    configFolder: absoluteOr(process.env['XDG_CONFIG_HOME'], path.join(app.getPath('home'), '.config')),
  });
}
