/** Somebody whom no mini-program lists: hears every connection and every packet that arrives, whatever it says. */
import { createSocket } from 'node:dgram';
import { createServer, type AddressInfo, type Socket } from 'node:net';

export interface UnlistedServer {
  /** `127.0.0.1:port`, for TCP and UDP alike. */
  readonly host: string;
  /** What arrived, in order: the first line of a connection, or the size of a packet. */
  readonly heard: string[];
  close(): Promise<void>;
}

export async function startUnlistedServer(): Promise<UnlistedServer> {
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  const tcp = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    const index = heard.push('a connection') - 1;
    socket.once('data', (data) => (heard[index] = `a connection: ${data.toString('latin1').split('\r\n', 1)[0]}`));
  });
  await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
  const { port } = tcp.address() as AddressInfo;
  const udp = createSocket('udp4').on('message', (packet) => heard.push(`a packet of ${packet.length} bytes`));
  await new Promise<void>((resolve) => udp.bind(port, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${port}`,
    heard,
    async close() {
      udp.close();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => tcp.close(resolve));
    },
  };
}
