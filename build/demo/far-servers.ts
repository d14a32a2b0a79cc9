/** The demo's servers, a round trip away: TLS with a certificate of this run, behind a relay that takes its time. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startSlowRelay, type SlowRelay } from '../author-kit/check/slow-relay.ts';
import { createDemoBackend, type DemoBackend } from '../../tests/demo-backend/demo-backend.ts';
import type { ControlChange } from '../../tests/demo-backend/backend.ts';
import { issueCertificate } from '../../tests/unit/network/client/certificates.ts';
import { until } from './market-board.ts';

export interface FarServers {
  readonly backend: DemoBackend;
  /** Makes the container trust them: https://nodejs.org/api/cli.html#node_extra_ca_certsfile */
  readonly environment: Readonly<Record<string, string>>;
  /** Makes Chromium trust them, in pages. */
  readonly args: readonly string[];
  /** Made so far. */
  connections(): number;
  /** Ends every connection, and waits until both sides know. */
  dropConnections(): Promise<void>;
  close(): Promise<void>;
}

export async function startFarServers(roundTripMs: number, controls: ControlChange): Promise<FarServers> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'larder-demo-root-'));
  const root = await issueCertificate({ name: 'The demo', isAuthority: true });
  const leaf = await issueCertificate({ name: 'localhost', dnsNames: ['localhost'], issuer: root });
  const rootFile = path.join(folder, 'root.pem');
  await writeFile(rootFile, root.certificatePem);
  let relay: SlowRelay | null = null;
  const backend = await createDemoBackend({
    controls,
    tls: { cert: leaf.certificatePem, key: leaf.keyPem },
    async via(port) {
      relay = await startSlowRelay(port, roundTripMs);
      return relay.port;
    },
  });
  return {
    backend,
    environment: { NODE_EXTRA_CA_CERTS: rootFile },
    args: [`--ignore-certificate-errors-spki-list=${leaf.pin.slice('sha256/'.length)}`],
    connections: () => relay?.connections() ?? 0,
    async dropConnections() {
      backend.dropConnections();
      await until(() => relay?.open() === 0, 'a connection to the demo’s servers did not end');
    },
    async close() {
      await backend.close();
      await relay?.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
