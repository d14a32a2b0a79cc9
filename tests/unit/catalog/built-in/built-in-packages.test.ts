import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtInAddress, readBuiltInIndex } from '../../../../main/catalog/built-in/built-in-index.ts';
import { createBuiltInPackages, type BuiltInPackages } from '../../../../main/catalog/built-in/built-in-packages.ts';
import { detailsSchema, type Details } from '../../../../main/models/details-schema.ts';
import { AppError } from '../../../../main/support/errors.ts';
import { startPackageBackend, type PackageBackend } from '../../../fakes/package-backend.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';
import { packageOf, sha256Of } from '../../../fakes/zip.ts';

interface Setup {
  readonly details: Details;
  readonly bytes: Buffer;
  /** Of its package. */
  readonly archive: string;
  readonly packages: BuiltInPackages;
  readonly told: string[];
}

async function setUp(): Promise<Setup> {
  const folder = createTemporaryFolder();
  const bytes = await packageOf({ appId: 'abc', version: '1.0.0' });
  const sha256 = sha256Of(bytes);
  const details = detailsSchema().parse({
    ...{ appId: 'abc', name: 'Sample', version: '1.0.0', serviceDomains: [] },
    ...{ packageUrl: builtInAddress(sha256), packageSha256: sha256, packageSize: bytes.length },
  });
  const archive = path.join(folder, `${sha256}.zip`);
  writeFileSync(archive, bytes);
  const told: string[] = [];
  const packages = createBuiltInPackages({
    miniPrograms: [details],
    archivesFolder: folder,
    onProblem: (appId, { key }) => told.push(`${appId} ${key}`),
  });
  return { details, bytes, archive, packages, told };
}

const DAMAGE: readonly [string, (setup: Setup) => void, string][] = [
  ['is missing', ({ archive }) => rmSync(archive), 'abc builtIn.missing'],
  [
    'has another hash',
    ({ archive, bytes }) => {
      const other = Buffer.from(bytes);
      other[40] = (other[40] ?? 0) ^ 1;
      writeFileSync(archive, other);
    },
    'abc builtIn.changed',
  ],
  ['is cut off', ({ archive, bytes }) => writeFileSync(archive, bytes.subarray(0, 30)), 'abc builtIn.changed'],
  [
    'is a folder',
    ({ archive }) => {
      rmSync(archive);
      mkdirSync(archive);
    },
    'abc builtIn.changed',
  ],
];

describe('a package that came with the application', () => {
  it('is installed without a request, and again when its files are damaged', async () => {
    const { details, packages, told } = await setUp();
    const backend = await startPackageBackend({ builtIn: packages });
    await backend.server.stop();
    const installed = await backend.installer.ensureInstalled('abc', details);
    expect(installed).toMatchObject({ version: '1.0.0', sha256: details.packageSha256 });
    rmSync(path.join(backend.installer.packageFolder('abc', installed), 'index.html'));
    const again = await backend.restart().installer.ensureInstalled('abc', details);
    expect(readFileSync(path.join(backend.installer.packageFolder('abc', again), 'index.html'), 'utf8')).not.toBe('');
    expect(backend.server.requests).toEqual([]);
    expect(told).toEqual([]);
  });

  it('saves the request when the backend describes the same package, and gives way to a newer one', async () => {
    const { details, bytes, packages } = await setUp();
    const backend = await startPackageBackend({ builtIn: packages });
    await backend.installer.ensureInstalled('abc', backend.publish(bytes));
    expect(backend.server.requests).toEqual([]);
    const newer = backend.publish(await packageOf({ appId: 'abc', version: '2.0.0' }), { version: '2.0.0' });
    expect(await backend.installer.ensureInstalled('abc', newer)).toMatchObject({ sha256: details.packageSha256 });
    await backend.installer.updateSettled('abc');
    expect(await backend.installer.ensureInstalled('abc', newer)).toMatchObject({ version: '2.0.0' });
    expect(backend.server.requests).toHaveLength(1);
  });

  it.each(DAMAGE)('that %s is told once, and comes from the network', async (_what, damage, message) => {
    const setup = await setUp();
    damage(setup);
    const backends: PackageBackend[] = [];
    const freshDetails = (): Promise<Details> => Promise.resolve(backends[0]!.publish(setup.bytes));
    backends.push(await startPackageBackend({ builtIn: setup.packages, freshDetails }));
    const [backend] = backends;
    expect(await backend!.installer.ensureInstalled('abc', setup.details)).toMatchObject({ version: '1.0.0' });
    expect(backend!.server.requests).toHaveLength(1);
    expect([setup.told, setup.packages.isBroken('abc')]).toEqual([[message], true]);
  });

  it.each(DAMAGE)('that %s is refused without a network, and nothing of it stays', async (_what, damage, message) => {
    const setup = await setUp();
    damage(setup);
    const freshDetails = (): Promise<Details> => Promise.reject(new AppError('backend-unreachable', 'No network.'));
    const backend = await startPackageBackend({ builtIn: setup.packages, freshDetails });
    for (const attempt of ['first', 'second']) {
      await expect(backend.installer.ensureInstalled('abc', setup.details), attempt).rejects.toMatchObject({
        code: 'package-unreachable',
      });
    }
    expect(setup.told).toEqual([message]);
    expect(backend.store.get('abc')?.installed).toBeNull();
  });
});

describe('readBuiltInIndex', () => {
  const read = (text: string): ReturnType<typeof readBuiltInIndex> => {
    const file = path.join(createTemporaryFolder(), 'built-in.json');
    writeFileSync(file, text);
    return readBuiltInIndex(file);
  };

  it('is empty and silent when the application came with none', () => {
    const file = path.join(createTemporaryFolder(), 'built-in.json');
    expect(readBuiltInIndex(file)).toEqual({ miniPrograms: [], problem: null });
  });

  it.each([
    ['is no JSON', '{'],
    ['is empty', ''],
    ['is no list', '{"schemaVersion":1}'],
    ['is of another version', '{"schemaVersion":2,"miniPrograms":[]}'],
  ])('says what is wrong when the list %s', (_what, text) => {
    expect(read(text)).toEqual({ miniPrograms: [], problem: expect.stringMatching(/./) as string });
  });

  it('keeps the good entries beside a damaged one', async () => {
    const { details } = await setUp();
    const others = [3, { ...details, packageSha256: 'x' }, { ...details, packageUrl: 'https://x.example/p.zip' }];
    expect(read(JSON.stringify({ schemaVersion: 1, miniPrograms: [...others, details] }))).toEqual({
      miniPrograms: [details],
      problem: '3 of 4 entries are damaged',
    });
  });
});
