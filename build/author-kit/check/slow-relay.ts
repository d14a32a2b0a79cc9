/**
 * A relay that makes loopback as slow as a network: nothing passes before a round trip is over (the handshake of TCP),
 * and then every byte takes half of one in each direction. What it relays is as it was, TLS included.
 */
import { once } from 'node:events';
import net, { type AddressInfo, type Socket } from 'node:net';

export interface SlowRelay {
  /** Of 127.0.0.1. */
  readonly port: number;
  /** Made so far. */
  connections(): number;
  /** Sockets of either side that are open now. */
  open(): number;
  close(): Promise<void>;
}

/** To `port` of this computer; `roundTripMs` for each connection and each turn. */
export async function startSlowRelay(port: number, roundTripMs: number): Promise<SlowRelay> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = net.createServer((client) => {
    connections += 1;
    const upstream = net.connect(port, '127.0.0.1');
    const openAt = performance.now() + roundTripMs;
    join(client, upstream, roundTripMs / 2, openAt);
    join(upstream, client, roundTripMs / 2, openAt);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => {}).once('close', () => sockets.delete(socket));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    open: () => sockets.size,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What `from` sends reaches `to` after `delayMs`, in its order, and not before `openAt` and that. */
function join(from: Socket, to: Socket, delayMs: number, openAt: number): void {
  const waiting: { readonly at: number; readonly run: () => void }[] = [];
  const handOn = (): void => {
    const due = waiting.findIndex(({ at }) => at > performance.now());
    for (const { run } of waiting.splice(0, due === -1 ? waiting.length : due)) run();
    if (waiting[0]) setTimeout(handOn, Math.max(0, Math.ceil(waiting[0].at - performance.now())));
  };
  // One timer at a time: two that end within the same millisecond are not in the order of their beginning.
  const later = (run: () => void): void => {
    waiting.push({ at: Math.max(performance.now(), openAt) + delayMs, run });
    if (waiting.length === 1) setTimeout(handOn, Math.ceil(waiting[0]!.at - performance.now()));
  };
  from.on('data', (chunk: Buffer) => later(() => void (to.destroyed || to.write(chunk))));
  from.once('end', () => later(() => to.end()));
  from.once('close', () => later(() => to.destroy()));
}
