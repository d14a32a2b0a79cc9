/** What the network is to downloads. `metered`: it is there, and the user wants nothing to be loaded over it. */
import type { NetworkPort } from '../ports.ts';

export type ConnectionState = 'online' | 'offline' | 'metered';

export function connectionOf(network: Pick<NetworkPort, 'isOnline' | 'isHeldBack'>): ConnectionState {
  if (!network.isOnline()) return 'offline';
  return network.isHeldBack?.() ? 'metered' : 'online';
}
