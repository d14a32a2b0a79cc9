/** Records over HTTP/2: many at once on one connection, and what servers do to it. */
import http2, { type Http2ServerRequest, type Http2ServerResponse, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { contentOf } from '../../../fixtures/fault-server/content.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';
import { issueCertificate, type Issued } from '../../network/client/certificates.ts';
import { register, request, startEngine } from '../engine.ts';
import { until } from '../../../fakes/until.ts';

let authority: Issued;
let leaf: Issued;
beforeAll(async () => {
  authority = await issueCertificate({ name: 'Test authority', isAuthority: true });
  leaf = await issueCertificate({ name: 'server', ipAddresses: ['127.0.0.1'], issuer: authority });
});

interface Server {
  readonly port: number;
  readonly connections: () => number;
  readonly mostAtOnce: () => number;
}

type Answer = (request: Http2ServerRequest, response: Http2ServerResponse, session: ServerHttp2Session) => void;

async function startServer(answer: Answer, { allowHTTP1 = false } = {}): Promise<Server> {
  let connections = 0;
  let running = 0;
  let most = 0;
  const sockets = new Set<Socket>();
  const server = http2.createSecureServer(
    { key: leaf.keyPem, cert: leaf.certificatePem, allowHTTP1 },
    (incoming, response) => {
      running += 1;
      most = Math.max(most, running);
      response.once('close', () => (running -= 1));
      response.setHeader('access-control-allow-origin', '*');
      answer(incoming, response, incoming.stream?.session as ServerHttp2Session);
    },
  );
  server.on('sessionError', () => {}).on('tlsClientError', () => {});
  server.on('secureConnection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {}).once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, connections: () => connections, mostAtOnce: () => most };
}

async function outcomeOf(port: number, paths: readonly string[]) {
  const { manager, events } = await startEngine({
    folder: createTemporaryFolder(),
    ports: [port],
    // A handshake takes its time on a busy machine; nothing here stalls.
    limits: { stallTimeoutMs: 30_000, connectTimeoutMs: 30_000 },
    certificateAuthorities: [authority.certificatePem],
  });
  await register(
    manager,
    paths.map((path) => request(`https://127.0.0.1:${port}${path}`)),
  );
  await until(() => events.length >= 1);
  return { reason: events[0]!.event.registration.failureReason, bodies: events[0]!.bodies };
}

describe('records over HTTP/2', () => {
  it('share one connection, far more than six at once, and arrive whole', async () => {
    const server = await startServer((incoming, response) => {
      setTimeout(() => response.end(contentOf(Number(incoming.url.slice(1)), 20_000)), 100);
    });
    const paths = Array.from({ length: 60 }, (_, index) => `/${index}`);
    const { reason, bodies } = await outcomeOf(server.port, paths);
    expect(reason).toBe('');
    expect(bodies.every((body, index) => contentOf(index, 20_000).equals(body as Buffer))).toBe(true);
    expect(server.connections()).toBe(1);
    expect(server.mostAtOnce()).toBeGreaterThan(20);
  });

  it('bring a body larger than every window', async () => {
    const file = contentOf(9, 20 * 1024 * 1024);
    const server = await startServer((_incoming, response) => response.end(file));
    const { reason, bodies } = await outcomeOf(server.port, ['/large']);
    expect([reason, file.equals(bodies[0] as Buffer)]).toEqual(['', true]);
  });

  it.each<[string, Answer]>([
    ['resets a stream', (_incoming, response) => response.stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR)],
    [
      'says GOAWAY, and answers what it had begun',
      (_incoming, response, session) => {
        session.goaway(0);
        response.end('whole');
      },
    ],
    ['drops the connection', (_incoming, _response, session) => session.destroy()],
    [
      'cuts a body off',
      (_incoming, response) => {
        response.setHeader('content-length', 1000);
        response.write('a part', () => response.stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR));
      },
    ],
  ])('go on when the server %s', async (_what, harm) => {
    let harms = 2;
    const server = await startServer((incoming, response, session) => {
      if ((harms -= 1) >= 0) harm(incoming, response, session);
      else response.end('whole');
    });
    const { reason, bodies } = await outcomeOf(server.port, ['/a']);
    expect([reason, bodies.map(String)]).toEqual(['', ['whole']]);
  });

  it('keep to HTTP/1.1, and six at once, where the server speaks no other', async () => {
    const file = contentOf(3, 3 * 1024 * 1024);
    let running = 0;
    let most = 0;
    const https = await import('node:https');
    const server = https.createServer({ key: leaf.keyPem, cert: leaf.certificatePem }, (_incoming, response) => {
      running += 1;
      most = Math.max(most, running);
      response.once('close', () => (running -= 1));
      response.writeHead(200, { 'access-control-allow-origin': '*', 'content-length': file.byteLength });
      setTimeout(() => response.end(file), 50);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    const { reason, bodies } = await outcomeOf(port, ['/1', '/2', '/3', '/4', '/5', '/6', '/7', '/8']);
    expect([reason, bodies.every((body) => file.equals(body as Buffer))]).toEqual(['', true]);
    expect(most).toBeLessThanOrEqual(6);
  });
});
