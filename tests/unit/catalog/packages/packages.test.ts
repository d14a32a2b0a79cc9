import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { isPackageWhole } from '../../../../main/storage/package-stamp.ts';
import { packageFolderName } from '../../../../main/catalog/packages/package-build.ts';
import type { InstallProgress } from '../../../../preload/contract/launcher.ts';
import { startPackageBackend, type PackageBackend } from '../../../fakes/package-backend.ts';
import { packageOf, packedZeros, rawZip, zipOf, type RawEntry } from '../../../fakes/zip.ts';

/** Long enough for a busy computer: a condition that comes is not waited for any longer. */
const WAIT = { timeout: 10_000 };
const version = (number: string): Promise<Buffer> => packageOf({ appId: 'abc', version: number });
const pageOf = (backend: PackageBackend): string => {
  const { installed } = backend.store.get('abc')!;
  return readFileSync(path.join(backend.installer.packageFolder('abc', installed!), 'index.html'), 'utf8');
};
const packageEvents = (backend: PackageBackend): string[] =>
  backend.events.map(({ event }) => event).filter((event) => event.startsWith('package-'));

describe('ensureInstalled', () => {
  it('downloads, checks and installs when nothing is installed', async () => {
    const backend = await startPackageBackend();
    const bytes = await packageOf({
      appId: 'abc',
      manifest: { icons: [{ src: 'icon.png', sizes: '128x128' }] },
      files: { 'icon.png': 'png' },
    });
    const progress: InstallProgress[] = [];
    const details = backend.publish(bytes);
    const installed = await backend.installer.ensureInstalled('abc', details, {
      onProgress: (value) => progress.push(value),
    });
    expect(installed).toMatchObject({
      version: '1.0.0',
      sha256: details.packageSha256,
      folder: packageFolderName('1.0.0', details.packageSha256),
      startPage: 'index.html',
      fallbackPage: null,
      charset: null,
      icon: 'icon.png',
    });
    expect(backend.store.get('abc')).toMatchObject({ installed, pending: null, previous: null });
    expect([...new Set(progress.map(({ phase }) => phase))]).toEqual(['download', 'verify', 'unpack']);
    expect(progress.filter(({ phase }) => phase === 'download').at(-1)).toEqual({
      phase: 'download',
      receivedBytes: bytes.length,
      totalBytes: bytes.length,
    });
    expect(readdirSync(backend.packagesFolder).sort()).toEqual([installed.folder, `${installed.folder}.json`]);
    expect(packageEvents(backend)).toEqual(['package-installed']);
  });

  it('starts an installed version at once, after a restart and with the backend down', async () => {
    const backend = await startPackageBackend();
    const details = backend.publish(await version('1.0.0'));
    const installed = await backend.installer.ensureInstalled('abc', details);
    await backend.server.stop();
    const later = backend.restart();
    expect(await later.installer.ensureInstalled('abc', details)).toEqual(installed);
    expect(backend.server.requests).toHaveLength(1);
  });

  it('fetches a newer version in the background and uses it at the next cold start, keeping the one before', async () => {
    const backend = await startPackageBackend();
    const first = await backend.installer.ensureInstalled('abc', backend.publish(await version('1.0.0')));
    const newer = backend.publish(await version('2.0.0'), { version: '2.0.0' });
    expect(await backend.installer.ensureInstalled('abc', newer)).toEqual(first);
    await backend.installer.updateSettled('abc');
    expect(backend.store.get('abc')).toMatchObject({ installed: { version: '1.0.0' }, pending: { version: '2.0.0' } });
    expect(pageOf(backend)).toContain('1.0.0');

    const later = backend.restart();
    expect(await later.installer.ensureInstalled('abc', newer)).toMatchObject({ version: '2.0.0' });
    expect(later.store.get('abc')).toMatchObject({
      installed: { version: '2.0.0' },
      pending: null,
      previous: { version: '1.0.0' },
    });
    expect(pageOf(later)).toContain('2.0.0');

    const newest = backend.publish(await version('3.0.0'), { version: '3.0.0' });
    await later.installer.ensureInstalled('abc', newest);
    await later.installer.updateSettled('abc');
    await later.installer.ensureInstalled('abc', newest);
    // Of the three, the oldest is gone.
    expect(
      readdirSync(backend.packagesFolder)
        .filter((name) => !name.endsWith('.json'))
        .map((name) => name.split('-')[0])
        .sort(),
    ).toEqual(['2.0.0', '3.0.0']);
    expect(readdirSync(backend.packagesFolder)).toHaveLength(4);
  });

  it('discards every version, and fetches the package anew at the next start', async () => {
    const backend = await startPackageBackend();
    const details = backend.publish(await version('1.0.0'));
    await backend.installer.ensureInstalled('abc', details);
    await backend.installer.ensureInstalled('abc', backend.publish(await version('2.0.0'), { version: '2.0.0' }));
    await backend.installer.updateSettled('abc');
    await backend.installer.discard('abc');
    expect(backend.store.get('abc')).toMatchObject({ installed: null, pending: null, previous: null });
    expect(readdirSync(backend.packagesFolder)).toEqual([]);
    expect(await backend.installer.ensureInstalled('abc', details)).toMatchObject({ version: '1.0.0' });
    expect(backend.server.requests).toHaveLength(3);
  });

  it('drops a pending version that the backend has taken back', async () => {
    const backend = await startPackageBackend();
    const good = backend.publish(await version('1.0.0'));
    const bad = backend.publish(await version('2.0.0'), { version: '2.0.0' });
    await backend.installer.ensureInstalled('abc', good);
    await backend.installer.ensureInstalled('abc', bad);
    await backend.installer.updateSettled('abc');
    expect(await backend.installer.ensureInstalled('abc', good)).toMatchObject({ version: '1.0.0' });
    expect(backend.store.get('abc')).toMatchObject({ pending: null, previous: null });
    expect(readdirSync(backend.packagesFolder)).toHaveLength(2);
  });

  it('takes over the version when the backend gives the same package another one', async () => {
    const backend = await startPackageBackend();
    const details = backend.publish(await version('1.0.0'));
    await backend.installer.ensureInstalled('abc', details);
    expect(await backend.installer.ensureInstalled('abc', { ...details, version: '1.0.1' })).toMatchObject({
      version: '1.0.1',
    });
    expect(backend.store.get('abc')?.installed?.version).toBe('1.0.1');
    expect(backend.server.requests).toHaveLength(1);
  });

  it('downloads a bad update once and not at every start, and another one at once', async () => {
    let now = 1_800_000_000_000;
    const backend = await startPackageBackend({ clock: { now: () => now } });
    await backend.installer.ensureInstalled('abc', backend.publish(await version('1.0.0')));
    const bad = { ...backend.publish(await version('2.0.0')), packageSha256: 'f'.repeat(64) };
    const open = async (details: typeof bad): Promise<number> => {
      await backend.installer.ensureInstalled('abc', details);
      await backend.installer.updateSettled('abc');
      return backend.server.requests.length;
    };
    expect([await open(bad), await open(bad)]).toEqual([2, 2]);
    now += 60 * 60 * 1000;
    expect([await open(bad), await open(bad)]).toEqual([3, 3]);
    expect(await open(backend.publish(await version('3.0.0')))).toBe(4);
    expect(backend.store.get('abc')?.pending).not.toBeNull();
  });

  it('shares one installation between callers, and goes on while one of them still waits', async () => {
    const backend = await startPackageBackend();
    const details = backend.publish(await version('1.0.0'));
    const abort = new AbortController();
    const first = backend.installer.ensureInstalled('abc', details, {
      signal: abort.signal,
      onProgress: () => abort.abort(),
    });
    const second = backend.installer.ensureInstalled('abc', details);
    await expect(first).rejects.toMatchObject({ code: 'aborted' });
    expect(await second).toMatchObject({ version: '1.0.0' });
    expect(backend.server.requests).toHaveLength(1);
  });

  it('ends the download and leaves nothing behind when nobody waits any more', async () => {
    const backend = await startPackageBackend();
    let closed = false;
    const details = backend.publish(await version('1.0.0'));
    backend.server.handler = (_request, response) => {
      response.on('close', () => (closed = true));
      response.writeHead(200, { 'content-length': details.packageSize! }).write('PK');
    };
    const abort = new AbortController();
    const installing = backend.installer.ensureInstalled('abc', details, { signal: abort.signal });
    await vi.waitFor(() => expect(backend.server.requests).toHaveLength(1), WAIT);
    abort.abort();
    await expect(installing).rejects.toMatchObject({ code: 'aborted' });
    await backend.installer.cancel('abc');
    await vi.waitFor(() => expect(closed).toBe(true), WAIT);
    expect(readdirSync(backend.packagesFolder)).toEqual([]);
    expect(packageEvents(backend)).toEqual([]);
  });

  it('installs again at once after it was cancelled', async () => {
    const backend = await startPackageBackend();
    const details = backend.publish(await version('1.0.0'));
    const abort = new AbortController();
    const first = backend.installer.ensureInstalled('abc', details, {
      signal: abort.signal,
      onProgress: () => abort.abort(),
    });
    await expect(first).rejects.toMatchObject({ code: 'aborted' });
    expect(await backend.installer.ensureInstalled('abc', details)).toMatchObject({ version: '1.0.0' });
  });

  it('ends what is under way when it is disposed', async () => {
    const backend = await startPackageBackend();
    await backend.installer.ensureInstalled('abc', backend.publish(await version('1.0.0')));
    backend.server.handler = (_request, response) => void response.write('PK');
    await backend.installer.ensureInstalled('abc', backend.publish(await version('2.0.0')));
    await vi.waitFor(() => expect(backend.server.requests).toHaveLength(2), WAIT);
    await backend.installer.dispose();
    expect(backend.store.get('abc')?.pending).toBeNull();
  });

  it.each(['download', 'verify', 'unpack'] as const)(
    'brings nothing back when the mini-program is removed during the phase "%s"',
    async (phase) => {
      const backend = await startPackageBackend();
      const files = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`f${index}.txt`, 'x'.repeat(1000)]));
      const details = backend.publish(await packageOf({ appId: 'abc', files }));
      let removal: Promise<void> | undefined;
      const onProgress = (progress: InstallProgress): void => {
        if (progress.phase === phase) removal ??= backend.store.remove('abc');
      };
      await expect(backend.installer.ensureInstalled('abc', details, { onProgress })).rejects.toMatchObject({
        code: 'aborted',
      });
      await removal;
      await backend.installer.dispose();
      expect(readdirSync(path.join(backend.folder, 'mini-programs'))).toEqual([]);
    },
  );
});

describe('ensureInstalled when files are damaged', () => {
  const damages: [string, (folder: string) => void][] = [
    ['a file is missing', (folder) => rmSync(path.join(folder, 'index.html'))],
    ['a file is cut off', (folder) => writeFileSync(path.join(folder, 'index.html'), 'x')],
    ['the folder is gone', (folder) => rmSync(folder, { recursive: true })],
    ['the stamp is gone', (folder) => rmSync(`${folder}.json`)],
    ['the stamp is cut off', (folder) => writeFileSync(`${folder}.json`, '{"schema')],
  ];
  it.each(damages)('installs again when %s', async (_what, damage) => {
    const backend = await startPackageBackend();
    const details = backend.publish(await version('1.0.0'));
    const installed = await backend.installer.ensureInstalled('abc', details);
    damage(backend.installer.packageFolder('abc', installed));
    expect(await backend.installer.ensureInstalled('abc', details)).toMatchObject({ folder: installed.folder });
    expect(await isPackageWhole(backend.installer.packageFolder('abc', installed), 'abc', installed.sha256)).toBe(true);
    expect(pageOf(backend)).toContain('1.0.0');
    expect(backend.server.requests).toHaveLength(2);
    expect(readdirSync(backend.packagesFolder)).toHaveLength(2);
  });

  it('goes back to the version before when no other can be had', async () => {
    const backend = await startPackageBackend();
    await backend.installer.ensureInstalled('abc', backend.publish(await version('1.0.0')));
    const newer = backend.publish(await version('2.0.0'), { version: '2.0.0' });
    await backend.installer.ensureInstalled('abc', newer);
    await backend.installer.updateSettled('abc');
    expect(await backend.installer.adoptPending('abc')).toBe(true);
    rmSync(path.join(backend.installer.packageFolder('abc', backend.store.get('abc')!.installed!), 'index.html'));
    await backend.server.stop();
    expect(await backend.installer.ensureInstalled('abc', newer)).toMatchObject({ version: '1.0.0' });
    expect(pageOf(backend)).toContain('1.0.0');
  });

  it('does not adopt a pending version that is damaged', async () => {
    const backend = await startPackageBackend();
    await backend.installer.ensureInstalled('abc', backend.publish(await version('1.0.0')));
    await backend.installer.ensureInstalled('abc', backend.publish(await version('2.0.0'), { version: '2.0.0' }));
    await backend.installer.updateSettled('abc');
    rmSync(path.join(backend.installer.packageFolder('abc', backend.store.get('abc')!.pending!), 'index.html'));
    expect(await backend.installer.adoptPending('abc')).toBe(false);
    expect(backend.store.get('abc')).toMatchObject({ installed: { version: '1.0.0' }, pending: null });
  });

  it('sweeps what a kill left behind, and uses a whole package that the state does not know yet', async () => {
    const backend = await startPackageBackend();
    const details = backend.publish(await version('1.0.0'));
    const installed = await backend.installer.ensureInstalled('abc', details);
    backend.store.update('abc', { installed: null });
    mkdirSync(path.join(backend.packagesFolder, '9.9.9-00000000.tmp-0123456789abcdef', 'half'), { recursive: true });
    writeFileSync(path.join(backend.packagesFolder, 'download.tmp-0123456789abcdef'), 'PK');
    mkdirSync(path.join(backend.packagesFolder, 'renamed-without-stamp'));
    expect(await backend.restart().installer.ensureInstalled('abc', details)).toEqual(installed);
    expect(backend.server.requests).toHaveLength(1);
    expect(readdirSync(backend.packagesFolder).sort()).toEqual([installed.folder, `${installed.folder}.json`]);
  });
});

describe('a bad package', () => {
  const manifest = JSON.stringify({ app_id: 'abc', name: 'Sample' });
  const raw = (...entries: RawEntry[]): Buffer =>
    rawZip([{ name: 'manifest.json', content: manifest }, { name: 'index.html', content: 'x' }, ...entries]);
  const bad: [string, () => Promise<Buffer> | Buffer, object, string][] = [
    ['with a wrong hash', () => version('2.0.0'), { packageSha256: 'f'.repeat(64) }, 'package-mismatch'],
    ['with fewer bytes than announced', () => version('2.0.0'), { packageSize: 9_999 }, 'package-mismatch'],
    ['with more bytes than announced', () => version('2.0.0'), { packageSize: 10 }, 'package-mismatch'],
    ['larger than the limit', () => Buffer.alloc(10 * 1024 * 1024 + 1), {}, 'package-invalid'],
    [
      'larger than the limit without saying so',
      () => Buffer.alloc(10 * 1024 * 1024 + 1),
      { packageSize: null },
      'package-invalid',
    ],
    ['with ../ in a path', () => raw({ name: '../evil.txt', content: 'evil' }), {}, 'package-invalid'],
    ['with an absolute path', () => raw({ name: '/evil.txt', content: 'evil' }), {}, 'package-invalid'],
    ['with a link', () => raw({ name: 'link', content: '../../state.json', mode: 0o120777 }), {}, 'package-invalid'],
    [
      'with 10 GB of zeros',
      () => raw({ name: 'zeros', packed: packedZeros(10_000), size: 10_000 * 1024 * 1024 }),
      {},
      'package-invalid',
    ],
    [
      'with 10 GB of zeros that say 1000 bytes',
      () => raw({ name: 'zeros', packed: packedZeros(9_000), size: 1000 }),
      {},
      'package-invalid',
    ],
    ['without a manifest', () => zipOf({ 'index.html': 'x' }), {}, 'package-invalid'],
    [
      'with a manifest below a folder',
      () => zipOf({ 'app/manifest.json': manifest, 'index.html': 'x' }),
      {},
      'package-invalid',
    ],
    ['with a broken manifest', () => zipOf({ 'manifest.json': '{', 'index.html': 'x' }), {}, 'package-invalid'],
    ['with the manifest of another app id', () => packageOf({ appId: 'Abc' }), {}, 'package-invalid'],
    [
      'without its start page',
      () => packageOf({ appId: 'abc', manifest: { start_url: 'gone.html' } }),
      {},
      'package-invalid',
    ],
    ['that is not a ZIP file', () => Buffer.from('<html>not found</html>'), {}, 'package-invalid'],
    ['that is not there', () => version('2.0.0'), { packageUrl: 'http://127.0.0.1:1/x.zip' }, 'package-unreachable'],
    ['at an address that is not a URL', () => version('2.0.0'), { packageUrl: 'x.zip' }, 'package-invalid'],
    ['at a file: address', () => version('2.0.0'), { packageUrl: 'file:///etc/passwd' }, 'package-invalid'],
  ];

  it.each(bad)('%s installs nothing', async (_what, make, change, code) => {
    const backend = await startPackageBackend();
    const details = { ...backend.publish(await make()), ...change };
    await expect(backend.installer.ensureInstalled('abc', details)).rejects.toMatchObject({ name: 'AppError', code });
    expect(backend.store.get('abc')).toMatchObject({ installed: null, pending: null });
    expect(readdirSync(backend.packagesFolder)).toEqual([]);
    expect(existsSync(path.join(backend.folder, 'evil.txt'))).toBe(false);
    expect(packageEvents(backend)).toEqual(['package-failed']);
  });

  it.each(bad)('%s leaves the version before working', async (_what, make, change) => {
    const backend = await startPackageBackend();
    const first = await backend.installer.ensureInstalled('abc', backend.publish(await version('1.0.0')));
    const details = { ...backend.publish(await make(), { version: '2.0.0' }), ...change };
    expect(await backend.installer.ensureInstalled('abc', details)).toEqual(first);
    await backend.installer.updateSettled('abc');
    const later = backend.restart();
    expect(await later.installer.ensureInstalled('abc', details)).toEqual(first);
    await later.installer.updateSettled('abc');
    expect(pageOf(later)).toContain('1.0.0');
    expect(later.store.get('abc')).toMatchObject({ pending: null, previous: null });
  });
});

describe('packageFolderName', () => {
  it.each([
    ['1.0.0', '1.0.0-abababab'],
    ['1.0 beta/2', '1.0_beta_2-abababab'],
    ['../../x', '_._.._x-abababab'],
    ['.hidden', '_hidden-abababab'],
    ['con.1', '_con.1-abababab'],
    ['版本', '__-abababab'],
  ])('makes a plain folder name of the version "%s"', (from, to) => {
    expect(packageFolderName(from, 'ab'.repeat(32))).toBe(to);
  });
});
