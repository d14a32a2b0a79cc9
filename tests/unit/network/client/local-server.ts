/** Real servers on loopback for the tests of this folder; `close` ends every connection. */
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';

export interface LocalServer {
  readonly port: number;
  /** Every request line and its headers, in order. */
  readonly requests: readonly {
    readonly method: string;
    readonly url: string;
    readonly headers: http.IncomingHttpHeaders;
  }[];
  close(): Promise<void>;
}

export type Answer = (request: http.IncomingMessage, response: http.ServerResponse) => void;

export async function startHttpServer(answer: Answer): Promise<LocalServer> {
  return listen((handler) => http.createServer(handler), answer);
}

export async function startHttpsServer(options: https.ServerOptions, answer: Answer): Promise<LocalServer> {
  return listen((handler) => https.createServer(options, handler), answer);
}

async function listen(
  create: (handler: http.RequestListener) => http.Server | https.Server,
  answer: Answer,
): Promise<LocalServer> {
  const requests: { method: string; url: string; headers: http.IncomingHttpHeaders }[] = [];
  const server = create((request, response) => {
    requests.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers });
    answer(request, response);
  });
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export interface RawServer {
  readonly port: number;
  readonly sockets: ReadonlySet<net.Socket>;
  close(): Promise<void>;
}

/** Accepts connections and leaves the rest to `onConnection`. */
export async function startRawServer(onConnection: (socket: net.Socket) => void): Promise<RawServer> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    sockets,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
