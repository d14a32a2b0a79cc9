/**
 * `--fetch-now=APPID`: one periodic fetch, due or not, by the rules of all requests, with its events as lines of JSON.
 * In a start of its own, or for another start that asks the Larder that runs.
 */
import { BRAND } from '../../preload/contract/brand.ts';
import { app, net, powerMonitor } from 'electron';
import type { PeriodicScheduler } from '../data-fetch/periodic/scheduler.ts';
import { createEventLog, type LarderEvent, type LarderEventName, type ObservableEventLog } from '../log/event-log.ts';
import type { Logger } from '../log/logger.ts';
import { periodicStateOf } from '../models/periodic-state.ts';
import { NO_OBSERVER } from '../network/client/request-observer.ts';
import type { Policies } from '../policies/policies.ts';
import type { MiniProgramStore } from '../storage/ports.ts';
import type { Settings } from '../storage/settings.ts';
import { createMovableClock } from '../support/clock.ts';
import { ShutdownList } from '../support/shutdown-list.ts';
import { watchConditions } from '../system/desktop/conditions.ts';
import { appPaths } from '../system/start/app-paths.ts';
import type { CommandLine } from '../system/start/command-line.ts';
import type { Output } from '../system/start/fetch-now/answer-pipe.ts';
import { createBuiltInMiniPrograms, shelveBuiltIns } from './built-in.ts';
import { createLanguage } from './language.ts';
import { createNetwork } from './network.ts';
import { createPeriodicParts } from './periodic-fetch.ts';
import type { SafeMode } from './safe-mode.ts';
import { openStorage } from './storage.ts';

interface Named {
  readonly appId: string;
  readonly name: string;
}

export interface FetchNowDependencies {
  readonly store: Pick<MiniProgramStore, 'get'> & { list(): readonly Named[] };
  readonly settings: Pick<Settings, 'get'>;
  readonly policies: Pick<Policies, 'isAllowed'>;
  readonly scheduler: Pick<PeriodicScheduler, 'fetchNow'>;
  readonly events: Pick<ObservableEventLog, 'onEvent'>;
  readonly safeMode: Pick<SafeMode, 'isOn'>;
}

const TOLD: ReadonlySet<LarderEventName> = new Set<LarderEventName>([
  'periodic-started',
  'periodic-finished',
  'request-refused',
  'problem',
]);

/** For the codes of failures that come without a sentence. */
const REASONS: Readonly<Record<string, string>> = {
  'no-token': 'it has no token; it sets one when it runs, with bn.setBackgroundFetchToken()',
  'not-configured': 'its details name no backgroundFetchUrl',
  aborted: 'it was cut short',
};

const KNOWN_AT_MOST = 5;

/** Folders of `--open-dir` have ids that stand in no manifest: whoever asks for the wrong one sees those that there are. */
function known(programs: readonly Named[]): string {
  if (programs.length === 0) return '';
  const shown = programs.slice(0, KNOWN_AT_MOST).map(({ appId, name }) => `${appId} (${name})`);
  const more = programs.length - shown.length;
  return `. There ${programs.length === 1 ? 'is' : 'are'} ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** What forbids it, as the end of a sentence; `null`: nothing does. */
function refusal(appId: string, { store, settings, policies, safeMode }: FetchNowDependencies): string | null {
  const state = store.get(appId);
  if (safeMode.isOn) return 'it runs in safe mode, which fetches nothing';
  if (!state)
    return `it is not among the mini-programs of this data folder; open it once (--open)${known(store.list())}`;
  if (!policies.isAllowed(appId, true)) return 'the administrator of this computer does not allow it';
  if (!settings.get().periodicFetchEnabled) return 'background fetch is switched off in Settings';
  if (!periodicStateOf(state).enabled) return 'background fetch is switched off for it in Settings';
  return null;
}

/** Whether there is data of the server now, new or confirmed by it. Never rejects. */
export async function fetchNow(appId: string, output: Output, dependencies: FetchNowDependencies): Promise<boolean> {
  const refused = refusal(appId, dependencies);
  if (refused !== null) {
    output.error(`${BRAND.id}: cannot fetch for ${appId}: ${refused}`);
    return false;
  }
  const tell = (event: LarderEvent): void => {
    if (TOLD.has(event.event) && 'appId' in event && event.appId === appId) output.out(JSON.stringify(event));
  };
  const endTelling = dependencies.events.onEvent(tell);
  const verdict = await dependencies.scheduler.fetchNow(appId).finally(endTelling);
  if (!verdict.ok) {
    const { errCode, message = REASONS[errCode] ?? 'it failed' } = verdict;
    output.error(`${BRAND.id}: cannot fetch for ${appId}: ${message} (${errCode})`);
  }
  return verdict.ok;
}

export interface FetchAloneDependencies {
  readonly commandLine: CommandLine;
  readonly policies: Policies;
  readonly logger: Logger;
  /** Of the main bundle. */
  readonly mainFolder: string;
}

/** Without another Larder: only what a request needs, for as long as it takes. The application is ready. */
export async function fetchNowAlone(
  appId: string,
  output: Output,
  { commandLine, policies, logger, mainFolder }: FetchAloneDependencies,
): Promise<boolean> {
  const { dev, backendUrl: givenBackendUrl, clockOffsetMs, safe: isOn } = commandLine;
  const disposables = new ShutdownList((error) => logger.error('Something could not be ended in order.', error));
  try {
    const clock = createMovableClock(clockOffsetMs);
    const events = createEventLog(clock);
    const storage = await openStorage(app.getPath('userData'), policies, clock, events, logger);
    const paths = appPaths(mainFolder);
    const builtIn = createBuiltInMiniPrograms({ ...paths.builtIn, warn: storage.warn });
    // As at a start with windows: an application that was installed a moment ago knows what came with it.
    if (!isOn)
      shelveBuiltIns({
        ...storage,
        builtIn,
        policies,
        clock,
        onNewer: () => {},
        onFailed: (appId, error) => logger.error(`Cannot add the built-in "${appId}".`, error),
      });
    const { tag: language, messages } = await createLanguage(storage.settings, logger);
    const common = { ...storage, dev, policies, clock, events, observer: NO_OBSERVER, language, messages };
    const network = createNetwork({ ...common, builtIn, givenBackendUrl, workers: paths });
    for (const part of [network.hasher, network.packages, network.pool, network.trust]) disposables.add(part);
    const { periodic } = createPeriodicParts({
      ...common,
      ...network,
      conditions: disposables.add(watchConditions(net, powerMonitor)),
      registry: { push: () => {} },
      disposables,
    });
    const { scheduler } = periodic;
    return await fetchNow(appId, output, { ...storage, policies, events, scheduler, safeMode: { isOn } });
  } finally {
    await disposables.dispose();
  }
}
