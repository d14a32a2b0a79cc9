/** Behind an authenticating proxy that looks into TLS: what has no pins works, pins fail, and who is to blame is named. */
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo, type Socket } from 'node:net';
import path from 'node:path';
import tls from 'node:tls';
import { afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createDetailsClient } from '../../../../main/catalog/details/details-client.ts';
import { checkBackend } from '../../../../main/catalog/details/backend-check.ts';
import { downloadPackage } from '../../../../main/catalog/packages/package-download.ts';
import { detailsSchema } from '../../../../main/models/details-schema.ts';
import { createBackendHttp } from '../../../../main/network/client/backend-http.ts';
import { createTransport } from '../../../../main/network/client/transport.ts';
import { createDialer } from '../../../../main/network/connections/dialer.ts';
import { createConnectionPool } from '../../../../main/network/connections/pool.ts';
import { createProxySignIn, type ProxySignIn } from '../../../../main/network/trust/proxy-access.ts';
import type { KeptCredentials, ProxyCredentials } from '../../../../main/models/proxy-credentials.ts';
import { createSystemTrust, type SystemTrust } from '../../../../main/network/trust/system-trust.ts';
import { createCheckedLookup } from '../../../../main/network/rules/addresses.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';
import { sha256Of } from '../../../fakes/zip.ts';
import { issueCertificate, type Issued } from '../client/certificates.ts';

const HOST = 'api.example.com';
const ANN: ProxyCredentials = { userName: 'ann', password: 'pässword:1' };
const PACKAGE = Buffer.from('any bytes do for a download');
const closing: (() => void)[] = [];
const systemDefaults = tls.getCACertificates('default');

let companyRoot: Issued;
let interceptorLeaf: Issued;
let realLeaf: Issued;

beforeAll(async () => {
  companyRoot = await issueCertificate({ name: 'Company root', isAuthority: true });
  interceptorLeaf = await issueCertificate({ name: HOST, dnsNames: [HOST], issuer: companyRoot });
  const realRoot = await issueCertificate({ name: 'Real root', isAuthority: true });
  realLeaf = await issueCertificate({ name: HOST, dnsNames: [HOST], issuer: realRoot });
});
afterEach(() => {
  for (const close of closing.splice(0)) close();
  tls.setDefaultCACertificates(systemDefaults);
});

async function listen(server: net.Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

interface Network {
  readonly proxy: string;
  /** `Proxy-Authorization` of each CONNECT. */
  readonly asked: (string | undefined)[];
}

/** The server as the company lets it be seen: TLS ends at the interceptor, behind a proxy that wants `challenge`. */
async function startCompany({ challenge = 'Basic realm="Company"', answers = 407 } = {}): Promise<Network> {
  const asked: (string | undefined)[] = [];
  const interceptor = https.createServer(
    { cert: interceptorLeaf.certificatePem, key: interceptorLeaf.keyPem },
    ({ url = '' }, response) => {
      if (url.endsWith('/details')) response.end(JSON.stringify(detailsAt(Number(url.split('/')[1]))));
      else if (url === '/app.zip') response.end(PACKAGE);
      else response.writeHead(200, { 'content-type': 'text/plain' }).end('fresh data');
    },
  );
  interceptor.on('tlsClientError', () => {});
  const inside = await listen(interceptor);
  const wanted = `Basic ${Buffer.from(`${ANN.userName}:${ANN.password}`).toString('base64')}`;
  const proxy = http.createServer();
  proxy.on('connect', (request, socket: Socket) => {
    const authorization = request.headers['proxy-authorization'];
    asked.push(authorization);
    socket.on('error', () => {});
    if (authorization !== wanted) {
      socket.end(`HTTP/1.1 ${answers} No\r\nproxy-authenticate: ${challenge}\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const onward = net.connect(inside, '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
    onward.on('error', () => socket.destroy());
    onward.pipe(socket).pipe(onward);
  });
  return { proxy: `127.0.0.1:${await listen(proxy)}`, asked };
}

const detailsAt = (port: number) => ({
  appId: 'abc',
  name: 'Sample',
  version: '1.0.0',
  packageUrl: `https://${HOST}:${port || 443}/app.zip`,
  packageSha256: sha256Of(PACKAGE),
  packageSize: PACKAGE.byteLength,
  serviceDomains: [HOST],
});

/** Keeps them as a disk would. */
function memory(
  stored: ReadonlyMap<string, ProxyCredentials> = new Map(),
): KeptCredentials & Map<string, ProxyCredentials> {
  const map = new Map(stored);
  return Object.assign(map, {
    load: () => Promise.resolve(new Map(map)),
    save: async (proxy: string, credentials: ProxyCredentials) => void map.set(proxy, credentials),
    remove: async (proxy: string) => void map.delete(proxy),
  });
}

interface Client {
  readonly signIn: ProxySignIn;
  readonly trust: SystemTrust;
  readonly problems: string[];
  readonly http: ReturnType<typeof createBackendHttp>;
  get(pins?: readonly string[]): ReturnType<ReturnType<typeof createTransport>['get']>;
}

/** Larder's client, in a company whose store knows `root`. */
function createClient(
  routes: string,
  { kept = memory(), certificates = [companyRoot.certificatePem] as readonly string[], broken = 0 } = {},
): Client {
  const problems: string[] = [];
  const trust = createSystemTrust({
    read: () => Promise.resolve({ certificates, broken, problems: [] }),
    report: (message) => problems.push(message),
  });
  const signIn = createProxySignIn(kept);
  const lookup = createCheckedLookup(() => true);
  const pool = createConnectionPool(createDialer({ lookup, proxyAccess: signIn, trust }));
  closing.push(() => pool.dispose());
  const resolveProxy = (): Promise<string> => Promise.resolve(routes);
  const transport = createTransport({
    version: '1',
    dev: false,
    clock: { now: () => 0 },
    isOnline: () => true,
    resolveProxy,
    pool,
  });
  return {
    signIn,
    trust,
    problems,
    http: createBackendHttp({ userAgent: 'Larder/test', resolveProxy, pool }),
    get: (pins = []) =>
      transport.get({
        url: new URL(`https://${HOST}/data`),
        domains: [{ domain: HOST, certificates: [...pins] }],
        signal: new AbortController().signal,
      }),
  };
}

describe('a company network that looks into TLS and asks who one is', () => {
  let company: Network;
  let client: Client;
  beforeEach(async () => {
    company = await startCompany();
    client = createClient(`PROXY ${company.proxy}`, { kept: memory(new Map([[company.proxy, ANN]])) });
  });

  it('lets pre-fetch and periodic fetch through, with what was kept, and asks nothing', async () => {
    expect(await client.get()).toMatchObject({ kind: 'answer', text: 'fresh data' });
    expect(client.signIn.questions()).toEqual([]);
  });

  it('lets details, package and the check of a backend through', async () => {
    const details = await createDetailsClient({ http: client.http, backendUrl: () => `https://${HOST}` }).fetch('abc');
    expect(details.packageUrl).toBe(`https://${HOST}/app.zip`);
    const file = path.join(createTemporaryFolder(), 'package.zip');
    const rules = { dev: false, backendUrl: () => null, maxBytes: () => 1024 * 1024 };
    const received = await downloadPackage(client.http, rules, () => Promise.resolve(2 ** 40), {
      details: detailsSchema().parse(details),
      file,
      onProgress: () => {},
    });
    expect(received).toBe(PACKAGE.byteLength);
    const signal = new AbortController().signal;
    const verdict = await checkBackend(`https://${HOST}`, { http: client.http, knownIds: [], signal });
    // It was reached, and is what it is.
    expect(verdict).toEqual({ ok: true });
  });

  it('is what pins are for: they fail', async () => {
    expect(await client.get([realLeaf.pin])).toMatchObject({ kind: 'failed', code: 'pin-mismatch' });
    expect(await client.get([interceptorLeaf.pin])).toMatchObject({ kind: 'answer' });
  });
});

describe('the system’s certificate store', () => {
  it('is waited for when an issuer is unknown, and read once', async () => {
    const company = await startCompany();
    let reads = 0;
    let give = (): void => {};
    const client = createClient(`PROXY ${company.proxy}`, { kept: memory(new Map([[company.proxy, ANN]])) });
    const trust = createSystemTrust({
      read: () => {
        reads += 1;
        return new Promise((resolve) => {
          give = () => resolve({ certificates: [companyRoot.certificatePem], broken: 0, problems: [] });
        });
      },
      report: (message) => expect.fail(message),
    });
    const dialer = createDialer({ lookup: createCheckedLookup(() => true), proxyAccess: client.signIn, trust });
    const dial = () =>
      dialer.dial({
        url: new URL(`https://${HOST}/`),
        pins: [],
        addresses: 'checked',
        route: `http://${company.proxy}`,
        offersHttp2: false,
        signal: new AbortController().signal,
      });
    const both = Promise.all([dial(), dial()]);
    await expect.poll(() => reads).toBe(1);
    give();
    for (const { socket } of await both) {
      expect((socket as tls.TLSSocket).authorized).toBe(true);
      socket.destroy();
    }
    expect(reads).toBe(1);
  });

  it('that does not know the issuer either changes nothing', async () => {
    const company = await startCompany();
    const kept = memory(new Map([[company.proxy, ANN]]));
    const client = createClient(`PROXY ${company.proxy}`, { kept, certificates: [] });
    expect(await client.get()).toMatchObject({ code: 'tls-error' });
  });

  it('with broken certificates is told, and the rest works', async () => {
    const company = await startCompany();
    const kept = memory(new Map([[company.proxy, ANN]]));
    const client = createClient(`PROXY ${company.proxy}`, { kept, broken: 3 });
    expect(await client.get()).toMatchObject({ kind: 'answer' });
    expect(client.problems).toEqual(['3 certificates of the system’s store cannot be read and are left out.']);
  });
});

describe('a proxy that asks who one is', () => {
  it('is asked about once, whatever fails meanwhile, and works from the answer on', async () => {
    const company = await startCompany();
    const kept = memory();
    const client = createClient(`PROXY ${company.proxy}`, { kept });
    let changes = 0;
    onTestFinished(client.signIn.onChange(() => (changes += 1)));
    const outcomes = await Promise.all([client.get(), client.get(), client.get()]);
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({
        code: 'network-error',
        message: `Cannot request "${HOST}": the proxy "${company.proxy}" does not let it through: it asks for a user name and a password`,
      });
    expect(client.signIn.questions()).toEqual([{ proxy: company.proxy, wasRefused: false }]);
    expect(changes).toBe(1);
    await client.signIn.answer(company.proxy, ANN);
    expect(await client.get()).toMatchObject({ kind: 'answer' });
    expect([client.signIn.questions(), kept.get(company.proxy)]).toEqual([[], ANN]);
  });

  it('is asked about again when it refuses what is kept, which is forgotten', async () => {
    const company = await startCompany();
    const kept = memory(new Map([[company.proxy, { ...ANN, password: 'old' }]]));
    const client = createClient(`PROXY ${company.proxy}`, { kept });
    await client.get();
    expect([client.signIn.questions(), kept.size]).toEqual([[{ proxy: company.proxy, wasRefused: true }], 0]);
  });

  it('is not asked about again in this run when the user will not say', async () => {
    const company = await startCompany();
    const client = createClient(`PROXY ${company.proxy}`);
    await client.get();
    await client.signIn.answer(company.proxy, null);
    await client.get();
    expect(client.signIn.questions()).toEqual([]);
    expect(await client.signIn.credentials(company.proxy, false)).toBe(null);
  });

  it('gives pages what was typed for the container, and waits for what is being typed', async () => {
    const company = await startCompany();
    const client = createClient(`PROXY ${company.proxy}`);
    const asked = client.signIn.credentials(company.proxy, false);
    await expect.poll(() => client.signIn.questions().length).toBe(1);
    await client.signIn.answer(company.proxy, ANN);
    expect(await asked).toEqual(ANN);
    expect(await client.get()).toMatchObject({ kind: 'answer' });
  });

  it('never learns what another proxy was told', async () => {
    const [one, two] = [await startCompany(), await startCompany()];
    const client = createClient(`PROXY ${two.proxy}`, { kept: memory(new Map([[one.proxy, ANN]])) });
    await client.get();
    expect(two.asked).toEqual([undefined]);
  });
});

describe('a proxy that does not let one through is named, not the server', () => {
  it.each([
    [
      'a sign-in by Negotiate',
      { challenge: 'Negotiate' },
      'it asks for a sign-in by Negotiate, which is not supported',
      'proxy-unsupported-sign-in',
    ],
    [
      'a sign-in by NTLM',
      { challenge: 'NTLM' },
      'it asks for a sign-in by NTLM, which is not supported',
      'proxy-unsupported-sign-in',
    ],
    ['no', { answers: 403 }, 'it answered 403', 'proxy-refused'],
    ['that it cannot get there', { answers: 502 }, 'it answered 502', 'proxy-refused'],
  ] as const)('when it says %s', async (_what, options, state, problem) => {
    const company = await startCompany(options);
    const client = createClient(`PROXY ${company.proxy}; DIRECT`);
    expect((await client.get()) as { message?: string }).toMatchObject({
      message: `Cannot request "${HOST}": the proxy "${company.proxy}" does not let it through: ${state}`,
    });
    const signal = new AbortController().signal;
    const verdict = await checkBackend(`https://${HOST}`, { http: client.http, knownIds: [], signal });
    expect(verdict).toEqual({ ok: false, problem, proxy: company.proxy });
    expect(client.signIn.questions()).toEqual([]);
  });

  it.each(['PROXY', 'SOCKS5', 'SOCKS'])('when nobody is there behind %s', async (kind) => {
    const gone = net.createServer();
    const proxy = `127.0.0.1:${await listen(gone)}`;
    for (const close of closing.splice(0)) close();
    await once(gone, 'close').catch(() => {});
    const client = createClient(`${kind} ${proxy}`);
    expect((await client.get()) as { message?: string }).toMatchObject({
      message: `Cannot request "${HOST}": the proxy "${proxy}" does not let it through: it refuses connections`,
    });
    const details = createDetailsClient({ http: client.http, backendUrl: () => `https://${HOST}` }).fetch('abc');
    await expect(details).rejects.toThrow(
      `Cannot reach the backend to look up "abc": the proxy "${proxy}" does not let it through: it refuses connections.`,
    );
  });

  it('but the next of the list is tried when nobody is there', async () => {
    const company = await startCompany();
    const kept = memory(new Map([[company.proxy, ANN]]));
    const client = createClient(`PROXY 127.0.0.1:1; PROXY ${company.proxy}`, { kept });
    expect(await client.get()).toMatchObject({ kind: 'answer' });
  });
});
