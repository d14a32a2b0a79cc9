/** docs/api/client-request.md and incoming-message.md: what `net.request` of the host must do. */
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo, type Socket } from 'node:net';
import tls from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startLocalServer, type Handler } from '../../fakes/local-server.ts';
import { issueCertificate } from '../../unit/network/client/certificates.ts';
import { ClientRequest, type RequestOptions } from '../network/net-request.ts';
import { HostWebRequest } from '../network/web-request.ts';

interface Seen {
  readonly events: string[];
  readonly body: string;
  readonly statusCode: number | undefined;
  readonly headers: Readonly<Record<string, string[] | string>>;
}

/** Sends the request and resolves when it has closed. */
function transact(
  request: ClientRequest,
  onResponse: (response: { on: (name: string, listener: (value: Error) => void) => void }) => void = () => {},
): Promise<Seen> {
  const events: string[] = [];
  let body = '';
  let answer: { statusCode?: number; headers?: Record<string, string[] | string> } = {};
  for (const name of ['abort', 'finish', 'redirect']) request.on(name, () => events.push(name));
  request.on('error', (error: Error) => events.push(`error ${error.message}`));
  request.on(
    'response',
    (response: NodeJS.ReadableStream & { statusCode: number; headers: Record<string, string[] | string> }) => {
      events.push('response');
      answer = response;
      onResponse(response as never);
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => events.push('end'));
      response.on('aborted', () => events.push('aborted'));
      response.on('error', (error: Error) => events.push(`response error ${error.message}`));
    },
  );
  return new Promise((resolve) => {
    request.on('close', () => {
      events.push('close');
      setImmediate(() => resolve({ events, body, statusCode: answer.statusCode, headers: answer.headers ?? {} }));
    });
    request.end();
  });
}

const serve = (handler: Handler) => startLocalServer(handler);
const requestOf = (url: string, options: Partial<RequestOptions> = {}): ClientRequest =>
  new ClientRequest({ url, ...options });

describe('net.request', () => {
  it('emits finish, response, end and then close, with header values as lists', async () => {
    const server = await serve((_request, response) =>
      response.writeHead(201, { 'x-a': 'b', 'set-cookie': ['c=1', 'd=2'] }).end('hello'),
    );
    const seen = await transact(requestOf(`${server.url}/x?y`));
    expect(seen.events.filter((name) => name !== 'finish')).toEqual(['response', 'end', 'close']);
    expect(seen).toMatchObject({
      body: 'hello',
      statusCode: 201,
      headers: { 'x-a': ['b'], 'set-cookie': ['c=1', 'd=2'] },
    });
    expect(server.requests).toEqual(['/x?y']);
  });

  it('takes the parts of a URL, and headers until it is sent', async () => {
    let got: unknown;
    const server = await serve((request, response) => {
      got = request.headers['x-name'];
      response.end();
    });
    const { hostname, port } = new URL(server.url);
    const request = new ClientRequest({ protocol: 'http:', hostname, port, path: '/p' });
    request.setHeader('X-Name', 5);
    expect(request.getHeader('x-name')).toBe('5');
    await transact(request);
    expect(got).toBe('5');
    expect(() => request.setHeader('X-Late', 'x')).toThrow("Can't set headers after they are sent");
  });

  it.each(['Content-Length', 'Host', 'Transfer-Encoding'])('refuses the restricted header %s', (name) => {
    expect(() => requestOf('http://127.0.0.1/').setHeader(name, 'x')).toThrow('net::ERR_INVALID_ARGUMENT');
  });

  it('refuses other schemes', () => {
    expect(() => requestOf('file:///etc/passwd')).toThrow('only supports http: and https:');
  });

  it('follows redirects by itself unless it is told not to', async () => {
    const server = await serve((request, response) =>
      request.url === '/to' ? response.end('there') : response.writeHead(302, { location: '/to' }).end(),
    );
    expect((await transact(requestOf(`${server.url}/from`))).events).toContain('error Redirect was cancelled');
    const plain = requestOf(`${server.url}/from`);
    plain.on('response', (response: NodeJS.ReadableStream) => response.resume());
    await new Promise((resolve) => plain.on('close', resolve).end());
    expect(server.requests).toEqual(['/from', '/from', '/to']);
    expect((await transact(requestOf(`${server.url}/from`, { redirect: 'error' }))).events).toContain(
      "error Attempted to redirect, but redirect policy was 'error'",
    );
  });

  it('waits for followRedirect during the event when redirects are manual', async () => {
    const server = await serve((request, response) =>
      request.url === '/to' ? response.end('there') : response.writeHead(307, { location: '/to' }).end(),
    );
    const followed = requestOf(`${server.url}/from`, { redirect: 'manual' });
    followed.on('redirect', (status: number, method: string, url: string) => {
      expect([status, method, url]).toEqual([307, 'GET', `${server.url}/to`]);
      followed.followRedirect();
    });
    expect((await transact(followed)).body).toBe('there');
    const ignored = requestOf(`${server.url}/from`, { redirect: 'manual' });
    expect((await transact(ignored)).events).toContain('error Redirect was cancelled');
    expect(() => ignored.followRedirect()).toThrow('was not waiting for a redirect');
  });

  it('emits abort, aborted and close when it is aborted, and nothing when it is over', async () => {
    const server = await serve((_request, response) => void response.write('begin'));
    const request = requestOf(server.url);
    const { events } = await transact(request, (response) => response.on('data', () => request.abort()));
    expect(events.filter((name) => name !== 'finish')).toEqual(['response', 'abort', 'aborted', 'close']);
    request.abort();
    expect(events.filter((name) => name === 'abort')).toHaveLength(1);
  });

  it('is an error of the response when the server closes in the middle', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': 10 });
      response.write('begin', () => response.destroy());
    });
    const { events } = await transact(requestOf(server.url));
    expect(events).toContain('response error net::ERR_CONTENT_LENGTH_MISMATCH');
    expect(events.at(-1)).toBe('close');
  });

  it('is an error with the name of Chromium’s when nobody listens', async () => {
    const server = await serve((_request, response) => response.end());
    await server.stop();
    expect((await transact(requestOf(server.url))).events).toEqual(
      expect.arrayContaining(['error net::ERR_CONNECTION_REFUSED', 'close']),
    );
  });

  it('asks the session’s webRequest before anything is sent', async () => {
    const server = await serve((request, response) => response.end(String(request.headers['x-added'])));
    const webRequest = new HostWebRequest();
    webRequest.onBeforeRequest(({ url }, callback) => callback({ cancel: String(url).endsWith('/no') }));
    webRequest.onBeforeSendHeaders((_details, callback) => callback({ requestHeaders: { 'x-added': 'yes' } }));
    const session = { webRequest };
    expect((await transact(requestOf(`${server.url}/no`, { session }))).events).toContain(
      'error net::ERR_BLOCKED_BY_CLIENT',
    );
    expect((await transact(requestOf(`${server.url}/yes`, { session }))).body).toBe('yes');
    expect(server.requests).toEqual(['/yes']);
  });
});

describe('net.request through the proxy that its session names', () => {
  async function throughProxy(answer: [string?, string?] | null) {
    const root = await issueCertificate({ name: 'Test root', isAuthority: true });
    const leaf = await issueCertificate({ name: 'far.example', dnsNames: ['far.example'], issuer: root });
    const defaults = tls.getCACertificates('default');
    tls.setDefaultCACertificates([...defaults, root.certificatePem]);
    onTestFinished(() => tls.setDefaultCACertificates(defaults));
    const far = https.createServer({ cert: leaf.certificatePem, key: leaf.keyPem }, (_request, response) =>
      response.end('from afar'),
    );
    const proxy = http.createServer();
    for (const server of [far, proxy]) {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      onTestFinished(() => void server.close());
      onTestFinished(() => server.closeAllConnections());
    }
    const portOf = (server: http.Server | https.Server): number => (server.address() as AddressInfo).port;
    const asked: string[] = [];
    proxy.on('connect', (request, socket: Socket) => {
      asked.push(`${request.url} ${request.headers['proxy-authorization'] ?? 'nobody'}`);
      if (request.headers['proxy-authorization'] !== `Basic ${btoa('ann:secret')}`)
        return socket.end('HTTP/1.1 407 Who\r\nproxy-authenticate: Basic realm="Company"\r\ncontent-length: 0\r\n\r\n');
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      const onward = net.connect(portOf(far), '127.0.0.1');
      socket.once('close', () => onward.destroy());
      return onward.pipe(socket).pipe(onward);
    });
    const address = `127.0.0.1:${portOf(proxy)}`;
    const session = {
      webRequest: new HostWebRequest(),
      resolveProxy: () => Promise.resolve(`PROXY ${address}`),
    };
    const questions: unknown[] = [];
    const send = (): Promise<Seen> => {
      const request = requestOf('https://far.example/x', { session });
      if (answer)
        request.on('login', (question: unknown, callback: (userName?: string, password?: string) => void) => {
          questions.push(question);
          callback(...answer);
        });
      return transact(request);
    };
    return { send, seen: await send(), asked, questions, port: portOf(proxy) };
  }

  it('asks who one is by the event login, once, and goes on with the answer', async () => {
    const { send, seen, asked, questions, port } = await throughProxy(['ann', 'secret']);
    expect(seen.body).toBe('from afar');
    expect(asked).toEqual(['far.example:443 nobody', `far.example:443 Basic ${btoa('ann:secret')}`]);
    expect((await send()).body).toBe('from afar');
    expect(questions).toEqual([{ isProxy: true, scheme: 'basic', host: '127.0.0.1', port, realm: 'Company' }]);
  });

  it.each<[string, [string?, string?] | null]>([
    ['the answer is empty', []],
    ['nobody listens', null],
  ])('fails when %s', async (_what, answer) => {
    const { seen, asked } = await throughProxy(answer);
    expect(seen.events.filter((name) => name !== 'finish')).toEqual([
      'error net::ERR_TUNNEL_CONNECTION_FAILED',
      'close',
    ]);
    expect(asked).toHaveLength(1);
  });
});
