/** `session.serviceWorkers` and `ServiceWorkerMain` (docs/api/service-workers.md, service-worker-main.md). */
import { EventEmitter } from 'node:events';
import type Electron from 'electron';
import type { CdpSession } from '../chromium/cdp-connection.ts';
import { createCodec } from '../bridge/codec.ts';
import { emitMessage, HostIpcMain, invokeHandler } from '../bridge/ipc-main.ts';
import type { HostMessage, IpcPageMessage } from '../bridge/ipc-renderer.ts';
import { deliverMessage } from '../bridge/message-delivery.ts';
import { createEvent, strictClass } from '../electron/strictness.ts';

export type RunningStatus = 'starting' | 'running' | 'stopping' | 'stopped';

/** One version of one worker, as Chromium reports it. URLs are the product's. */
export interface WorkerVersion {
  readonly versionId: number;
  readonly scope: string;
  readonly scriptURL: string;
  status: string;
  runningStatus: RunningStatus;
}

/** What `serviceWorkers` needs of the host. */
export interface WorkerControl {
  /** Begins to watch Chromium's workers; resolves when they are known. */
  watch(): Promise<void>;
  versions(): Iterable<WorkerVersion>;
  /** A scope that no session has used in this run belongs to the one that asks for it. */
  claim(scope: string): void;
  start(scope: string): Promise<void>;
}

const START_TIMEOUT_MS = 30_000;
const codec = createCodec();

/** A running worker's connection. */
export interface WorkerConnection {
  readonly session: CdpSession;
  /** Remote object of the function that takes messages. */
  readonly receiver: string;
}

export class HostServiceWorkerMain extends EventEmitter {
  readonly ipc = new HostIpcMain();
  readonly versionId: number;
  readonly #version: WorkerVersion;
  readonly #session: () => unknown;
  #connection: WorkerConnection | null = null;
  #destroyed = false;

  constructor(version: WorkerVersion, session: () => unknown) {
    super();
    this.versionId = version.versionId;
    this.#version = version;
    this.#session = session;
  }

  get scope(): string {
    return this.#version.scope;
  }

  get scriptURL(): string {
    return this.#version.scriptURL;
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  /** A message to a worker that does not run is lost without a word. */
  send(channel: string, ...args: unknown[]): void {
    if (this.#destroyed) throw new TypeError('ServiceWorkerMain is destroyed');
    if (typeof channel !== 'string') throw new TypeError('Missing required channel argument');
    let encoded: unknown[];
    try {
      encoded = codec.encode(args);
    } catch {
      throw new Error('Failed to serialize arguments');
    }
    this.#deliver({ t: 'message', channel, args: encoded });
  }

  /** docs: keeps the worker alive until `end()`. An attached host keeps it alive anyway. */
  startTask(): { end(): void } {
    if (this.#destroyed) throw new Error('Unable to start task on destroyed service worker');
    if (this.#version.runningStatus !== 'running' && this.#version.runningStatus !== 'starting')
      throw new Error('Unable to start service worker task');
    let ended = false;
    return {
      end: () => {
        if (this.#destroyed) throw new Error('Unable to end task on destroyed service worker');
        if (ended) throw new Error('Unable to end service worker task that has been ended already');
        ended = true;
      },
    };
  }

  /** For the host: the worker runs, or no longer does. */
  connect(connection: WorkerConnection | null): void {
    this.#connection = connection;
  }

  /** For the host: a message of the worker. */
  receive(message: IpcPageMessage): void {
    const connection = this.#connection;
    const event = createEvent({
      type: 'service-worker' as const,
      serviceWorker: this,
      versionId: this.versionId,
      session: this.#session(),
    });
    if (message.t === 'send') {
      emitMessage([this.ipc], codec, message.channel, Object.assign(event, { ports: [] }), message.args);
      return;
    }
    void invokeHandler([this.ipc], codec, message.channel, event, message.args).then((answer) => {
      if (this.#connection === connection) this.#deliver({ t: 'reply', id: message.id, ...answer });
    });
  }

  markDestroyed(): void {
    this.#destroyed = true;
    this.#connection = null;
  }

  #deliver(message: HostMessage): void {
    const connection = this.#connection;
    if (!connection) return;
    deliverMessage(connection.session, connection, message);
  }
}
strictClass(HostServiceWorkerMain, 'ServiceWorkerMain');

export class HostServiceWorkers extends EventEmitter {
  readonly #control: WorkerControl;
  readonly #session: () => unknown;
  readonly #mains = new Map<number, HostServiceWorkerMain>();
  /** Versions that have run since they last stopped. */
  readonly #ran = new Set<number>();

  constructor(control: WorkerControl, session: () => unknown) {
    super();
    this.#control = control;
    this.#session = session;
    // Watching takes a page of its own: it begins with the first who wants to know.
    this.on('newListener', (name) => {
      if (name === 'running-status-changed') void this.#control.watch();
    });
  }

  getAllRunning(): Record<
    number,
    Pick<Electron.ServiceWorkerInfo, 'scriptUrl' | 'scope' | 'renderProcessId' | 'versionId'>
  > {
    const running = [...this.#control.versions()].filter(
      ({ runningStatus }) => runningStatus === 'starting' || runningStatus === 'running',
    );
    return Object.fromEntries(
      running.map(({ versionId, scope, scriptURL }) => [
        versionId,
        { versionId, scope, scriptUrl: scriptURL, renderProcessId: 1 },
      ]),
    );
  }

  getInfoFromVersionID(
    versionId: number,
  ): Pick<Electron.ServiceWorkerInfo, 'scriptUrl' | 'scope' | 'renderProcessId' | 'versionId'> {
    const info = this.getAllRunning()[versionId];
    if (!info) throw new Error('Could not find service worker with that version_id');
    return info;
  }

  getWorkerFromVersionID(versionId: number): HostServiceWorkerMain | undefined {
    const known = this.#mains.get(versionId);
    if (known) return known;
    const version = [...this.#control.versions()].find((candidate) => candidate.versionId === versionId);
    if (!version || version.status === 'redundant') return undefined;
    const main = new HostServiceWorkerMain(version, this.#session);
    this.#mains.set(versionId, main);
    this.emit('host-main-created', main);
    return main;
  }

  /** docs: starts the worker, or does nothing if it is running already. */
  async startWorkerForScope(scope: string): Promise<HostServiceWorkerMain> {
    await this.#control.watch();
    this.#control.claim(scope);
    const find = (): WorkerVersion | undefined =>
      [...this.#control.versions()].find(
        (version) => version.scope === scope && ['installed', 'activating', 'activated'].includes(version.status),
      );
    const version = find();
    if (!version) throw new Error('Failed to start service worker.');
    const main = this.getWorkerFromVersionID(version.versionId);
    if (!main) throw new Error('Failed to start service worker.');
    if (version.runningStatus === 'running') return main;
    const running = this.#waitForRunning(version.versionId);
    await this.#control.start(scope);
    await running;
    return main;
  }

  /** For the host. */
  mainOf(versionId: number): HostServiceWorkerMain | undefined {
    return this.#mains.get(versionId);
  }

  /** For the host: Chromium reports another state. */
  onStatus(version: WorkerVersion): void {
    const { versionId, runningStatus } = version;
    // Chromium's context tells of the end of those only that it has told the start of.
    if (runningStatus === 'running') this.#ran.add(versionId);
    const isEnd = runningStatus === 'stopped';
    if (isEnd) this.emit('host-stopped', versionId);
    if (isEnd && !this.#ran.delete(versionId)) return;
    this.emit('running-status-changed', { versionId: version.versionId, runningStatus: version.runningStatus });
  }

  /** For the host: this version will never run again. */
  forget(versionId: number): void {
    this.#mains.get(versionId)?.markDestroyed();
    this.#mains.delete(versionId);
  }

  #waitForRunning(versionId: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void): void => {
        clearTimeout(timer);
        this.off('running-status-changed', onStatus);
        this.off('host-stopped', onStopped);
        settle();
      };
      let started = false;
      const fail = (): void => reject(new Error('Failed to start service worker.'));
      const timer = setTimeout(() => finish(fail), START_TIMEOUT_MS);
      const onStatus = (event: { versionId: number; runningStatus: RunningStatus }): void => {
        if (event.versionId !== versionId) return;
        // A worker that is still stopping stops first; only a start of its own can fail.
        if (event.runningStatus === 'starting') started = true;
        else if (event.runningStatus === 'running') finish(resolve);
      };
      const onStopped = (id: number): void => {
        if (id === versionId && started) finish(fail);
      };
      this.on('running-status-changed', onStatus);
      this.on('host-stopped', onStopped);
    });
  }
}
strictClass(HostServiceWorkers, 'serviceWorkers');
