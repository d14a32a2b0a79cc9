import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseProxyList } from '../../../../main/network/connections/proxies.ts';
import { createTransport, type TransportDependencies } from '../../../../main/network/client/transport.ts';
import type { TransportOutcome } from '../../../../main/network/client/transport-types.ts';
import { issueCertificate, type Issued } from '../client/certificates.ts';
import { startHttpServer, startHttpsServer } from '../client/local-server.ts';

describe('parseProxyList', () => {
  it.each([
    ['DIRECT', [null]],
    ['', [null]],
    ['PROXY proxy.example:8080; DIRECT', ['http://proxy.example:8080', null]],
    [
      'HTTPS proxy.example:443;SOCKS old.example:1080;SOCKS5 new.example:1080',
      ['https://proxy.example:443', 'socks4://old.example:1080', 'socks5h://new.example:1080'],
    ],
    ['proxy [::1]:3128', ['http://[::1]:3128']],
    ['QUIC proxy.example:443', [null]],
    ['PROXY', [null]],
  ])('reads %j', (list, routes) => {
    expect(parseProxyList(list)).toEqual(routes);
  });
});

describe('the transport behind a proxy', () => {
  let leaf: Issued;
  let root: Issued;
  const closing: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    root = await issueCertificate({ name: 'Test root', isAuthority: true });
    leaf = await issueCertificate({ name: 'api.example.com', dnsNames: ['api.example.com'], issuer: root });
  });
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  /** Tunnels every CONNECT to `targetPort` on loopback, whatever host was asked for. */
  async function startProxy(targetPort: number): Promise<{ port: number; asked: string[] }> {
    const asked: string[] = [];
    const sockets = new Set<net.Socket>();
    const proxy = http.createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end('through the proxy');
    });
    proxy.on('connect', (request, socket: net.Socket) => {
      asked.push(request.url ?? '');
      const target = net.connect(targetPort, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        target.pipe(socket).pipe(target);
      });
      sockets.add(socket).add(target);
      for (const end of [socket, target]) end.on('error', () => {});
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    closing.push(() => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => proxy.close(() => resolve()));
    });
    return { port: (proxy.address() as AddressInfo).port, asked };
  }

  async function startTarget(): Promise<number> {
    const target = await startHttpsServer({ cert: leaf.certificatePem, key: leaf.keyPem }, (_request, response) =>
      response.end('tunnelled'),
    );
    closing.push(target.close);
    return target.port;
  }

  function get(
    url: string,
    list: string,
    pins: string[] = [],
    deps: Partial<TransportDependencies> = {},
  ): Promise<TransportOutcome> {
    return createTransport({
      version: '1',
      dev: false,
      clock: { now: () => 0 },
      isOnline: () => true,
      resolveProxy: () => Promise.resolve(list),
      resolveHost: () => Promise.reject(Object.assign(new Error('no DNS here'), { code: 'ENOTFOUND' })),
      certificateAuthorities: [root.certificatePem],
      ...deps,
    }).get({
      url: new URL(url),
      domains: [{ domain: 'api.example.com', certificates: pins }],
      signal: new AbortController().signal,
    });
  }

  it('tunnels TLS through it, and checks certificate and pins all the same', async () => {
    const proxy = await startProxy(await startTarget());
    const list = `PROXY 127.0.0.1:${proxy.port}`;
    expect(await get('https://api.example.com/?token=SECRET', list, [leaf.pin])).toMatchObject({
      kind: 'answer',
      text: 'tunnelled',
    });
    expect(await get('https://api.example.com/', list, [`sha256/${'A'.repeat(43)}=`])).toMatchObject({
      code: 'pin-mismatch',
    });
    expect(proxy.asked).toEqual(['api.example.com:443', 'api.example.com:443']);
  });

  it('never gives the path or the query to the one that chooses the proxy', async () => {
    const asked: string[] = [];
    const resolveProxy = (url: string): Promise<string> => {
      asked.push(url);
      return Promise.resolve('DIRECT');
    };
    await get('https://api.example.com/SECRET?token=SECRET', '', [], { resolveProxy });
    expect(asked).toEqual(['https://api.example.com/']);
  });

  it('goes on to the next of the list when a proxy cannot be reached', async () => {
    const proxy = await startProxy(await startTarget());
    const gone = await startHttpServer(() => {});
    await gone.close();
    expect(
      await get('https://api.example.com/', `PROXY 127.0.0.1:${gone.port}; PROXY 127.0.0.1:${proxy.port}`),
    ).toMatchObject({ text: 'tunnelled' });
    expect(await get('https://api.example.com/', `PROXY 127.0.0.1:${gone.port}`)).toMatchObject({
      code: 'network-error',
    });
  });

  it('connects directly when the proxy cannot be determined', async () => {
    const outcome = await get('https://api.example.com/', '', [], {
      resolveProxy: () => Promise.reject(new Error('no answer')),
    });
    expect(outcome).toMatchObject({
      code: 'network-error',
      message: expect.stringContaining('name is not known') as string,
    });
  });

  it('uses it for http in developer mode', async () => {
    const proxy = await startProxy(1);
    const outcome = await get('http://api.example.com/x', `PROXY 127.0.0.1:${proxy.port}`, [], { dev: true });
    expect(outcome).toMatchObject({ kind: 'answer', text: 'through the proxy' });
    expect(proxy.asked).toEqual(['http://api.example.com/x']);
  });
});
