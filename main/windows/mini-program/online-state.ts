/**
 * What `navigator.onLine` says in the pages of a mini-program, and in the workers that share their process: no network,
 * while a developer keeps it from there. A command of DevTools that touches no request; it ends with the debugger.
 */
import type { BrowserWindow, WebContents } from 'electron';
import type { NetworkSwitches } from '../../network/client/network-switches.ts';
import type { WindowRegistry } from '../window-registry.ts';

const OFFLINE = { offline: true, latency: 0, downloadThroughput: -1, uploadThroughput: -1 };

export interface OnlineStateDependencies {
  readonly switches: Pick<NetworkSwitches, 'of' | 'onChange'>;
  readonly registry: Pick<WindowRegistry, 'miniProgram' | 'onChange'>;
}

/** Tells the pages that are open, and those that open while the switch is there. Returns the function that ends it. */
export function tellOnlineStates({ switches, registry }: OnlineStateDependencies): () => void {
  const offline = new Set<string>();
  const look = (appId: string): void => {
    const window: BrowserWindow | undefined = registry.miniProgram(appId);
    if (window) void tell(window.webContents, offline.has(appId));
  };
  const ends = [
    switches.onChange((appId) => {
      if (switches.of(appId) === 'offline') offline.add(appId);
      else if (!offline.delete(appId)) return;
      look(appId);
    }),
    registry.onChange(() => offline.forEach(look)),
  ];
  return () => ends.forEach((end) => end());
}

async function tell({ debugger: tools }: WebContents, isOffline: boolean): Promise<void> {
  try {
    if (!isOffline) {
      if (tools.isAttached()) tools.detach();
      return;
    }
    if (!tools.isAttached()) tools.attach();
    await tools.sendCommand('Network.overrideNetworkState', OFFLINE);
  } catch {
    // The page is going. Its requests fail, whatever it was told.
  }
}
