/** Sends the Activity page its list: only to the window that has shown the page, and not at every request. */
import type { ActivityState } from '../../../preload/contract/activity.ts';
import { throttle } from '../../support/throttle.ts';
import type { WindowRegistry } from '../../windows/window-registry.ts';

export interface ActivityPushes {
  /** The window with this id shows the page from now on. */
  watch(windowId: number): void;
  changed(): void;
}

const PUSH_INTERVAL_MS = 250;

export function createActivityPushes(
  registry: Pick<WindowRegistry, 'launcher' | 'push'>,
  getState: () => ActivityState,
): ActivityPushes {
  let watcher: number | null = null;
  return {
    watch(windowId) {
      watcher = windowId;
    },
    changed: throttle(() => {
      if (watcher !== null && registry.launcher()?.webContents.id === watcher)
        registry.push(watcher, 'launcher:activity-changed', getState());
    }, PUSH_INTERVAL_MS),
  };
}
