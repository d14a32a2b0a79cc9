/** What the network is to downloads. `metered`: it is there, and the user wants nothing to be loaded over it. */
import type { NetworkPort } from '../ports.ts';

export type ConnectionState = 'online' | 'offline' | 'metered';

/** `appId`: what it is to those of one mini-program. */
export function connectionOf(
  network: Pick<NetworkPort, 'isOnline' | 'isHeldBack' | 'isCutOff'>,
  appId?: string,
): ConnectionState {
  if (!network.isOnline() || (appId !== undefined && network.isCutOff?.(appId))) return 'offline';
  return network.isHeldBack?.() ? 'metered' : 'online';
}
