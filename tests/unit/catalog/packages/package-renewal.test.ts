import { describe, expect, it } from 'vitest';
import type { Details } from '../../../../main/models/details-schema.ts';
import { AppError } from '../../../../main/support/errors.ts';
import { startLocalServer } from '../../../fakes/local-server.ts';
import { startPackageBackend, type PackageBackend } from '../../../fakes/package-backend.ts';
import { packageOf } from '../../../fakes/zip.ts';

const bytesOf = (version: string): Promise<Buffer> => packageOf({ appId: 'abc', version });

interface Setup {
  readonly backend: PackageBackend;
  /** Described now, at an address that works. */
  readonly good: Details;
  /** Where every request gets `status`. */
  refusing(status: number): Promise<string>;
  /** How often the backend was asked for fresh details. */
  asked(): number;
}

/** `fresh`: what the backend answers when it is asked again. */
async function setUp(fresh: (good: Details) => Details | AppError = (good) => good): Promise<Setup> {
  let asked = 0;
  const renewed: { details?: Details | AppError } = {};
  const backend = await startPackageBackend({
    freshDetails: () => {
      asked += 1;
      const { details } = renewed;
      return details instanceof AppError || !details ? Promise.reject(details) : Promise.resolve(details);
    },
  });
  const good = backend.publish(await bytesOf('2.0.0'), { version: '2.0.0' });
  renewed.details = fresh(good);
  return {
    backend,
    good,
    asked: () => asked,
    async refusing(status) {
      const server = await startLocalServer((_request, response) => void response.writeHead(status).end());
      return `${server.url}/p.zip?Expires=1&Signature=old`;
    },
  };
}

describe('a package that cannot be had as its details say', () => {
  const outdated: [what: string, change: (setup: Setup) => Promise<Partial<Details>> | Partial<Details>][] = [
    ...[400, 401, 403, 404, 410].map((status): (typeof outdated)[number] => [
      `its address answers ${status}`,
      async (setup) => ({ packageUrl: await setup.refusing(status) }),
    ]),
    ['its SHA-256 is that of the version before', () => ({ packageSha256: 'a'.repeat(64) })],
    ['its size is that of the version before', ({ good }) => ({ packageSize: (good.packageSize ?? 0) + 1 })],
    [
      'its address has a newer file of the same name',
      async ({ backend }) => ({ packageUrl: backend.publish(await bytesOf('3.0.0')).packageUrl }),
    ],
  ];
  it.each(outdated)('is installed in the same start by fresh details when %s', async (_what, change) => {
    const setup = await setUp();
    const { backend, good } = setup;
    const old = { ...good, ...(await change(setup)) };
    expect(await backend.installer.ensureInstalled('abc', old)).toMatchObject({ sha256: good.packageSha256 });
    expect(setup.asked()).toBe(1);
    expect(backend.events.map(({ event }) => event)).toEqual(['package-installed']);
  });

  it('is installed by details that have arrived since, without asking for them', async () => {
    const setup = await setUp();
    const { backend, good } = setup;
    backend.store.update('abc', { details: { value: good, fetchedAt: 1, backendUrl: null } });
    const old = { ...good, packageUrl: await setup.refusing(403) };
    expect(await backend.installer.ensureInstalled('abc', old)).toMatchObject({ version: '2.0.0' });
    expect(setup.asked()).toBe(0);
  });

  it('is fetched by fresh details as an update, too', async () => {
    const setup = await setUp();
    const { backend, good } = setup;
    await backend.installer.ensureInstalled('abc', backend.publish(await bytesOf('1.0.0')));
    await backend.installer.ensureInstalled('abc', { ...good, packageUrl: await setup.refusing(403) });
    await backend.installer.updateSettled('abc');
    expect(backend.store.get('abc')).toMatchObject({ installed: { version: '1.0.0' }, pending: { version: '2.0.0' } });
  });

  it('is given up as an update when nobody wants it any more, and fetched the next time', async () => {
    const { backend, good } = await setUp();
    await backend.installer.ensureInstalled('abc', backend.publish(await bytesOf('1.0.0')));
    const asked = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    const slow = await startLocalServer((_request, response) => {
      response.writeHead(200, { 'content-length': good.packageSize ?? 0 }).write('P');
      response.once('close', ended.resolve);
      asked.resolve();
    });
    const unwanted = new AbortController();
    const update = backend.installer.update('abc', { ...good, packageUrl: `${slow.url}/p.zip` }, unwanted.signal);
    await asked.promise;
    unwanted.abort('conditions');
    await Promise.all([update, ended.promise]);
    expect(backend.store.get('abc')).toMatchObject({ installed: { version: '1.0.0' }, pending: null });
    await backend.installer.update('abc', good);
    expect(backend.store.get('abc')).toMatchObject({ pending: { version: '2.0.0' } });
  });

  it('is the same package whatever its address says: nothing is fetched again', async () => {
    const setup = await setUp();
    const { backend, good } = setup;
    await backend.installer.ensureInstalled('abc', good);
    const requests = backend.server.requests.length;
    for (const signature of ['b', 'c'])
      await backend.installer.ensureInstalled('abc', {
        ...good,
        packageUrl: `${good.packageUrl}?Signature=${signature}`,
      });
    await backend.installer.updateSettled('abc');
    expect([backend.server.requests.length - requests, setup.asked()]).toEqual([0, 0]);
  });

  const hopeless: [what: string, fresh: (good: Details) => Details | AppError, status: number, asked: number][] = [
    ['the server is only ill (500)', (good) => good, 500, 0],
    ['the server is only busy (503)', (good) => good, 503, 0],
    ['there are too many requests (429)', (good) => good, 429, 0],
    ['the backend is out of reach', () => new AppError('backend-unreachable', 'It is down.'), 403, 1],
    ['the backend has withdrawn it', () => new AppError('not-found', 'It is gone.'), 404, 1],
  ];
  it.each(hopeless)('fails with its first reason when %s', async (_what, fresh, status, asked) => {
    const setup = await setUp(fresh);
    const old = { ...setup.good, packageUrl: await setup.refusing(status) };
    await expect(setup.backend.installer.ensureInstalled('abc', old)).rejects.toMatchObject({
      code: 'package-unreachable',
      message: expect.stringContaining(String(status)) as string,
    });
    expect(setup.asked()).toBe(asked);
    expect(setup.backend.events.map(({ event }) => event)).toEqual(['package-failed']);
  });

  it('is asked for once when fresh details say the same, and twice when they are refused as well', async () => {
    const { backend, good, asked } = await setUp((details) => ({ ...details, packageSha256: 'b'.repeat(64) }));
    const old = { ...good, packageSha256: 'b'.repeat(64) };
    await expect(backend.installer.ensureInstalled('abc', old)).rejects.toMatchObject({ code: 'package-mismatch' });
    expect([backend.server.requests.length, asked()]).toEqual([1, 1]);
    const older = { ...good, packageSha256: 'c'.repeat(64) };
    await expect(backend.installer.ensureInstalled('abc', older)).rejects.toMatchObject({ code: 'package-mismatch' });
    expect([backend.server.requests.length, asked()]).toEqual([3, 2]);
  });
});
