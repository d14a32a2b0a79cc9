/** The Downloads page: what it shows, what it may do, and when it is told of a change. */
import type { DownloadsState } from '../../../preload/contract/downloads.ts';
import { downloadsState, type DownloadsStateDependencies } from './downloads-state.ts';
import { createEndNotifications, type EndNotificationsOptions } from './end-notifications.ts';
import type { TaskbarProgress } from './taskbar-progress.ts';
import { taskbarProgress } from './taskbar-progress.ts';
import { freeBytesOnDisk } from '../../storage/disk.ts';
import type { Clock } from '../../support/clock.ts';
import type { Disposable } from '../../support/shutdown-list.ts';

export interface DownloadsDependencies {
  readonly engine: DownloadsStateDependencies['engine'] & { onListChange(listener: () => void): () => void };
  /** Every change of a download; returns the function that ends it. */
  onProgress(listener: () => void): () => void;
  readonly programs: DownloadsStateDependencies['programs'] & {
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
  /** A download failed, and the user has not looked at the page since. */
  hasUnseenFailure(): boolean;
  /** Calls back when the user looks at the page, or a window opens or closes; returns the function that ends it. */
  onAttention(listener: () => void): () => void;
  readonly notifications: EndNotificationsOptions;
}

export interface Downloads extends Disposable {
  getState(): DownloadsState;
  /** The state has become another one, and nobody else says so: the launcher is told at once. */
  changed(): void;
}

const PUSH_INTERVAL_MS = 250;
/** While something runs: a speed falls also when nothing arrives. */
const RENEW_INTERVAL_MS = 1000;

export function createDownloads(dependencies: DownloadsDependencies): Downloads {
  const { engine, programs, clock, folder, push } = dependencies;
  const notifications = createEndNotifications(dependencies.notifications);
  let freeBytes: number | null = null;
  let timer: NodeJS.Timeout | null = null;
  let dueAt = Infinity;
  let isDisposed = false;

  const getState = (): DownloadsState => downloadsState({ engine, programs, clock, freeBytes: () => freeBytes });

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
      dependencies.showOnTaskbar(taskbarProgress(state, dependencies.hasUnseenFailure()));
      if (state.items.some((item) => item.state === 'running')) pushWithin(RENEW_INTERVAL_MS);
      void measure();
    }, ms);
  }
  async function measure(): Promise<void> {
    freeBytes = await freeBytesOnDisk(folder).catch(() => null);
  }

  void measure().then(() => pushWithin(PUSH_INTERVAL_MS));
  const changed = (): void => pushWithin(PUSH_INTERVAL_MS);
  const ends = [
    dependencies.onProgress(changed),
    engine.onListChange(changed),
    programs.onChange(changed),
    dependencies.onAttention(changed),
  ];

  return {
    getState,
    changed: () => pushWithin(0),
    dispose() {
      isDisposed = true;
      for (const end of ends) end();
      notifications.dispose();
      if (timer) clearTimeout(timer);
    },
  };
}
