/** Packages as differences to the one that runs (RFC 9842), over a real server. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { buildPackage, type PackageFiles } from '../../../../build/author-kit/package-zip.ts';
import { dictionaryOffer, findDictionary, keepDictionary } from '../../../../main/catalog/packages/dictionary.ts';
import { downloadPackage } from '../../../../main/catalog/packages/package-download.ts';
import { detailsSchema, type Details } from '../../../../main/models/details-schema.ts';
import type { BackendHttp } from '../../../../main/network/client/backend-http.ts';
import { startBackend } from '../../../demo-backend/backend.ts';
import { makeDelta } from '../../../demo-backend/deltas.ts';
import { startPackageBackend } from '../../../fakes/package-backend.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';
import { createRandom } from '../../../simulation/random.ts';

/** `tests/deep/catalog/recorded-updates.deep.ts` has twenty that were recorded. */
const UPDATES = 3;
const SOURCES = path.resolve(import.meta.dirname, '../../../../main/catalog/packages');

/** As an author's program: some hundred kilobytes of code, of which `version` changes a little. */
function program(version: number): PackageFiles {
  const code = readdirSync(SOURCES)
    .sort()
    .map((name) => readFileSync(path.join(SOURCES, name), 'utf8'));
  const edited = code.map((text, index) => (index === version % code.length ? `${text}// change ${version}\n` : text));
  return {
    'manifest.json': JSON.stringify({
      app_id: 'abc',
      name: 'Sample',
      version: { name: `1.0.${version}`, code: version },
      start_url: 'index.html',
    }),
    'index.html': `<!doctype html><title>${version}</title>`,
    ...Object.fromEntries(edited.map((text, index) => [`scripts/${index}.js`, text])),
  };
}

describe('an update of a package', () => {
  it('comes as what differs, time after time, and is the package that the details describe', async () => {
    const backend = await startBackend();
    onTestFinished(() => backend.close());
    const { installer, store, events } = await startPackageBackend({ backendUrl: () => backend.url });
    const shares: number[] = [];
    for (let version = 0; version <= UPDATES; version += 1) {
      const built = await buildPackage(program(version), { isStored: true });
      await backend.setApp({ appId: 'abc', archive: built.bytes });
      const details = detailsSchema().parse(await (await fetch(`${backend.url}/bapi/mp/v1/app/abc/details`)).json());
      if (version === 0) await installer.ensureInstalled('abc', { ...details, version: '1.0.0' });
      else {
        await installer.update('abc', { ...details, version: `1.0.${version}` });
        const installed = events.findLast(({ event }) => event === 'update-installed') as { bytes: number } | undefined;
        shares.push((installed?.bytes ?? Infinity) / built.bytes.byteLength);
        await installer.adoptPending('abc');
      }
      expect(store.get('abc')?.installed?.sha256).toBe(built.sha256);
    }
    expect(shares).toHaveLength(UPDATES);
    expect(Math.max(...shares)).toBeLessThan(0.05);
  }, 60_000);
});

async function createUpdate() {
  const [before, after] = [
    await buildPackage(program(1), { isStored: true }),
    await buildPackage(program(2), { isStored: true }),
  ];
  const folder = createTemporaryFolder();
  const running = path.join(folder, 'running');
  const zip = path.join(folder, 'download');
  writeFileSync(zip, before.bytes);
  const url = new URL('https://cdn.example/packages/abc/2.zip');
  const offer = dictionaryOffer(url, 'match="/packages/abc/*", id="one"')!;
  await keepDictionary(running, zip, before.sha256, offer);
  const dictionary = (await findDictionary(running, before.sha256, url))!;
  const details = detailsSchema().parse({
    appId: 'abc',
    name: 'Sample',
    version: '2',
    packageUrl: url.href,
    packageSha256: after.sha256,
    packageSize: after.bytes.byteLength,
    serviceDomains: [],
  });
  return { before, after, folder, running, url, dictionary, details, delta: makeDelta(before, after.bytes) };
}

let files = 0;
/** Downloads what a server that sends `body` as `dcz` says is the update. */
async function receive(folder: string, body: Buffer, details: Details, dictionary: object | null): Promise<Buffer> {
  const http: BackendHttp = {
    get: (url) =>
      Promise.resolve({ status: 200, url, headers: { 'content-encoding': 'dcz' }, body: Readable.from([body]) }),
  };
  const file = path.join(folder, `received-${(files += 1)}`);
  await downloadPackage(
    http,
    { dev: false, backendUrl: () => null, maxBytes: () => 100 * 1024 * 1024 },
    () => Promise.resolve(2 ** 40),
    { details, file, onProgress: () => {}, dictionary: dictionary as never },
  );
  return readFileSync(file);
}

describe('a delta', () => {
  it('is decoded into the package', async () => {
    const { folder, delta, details, dictionary, after } = await createUpdate();
    expect(delta.byteLength).toBeLessThan(after.bytes.byteLength / 100);
    expect((await receive(folder, delta, details, dictionary)).equals(after.bytes)).toBe(true);
  });

  it('that is damaged, cut off or of another dictionary installs nothing, two hundred times', async () => {
    const { folder, delta, details, dictionary, after, before } = await createUpdate();
    const random = createRandom(5);
    const other = await buildPackage({ 'a.txt': 'another package' });
    const damages: ((index: number) => Buffer)[] = [
      () => {
        const copy = Buffer.from(delta);
        const at = random.between(0, copy.byteLength - 1);
        copy[at] = (copy[at] ?? 0) ^ random.between(1, 255);
        return copy;
      },
      () => delta.subarray(0, random.between(0, delta.byteLength - 1)),
      () => Buffer.concat([delta, delta.subarray(40)]),
      () => makeDelta(other, after.bytes),
      // The head says the right one, the body is of another.
      () => Buffer.concat([delta.subarray(0, 40), makeDelta(other, before.bytes).subarray(40)]),
    ];
    let installed = 0;
    for (let index = 0; index < 200; index += 1) {
      const body = damages[index % damages.length]!(index);
      await receive(folder, body, details, dictionary).then(
        (bytes) => (installed += createHash('sha256').update(bytes).digest('hex') === after.sha256 ? 0 : 1),
        () => {},
      );
    }
    expect(installed).toBe(0);
  }, 60_000);

  it('is refused when no dictionary was offered, or the kept one is damaged', async () => {
    const { folder, delta, details, dictionary, before } = await createUpdate();
    await expect(receive(folder, delta, details, null)).rejects.toThrow();
    writeFileSync(dictionary.file, before.bytes.subarray(1));
    await expect(receive(folder, delta, details, dictionary)).rejects.toThrow();
  });

  it('that cannot be used costs one download of the whole package', async () => {
    const [one, two] = [await buildPackage(program(1)), await buildPackage(program(2))];
    const { server, installer, store, events } = await startPackageBackend();
    const asked: boolean[] = [];
    server.handler = (request, response) => {
      const isOffered = request.headers['available-dictionary'] !== undefined;
      asked.push(isOffered);
      const headers = { 'use-as-dictionary': 'match="/*"' };
      if (isOffered) response.writeHead(200, { ...headers, 'content-encoding': 'dcz' }).end(Buffer.from('no delta'));
      else response.writeHead(200, headers).end(request.url === '/1.zip' ? one.bytes : two.bytes);
    };
    const detailsOf = (version: number, { bytes, sha256 }: typeof one): Details =>
      detailsSchema().parse({
        appId: 'abc',
        name: 'Sample',
        version: `1.0.${version}`,
        packageUrl: `${server.url}/${version}.zip`,
        packageSha256: sha256,
        packageSize: bytes.byteLength,
        serviceDomains: [],
      });
    await installer.ensureInstalled('abc', detailsOf(1, one));
    await installer.update('abc', detailsOf(2, two));
    expect([asked, store.get('abc')?.pending?.sha256]).toEqual([[false, true, false], two.sha256]);
    expect(events.findLast(({ event }) => event === 'update-installed')).toMatchObject({ bytes: two.bytes.byteLength });
  });
});

describe('a dictionary', () => {
  const url = new URL('https://cdn.example/packages/abc/1.zip');

  it.each([
    ['match="/packages/abc/*"', true],
    ['match="/packages/abc/*", id="x y", type=raw, ttl=60', true],
    ['match="https://cdn.example/p/*"', true],
    ['match="/*", match-dest=()', true],
    ['match="/*", match-dest=("document")', false],
    ['match="/*", type=other', false],
    ['match=/packages', false],
    ['id="x"', false],
    ['match="https://other.example/*"', false],
    ['match="http://cdn.example/*"', false],
    ['match="https://cdn.example:8443/*"', false],
    ['match="/:a(\\\\d+)"', false],
    ['match="/*a*a*a*b"', false],
    ['match="/:a/:b/:c/:d/:e/:f/:g"', false],
    [`match="/${'a'.repeat(300)}"`, false],
    ['match="/*', false],
    ['', false],
  ])('that is offered as %s is usable: %s', (header, isUsable) => {
    expect(dictionaryOffer(url, header) !== null).toBe(isUsable);
  });

  it('is for the addresses that its server named, at its own origin, and for its own package', async () => {
    const { running, before } = await createUpdate();
    const found = async (href: string, sha256 = before.sha256): Promise<boolean> =>
      (await findDictionary(running, sha256, new URL(href))) !== null;
    expect(await found('https://cdn.example/packages/abc/3.zip')).toBe(true);
    expect(await found('https://cdn.example/packages/other/3.zip')).toBe(false);
    expect(await found('https://evil.example/packages/abc/3.zip')).toBe(false);
    expect(await found('https://cdn.example/packages/abc/3.zip', '0'.repeat(64))).toBe(false);
    expect(await found(`https://cdn.example/packages/abc/${'a'.repeat(2000)}`)).toBe(false);
  });
});
