/** A backend that serves packages, with everything of the catalog wired to it as the application does. */
import path from 'node:path';
import { createBackendHttp } from '../../main/network/client/backend-http.ts';
import { detailsSchema, type Details } from '../../main/models/details-schema.ts';
import {
  createPackageInstaller,
  type PackageInstaller,
  type PackageInstallerOptions,
} from '../../main/catalog/packages/packages.ts';
import { createPageHasher } from '../../main/catalog/inline-scripts/page-hasher.ts';
import { openMiniProgramStore } from '../../main/storage/mini-program-store.ts';
import type { MiniProgramStore } from '../../main/storage/ports.ts';
import { createEventLog, type LarderEvent } from '../../main/log/event-log.ts';
import { startLocalServer, type LocalServer } from './local-server.ts';
import { createTemporaryFolder } from './temporary-folder.ts';
import { sha256Of } from './zip.ts';

/** Node runs the source as it is. */
export const INLINE_SCRIPTS_WORKER = path.resolve(import.meta.dirname, '../../main/catalog/inline-scripts/worker.ts');

export interface PackageBackend {
  readonly server: LocalServer;
  readonly folder: string;
  readonly packagesFolder: string;
  readonly store: MiniProgramStore;
  readonly installer: PackageInstaller;
  readonly events: LarderEvent[];
  /** Serves `bytes` and gives the details that describe them. */
  publish(bytes: Buffer, details?: Partial<Details>): Details;
  /** As after a restart of the application. */
  restart(changed?: Partial<PackageInstallerOptions>): PackageBackend;
}

/** Knows the mini-program `abc`, which has been added and not installed. */
export async function startPackageBackend(options: Partial<PackageInstallerOptions> = {}): Promise<PackageBackend> {
  const folder = createTemporaryFolder();
  const packages = new Map<string, Buffer>();
  const server = await startLocalServer((request, response) => {
    const bytes = packages.get(request.url ?? '');
    if (bytes) response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
    else response.writeHead(404).end();
  });
  const publish: PackageBackend['publish'] = (bytes, details = {}) => {
    const urlPath = `/${packages.size}.zip`;
    packages.set(urlPath, bytes);
    return detailsSchema().parse({
      appId: 'abc',
      name: 'Sample',
      version: '1.0.0',
      packageUrl: server.url + urlPath,
      packageSha256: sha256Of(bytes),
      packageSize: bytes.length,
      serviceDomains: [],
      ...details,
    });
  };
  const start = (changed: Partial<PackageInstallerOptions> = {}): PackageBackend => {
    const clock = { now: () => Date.now() };
    const events: LarderEvent[] = [];
    const store = openMiniProgramStore({ folder, clock });
    store.add({ appId: 'abc', name: 'Sample', description: '' });
    const installer = createPackageInstaller({
      store,
      http: createBackendHttp({ userAgent: 'Larder/test' }),
      clock,
      events: createEventLog(clock, [(event) => events.push(event)]),
      dev: true,
      hasher: createPageHasher({ workerFile: INLINE_SCRIPTS_WORKER, report: () => {} }),
      maxPackageBytes: () => 10 * 1024 * 1024,
      ...options,
      ...changed,
    });
    return {
      server,
      folder,
      packagesFolder: path.join(store.folderOf('abc'), 'packages'),
      store,
      installer,
      events,
      publish,
      restart: start,
    };
  };
  return start();
}
