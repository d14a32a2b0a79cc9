import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { contentOf } from '../../../fixtures/fault-server/content.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';
import { issueCertificate, type Issued } from '../../network/client/certificates.ts';
import { register, request, startEngine } from '../engine.ts';
import { until } from '../../../fakes/until.ts';

const FILE = contentOf(3, 5 * 1024 * 1024);

async function startSecureServer(): Promise<{ port: number; authority: Issued; server: Issued }> {
  const authority = await issueCertificate({ name: 'Test authority', isAuthority: true });
  const server = await issueCertificate({ name: 'server', ipAddresses: ['127.0.0.1'], issuer: authority });
  const listener = https.createServer({ key: server.keyPem, cert: server.certificatePem }, (incoming, response) => {
    const body = incoming.url === '/small' ? Buffer.from('small') : FILE;
    response.writeHead(200, { 'access-control-allow-origin': '*', 'content-length': body.byteLength }).end(body);
  });
  listener.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    listener.closeAllConnections();
    listener.close();
  });
  return { port: (listener.address() as AddressInfo).port, authority, server };
}

async function outcomeOf(
  port: number,
  options: { certificateAuthorities?: readonly string[]; pins?: readonly string[] },
) {
  const { manager, events } = await startEngine({
    folder: createTemporaryFolder(),
    ports: [port],
    // A handshake takes its time on a busy machine; nothing here stalls.
    limits: { stallTimeoutMs: 30_000, connectTimeoutMs: 30_000 },
    ...options,
  });
  await register(manager, [request(`https://127.0.0.1:${port}/large`), request(`https://127.0.0.1:${port}/small`)]);
  await until(() => events.length >= 1);
  return { reason: events[0]!.event.registration.failureReason, bodies: events[0]!.bodies };
}

describe('a download over TLS', () => {
  it('brings short and long bodies when the certificate is trusted and pinned', async () => {
    const { port, authority, server } = await startSecureServer();
    const { reason, bodies } = await outcomeOf(port, {
      certificateAuthorities: [authority.certificatePem],
      pins: [server.pin],
    });
    expect(reason).toBe('');
    expect((bodies[0] as Buffer).equals(FILE)).toBe(true);
    expect(bodies[1]).toEqual(Buffer.from('small'));
  });

  it('fails when the certificate is not trusted', async () => {
    const { port } = await startSecureServer();
    expect(await outcomeOf(port, {})).toEqual({ reason: 'fetch-error', bodies: ['error', 'error'] });
  });

  it('fails when the certificate is trusted and is not the pinned one', async () => {
    const { port, authority } = await startSecureServer();
    const other = await issueCertificate({ name: 'other' });
    const outcome = await outcomeOf(port, { certificateAuthorities: [authority.certificatePem], pins: [other.pin] });
    expect(outcome).toEqual({ reason: 'fetch-error', bodies: ['error', 'error'] });
  });
});
