/** The real electron-updater against a local server, as far as Linux allows: feed, download, verification, installation. */
import { fakeApp } from '../../../fakes/updater-electron.ts';
import type { ServerResponse } from 'node:http';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { NsisUpdater } from 'electron-updater';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createJitter } from '../../../../main/support/jitter.ts';
import { UpdateError, type UpdateSource } from '../../../../main/system/updates/update-source.ts';
import type { UpdateProgress } from '../../../../main/system/updates/update-source.ts';
import type { UpdaterOptions } from '../../../../main/system/updates/make-updater.ts';
import { startLocalServer } from '../../../fakes/local-server.ts';
import { cannotMount, createSmallDisk, fillDisk } from '../../../fakes/mounted-folder.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';
import { feedName, feedOf, startUpdateServer } from '../../../fakes/update-server.ts';

const { makeUpdater } = await import('../../../../main/system/updates/make-updater.ts');
const { createUpdaterSource } = await import('../../../../main/system/updates/updater-source.ts');

interface Copy {
  readonly source: UpdateSource;
  /** The AppImage that runs. */
  readonly installed: string;
  readonly cacheFolder: string;
  readonly updater: ReturnType<typeof makeUpdater>;
}

const OLD = '#!/bin/sh\n# the version before\n';

function installedCopy(url: string, options: Partial<UpdaterOptions> = {}, cache = createTemporaryFolder()): Copy {
  const folder = createTemporaryFolder();
  const installed = path.join(folder, 'Larder.AppImage');
  writeFileSync(installed, OLD, { mode: 0o755 });
  fakeApp.userData = path.join(folder, 'data');
  vi.stubEnv('APPIMAGE', installed);
  vi.stubEnv('XDG_CACHE_HOME', cache);
  onTestFinished(() => void vi.unstubAllEnvs());
  const updater = makeUpdater({
    feed: { url, installation: 'on-quit' },
    platform: 'linux',
    allowLoopback: true,
    userAgent: 'Larder/1.0.0',
    answerLogin: () => false,
    jitter: createJitter('this one'),
    devFolder: path.join(folder, 'dev'),
    ...options,
  });
  return {
    source: createUpdaterSource(updater, () => {}),
    installed,
    cacheFolder: path.join(cache, 'larder-dev-updater'),
    updater,
  };
}

const download = (
  source: UpdateSource,
  onProgress: (progress: UpdateProgress) => void = () => {},
  signal = new AbortController().signal,
): Promise<void> => source.download(onProgress, signal);
const failureOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'it worked',
    (error: unknown) => (error instanceof UpdateError ? error.failure : String(error)),
  );
const pending = ({ cacheFolder }: Copy): string[] => {
  const folder = path.join(cacheFolder, 'pending');
  return existsSync(folder) ? readdirSync(folder) : [];
};
const isOld = ({ installed }: Copy): boolean => readFileSync(installed, 'utf8') === OLD;

beforeEach(() => {
  fakeApp.removeAllListeners();
});

describe('a check', () => {
  it.each(['1.0.1', '1.1.0', '2.0.0', '10.0.0'])('finds version %s', async (version) => {
    const server = await startUpdateServer({ version, lines: ['releaseNotes: "<p>Faster &amp; smaller</p>"'] });
    const { source } = installedCopy(server.url);
    expect(await source.check()).toEqual({ version, notes: 'Faster &amp; smaller', sizeBytes: server.contents.length });
  });

  it('reads notes of many tags that do not end, in no time', async () => {
    const server = await startUpdateServer({ version: '2.0.0', lines: [`releaseNotes: "${'<a'.repeat(100_000)}"`] });
    const startedAt = performance.now();
    expect((await installedCopy(server.url).source.check())?.notes).toHaveLength(4000);
    expect(performance.now() - startedAt).toBeLessThan(4000);
  });

  it.each(['1.0.0', '0.9.9', '1.0.0-beta.1'])('finds nothing when the feed has version %s', async (version) => {
    const server = await startUpdateServer({ version });
    expect(await installedCopy(server.url).source.check()).toBeNull();
  });

  it('sends no id of this installation', async () => {
    const headers: unknown[] = [];
    const server = await startLocalServer((request, response) => {
      headers.push(request.headers);
      response.end(feedOf({ version: '2.0.0', fileName: 'a.AppImage', contents: Buffer.from('x') }));
    });
    await installedCopy(server.url).source.check();
    expect(headers).toEqual([expect.objectContaining({ 'x-user-staging-id': 'none', 'user-agent': 'Larder/1.0.0' })]);
    expect(JSON.stringify(headers)).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
  });

  it.each([
    [100, true],
    [0, false],
  ])('offers a version that goes to %i percent of installations only to those', async (percentage, isOffered) => {
    const server = await startUpdateServer({ version: '2.0.0', lines: [`stagingPercentage: ${percentage}`] });
    expect((await installedCopy(server.url).source.check()) !== null).toBe(isOffered);
  });

  it.each([
    ['no feed there', 404, '', 'not-found'],
    ['a server in trouble', 500, 'sorry', 'bad-answer'],
    ['an empty feed', 200, '', 'bad-answer'],
    ['text that is no YAML', 200, 'version: [1, 2\n  x: :', 'bad-answer'],
    ['a feed without a version', 200, 'files: []', 'bad-answer'],
    ['a page of a login portal', 200, '<!doctype html><title>Log in</title>', 'bad-answer'],
    ['a version that is none', 200, 'version: latest', 'bad-answer'],
  ])('fails with one code when there is %s', async (_what, status, body, failure) => {
    const server = await startLocalServer((_request, response) => response.writeHead(status).end(body));
    const copy = installedCopy(server.url);
    expect(await failureOf(copy.source.check())).toBe(failure);
    expect(isOld(copy)).toBe(true);
  });

  it('fails when nobody listens there', async () => {
    const server = await startUpdateServer({ version: '2.0.0' });
    await server.stop();
    expect(await failureOf(installedCopy(server.url).source.check())).toBe('unreachable');
  });

  it('asks nobody when the feed is http and this is no development copy', async () => {
    const server = await startUpdateServer({ version: '2.0.0' });
    expect(await failureOf(installedCopy(server.url, { allowLoopback: false }).source.check())).toBe('not-secure');
    expect(server.requests).toEqual([]);
  });
});

describe('a download', () => {
  it('is on the disk, verified, when hash and size are right, and replaces the file when the application ends', async () => {
    const server = await startUpdateServer({ version: '2.0.0' });
    const copy = installedCopy(server.url);
    await copy.source.check();
    const progress: UpdateProgress[] = [];
    await download(copy.source, (now) => progress.push(now));
    expect(progress.at(-1)).toEqual({ receivedBytes: server.contents.length, totalBytes: server.contents.length });
    expect(readFileSync(path.join(copy.cacheFolder, 'pending', server.fileName)).equals(server.contents)).toBe(true);
    expect(isOld(copy)).toBe(true);

    fakeApp.emit('quit', {}, 0);
    expect(readFileSync(copy.installed).equals(server.contents)).toBe(true);
    expect(statSync(copy.installed).mode & 0o111).toBe(0o111);
    expect(readdirSync(path.dirname(copy.installed)).filter((name) => name.includes('AppImage'))).toEqual([
      'Larder.AppImage',
    ]);
  });

  it('is not installed when the application ends with an error', async () => {
    const server = await startUpdateServer({ version: '2.0.0' });
    const copy = installedCopy(server.url);
    await copy.source.check();
    await download(copy.source);
    fakeApp.emit('quit', {}, 1);
    expect(isOld(copy)).toBe(true);
  });

  it('is not fetched again by the next start', async () => {
    const server = await startUpdateServer({ version: '2.0.0' });
    const cache = createTemporaryFolder();
    for (let start = 0; start < 2; start += 1) {
      const { source } = installedCopy(server.url, {}, cache);
      await source.check();
      await download(source);
    }
    expect(server.requests.filter((url) => url.includes('AppImage'))).toHaveLength(1);
  });

  it('is refused and deleted when its hash is wrong', async () => {
    const server = await startUpdateServer({ version: '2.0.0', sha512: Buffer.alloc(64).toString('base64') });
    const copy = installedCopy(server.url);
    await copy.source.check();
    expect(await failureOf(download(copy.source))).toBe('wrong-hash');
    await expect.poll(() => pending(copy), { timeout: 20_000 }).toEqual([]);
    fakeApp.emit('quit', {}, 0);
    expect(isOld(copy)).toBe(true);
  });

  it('is refused when the feed names no hash', async () => {
    const server = await startLocalServer((request, response) =>
      response.end(request.url?.includes('.yml') ? 'version: 2.0.0\nfiles:\n  - url: a.AppImage\n' : 'anything'),
    );
    const copy = installedCopy(server.url);
    await copy.source.check();
    expect(await failureOf(download(copy.source))).toBe('bad-answer');
    expect(server.requests).toEqual([expect.stringContaining(feedName())]);
  });

  const ending = (response: ServerResponse): void => void response.destroy();
  const resetting = (response: ServerResponse): void => void response.socket?.resetAndDestroy();
  it.each([
    ['in the middle', (size: number) => ({ 'content-length': size }), ending],
    ['without a length', () => ({}), ending],
    ['in the middle by a reset', (size: number) => ({ 'content-length': size }), resetting],
    ['without a length by a reset', () => ({}), resetting],
  ])('fails and leaves nothing when the connection is cut %s', async (_where, headers, cut) => {
    const contents = Buffer.alloc(300_000, 'x');
    const server = await startLocalServer((request, response) => {
      if (request.url?.includes('.yml'))
        return response.end(feedOf({ version: '2.0.0', fileName: 'a.AppImage', contents }));
      response.writeHead(200, headers(contents.length));
      return response.write(contents.subarray(0, 100_000), () => cut(response));
    });
    const copy = installedCopy(server.url);
    await copy.source.check();
    expect(await failureOf(download(copy.source))).toBe('cut-off');
    await expect.poll(() => pending(copy), { timeout: 20_000 }).toEqual([]);
    expect(isOld(copy)).toBe(true);
  });

  it.each([
    [404, 'not-found'],
    [503, 'bad-answer'],
  ])('fails with one code when the file answers %i', async (status, failure) => {
    const server = await startLocalServer((request, response) =>
      request.url?.includes('.yml')
        ? response.end(feedOf({ version: '2.0.0', fileName: 'a.AppImage', contents: Buffer.from('x') }))
        : response.writeHead(status).end(),
    );
    const { source } = installedCopy(server.url);
    await source.check();
    expect(await failureOf(download(source))).toBe(failure);
  });

  it('ends when it is cancelled, and can be started again', async () => {
    const contents = Buffer.alloc(300_000, 'x');
    let began = (): void => {};
    const beginning = new Promise<void>((resolve) => (began = resolve));
    let downloads = 0;
    const server = await startLocalServer((request, response) => {
      if (request.url?.includes('.yml'))
        return response.end(feedOf({ version: '2.0.0', fileName: 'a.AppImage', contents }));
      response.writeHead(200, { 'content-length': contents.length });
      if ((downloads += 1) > 1) return response.end(contents);
      return response.write(contents.subarray(0, 100_000), began);
    });
    const copy = installedCopy(server.url);
    await copy.source.check();
    const controller = new AbortController();
    const running = failureOf(download(copy.source, () => {}, controller.signal));
    await beginning;
    controller.abort();
    expect(await running).toBe('other');
    await download(copy.source);
    expect(pending(copy).sort()).toEqual(['a.AppImage', 'update-info.json']);
  });

  it.each([
    ['the feed names a file elsewhere', 'http://updates.example/a.AppImage'],
    ['the file redirects elsewhere', 'redirect.AppImage'],
  ])('is refused before a request when %s without https', async (_what, fileUrl) => {
    const server = await startLocalServer((request, response) => {
      if (request.url?.includes('.yml'))
        return response.end(feedOf({ version: '2.0.0', fileName: 'a.AppImage', contents: Buffer.from('x'), fileUrl }));
      return response.writeHead(302, { location: 'http://updates.example/a.AppImage' }).end();
    });
    const { source } = installedCopy(server.url);
    await source.check();
    expect(await failureOf(download(source))).toBe('not-secure');
  });

  it.skipIf(cannotMount !== null)('says that the disk is full, and nothing is lost', async () => {
    const server = await startUpdateServer({ version: '2.0.0' });
    const disk = createSmallDisk(1024 * 1024);
    const copy = installedCopy(server.url, {}, disk);
    await copy.source.check();
    mkdirSync(path.join(copy.cacheFolder, 'pending'), { recursive: true });
    fillDisk(disk);
    expect(await failureOf(download(copy.source))).toBe('disk-full');
    await expect.poll(() => pending(copy), { timeout: 20_000 }).toEqual([]);
    expect(isOld(copy)).toBe(true);
  });
});

describe('an installation', () => {
  it('starts the new version with the options of this one, and without what it opened', async () => {
    const { restartArguments } = await import('../../../../main/system/updates/app-image-updater.ts');
    expect(
      restartArguments([
        '/opt/larder',
        '/app',
        '--user-data-dir=/d',
        '--open=AbC',
        '--hidden',
        '--backend-url=https://b.example',
        'bnc://x',
        '--open-dir=/p',
      ]),
    ).toEqual(['--user-data-dir=/d', '--backend-url=https://b.example']);
  });

  it.skipIf(cannotMount !== null)('leaves the version before when the disk has no room for the new one', async () => {
    const server = await startUpdateServer({ version: '2.0.0' });
    const copy = installedCopy(server.url);
    const disk = createSmallDisk(128 * 1024);
    const installed = path.join(disk, 'Larder.AppImage');
    writeFileSync(installed, OLD);
    vi.stubEnv('APPIMAGE', installed);
    await copy.source.check();
    await download(copy.source);
    fakeApp.emit('quit', {}, 0);
    expect(readdirSync(disk)).toEqual(['Larder.AppImage']);
    expect(readFileSync(installed, 'utf8')).toBe(OLD);
  });

  it('refuses an installer for Windows that somebody else has signed', async () => {
    const server = await startUpdateServer({ version: '2.0.0', feed: 'latest.yml', extension: 'exe' });
    const copy = installedCopy(server.url, { platform: 'win32' });
    const windows = copy.updater as NsisUpdater;
    Reflect.set(windows, '_testOnlyOptions', { platform: 'win32', isUseDifferentialDownload: false });
    windows.setFeedURL({ provider: 'generic', url: server.url });
    const asked: unknown[] = [];
    windows.verifyUpdateCodeSignature = (publishers) => {
      asked.push(publishers);
      return Promise.resolve('it is signed by "CN=Somebody"');
    };
    writeFileSync(
      path.join(path.dirname(copy.installed), 'dev', 'dev-app-update.yml'),
      `provider: generic\nurl: ${server.url}\nupdaterCacheDirName: larder-dev-updater\npublisherName:\n  - The Larder authors\n`,
    );
    await copy.source.check();
    expect(await failureOf(download(copy.source))).toBe('wrong-signature');
    expect(asked).toEqual([['The Larder authors']]);
    await expect.poll(() => pending(copy), { timeout: 20_000 }).toEqual([]);
  });
});
