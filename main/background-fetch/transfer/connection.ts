/**
 * What the network is to downloads. `metered`: it is there, and the user wants nothing to be loaded over it. `switched-off`: it
 * is there, but not for this mini-program.
 */
import type { NetworkPort } from '../ports.ts';
import type { FetchActivity } from '../types.ts';

export type ConnectionState = 'online' | 'offline' | 'metered' | 'switched-off';

/** `appId`: what it is to those of one mini-program. */
export function connectionOf(
  network: Pick<NetworkPort, 'isOnline' | 'isHeldBack' | 'isCutOff'>,
  appId?: string,
): ConnectionState {
  if (!network.isOnline()) return 'offline';
  if (appId !== undefined && network.isCutOff?.(appId)) return 'switched-off';
  return network.isHeldBack?.() ? 'metered' : 'online';
}

/** What a fetch that needs the network waits for. */
export const WAITING_FOR: Readonly<Record<ConnectionState, FetchActivity>> = {
  online: 'running',
  offline: 'waiting-for-network',
  'switched-off': 'switched-off',
  metered: 'waiting-for-unmetered',
};

/** The same for the log. */
export const pausedBy = (connection: ConnectionState): 'metered' | 'offline' =>
  connection === 'metered' ? 'metered' : 'offline';
