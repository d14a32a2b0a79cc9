/** The Background Fetch API put together: the engine, and the service workers that it tells. */
import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { app, net, session as electronSession } from 'electron';
import { SLOW_NETWORK } from '../../preload/contract/activity.ts';
import { openBackgroundFetches, type BackgroundFetchEngine } from '../background-fetch/engine.ts';
import type { OwnRequest, OwnResponse } from '../background-fetch/ports.ts';
import { freeBytesOnDisk } from '../storage/disk.ts';
import { resolveAddress } from '../catalog/packages/addresses.ts';
import { ownerOf } from '../ipc/caller.ts';
import type { PackageInstaller } from '../catalog/packages/packages.ts';
import type { LocalizedText } from '../../preload/contract/messages/index.ts';
import type { MiniProgramStore } from '../storage/ports.ts';
import type { Policies } from '../policies/policies.ts';
import type { Settings } from '../storage/settings.ts';
import type { MiniProgramSessions } from '../sessions/mini-program-sessions.ts';
import type { InstalledPackage } from '../models/state-schema.ts';
import { toWireRegistration } from '../background-fetch/wire-registration.ts';
import type { Router } from '../ipc/router.ts';
import { createQuarantine } from '../storage/quarantine.ts';
import type { Clock } from '../support/clock.ts';
import type { ShutdownList } from '../support/shutdown-list.ts';
import type { EventLog } from '../log/event-log.ts';
import type { SystemConditions } from '../system/desktop/conditions.ts';
import { respondWithContent } from '../sessions/compressed-drawing.ts';
import type { ServedFile } from '../sessions/file-response.ts';
import { originOf } from '../sessions/schemes.ts';
import { createServiceWorkers, type ServiceWorkers } from '../sessions/service-workers.ts';
import type { WindowRegistry } from '../windows/window-registry.ts';
import type { Network } from './network.ts';
import type { Pictures } from './pictures.ts';
import { createRoom } from './room-questions.ts';

/** Fetches that workers of a mini-program may start without its window since the user last opened it, or let it go on. */
export const WINDOWLESS_FETCHES = 5;

export interface BackgroundFetchDependencies {
  readonly dev: boolean;
  readonly policies: Pick<Policies, 'isAddressAllowed' | 'isAllowed' | 'isLocked'>;
  readonly store: MiniProgramStore;
  readonly settings: Settings;
  readonly packages: Pick<PackageInstaller, 'openFile'>;
  readonly sessions: MiniProgramSessions;
  readonly conditions: SystemConditions;
  readonly network: Pick<Network, 'pool' | 'resolverOf' | 'switches'>;
  readonly registry: WindowRegistry;
  readonly pictures: Pick<Pictures, 'showable'>;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly disposables: ShutdownList;
  /** The bundled preload of service workers. */
  readonly workerPreloadPath: string;
  attachIpc: Router['attachServiceWorker'];
  /** Of requests, BCP 47. */
  language(): string;
  /** Tells the user, the log and `--log-json` of something that went wrong. */
  warn(id: string, text: LocalizedText, appId: string): void;
}

export interface BackgroundFetch {
  readonly engine: BackgroundFetchEngine;
  readonly workers: ServiceWorkers;
}

/** Nothing runs before `engine.start()`. */
export async function createBackgroundFetch(dependencies: BackgroundFetchDependencies): Promise<BackgroundFetch> {
  const { dev, policies, store, settings, packages, sessions, conditions, registry, clock, events, disposables, warn } =
    dependencies;
  const { switches } = dependencies.network;
  const quarantine = createQuarantine(`${app.getPath('userData')}/quarantine`, () => clock.now());
  const workers = createServiceWorkers({
    preloadPath: dependencies.workerPreloadPath,
    prepareSession: (appId) => sessions.prepare(appId),
    attachIpc: dependencies.attachIpc,
    report: (appId, message) => events.emit('problem', { appId, message }),
  });
  disposables.defer(sessions.onCreated(workers.attach));

  const ownFile = async (appId: string, installed: InstalledPackage, pathname: string): Promise<ServedFile | null> => {
    const read = (path: string): Promise<ServedFile | null> => packages.openFile(appId, installed, path);
    const answer = await resolveAddress({ pathname, isNavigation: false }, read, null);
    return answer?.kind === 'redirect' ? ownFile(appId, installed, answer.pathname) : (answer?.file ?? null);
  };

  const isHeldBack = (): boolean => settings.get().notOnMeteredConnection && conditions.now().isMetered === true;
  const room = createRoom(store, settings, policies);
  const engine = await openBackgroundFetches({
    miniPrograms: {
      appIds: () => store.list().map(({ appId }) => appId),
      folderOf: store.folderOf,
      originOf,
      serviceDomains: (appId) => store.get(appId)?.details?.value.serviceDomains ?? [],
      isAllowed: (appId) => policies.isAllowed(appId, true) && (store.get(appId)?.downloadsAllowed ?? true),
      countWindowless(appId) {
        const count = store.get(appId)?.windowlessFetches ?? WINDOWLESS_FETCHES;
        if (count >= WINDOWLESS_FETCHES) return false;
        store.update(appId, { windowlessFetches: count + 1 });
        return true;
      },
      quotaBytes: room.quotaBytes,
      mayAskForRoom: room.mayAsk,
      async readOwn(appId, request) {
        const installed = store.get(appId)?.installed;
        return installed ? readFromPackage(await ownFile(appId, installed, request.url.pathname), request) : null;
      },
    },
    network: {
      isAddressAllowed: dev ? () => true : policies.isAddressAllowed,
      isOnline: () => net.isOnline(),
      isHeldBack,
      isCutOff: (appId) => switches.of(appId) === 'offline',
      onCutOff: switches.onChange,
      onChange(listener) {
        const ends = [conditions.onChange(listener), settings.onChange(listener)];
        return () => ends.forEach((end) => end());
      },
      maxBytesPerSecond: () => settings.get().downloadBytesPerSecond || null,
      maxBytesPerSecondOf: (appId) => (switches.of(appId) === 'slow' ? SLOW_NETWORK.bytesPerSecond : null),
      resolveProxy: (url) => electronSession.defaultSession.resolveProxy(url),
      pool: dependencies.network.pool,
      resolverOf: dependencies.network.resolverOf,
    },
    deliver: workers.deliver,
    wake: workers.wake,
    freeBytes: freeBytesOnDisk,
    showable: dependencies.pictures.showable,
    quarantine: (file, label) => void quarantine.quarantine(file, label),
    reportProblem: (appId, message) =>
      warn(
        `background-fetch-${appId}`,
        { key: 'problems.backgroundFetch', values: { name: store.get(appId)?.name ?? appId, message } },
        appId,
      ),
    clock,
    events,
    dev,
    version: app.getVersion(),
    language: dependencies.language,
  });
  disposables.add(engine);
  disposables.defer(
    engine.onChange(({ appId, registration }) => {
      const progress = toWireRegistration(registration);
      const window = registry.miniProgram(appId);
      if (window) registry.push(window.webContents.id, 'background-fetch:progress', progress);
      workers.push(appId, 'background-fetch:progress', progress);
    }),
  );

  sessions.serveBodies((appId, reader, from) =>
    engine.registrations.bodyStream(appId, reader, from, workers.keepAwake),
  );

  registry.onPageGone((caller) => void engine.registrations.ownerGone(ownerOf(caller)));
  workers.onStopped((worker) => void engine.registrations.ownerGone(ownerOf(worker)));
  return { engine, workers };
}

/** A request to the own origin: answered from the package, as the page's own would be. */
async function readFromPackage(file: ServedFile | null, { method, headers }: OwnRequest): Promise<OwnResponse | null> {
  if (!file) return { status: 404, statusText: 'Not Found', headers: [], body: null };
  const range = headers.find(([name]) => name.toLowerCase() === 'range')?.[1];
  // Only method and range of the request are looked at; its URL is of a scheme that Node does not know.
  const response = await respondWithContent(
    new Request('http://package.invalid/', { method, headers: range ? { range } : {} }),
    file,
    {},
  );
  return {
    status: response.status,
    statusText: response.statusText,
    headers: [...response.headers],
    body: response.body ? Readable.fromWeb(response.body as NodeReadableStream) : null,
  };
}
