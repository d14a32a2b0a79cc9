/** Installs the Background Fetch API in the main world of a page or service worker, before its scripts run. */
import { BODY_PATH, WORKER_MARK } from '../contract/background-fetch.ts';
import type { MessagePort } from '../call-gate.ts';
import { createBackgroundFetchBridge } from './bridge.ts';
import { defineEvents } from './events.ts';
import { defineIdl } from './idl.ts';
import { defineInterfaces } from './interfaces.ts';
import { defineMessages } from './messages.ts';
import { installOwnCache } from './own-cache.ts';
import { PARTS_KEY } from './parts.ts';
import { markWorkers } from './worker-marks.ts';

/** The part of `contextBridge` that is used. */
export interface MainWorld {
  executeInMainWorld(script: { func: (...args: never[]) => unknown; args?: unknown[] }): unknown;
}

/** Nothing is installed where there are no service workers: the page's document is not of the mini-program. */
export function installBackgroundFetch(world: MainWorld, port: MessagePort, kind: 'page' | 'service-worker'): void {
  const bridge = createBackgroundFetchBridge(port);
  if (!world.executeInMainWorld({ func: hasServiceWorkers })) return;
  try {
    world.executeInMainWorld({ func: defineIdl, args: [PARTS_KEY] });
    const bodyPath = kind === 'service-worker' ? BODY_PATH : null;
    world.executeInMainWorld({ func: defineMessages, args: [PARTS_KEY, bridge, bodyPath] });
    world.executeInMainWorld({ func: defineInterfaces, args: [PARTS_KEY, bridge] });
    if (kind === 'service-worker') world.executeInMainWorld({ func: defineEvents, args: [PARTS_KEY, bridge] });
    world.executeInMainWorld({ func: installOwnCache });
    if (kind === 'page') world.executeInMainWorld({ func: markWorkers, args: [WORKER_MARK] });
  } finally {
    world.executeInMainWorld({ func: removeParts, args: [PARTS_KEY] });
  }
}

export function hasServiceWorkers(): boolean {
  return typeof ServiceWorkerRegistration === 'function' && typeof Cache === 'function';
}

export function removeParts(key: string): void {
  Reflect.deleteProperty(globalThis, key);
}
