/**
 * The proxy that the whole Chromium goes through: it holds the rules of `session.setProxy`, which Chromium itself has
 * once for all partitions. A connection that leads nowhere is closed without an answer.
 */
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';

/** In the order in which they are tried; `null`: direct, otherwise `host:port` of an HTTP proxy. */
export type Routes = (host: string, port: number) => (string | null)[];

const LISTENING_MS = 2000;

export async function startProxyRelay(routes: Routes): Promise<{ port: number; close(): void }> {
  const sockets = new Set<net.Socket>();
  const keep = <S extends net.Socket>(socket: S): S => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    return socket;
  };
  /** The first route that takes a connection. */
  const dial = async (host: string, port: number): Promise<{ socket: net.Socket; isProxy: boolean } | null> => {
    for (const route of routes(host, port)) {
      const socket = await connect(...(route === null ? ([host, port] as const) : endpointOf(route)));
      if (socket) return { socket: keep(socket), isProxy: route !== null };
    }
    return null;
  };

  const server = http.createServer((request, response) => {
    void (async () => {
      const url = URL.parse(request.url ?? '');
      const reached = url && (await dial(bare(url.hostname), Number(url.port || 80)));
      if (!url || !reached) return response.destroy();
      const outgoing = http.request({
        method: request.method,
        path: reached.isProxy ? url.href : url.pathname + url.search,
        headers: { ...request.headers, connection: 'close' },
        createConnection: () => reached.socket,
      });
      outgoing.once('error', () => response.destroy());
      outgoing.once('response', (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
        answer.pipe(response);
        answer.once('error', () => response.destroy());
      });
      response.once('close', () => outgoing.destroy());
      return request.pipe(outgoing);
    })();
  });
  server.on('connection', keep);
  server.on('connect', (request: http.IncomingMessage, client: net.Socket, head: Buffer) => {
    void (async () => {
      const [host, port] = endpointOf(request.url ?? '');
      const reached = await dial(host, port);
      if (!reached || client.destroyed) return client.destroy();
      const { socket, isProxy } = reached;
      if (isProxy) socket.write(`CONNECT ${request.url} HTTP/1.1\r\nhost: ${request.url}\r\n\r\n`);
      else client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      if (head.length > 0) socket.write(head);
      client.once('close', () => socket.destroy());
      socket.once('close', () => client.destroy());
      return socket.pipe(client).pipe(socket);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Whether somebody takes connections at `host:port`. */
export async function isListening(endpoint: string): Promise<boolean> {
  const socket = await connect(...endpointOf(endpoint));
  socket?.destroy();
  return socket !== null;
}

function connect(host: string, port: number): Promise<net.Socket | null> {
  return new Promise((resolve) => {
    const isLocal = host === 'localhost' || host.endsWith('.localhost');
    const socket = net.connect({ host: isLocal ? 'localhost' : host, port, autoSelectFamily: true });
    socket.setTimeout(LISTENING_MS, () => socket.destroy());
    socket.on('error', () => {});
    socket.once('close', () => resolve(null));
    socket.once('connect', () => {
      socket.setTimeout(0);
      resolve(socket);
    });
  });
}

function endpointOf(authority: string): readonly [host: string, port: number] {
  const index = authority.lastIndexOf(':');
  return [bare(authority.slice(0, index)), Number(authority.slice(index + 1))];
}

function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}
