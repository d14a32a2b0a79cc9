/**
 * What a developer has the network of one mini-program be, until Larder ends: as it is, slow, or away. For its pages,
 * which the fence of its session holds, and for what the main process asks for on its behalf.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { SLOW_NETWORK, type NetworkCondition } from '../../../preload/contract/activity.ts';
import { AppError } from '../../support/errors.ts';
import { createListeners } from '../../support/listeners.ts';

export interface NetworkSwitches {
  of(appId: string): NetworkCondition;
  set(appId: string, condition: NetworkCondition): void;
  /**
   * Resolves when a request for `appId` may leave: on a slow network after its round trip. Throws `AppError('offline')`
   * for one that must not.
   */
  admit(appId: string, signal?: AbortSignal): Promise<void>;
  onChange(listener: (appId: string) => void): () => void;
}

export const OFFLINE_BY_SWITCH = 'Offline by the switch in Activity';

/** Every network is as it is. */
export const NO_SWITCHES: Pick<NetworkSwitches, 'of' | 'admit' | 'onChange'> = {
  of: () => 'normal',
  admit: () => Promise.resolve(),
  onChange: () => () => {},
};

export function createNetworkSwitches(roundTripMs: number = SLOW_NETWORK.roundTripMs): NetworkSwitches {
  const chosen = new Map<string, NetworkCondition>();
  const listeners = createListeners<[appId: string]>();
  const of = (appId: string): NetworkCondition => chosen.get(appId) ?? 'normal';
  return {
    of,
    set(appId, condition) {
      if (of(appId) === condition) return;
      if (condition === 'normal') chosen.delete(appId);
      else chosen.set(appId, condition);
      listeners.notify(appId);
    },
    async admit(appId, signal) {
      if (of(appId) === 'slow') await wait(roundTripMs, null, signal ? { signal } : {}).catch(() => {});
      if (of(appId) === 'offline') throw new AppError('offline', OFFLINE_BY_SWITCH);
    },
    onChange: listeners.add,
  };
}
