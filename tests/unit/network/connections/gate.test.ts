import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openGate, type GateOptions } from '../../../../main/network/connections/gate.ts';
import { NO_PROXY_ACCESS } from '../../../../main/network/trust/proxy-access.ts';
import { startLocalServer } from '../../../fakes/local-server.ts';

const listed = (...domains: string[]) => domains.map((domain) => ({ domain, certificates: [] }));

async function startGate(options: Partial<GateOptions> = {}) {
  const reports: string[] = [];
  const gate = await openGate({
    dev: true,
    domains: () => [],
    resolveProxy: () => Promise.resolve('DIRECT'),
    proxyAccess: NO_PROXY_ACCESS,
    report: (message) => reports.push(message),
    timeoutMs: 3000,
    ...options,
  });
  onTestFinished(() => gate.close());
  return { ...gate, reports };
}

/** Listens on loopback until the test ends; answers everything with what it was sent. */
async function startEcho(): Promise<number> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

interface Proxy {
  readonly address: string;
  readonly asked: { authority: string; authorization: string | undefined }[];
}

/** A proxy that tunnels to `port` of this computer, whatever host was asked for. */
async function startProxy(port: number, { wants }: { wants?: string } = {}): Promise<Proxy> {
  const asked: Proxy['asked'] = [];
  const proxy = http.createServer((_request, response) => response.writeHead(500).end());
  proxy.on('connect', (request, socket: net.Socket) => {
    const authorization = request.headers['proxy-authorization'];
    asked.push({ authority: request.url ?? '', authorization });
    socket.on('error', () => {});
    if (wants !== undefined && authorization !== wants) {
      socket.end(
        'HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\ncontent-length: 0\r\n\r\n',
      );
      return;
    }
    const target = net.connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      target.pipe(socket).pipe(target);
    });
    target.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    proxy.close();
    proxy.closeAllConnections();
  });
  return { address: `127.0.0.1:${(proxy.address() as AddressInfo).port}`, asked };
}

/** Asks for a tunnel and sends a word through it: the status, and what came back. */
async function tunnel(port: number, authority: string): Promise<{ status: number; echo: string }> {
  const request = http.request({ port, host: '127.0.0.1', method: 'CONNECT', path: authority, agent: false });
  onTestFinished(() => void request.destroy());
  return new Promise((resolve, reject) => {
    request.once('error', reject);
    request.once('connect', ({ statusCode = 0 }, socket) => {
      if (statusCode !== 200) resolve({ status: statusCode, echo: '' });
      socket.once('data', (data: Buffer) => resolve({ status: statusCode, echo: data.toString() }));
      socket.write('hello');
    });
    request.end();
  });
}

describe('the gate', () => {
  it('joins both ends when the host is listed and the route is direct', async () => {
    const port = await startEcho();
    const gate = await startGate({ domains: () => listed(`127.0.0.1:${port}`) });
    expect(await tunnel(gate.port, `127.0.0.1:${port}`)).toEqual({ status: 200, echo: 'hello' });
  });

  it('is as slow as it is told, and loses nothing that a server sent before it closed', async () => {
    const server = net.createServer((socket) => {
      socket.on('error', () => {});
      socket.end(Buffer.alloc(3000, 'x'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const slow = { roundTripMs: 40, bytesPerSecond: 30_000 };
    const gate = await startGate({ domains: () => listed(`127.0.0.1:${port}`), slowNetwork: () => slow });
    const begun = performance.now();
    const client = net.connect(gate.port, '127.0.0.1');
    onTestFinished(() => void client.destroy());
    client.write(`CONNECT 127.0.0.1:${port} HTTP/1.1\r\n\r\n`);
    const chunks: Buffer[] = [];
    for await (const chunk of client as AsyncIterable<Buffer>) chunks.push(chunk);
    const answer = Buffer.concat(chunks).toString();
    expect(answer.slice(answer.indexOf('\r\n\r\n') + 4)).toBe('x'.repeat(3000));
    // A round trip to connect, half of one for the answer, 100 ms for its bytes; timers may be a little early.
    expect(performance.now() - begun).toBeGreaterThan(155);
  });

  it('asks for names as it is told to, and for each connection', async () => {
    const port = await startEcho();
    const asked: string[] = [];
    const gate = await startGate({
      domains: () => listed(`a.example:${port}`),
      resolveHost(host) {
        asked.push(host);
        return Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
      },
    });
    expect(await tunnel(gate.port, `a.example:${port}`)).toEqual({ status: 200, echo: 'hello' });
    expect(await tunnel(gate.port, `a.example:${port}`)).toEqual({ status: 200, echo: 'hello' });
    expect(asked).toEqual(['a.example', 'a.example']);
  });

  it('refuses what is not listed, at the moment it is asked', async () => {
    const port = await startEcho();
    let domains = listed(`127.0.0.1:${port}`);
    const gate = await startGate({ domains: () => domains });
    for (const authority of [
      `localhost:${port}`,
      '127.0.0.1:443',
      '127.0.0.1',
      `127.0.0.1:${port}/x`,
      `user@127.0.0.1:${port}`,
      `localhost.:${port}`,
      'evil.example:443',
      '',
    ])
      expect((await tunnel(gate.port, authority || '/')).status, authority).toBe(403);
    domains = [];
    expect((await tunnel(gate.port, `127.0.0.1:${port}`)).status).toBe(403);
  });

  it('takes no unencrypted ports of an entry when not in --dev, and no private address', async () => {
    const port = await startEcho();
    const gate = await startGate({
      dev: false,
      domains: () => listed('h.example', `127.0.0.1:${port}`, `localhost:${port}`),
    });
    expect((await tunnel(gate.port, 'h.example:80')).status).toBe(403);
    expect((await tunnel(gate.port, `127.0.0.1:${port}`)).status).toBe(403);
    expect((await tunnel(gate.port, `localhost:${port}`)).status).toBe(403);
    expect(gate.reports).toEqual([
      `Cannot request "127.0.0.1": its address is not on the public internet; --dev allows it`,
      `Cannot request "localhost": its address is not on the public internet; --dev allows it`,
    ]);
  });

  it('goes by the route of each host, and by the next one only when a proxy cannot be reached', async () => {
    const port = await startEcho();
    const proxy = await startProxy(port);
    const asked: string[] = [];
    const gate = await startGate({
      dev: false,
      domains: () => listed('a.example', '*.b.example:8443'),
      resolveProxy(url) {
        asked.push(url);
        return Promise.resolve(`PROXY 127.0.0.1:1; PROXY ${proxy.address}`);
      },
    });
    expect(await tunnel(gate.port, 'a.example:443')).toEqual({ status: 200, echo: 'hello' });
    expect(await tunnel(gate.port, 'x.b.example:8443')).toEqual({ status: 200, echo: 'hello' });
    expect(asked).toEqual(['https://a.example/', 'https://x.b.example:8443/']);
    expect(proxy.asked.map(({ authority }) => authority)).toEqual(['a.example:443', 'x.b.example:8443']);
  });

  it('tells the proxy who asks when it was told, and says once that it was not', async () => {
    const port = await startEcho();
    const proxy = await startProxy(port, { wants: `Basic ${Buffer.from('ann:s3:cret').toString('base64')}` });
    let authorization: string | null = null;
    const gate = await startGate({
      domains: () => listed('a.example'),
      resolveProxy: () => Promise.resolve(`PROXY ${proxy.address}; DIRECT`),
      proxyAccess: { authorization: () => authorization, refused: () => Promise.resolve(false) },
    });
    expect((await tunnel(gate.port, 'a.example:443')).status).toBe(502);
    expect((await tunnel(gate.port, 'a.example:443')).status).toBe(502);
    expect(gate.reports).toEqual([
      `Cannot connect through the proxy "${proxy.address}": it asks for a user name and a password`,
    ]);
    authorization = `Basic ${Buffer.from('ann:s3:cret').toString('base64')}`;
    expect((await tunnel(gate.port, 'a.example:443')).status).toBe(200);
    expect(JSON.stringify(gate.reports)).not.toContain('s3');
  });

  it('passes unencrypted requests on to listed servers in --dev', async () => {
    const server = await startLocalServer((request, response) => {
      response.writeHead(201, { 'x-saw': String(request.headers['proxy-connection']) });
      request.pipe(response);
    });
    const { host } = new URL(server.url);
    const gate = await startGate({ domains: () => listed(host) });
    const ask = (path: string): Promise<{ status: number; body: string; saw: string }> =>
      new Promise((resolve, reject) => {
        const request = http.request(
          { port: gate.port, host: '127.0.0.1', method: 'POST', path, headers: { 'proxy-connection': 'keep-alive' } },
          (response) => {
            let body = '';
            response.on('data', (data: Buffer) => (body += data.toString()));
            response.on('end', () =>
              resolve({ status: response.statusCode ?? 0, body, saw: String(response.headers['x-saw']) }),
            );
          },
        );
        request.once('error', reject);
        request.end('text');
      });
    expect(await ask(`${server.url}/x?y`)).toEqual({ status: 201, body: 'text', saw: 'undefined' });
    expect(server.requests).toEqual(['/x?y']);
    expect((await ask('http://localhost:1/')).status).toBe(403);
    expect((await ask('/origin-form')).status).toBe(403);
  });

  it('ends what it joined when it is cut, and takes new ones', async () => {
    const port = await startEcho();
    const gate = await startGate({ domains: () => listed(`127.0.0.1:${port}`) });
    const socket = net.connect(gate.port, '127.0.0.1');
    socket.write(`CONNECT 127.0.0.1:${port} HTTP/1.1\r\n\r\n`);
    await new Promise((resolve) => socket.once('data', resolve));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    gate.cut();
    await closed;
    expect(await tunnel(gate.port, `127.0.0.1:${port}`)).toEqual({ status: 200, echo: 'hello' });
  });

  it('ends both ends of what it joined when it closes', async () => {
    const port = await startEcho();
    const gate = await startGate({ domains: () => listed(`127.0.0.1:${port}`) });
    const socket = net.connect(gate.port, '127.0.0.1');
    socket.write(`CONNECT 127.0.0.1:${port} HTTP/1.1\r\n\r\n`);
    await new Promise((resolve) => socket.once('data', resolve));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    gate.close();
    await closed;
  });
});
