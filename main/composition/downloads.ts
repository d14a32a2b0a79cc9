/** The Downloads page: what it shows, what it may do, and when it is told of a change. */
import { statfs } from 'node:fs/promises';
import type { DownloadsState } from '../../preload/contract/downloads.ts';
import { downloadsState, type DownloadsStateDependencies } from '../launcher/downloads/downloads-state.ts';
import { createEndNotifications, type EndNotificationsOptions } from '../launcher/downloads/end-notifications.ts';
import type { TaskbarProgress } from '../launcher/downloads/taskbar-progress.ts';
import { taskbarProgress } from '../launcher/downloads/taskbar-progress.ts';
import { TransferRates } from '../launcher/downloads/transfer-rate.ts';
import { createDownloadHandlers, type DownloadControls, type DownloadHandlers } from '../ipc/handlers/downloads.ts';
import type { Clock } from '../support/clock.ts';
import type { Disposable } from '../support/shutdown-list.ts';

export interface DownloadsDependencies {
  readonly engine: DownloadControls &
    DownloadsStateDependencies['engine'] & { onListChange(listener: () => void): () => void };
  /** Every change of a download; returns the function that ends it. */
  onProgress(listener: () => void): () => void;
  readonly programs: DownloadsStateDependencies['programs'] & {
    setAllowed(appId: string, allowed: boolean): void;
    /** Added, removed, renamed, allowed or not. */
    onChange(listener: () => void): () => void;
  };
  readonly clock: Clock;
  /** Absolute; on the disk of the downloads. */
  readonly folder: string;
  /** Tells the launcher, when there is one. */
  push(state: DownloadsState): void;
  /** Draws the bar on the taskbar. */
  showOnTaskbar(progress: TaskbarProgress): void;
  /** Calls back when the user comes to the launcher or a window opens or closes; returns the function that ends it. */
  onAttention(listener: (isLauncherSeen: boolean) => void): () => void;
  readonly notifications: EndNotificationsOptions;
}

export interface Downloads extends Disposable {
  readonly handlers: DownloadHandlers;
}

const PUSH_INTERVAL_MS = 250;
/** While something runs: a speed falls also when nothing arrives. */
const RENEW_INTERVAL_MS = 1000;

export function createDownloads(dependencies: DownloadsDependencies): Downloads {
  const { engine, programs, clock, folder, push } = dependencies;
  const rates = new TransferRates();
  const notifications = createEndNotifications(dependencies.notifications);
  let failedUnseen = new Set<string>();
  let seenFailures: ReadonlySet<string> | null = null;
  let freeBytes: number | null = null;
  let timer: NodeJS.Timeout | null = null;
  let dueAt = Infinity;
  let isDisposed = false;

  const getState = (): DownloadsState =>
    downloadsState({
      engine,
      programs,
      rates,
      clock,
      monotonicNow: () => performance.now(),
      freeBytes: () => freeBytes,
    });

  /** One push for however many changes; never later than asked for first. */
  function pushWithin(ms: number): void {
    if (isDisposed || performance.now() + ms >= dueAt) return;
    if (timer) clearTimeout(timer);
    dueAt = performance.now() + ms;
    timer = setTimeout(() => {
      dueAt = Infinity;
      const state = getState();
      push(state);
      notifications.update(state.items);
      showOnTaskbar(state);
      if (state.items.some((item) => item.state === 'running')) pushWithin(RENEW_INTERVAL_MS);
      void measure();
    }, ms);
  }
  function showOnTaskbar(state: DownloadsState): void {
    const failed = new Set(state.items.filter((item) => item.state === 'failed').map(({ id }) => id));
    failedUnseen = new Set(
      [...failed].filter((id) => failedUnseen.has(id) || (seenFailures !== null && !seenFailures.has(id))),
    );
    seenFailures = failed;
    dependencies.showOnTaskbar(taskbarProgress(state, failedUnseen.size > 0));
  }
  async function measure(): Promise<void> {
    const disk = await statfs(folder).catch(() => null);
    freeBytes = disk && disk.bavail * disk.bsize;
  }

  void measure().then(() => pushWithin(PUSH_INTERVAL_MS));
  const changed = (): void => pushWithin(PUSH_INTERVAL_MS);
  const ends = [
    dependencies.onProgress(changed),
    engine.onListChange(changed),
    programs.onChange(changed),
    dependencies.onAttention((isLauncherSeen) => {
      if (isLauncherSeen) failedUnseen.clear();
      changed();
    }),
  ];

  return {
    handlers: createDownloadHandlers({
      engine,
      getState,
      isKnown: (appId) => programs.list().some((program) => program.appId === appId),
      setAllowed: (appId, allowed) => programs.setAllowed(appId, allowed),
      changed: () => pushWithin(0),
    }),
    dispose() {
      isDisposed = true;
      for (const end of ends) end();
      notifications.dispose();
      if (timer) clearTimeout(timer);
    },
  };
}
