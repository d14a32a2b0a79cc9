/** The Background Fetch API put together: engine, service workers, channels, and the user's view. */
import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { app, net, session as electronSession, type Session } from 'electron';
import { openBackgroundFetches, type BackgroundFetchEngine } from '../background-fetch/engine.ts';
import type { OwnRequest, OwnResponse } from '../background-fetch/ports.ts';
import { downloadPictureUrl, iconOf } from '../launcher/icon-url.ts';
import { freeBytesOnDisk } from '../storage/disk.ts';
import { resolveAddress } from '../catalog/packages/addresses.ts';
import type { InstalledPackage } from '../models/state-schema.ts';
import { ownerOf } from '../ipc/caller.ts';
import { createBackgroundFetchHandlers, type BackgroundFetchHandlers } from '../ipc/handlers/background-fetch.ts';
import { toWireRegistration } from '../background-fetch/wire-registration.ts';
import type { DownloadHandlers } from '../ipc/handlers/downloads.ts';
import type { Router } from '../ipc/router.ts';
import { createQuarantine } from '../storage/quarantine.ts';
import type { Clock } from '../support/clock.ts';
import type { ShutdownList } from '../support/shutdown-list.ts';
import type { EventLog } from '../support/event-log.ts';
import type { CommandLine } from '../system/start/command-line.ts';
import type { Messages } from '../system/language/messages.ts';
import { respondWithFile, type ServedFile } from '../sessions/file-response.ts';
import { originOf } from '../sessions/schemes.ts';
import { createServiceWorkers, type ServiceWorkers } from '../sessions/service-workers.ts';
import type { WindowRegistry } from '../windows/window-registry.ts';
import { createDownloadIndicators } from './download-indicators.ts';
import { createDownloads } from './downloads.ts';
import type { Network } from './network.ts';
import type { Pictures } from './pictures.ts';
import type { Storage } from './storage.ts';

/** What `nativeImage` reads on every system. */
const NOTIFICATION_ICONS: ReadonlySet<string> = new Set(['image/png', 'image/jpeg']);
/** It decodes in this process, while everything else waits. */
const NOTIFICATION_LIMIT_PIXELS = 1024 * 1024;

/** Fetches that workers of a mini-program may start without its window since the user last opened it, or let it go on. */
export const WINDOWLESS_FETCHES = 5;

export interface BackgroundFetchDependencies {
  readonly commandLine: CommandLine;
  readonly storage: Storage;
  readonly network: Network;
  readonly registry: WindowRegistry;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly disposables: ShutdownList;
  /** The bundled preload of service workers. */
  readonly workerPreloadPath: string;
  /** Calls back when the computer comes online or goes offline; returns the function that ends it. */
  onNetworkChange(listener: () => void): () => void;
  attachIpc: Router['attachServiceWorker'];
  /** The session of a mini-program, ready to serve its files; `null`: it is not installed. */
  prepareSession(appId: string): Promise<Session | null>;
  /** Opens or focuses the mini-program's window at this URL of its origin; resolves when the page is there. */
  openWindow(appId: string, url: string): Promise<void>;
  readonly messages: Messages;
  readonly pictures: Pick<Pictures, 'showable'>;
  /** Brings the Downloads page of the launcher to the front. */
  showDownloads(): void;
}

export interface BackgroundFetch {
  readonly engine: BackgroundFetchEngine;
  readonly workers: ServiceWorkers;
  readonly handlers: BackgroundFetchHandlers & DownloadHandlers;
  /** The picture that a download brought along; `null`: there is none. */
  readPicture(appId: string, id: string): ServedFile | null;
}

export async function createBackgroundFetch(dependencies: BackgroundFetchDependencies): Promise<BackgroundFetch> {
  const { commandLine, storage, network, registry, clock, events: events, disposables } = dependencies;
  const { store, settings, warn } = storage;
  const { packages } = network;
  const quarantine = createQuarantine(`${app.getPath('userData')}/quarantine`, () => clock.now());
  const isAllowed = (appId: string): boolean => !settings.get().backgroundFetchForbidden.includes(appId);
  const quotaBytes = (): number => settings.get().backgroundFetchQuotaBytes;

  const workers = createServiceWorkers({
    preloadPath: dependencies.workerPreloadPath,
    prepareSession: dependencies.prepareSession,
    attachIpc: dependencies.attachIpc,
    report: (appId, message) => events.emit('problem', { appId, message }),
  });

  const ownFile = async (appId: string, installed: InstalledPackage, pathname: string): Promise<ServedFile | null> => {
    const read = (path: string): Promise<ServedFile | null> => packages.openFile(appId, installed, path);
    const answer = await resolveAddress({ pathname, isNavigation: false }, read, null);
    return answer?.kind === 'redirect' ? ownFile(appId, installed, answer.pathname) : (answer?.file ?? null);
  };

  const engine = await openBackgroundFetches({
    miniPrograms: {
      appIds: () => store.list().map(({ appId }) => appId),
      folderOf: store.folderOf,
      originOf,
      serviceDomains: (appId) => store.get(appId)?.details?.value.serviceDomains ?? [],
      isAllowed,
      countWindowless(appId) {
        const count = store.get(appId)?.windowlessFetches ?? WINDOWLESS_FETCHES;
        if (count >= WINDOWLESS_FETCHES) return false;
        store.update(appId, { windowlessFetches: count + 1 });
        return true;
      },
      quotaBytes,
      async readOwn(appId, request) {
        const installed = store.get(appId)?.installed;
        return installed ? readFromPackage(await ownFile(appId, installed, request.url.pathname), request) : null;
      },
    },
    network: {
      isOnline: () => net.isOnline(),
      onChange: dependencies.onNetworkChange,
      resolveProxy: (url) => electronSession.defaultSession.resolveProxy(url),
    },
    deliver: workers.deliver,
    showable: dependencies.pictures.showable,
    freeBytes: freeBytesOnDisk,
    quarantine: (file, label) => void quarantine.quarantine(file, label),
    reportProblem: (appId, message) =>
      warn(
        `background-fetch-${appId}`,
        { key: 'problems.backgroundFetch', values: { name: storage.store.get(appId)?.name ?? appId, message } },
        appId,
      ),
    clock,
    events,
    dev: commandLine.dev,
    version: app.getVersion(),
    language: network.language,
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

  const downloads = disposables.add(
    createDownloads({
      engine: engine.downloads,
      onProgress: (listener) => engine.onChange(listener),
      clock,
      folder: app.getPath('userData'),
      programs: {
        list: () => store.list().map((state) => ({ appId: state.appId, name: state.name, ...iconOf(state) })),
        isAllowed,
        isHeldBack: (appId) => (store.get(appId)?.windowlessFetches ?? 0) >= WINDOWLESS_FETCHES,
        quotaBytes,
        originOf,
        pictureUrl: downloadPictureUrl,
        setAllowed(appId, allowed) {
          if (allowed && store.get(appId)?.windowlessFetches) store.update(appId, { windowlessFetches: 0 });
          const others = settings.get().backgroundFetchForbidden.filter((id) => id !== appId);
          settings.update({ backgroundFetchForbidden: allowed ? others : [...others, appId] });
        },
        onChange(listener) {
          const ends = [store.onChange(listener), settings.onChange(listener)];
          return () => ends.forEach((end) => end());
        },
      },
      push(state) {
        const launcher = registry.launcher();
        if (launcher) registry.push(launcher.webContents.id, 'launcher:downloads-changed', state);
      },
      ...createDownloadIndicators({
        registry,
        settings,
        t: dependencies.messages.t,
        showDownloads: dependencies.showDownloads,
        iconPath(item) {
          const icon = engine.downloads.icon(item.appId, item.id);
          const isShown = icon && NOTIFICATION_ICONS.has(icon.type) && icon.pixels <= NOTIFICATION_LIMIT_PIXELS;
          return isShown ? icon.path : undefined;
        },
        click: (appId, id) => void engine.downloads.click(appId, id),
        disposables,
      }),
    }),
  );

  registry.onPageGone((caller) => void engine.registrations.ownerGone(ownerOf(caller)));
  workers.onStopped((worker) => void engine.registrations.ownerGone(ownerOf(worker)));

  return {
    engine,
    workers,
    readPicture: (appId, id) => engine.downloads.icon(appId, id),
    handlers: {
      ...createBackgroundFetchHandlers({
        registrations: engine.registrations,
        workers,
        openWindow: dependencies.openWindow,
        hasWindow: registry.isOpen,
      }),
      ...downloads.handlers,
    },
  };
}

/** A request to the own origin: answered from the package, as the page's own would be. */
async function readFromPackage(file: ServedFile | null, { method, headers }: OwnRequest): Promise<OwnResponse | null> {
  if (!file) return { status: 404, statusText: 'Not Found', headers: [], body: null };
  const range = headers.find(([name]) => name.toLowerCase() === 'range')?.[1];
  // Only method and range of the request are looked at; its URL is of a scheme that Node does not know.
  const response = await respondWithFile(
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
