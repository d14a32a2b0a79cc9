/** Servers that break off, or answer what no server should, in every moment of a connection through the gate. */
import net, { type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openGate } from '../../../../main/network/connections/gate.ts';
import { NO_PROXY_ACCESS } from '../../../../main/network/trust/proxy-access.ts';

/** Not `null`: a round trip is waited for, so that the server ends first. */
const SLOW = { roundTripMs: 60, bytesPerSecond: 1_000_000 };

async function startServer(onConnection: (socket: net.Socket) => void): Promise<string> {
  const server = net.createServer((socket) => {
    socket.on('error', () => {});
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function startGate(domain: string, isSlow: boolean): Promise<number> {
  const gate = await openGate({
    dev: true,
    domains: () => [{ domain, certificates: [] }],
    resolveProxy: () => Promise.resolve('DIRECT'),
    proxyAccess: NO_PROXY_ACCESS,
    report: () => {},
    timeoutMs: 3000,
    slowNetwork: () => (isSlow ? SLOW : null),
  });
  onTestFinished(() => gate.close());
  return gate.port;
}

/** Everything that comes until the gate ends the connection. */
async function talk(port: number, request: string): Promise<string> {
  const client = net.connect(port, '127.0.0.1');
  onTestFinished(() => void client.destroy());
  client.on('error', () => {});
  client.write(request);
  let text = '';
  client.on('data', (data: Buffer) => (text += data.toString('latin1')));
  await new Promise<void>((resolve) => client.once('close', () => resolve()));
  return text;
}

const ENDS: Readonly<Record<string, (socket: net.Socket) => void>> = {
  'resets at once': (socket) => socket.resetAndDestroy(),
  'closes at once': (socket) => socket.destroy(),
  'ends at once': (socket) => void socket.end(),
  'resets a moment later': (socket) => void setTimeout(() => socket.resetAndDestroy(), 20),
  'closes a moment later': (socket) => void setTimeout(() => socket.destroy(), 20),
  'says something and resets': (socket) => socket.write('x', () => socket.resetAndDestroy()),
  'says something and ends': (socket) => void socket.end('x'),
};

describe('a server that breaks off while the gate waits for the round trip', () => {
  for (const isSlow of [true, false])
    for (const [how, end] of Object.entries(ENDS)) {
      const network = isSlow ? 'a slow network' : 'the network as it is';
      it(`ends the tunnel when it ${how} on ${network}`, async () => {
        const domain = await startServer(end);
        const answer = await talk(await startGate(domain, isSlow), `CONNECT ${domain} HTTP/1.1\r\n\r\n`);
        expect(answer).toMatch(/^(?:HTTP\/1\.1 (?:200|502) |$)/);
      });
      it(`ends the request when it ${how} on ${network}`, async () => {
        const domain = await startServer(end);
        const request = `GET http://${domain}/ HTTP/1.1\r\nhost: ${domain}\r\nconnection: close\r\n\r\n`;
        expect(await talk(await startGate(domain, isSlow), request)).toMatch(/^(?:HTTP\/1\.1 502 |$)/);
      });
    }
});

const HEADS: readonly string[] = [
  'HTTP/1.1 000 Nothing\r\ncontent-length: 0\r\n\r\n',
  'HTTP/1.1 099 Less\r\ncontent-length: 0\r\n\r\n',
  'HTTP/1.1 101 Other\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
  'HTTP/1.1 200 OK\r\ntrailer: x\r\ncontent-length: 1\r\n\r\nx',
  'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-length: 1\r\n\r\n1\r\nx\r\n0\r\n\r\n',
  'HTTP/1.1 200 OK\r\nx: \u0001\r\n\r\n',
  'HTTP/1.1 200 \u0001\u0002\r\ncontent-length: 0\r\n\r\n',
  'HTTP/1.1 200 \u00ff\u00fe\r\ncontent-length: 0\r\n\r\n',
  'HTTP/1.1 200 OK\r\nx: \u00ff\u00fe\r\ncontent-length: 0\r\n\r\n',
  'HTTP/1.1 204 OK\r\ncontent-length: 5\r\n\r\nhello',
  'HTTP/1.1 304 OK\r\ntransfer-encoding: chunked\r\n\r\n',
  'HTTP/1.1 999 Most\r\ncontent-length: 0\r\n\r\n',
  'HTTP/0.9\r\n\r\n',
  'nothing of HTTP\r\n\r\n',
];

describe('a server that answers what no server should', () => {
  it.each(HEADS)('ends the request it was for, and nothing else: %j', async (head) => {
    const domain = await startServer((socket) =>
      socket.once('data', () => void socket.end(Buffer.from(head, 'latin1'))),
    );
    const gate = await startGate(domain, false);
    const request = `GET http://${domain}/ HTTP/1.1\r\nhost: ${domain}\r\nconnection: close\r\n\r\n`;
    await talk(gate, request);
    // The gate is there for the next.
    expect(await talk(gate, 'GET http://unlisted.example/ HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 403 /,
    );
  });
});
