/** Follows Chromium's service workers: their versions, their starts, and the preload in front of each start. */
import type { CdpSession } from '../chromium/cdp-connection.ts';
import { loadPreload, workerScript, type LoadedPreload } from '../bridge/document-script.ts';
import { createArrivingBytes } from '../bridge/arriving-bytes.ts';
import type { IpcPageMessage } from '../bridge/ipc-renderer.ts';
import type { SchemeTranslation } from '../network/scheme-translation.ts';
import {
  HostServiceWorkers,
  type RunningStatus,
  type WorkerConnection,
  type WorkerVersion,
} from './service-workers.ts';
import type { HostSession } from './session.ts';
import { HeldReports, stepsBetween } from './worker-statuses.ts';
import type { AttachedTarget } from '../chromium/targets.ts';
import { consoleMessageOf, exceptionMessage } from '../windows/page-events.ts';
import { interceptRequests } from '../network/web-request.ts';

export interface WorkerWatcherOptions {
  readonly translation: SchemeTranslation;
  /** The session that used an origin (`mp://host`) last. */
  sessionOf(origin: string): HostSession | undefined;
  /** That session is about to use `origin`. */
  claim(origin: string, session: HostSession): void;
  /** A page that stays for the host's life: Chromium reports workers to pages only. */
  openPage(): Promise<CdpSession>;
  processInformation(): Record<string, unknown>;
}

export interface WorkerWatcher {
  serviceWorkersFor(session: HostSession): HostServiceWorkers;
  /** Resolves when no worker can start unnoticed. */
  watch(): Promise<void>;
  /** A worker starts and waits. */
  attach(target: AttachedTarget): Promise<void>;
}

interface RunningWorker {
  readonly session: CdpSession;
  versionId: number | null;
  connection: WorkerConnection | null;
  readonly early: IpcPageMessage[];
}

/** `ServiceWorker.ServiceWorkerVersion` of the DevTools protocol. */
interface VersionReport {
  readonly versionId: string;
  readonly registrationId: string;
  readonly scriptURL: string;
  readonly runningStatus: RunningStatus;
  readonly status: string;
  readonly targetId?: string;
}

const BINDING = '__larder_host_worker';

export function createWorkerWatcher(options: WorkerWatcherOptions): WorkerWatcher {
  const { translation } = options;
  const versions = new Map<
    number,
    WorkerVersion & { session: HostSession | undefined; targetId: string | undefined }
  >();
  const reports = new HeldReports<VersionReport>();
  const running = new Map<string, RunningWorker>();
  let page: Promise<CdpSession> | null = null;

  const serviceWorkersOf = (session: HostSession | undefined): HostServiceWorkers | undefined =>
    session?.serviceWorkers;

  const connect = (targetId: string): void => {
    const worker = running.get(targetId);
    const version = worker?.versionId == null ? undefined : versions.get(worker.versionId);
    const main = version && serviceWorkersOf(version.session)?.mainOf(version.versionId);
    if (!worker?.connection || !version) return;
    main?.connect(worker.connection);
    // Messages reach the worker's own object, and only when there is one.
    for (const message of worker.early.splice(0)) main?.receive(message);
  };

  const onVersions = (list: readonly VersionReport[]): void => {
    for (const reported of list) {
      const versionId = Number(reported.versionId);
      const scope = reports.scopeOrHold(reported);
      if (scope === undefined) continue;
      const known = versions.get(versionId);
      const session = known?.session ?? options.sessionOf(originOf(scope));
      const version = known ?? {
        versionId,
        scope,
        scriptURL: translation.fromChromium(reported.scriptURL),
        status: reported.status,
        runningStatus: 'stopped' as RunningStatus,
        session,
        targetId: undefined,
      };
      versions.set(versionId, version);
      version.session = session;
      version.status = reported.status;
      for (const status of stepsBetween(version.runningStatus, reported.runningStatus)) {
        version.runningStatus = status;
        serviceWorkersOf(session)?.onStatus(version);
      }
      if (reported.targetId && reported.targetId !== version.targetId) {
        version.targetId = reported.targetId;
        const worker = running.get(reported.targetId);
        if (worker) worker.versionId = versionId;
        connect(reported.targetId);
      }
      if (reported.runningStatus === 'stopped') {
        serviceWorkersOf(session)?.mainOf(versionId)?.connect(null);
        const worker = version.targetId === undefined ? undefined : running.get(version.targetId);
        if (worker) worker.connection = null;
      }
      if (reported.status === 'redundant') {
        serviceWorkersOf(session)?.forget(versionId);
        versions.delete(versionId);
      }
    }
  };

  const watch = (): Promise<void> => {
    page ??= options.openPage().then(async (session) => {
      session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        for (const { registrationId, scopeURL } of registrations as { registrationId: string; scopeURL: string }[])
          onVersions(reports.learn(registrationId, translation.fromChromium(scopeURL)));
      });
      session.on('ServiceWorker.workerVersionUpdated', ({ versions: list }) => onVersions(list as VersionReport[]));
      const known = storedVersions(session);
      await session.send('ServiceWorker.enable');
      await known;
      return session;
    });
    return page.then(() => undefined);
  };

  return {
    watch,
    serviceWorkersFor(session) {
      const serviceWorkers = new HostServiceWorkers(
        {
          watch,
          *versions() {
            for (const version of versions.values())
              if ((version.session ??= options.sessionOf(originOf(version.scope))) === session) yield version;
          },
          claim(scope) {
            if (!options.sessionOf(originOf(scope))) options.claim(originOf(scope), session);
          },
          async start(scope) {
            await (await page)?.send('ServiceWorker.startWorker', { scopeURL: translation.toChromium(scope) });
          },
        },
        () => session,
      );
      serviceWorkers.on('host-main-created', ({ versionId }: { versionId: number }) => {
        const targetId = versions.get(versionId)?.targetId;
        if (targetId) connect(targetId);
      });
      return serviceWorkers;
    },
    async attach({ info, session }) {
      const origin = originOf(translation.fromChromium(info.url));
      const owner = options.sessionOf(origin);
      if (!owner) {
        session.post('Runtime.runIfWaitingForDebugger');
        return;
      }
      const known = [...versions.values()].find(({ targetId }) => targetId === info.targetId);
      const worker: RunningWorker = { session, versionId: known?.versionId ?? null, connection: null, early: [] };
      running.set(info.targetId, worker);
      const arriving = createArrivingBytes();
      session.on('detached', () => running.delete(info.targetId));
      session.on('Runtime.bindingCalled', ({ name, payload }) => {
        if (name !== BINDING) return;
        const message = arriving.take(JSON.parse(payload) as IpcPageMessage);
        if (!message) return;
        worker.early.push(message);
        connect(info.targetId);
      });
      const tellConsole = (message: string, level: number, url: string, lineNumber: number): void => {
        const { versionId } = worker;
        const details = { message, versionId, level, source: 'javascript', lineNumber };
        owner.serviceWorkers?.emit('console-message', {}, { ...details, sourceUrl: translation.fromChromium(url) });
      };
      session.on('Runtime.consoleAPICalled', (event) => {
        const { level, message, sourceId, lineNumber } = consoleMessageOf(event, (url) => url);
        const levels = ['debug', 'info', 'warning', 'error'];
        tellConsole(String(message), levels.indexOf(String(level)), String(sourceId), Number(lineNumber));
      });
      session.on('Runtime.exceptionThrown', (event) => {
        const { message, url, lineNumber } = exceptionMessage(event);
        tellConsole(message, 3, url, lineNumber);
      });
      const intercepted = interceptRequests(session, {
        translation,
        sessionId: owner.hostId,
        webRequest: owner.webRequest,
        reaches: (url) => owner.reaches(url),
        isWorker: true,
        describe: () => ({ isMainFrame: false }),
      });
      const expression = workerScript(
        {
          binding: BINDING,
          schemes: standardSchemes(translation),
          process: { ...options.processInformation(), type: 'service-worker' },
        },
        preloadsOf(owner),
      );
      const connected = evaluateBeforeScript(session, expression, ({ result, exceptionDetails }) => {
        if (exceptionDetails)
          process.stderr.write(
            `chromium host: a service worker's preload failed: ${exceptionDetails.exception?.description ?? 'unknown'}\n`,
          );
        worker.connection = result?.objectId && !exceptionDetails ? { session, receiver: result.objectId } : null;
        connect(info.targetId);
      });
      session.post('Runtime.runIfWaitingForDebugger');
      // It is started again, and waits again.
      session.on('Inspector.targetReloadedAfterCrash', () => session.post('Runtime.runIfWaitingForDebugger'));
      await Promise.all([intercepted.catch(() => {}), connected]);
    },
  };
}

/** For a registration that has no version, which Chromium does not store. */
const VERSIONS_MS = 5000;

/** Resolves when the versions of all registrations of earlier runs were told; reports of none come before. */
function storedVersions(session: CdpSession): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, VERSIONS_MS);
    let missing: Set<string> | null = null;
    const check = (): void => {
      if (missing?.size !== 0) return;
      clearTimeout(timer);
      resolve();
    };
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      missing ??= new Set(
        (registrations as { registrationId: string; isDeleted: boolean }[])
          .filter(({ isDeleted }) => !isDeleted)
          .map(({ registrationId }) => registrationId),
      );
      check();
    });
    session.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
      for (const { registrationId } of versions as readonly VersionReport[]) missing?.delete(registrationId);
      check();
    });
  });
}

/**
 * Evaluates `expression` right before the worker's first script, at every start: Chromium keeps the
 * target, its session and the breakpoint over a restart. A worker that waits to be started lacks half
 * of its globals still, so it is stopped where its script begins. Resolves when it is prepared.
 */
async function evaluateBeforeScript(
  session: CdpSession,
  expression: string,
  onEvaluated: (answer: EvaluateAnswer) => void,
): Promise<void> {
  let isNew = true;
  session.on('Runtime.executionContextsCleared', () => {
    isNew = true;
  });
  session.on('Runtime.executionContextDestroyed', () => {
    isNew = true;
  });
  session.on('Debugger.paused', () => {
    if (isNew)
      session.send('Runtime.evaluate', { expression, allowUnsafeEvalBlockedByCSP: true }).then(onEvaluated, () => {});
    isNew = false;
    session.post('Debugger.resume');
  });
  await Promise.all([
    session.send('Runtime.enable'),
    session.send('Runtime.addBinding', { name: BINDING }),
    session.send('Debugger.enable'),
    session.send('Debugger.setInstrumentationBreakpoint', { instrumentation: 'beforeScriptExecution' }),
  ]).catch(() => {});
}

interface EvaluateAnswer {
  readonly result?: { readonly objectId?: string };
  readonly exceptionDetails?: { readonly exception?: { readonly description?: string } };
}

function standardSchemes({ schemes }: SchemeTranslation): string[] {
  return schemes.filter(({ privileges }) => privileges?.standard).map(({ scheme }) => scheme);
}

function originOf(url: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(url)?.[0] ?? '';
}

function preloadsOf(session: HostSession): LoadedPreload[] {
  return session
    .getPreloadScripts()
    .filter(({ type }) => type === 'service-worker')
    .flatMap(({ filePath }) => {
      try {
        return [loadPreload(filePath)];
      } catch (error) {
        process.stderr.write(
          `Unable to load preload script: ${filePath}\n${error instanceof Error ? error.message : String(error)}\n`,
        );
        return [];
      }
    });
}
