import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export interface LocalServer {
  /** `http://127.0.0.1:<port>`, without a slash at its end. */
  readonly url: string;
  /** Paths with queries, in order of arrival. */
  readonly requests: string[];
  handler: Handler;
  /** Stops answering: connections are refused from now on. */
  stop(): Promise<void>;
}

/** A real HTTP server on loopback that ends with the running test. */
export async function startLocalServer(handler: Handler): Promise<LocalServer> {
  const http = createServer((request, response) => {
    server.requests.push(request.url ?? '');
    server.handler(request, response);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const server: LocalServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    requests: [],
    handler,
    stop: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
  onTestFinished(() => server.stop());
  return server;
}

/** Answers `body` as JSON. */
export function json(body: unknown, status = 200): Handler {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
}
