/** Mini-programs that came with the application, as they are put together: on the shelf and installed at the start. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { writeBuiltIns, type BuiltIn } from '../../../build/pack/built-in.ts';
import { builtInAddress } from '../../../main/catalog/built-in/built-in-index.ts';
import { withBuiltInDetails } from '../../../main/catalog/built-in/built-in-details.ts';
import { createDetailsSource, USABLE_FOR_MS, type DetailsSource } from '../../../main/catalog/details/details.ts';
import { createLibrary } from '../../../main/catalog/library.ts';
import { createBuiltInMiniPrograms, createBuiltInStart } from '../../../main/composition/built-in.ts';
import { createEventLog } from '../../../main/log/event-log.ts';
import { detailsSchema } from '../../../main/models/details-schema.ts';
import type { MiniProgramStore } from '../../../main/storage/ports.ts';
import { AppError } from '../../../main/support/errors.ts';
import { ShutdownList } from '../../../main/support/shutdown-list.ts';
import { appPaths } from '../../../main/system/start/app-paths.ts';
import { startPackageBackend, type PackageBackend } from '../../fakes/package-backend.ts';
import { createTemporaryFolder } from '../../fakes/temporary-folder.ts';
import { packageOf, sha256Of } from '../../fakes/zip.ts';

vi.mock('electron', async () =>
  (await import('../../fakes/idle-electron.ts')).createIdleElectron({ folder: '' } as never),
);

const UNREACHABLE = new AppError('backend-unreachable', 'There is no network.');

async function builtIn(appId: string, version: string): Promise<BuiltIn> {
  const bytes = await packageOf({ appId, version });
  const packageSha256 = sha256Of(bytes);
  const details = detailsSchema().parse({
    ...{ appId, name: `Sample ${appId}`, version, serviceDomains: [], packageUrl: builtInAddress(packageSha256) },
    ...{ packageSha256, packageSize: bytes.length },
  });
  return { details, bytes, remarks: [] };
}

interface Application {
  readonly parts: ReturnType<typeof createBuiltInMiniPrograms>;
  readonly told: string[];
  /** As a start of the application. */
  start(backend: PackageBackend, allowed?: readonly string[]): void;
}

/** As the installer puts it on the disk. */
async function install(builtIns: readonly BuiltIn[], index?: string): Promise<Application> {
  const app = path.join(createTemporaryFolder(), 'app.asar');
  mkdirSync(app);
  await writeBuiltIns(builtIns, app);
  if (index !== undefined) writeFileSync(path.join(app, 'built-in.json'), index);
  const told: string[] = [];
  const warn = (id: string): void => void told.push(id);
  const parts = createBuiltInMiniPrograms({ ...appPaths(path.join(app, 'main')).builtIn, warn });
  return {
    parts,
    told,
    start({ store, installer }, allowed) {
      const policies = { isAllowed: (appId: string) => allowed?.includes(appId) ?? true };
      const details = { lookUp: () => Promise.reject(UNREACHABLE) };
      const library = createLibrary({ store, details, packages: installer, policies });
      const clock = { now: () => 1000 };
      const disposables = new ShutdownList(() => {});
      createBuiltInStart({
        ...{ builtIn: parts, policies, library, packages: installer, store, clock, disposables, warn },
        locale: () => 'en',
      }).start();
    },
  };
}

const offline = async (application: Application): Promise<PackageBackend> => {
  const freshDetails = (): Promise<never> => Promise.reject(UNREACHABLE);
  const backend = await startPackageBackend({ builtIn: application.parts.packages, freshDetails });
  await backend.server.stop();
  return backend;
};
const installedVersion = (store: MiniProgramStore, appId: string): Promise<void> =>
  vi.waitFor(() => expect(store.get(appId)?.installed).toBeTruthy(), { timeout: 10_000 });

describe('the start of an application that came with mini-programs', () => {
  it('puts them on the shelf at once and installs them without a request', async () => {
    const application = await install([await builtIn('One', '1.0.0'), await builtIn('Two', '2.0.0')]);
    const backend = await offline(application);
    application.start(backend);
    expect(['One', 'Two'].map((appId) => backend.store.get(appId)?.name)).toEqual(['Sample One', 'Sample Two']);
    await installedVersion(backend.store, 'One');
    await installedVersion(backend.store, 'Two');
    expect(backend.store.get('Two')).toMatchObject({
      installed: { version: '2.0.0' },
      details: { fetchedAt: 1000, value: { version: '2.0.0' } },
    });
    expect([backend.server.requests, application.told]).toEqual([[], []]);
  });

  it('leaves out what the administrator does not allow', async () => {
    const application = await install([await builtIn('One', '1.0.0'), await builtIn('Two', '2.0.0')]);
    const backend = await offline(application);
    application.start(backend, ['Two']);
    await installedVersion(backend.store, 'Two');
    expect(backend.store.get('One')).toBeUndefined();
  });

  it('updates from a newer application, and leaves what the backend has said', async () => {
    const older = await install([await builtIn('One', '1.0.0'), await builtIn('Two', '1.0.0')]);
    const first = await offline(older);
    older.start(first);
    await installedVersion(first.store, 'One');
    await installedVersion(first.store, 'Two');
    const ofBackend = { ...first.store.get('Two')!.details!.value, packageUrl: 'https://x.example/two.zip' };
    first.store.update('Two', { details: { value: ofBackend, fetchedAt: 5 } });

    const newer = await install([await builtIn('One', '2.0.0'), await builtIn('Two', '2.0.0')]);
    const second = first.restart({ builtIn: newer.parts.packages });
    newer.start(second);
    await second.installer.updateSettled('One');
    await vi.waitFor(() => expect(second.store.get('One')?.pending?.version).toBe('2.0.0'), { timeout: 10_000 });
    expect(second.store.get('Two')).toMatchObject({ pending: null, details: { value: ofBackend, fetchedAt: 5 } });
  });

  it('tells of a list that cannot be read, and starts', async () => {
    const application = await install([await builtIn('One', '1.0.0')], '{');
    const backend = await offline(application);
    application.start(backend);
    expect(application.told).toEqual(['built-in']);
    expect(backend.store.get('One')).toBeUndefined();
  });

  it('tells once of a package that is not as it came, and installs the others', async () => {
    const [one, two] = [await builtIn('One', '1.0.0'), await builtIn('Two', '2.0.0')];
    const application = await install([{ ...one, bytes: Buffer.from(one.bytes).fill(0) }, two]);
    const backend = await offline(application);
    application.start(backend);
    await installedVersion(backend.store, 'Two');
    expect(application.told).toEqual(['built-in-One']);
    expect(backend.store.get('One')?.installed).toBeNull();
  });
});

describe('details of a built-in mini-program', () => {
  async function silentBackend(code: 'backend-unreachable' | 'not-found'): Promise<[DetailsSource, PackageBackend]> {
    const { details } = await builtIn('abc', '1.0.0');
    const backend = await startPackageBackend();
    const { store } = backend;
    const clock = { now: () => USABLE_FOR_MS + 1_001 };
    store.update('abc', { details: { value: details, fetchedAt: 1000 } });
    const fail = (): Promise<never> => Promise.reject(new AppError(code, 'No details.'));
    const source = createDetailsSource({
      ...{ client: { fetch: fail, renew: fail }, store, clock, events: createEventLog(clock, []) },
    });
    return [withBuiltInDetails(source, store, [details]), backend];
  }
  const newerPackage = {
    ...{ version: '2.0.0', sha256: 'f'.repeat(64), folder: 'x', startPage: 'index.html', fallbackPage: null },
    ...{ charset: null, icon: null, installedAt: 1, provenAt: 1, unprovenStarts: 0 },
  };

  it('let it start however long the backend has been silent', async () => {
    const [details] = await silentBackend('backend-unreachable');
    expect(await details.forColdStart('abc')).toMatchObject({ origin: 'stale', details: { version: '1.0.0' } });
  });

  it('do not when the backend has withdrawn it', async () => {
    const [details] = await silentBackend('not-found');
    await expect(details.forColdStart('abc')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('do not when a newer version is in use, which they would take back', async () => {
    const [details, { store }] = await silentBackend('backend-unreachable');
    store.update('abc', { installed: newerPackage });
    await expect(details.forColdStart('abc')).rejects.toMatchObject({ code: 'backend-unreachable' });
  });
});
