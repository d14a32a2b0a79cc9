/** The relay of the author's kit, which makes loopback as slow as a network; it ends with the row. */
import { startSlowRelay, type SlowRelay } from '../../build/author-kit/check/slow-relay.ts';
import { atEnd } from './cleaning-up.ts';

export type Relay = Pick<SlowRelay, 'port' | 'connections'>;

/** To `port` of this computer; `roundTripMs` for each connection and each turn. */
export async function startRelay(port: number, roundTripMs: number): Promise<Relay> {
  const relay = await startSlowRelay(port, roundTripMs);
  atEnd(() => relay.close());
  return relay;
}
