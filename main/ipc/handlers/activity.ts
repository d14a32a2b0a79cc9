/** What the launcher's Activity page may ask for. */
import { userAgent } from '../../../preload/contract/brand.ts';
import {
  canFetchNow,
  type ActivityState,
  type BackgroundChange,
  type NetworkCondition,
} from '../../../preload/contract/activity.ts';
import type { ActivityLog } from '../../launcher/activity/activity-log.ts';
import { curlCommand } from '../../launcher/activity/curl.ts';
import { saveActivity } from '../../launcher/activity/save-activity.ts';
import type { PeriodicFetch } from '../../data-fetch/periodic/periodic-fetch.ts';
import type { PeriodicScheduler } from '../../data-fetch/periodic/scheduler.ts';
import type { MiniProgramStore } from '../../storage/ports.ts';
import type { Settings } from '../../storage/settings.ts';
import type { Clock } from '../../support/clock.ts';
import { AppError } from '../../support/errors.ts';
import type { Handlers } from '../router.ts';

type ActivityChannel =
  | 'launcher:get-activity'
  | 'launcher:clear-activity'
  | 'launcher:save-activity'
  | 'launcher:copy-as-curl'
  | 'launcher:set-background'
  | 'launcher:set-background-allowed'
  | 'launcher:fetch-now'
  | `launcher:dev-${string}`;

export type ActivityHandlers = Pick<Handlers, Extract<keyof Handlers, ActivityChannel>>;

export interface ActivityHandlerDependencies {
  readonly dev: boolean;
  /** The application's. */
  readonly version: string;
  readonly log: Pick<ActivityLog, 'recorded' | 'find' | 'clear'>;
  readonly clock: Clock;
  readonly store: Pick<MiniProgramStore, 'get'>;
  /** Whoever listens to the settings triggers the scheduler. */
  readonly settings: Pick<Settings, 'update'>;
  readonly periodic: Pick<PeriodicFetch, 'setEnabled' | 'dropData'> & {
    readonly scheduler: Pick<PeriodicScheduler, 'trigger' | 'fetchNow'>;
  };
  readonly startWithSystem: { set(on: boolean): void };
  readonly clipboard: { writeText(text: string): void };
  getState(): ActivityState;
  /** False in a safe start, which fetches nothing. */
  mayFetch(): boolean;
  /** The window with this id shows the page from now on. */
  watch(windowId: number): void;
  /** The user's, absolute. */
  downloadsFolder(): string;
  /** Makes the pre-fetch request of a start now, for its entry in the log. Throws `AppError` when it fails. */
  preFetch(appId: string): Promise<void>;
  /** Resolves when its pages, too, have that network. */
  setNetwork(appId: string, condition: NetworkCondition): Promise<void>;
  /** Moves the application's clock on by `ms`. */
  moveClock(ms: number): void;
}

export function createActivityHandlers(dependencies: ActivityHandlerDependencies): ActivityHandlers {
  const { version, log, clock, store, settings, periodic, startWithSystem } = dependencies;

  function requireDev(): void {
    if (!dependencies.dev) throw new AppError('denied', { key: 'problems.developersOnly' });
  }

  function requireKnown(appId: string): void {
    if (!store.get(appId)) throw new AppError('not-found', { key: 'problems.removed', values: { id: appId } });
  }

  return {
    'launcher:get-activity': ({ windowId }) => {
      dependencies.watch(windowId);
      return dependencies.getState();
    },
    'launcher:clear-activity': () => {
      log.clear();
      return null;
    },
    'launcher:save-activity': async () => ({
      path: await saveActivity(log.recorded(), { folder: dependencies.downloadsFolder(), now: clock.now(), version }),
    }),
    'launcher:copy-as-curl': (_caller, entryId) => {
      requireDev();
      const request = log.find(entryId);
      if (!request) throw new AppError('not-found', { key: 'problems.requestGone' });
      dependencies.clipboard.writeText(curlCommand(request, userAgent(version)));
      return null;
    },
    'launcher:set-background': (_caller, { startWithSystem: atStart, ...change }) => {
      // First what the system may refuse: then nothing has changed.
      if (atStart !== undefined) startWithSystem.set(atStart);
      const values = settingsOf(change);
      if (Object.keys(values).length > 0) settings.update(values);
      return null;
    },
    'launcher:set-background-allowed': (_caller, appId, allowed) => {
      requireKnown(appId);
      periodic.setEnabled(appId, allowed);
      return null;
    },
    'launcher:fetch-now': async (_caller, appId) => {
      requireKnown(appId);
      const row = dependencies.getState().schedule.find((one) => one.appId === appId);
      if (!dependencies.mayFetch() || !row || !canFetchNow(row))
        throw new AppError('denied', { key: 'problems.notFetchedNow' });
      const verdict = await periodic.scheduler.fetchNow(appId);
      if (!verdict.ok) throw new AppError(verdict.errCode, verdict.message ?? 'It failed.');
      return null;
    },
    'launcher:dev-sweep': () => {
      requireDev();
      periodic.scheduler.trigger('user');
      return null;
    },
    'launcher:dev-pre-fetch': async (_caller, appId) => {
      requireDev();
      requireKnown(appId);
      await dependencies.preFetch(appId);
      return null;
    },
    'launcher:dev-move-clock': (_caller, ms) => {
      requireDev();
      dependencies.moveClock(ms);
      periodic.scheduler.trigger('clock');
      return null;
    },
    'launcher:dev-drop-data': async (_caller, appId) => {
      requireDev();
      requireKnown(appId);
      await periodic.dropData(appId);
      return null;
    },
    'launcher:dev-set-network': async (_caller, appId, condition) => {
      requireDev();
      requireKnown(appId);
      await dependencies.setNetwork(appId, condition);
      return null;
    },
  };
}

function settingsOf({
  enabled,
  notOnBattery,
  notOnMetered,
  dailyAtMinutes,
}: Omit<BackgroundChange, 'startWithSystem'>): Parameters<Settings['update']>[0] {
  return {
    ...(enabled === undefined ? {} : { periodicFetchEnabled: enabled }),
    ...(notOnBattery === undefined ? {} : { periodicFetchNotOnBattery: notOnBattery }),
    ...(notOnMetered === undefined ? {} : { notOnMeteredConnection: notOnMetered }),
    ...(dailyAtMinutes === undefined ? {} : { periodicFetchAtMinutes: dailyAtMinutes }),
  };
}
