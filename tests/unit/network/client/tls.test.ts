import type { ServerOptions } from 'node:https';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createTransport } from '../../../../main/network/client/transport.ts';
import type { TransportOutcome } from '../../../../main/network/client/transport-types.ts';
import { issueCertificate, type Issued } from './certificates.ts';
import { startHttpServer, startHttpsServer, type LocalServer } from './local-server.ts';

let root: Issued;
let intermediate: Issued;
let leaf: Issued;
let stranger: Issued;
const closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  root = await issueCertificate({ name: 'Test root', isAuthority: true });
  intermediate = await issueCertificate({ name: 'Test intermediate', isAuthority: true, issuer: root });
  leaf = await issueCertificate({ name: 'api.example.com', dnsNames: ['api.example.com'], issuer: intermediate });
  stranger = await issueCertificate({ name: 'Test intermediate', isAuthority: true });
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function serve(issued: Issued, chain: readonly Issued[], options: ServerOptions = {}): Promise<LocalServer> {
  const cert = [issued, ...chain].map(({ certificatePem }) => certificatePem).join('\n');
  const server = await startHttpsServer({ cert, key: issued.keyPem, ...options }, (request, response) =>
    request.url === '/down'
      ? response.writeHead(302, { location: `http://api.example.com:${server.port}/` }).end()
      : response.end('secure'),
  );
  closing.push(server.close);
  return server;
}

/** Not in developer mode: `https:` only. Names and addresses are the test's. */
function get(
  port: number,
  pins: readonly string[] = [],
  path = '/',
  host = 'api.example.com',
): Promise<TransportOutcome> {
  return createTransport({
    version: '1',
    dev: false,
    clock: { now: () => 0 },
    isOnline: () => true,
    resolveProxy: () => Promise.resolve('DIRECT'),
    isAddressAllowed: (address) => address === '127.0.0.1',
    resolveHost: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]),
    certificateAuthorities: [root.certificatePem],
  }).get({
    url: new URL(`https://${host}:${port}${path}`),
    domains: [{ domain: `${host}:${port}`, certificates: [...pins] }],
    signal: new AbortController().signal,
  });
}

describe('TLS', () => {
  it('accepts a chain to a trusted root, and times its parts', async () => {
    const outcome = await get((await serve(leaf, [intermediate])).port);
    expect(outcome).toMatchObject({ kind: 'answer', text: 'secure' });
    expect(outcome.timings.tlsMs).toBeGreaterThanOrEqual(0);
  });

  it.each([
    ['another host name', { dnsNames: ['other.example.com'] }],
    ['an expired one', { dnsNames: ['api.example.com'], notAfter: new Date(Date.now() - 86_400_000) }],
  ])('refuses a certificate with %s', async (_what, wish) => {
    const wrong = await issueCertificate({ name: 'api.example.com', issuer: intermediate, ...wish });
    const server = await serve(wrong, [intermediate]);
    expect(await get(server.port)).toMatchObject({ kind: 'failed', code: 'tls-error' });
    expect(server.requests).toHaveLength(0);
  });

  it('refuses a certificate signed by itself, even when its own pin is listed', async () => {
    const self = await issueCertificate({ name: 'api.example.com', dnsNames: ['api.example.com'] });
    const server = await serve(self, []);
    expect(await get(server.port)).toMatchObject({ code: 'tls-error' });
    expect(await get(server.port, [self.pin])).toMatchObject({ code: 'tls-error' });
    expect(server.requests).toHaveLength(0);
  });

  it('refuses a chain to an unknown root, and one without its intermediate', async () => {
    const foreign = await issueCertificate({
      name: 'api.example.com',
      dnsNames: ['api.example.com'],
      issuer: stranger,
    });
    expect(await get((await serve(foreign, [stranger])).port)).toMatchObject({ code: 'tls-error' });
    expect(await get((await serve(leaf, [])).port)).toMatchObject({ code: 'tls-error' });
  });

  it('refuses a server that does not speak TLS, or only an old version', async () => {
    const plain = await startHttpServer((_request, response) => response.end());
    closing.push(plain.close);
    expect(await get(plain.port)).toMatchObject({ code: 'tls-error' });
    const old = await serve(leaf, [intermediate], { minVersion: 'TLSv1', maxVersion: 'TLSv1.1' });
    expect(await get(old.port)).toMatchObject({ code: 'tls-error' });
  });

  it('refuses a redirect to http', async () => {
    const server = await serve(leaf, [intermediate]);
    expect(await get(server.port, [], '/down')).toMatchObject({
      kind: 'failed',
      code: 'domain-not-allowed',
      redirects: 1,
    });
  });
});

describe('certificate pins', () => {
  it.each([
    ['of the server', () => leaf.pin],
    ['of the intermediate', () => intermediate.pin],
    ['of the root', () => root.pin],
  ])('accept the key %s', async (_what, pin) => {
    expect(await get((await serve(leaf, [intermediate])).port, ['sha256/AAAA', pin()])).toMatchObject({
      kind: 'answer',
    });
  });

  it('refuse a trusted chain without a pinned key, and no request is made', async () => {
    const server = await serve(leaf, [intermediate]);
    expect(await get(server.port, [stranger.pin])).toMatchObject({ kind: 'failed', code: 'pin-mismatch' });
    expect(server.requests).toHaveLength(0);
  });

  it('refuse a pinned certificate that is presented but signs nothing of the chain', async () => {
    const server = await serve(leaf, [intermediate, stranger]);
    expect(await get(server.port, [stranger.pin])).toMatchObject({ code: 'pin-mismatch' });
    const shadowed = await serve(leaf, [stranger, intermediate]);
    expect(await get(shadowed.port, [stranger.pin])).toMatchObject({
      code: expect.stringMatching(/^(?:pin-mismatch|tls-error)$/) as string,
    });
  });

  it('do not replace the check of the host name', async () => {
    const server = await serve(leaf, [intermediate]);
    expect(await get(server.port, [leaf.pin], '/', 'other.example.com')).toMatchObject({ code: 'tls-error' });
  });

  it('are checked again when the server offers to resume a session', async () => {
    const server = await serve(leaf, [intermediate], { maxVersion: 'TLSv1.2' });
    expect(await get(server.port)).toMatchObject({ kind: 'answer' });
    expect(await get(server.port, [stranger.pin])).toMatchObject({ code: 'pin-mismatch' });
  });
});
