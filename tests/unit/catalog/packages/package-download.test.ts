import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  createBackendHttp,
  type BackendHttp,
  type BackendRequest,
} from '../../../../main/network/client/backend-http.ts';
import { detailsSchema, type Details } from '../../../../main/models/details-schema.ts';
import { downloadPackage, type PackageSourceRules } from '../../../../main/catalog/packages/package-download.ts';
import { startLocalServer, type Handler } from '../../../fakes/local-server.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';
import { sha256Of } from '../../../fakes/zip.ts';

const BYTES = Buffer.from('the bytes of a package');
const MIB = 1024 * 1024;
const PATIENT = { connectMs: 10_000, idleMs: 10_000 };
const IMPATIENT = { connectMs: 10_000, idleMs: 200 };
const OPEN: PackageSourceRules = { dev: true, backendUrl: () => null, maxBytes: () => MIB };
const STRICT: PackageSourceRules = { ...OPEN, dev: false };

function detailsOf(packageUrl: string, change: Partial<Details> = {}): Details {
  return {
    ...detailsSchema.parse({
      appId: 'abc',
      name: 'x',
      version: '1',
      packageUrl,
      packageSha256: sha256Of(BYTES),
      serviceDomains: [],
    }),
    ...change,
  };
}

interface Download {
  readonly received: Promise<number>;
  readonly file: string;
  readonly progress: [number, number | undefined][];
}

function download(
  details: Details,
  options: {
    rules?: PackageSourceRules;
    http?: BackendHttp;
    freeBytes?: number;
    signal?: AbortSignal;
    timeouts?: typeof PATIENT;
  } = {},
): Download {
  const file = path.join(createTemporaryFolder(), 'package');
  const progress: [number, number | undefined][] = [];
  const http = options.http ?? createBackendHttp({ userAgent: 'Larder/test' });
  const received = downloadPackage(
    http,
    options.rules ?? OPEN,
    () => Promise.resolve(options.freeBytes ?? Infinity),
    { details, file, signal: options.signal, onProgress: (bytes, total) => progress.push([bytes, total]) },
    options.timeouts ?? PATIENT,
  );
  return { received, file, progress };
}

const send: Handler = (_request, response) =>
  void response.writeHead(200, { 'content-length': BYTES.length }).end(BYTES);

describe('downloadPackage', () => {
  it('writes the bytes and reports progress when they are the right ones', async () => {
    const server = await startLocalServer(send);
    const { received, file, progress } = download(detailsOf(`${server.url}/p.zip`, { packageSize: BYTES.length }));
    expect(await received).toBe(BYTES.length);
    expect(readFileSync(file)).toEqual(BYTES);
    expect(progress.at(-1)).toEqual([BYTES.length, BYTES.length]);
  });

  it('takes the bytes as they are sent, without a size from either side', async () => {
    const server = await startLocalServer((request, response) => {
      expect(request.headers['accept-encoding']).toBeUndefined();
      response.write(BYTES.subarray(0, 5));
      response.end(BYTES.subarray(5));
    });
    const { received, progress } = download(detailsOf(server.url));
    expect(await received).toBe(BYTES.length);
    expect(progress.at(-1)).toEqual([BYTES.length, undefined]);
  });

  const failures: [string, Handler, string][] = [
    ['404', (_request, response) => void response.writeHead(404).end(), 'package-unreachable'],
    ['503', (_request, response) => void response.writeHead(503).end(), 'package-unreachable'],
    [
      'half of it and a cut',
      (_request, response) => (
        response.writeHead(200, { 'content-length': BYTES.length }),
        response.write('the'),
        setImmediate(() => response.destroy())
      ),
      'package-unreachable',
    ],
    ['other bytes', (_request, response) => void response.end('other bytes'), 'package-mismatch'],
    [
      'endless bytes',
      (_request, response) => void setInterval(() => response.write(Buffer.alloc(300_000)), 1).unref(),
      'package-invalid',
    ],
    [
      'more than the limit by its own word',
      (_request, response) => void response.writeHead(200, { 'content-length': MIB + 1 }).write('x'),
      'package-invalid',
    ],
    [
      'redirects without end',
      (request, response) => void response.writeHead(302, { location: `${request.url}x` }).end(),
      'package-unreachable',
    ],
    [
      'a redirect to file:',
      (_request, response) => void response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
      'package-invalid',
    ],
  ];
  it.each(failures)('fails with the right code when the server sends %s', async (_what, handler, code) => {
    const server = await startLocalServer(handler);
    await expect(download(detailsOf(server.url)).received).rejects.toMatchObject({ name: 'AppError', code });
  });

  const silences: [string, Handler][] = [
    ['nothing', () => {}],
    [
      'half of it and silence',
      (_request, response) => void (response.writeHead(200, { 'content-length': BYTES.length }), response.write('the')),
    ],
  ];
  it.each(silences)('fails with "package-unreachable" when the server sends %s', async (_what, handler) => {
    const server = await startLocalServer(handler);
    await expect(download(detailsOf(server.url), { timeouts: IMPATIENT }).received).rejects.toMatchObject({
      code: 'package-unreachable',
      message: expect.stringContaining('too long') as string,
    });
  });

  it('asks for nothing when the details announce more than the limit', async () => {
    const server = await startLocalServer(send);
    await expect(download(detailsOf(server.url, { packageSize: MIB + 1 })).received).rejects.toMatchObject({
      code: 'package-invalid',
    });
    expect(server.requests).toEqual([]);
  });

  it('writes nothing when the disk is full', async () => {
    const server = await startLocalServer(send);
    const { received, file } = download(detailsOf(server.url), { freeBytes: MIB });
    await expect(received).rejects.toMatchObject({
      code: 'storage-failed',
      message: expect.stringContaining('disk is full') as string,
    });
    expect(existsSync(file)).toBe(false);
  });

  it('follows five redirects', async () => {
    const server = await startLocalServer((request, response) => {
      const hop = Number(request.url?.slice(1));
      if (hop === 5) send(request, response);
      else response.writeHead(307, { location: `/${hop + 1}` }).end();
    });
    expect(await download(detailsOf(`${server.url}/0`)).received).toBe(BYTES.length);
  });

  it('fails with "aborted" when it is cancelled before, or while bytes come', async () => {
    const server = await startLocalServer((_request, response) => void response.write('the'));
    await expect(download(detailsOf(server.url), { signal: AbortSignal.abort() }).received).rejects.toMatchObject({
      code: 'aborted',
    });
    const abort = new AbortController();
    const { received } = download(detailsOf(server.url), { signal: abort.signal });
    setImmediate(() => abort.abort());
    await expect(received).rejects.toMatchObject({ code: 'aborted' });
  });
});

describe('downloadPackage outside developer mode', () => {
  it.each([
    'http://example.com/p.zip',
    'https://127.0.0.1/p.zip',
    'https://10.0.0.1/p.zip',
    'https://[::1]/p.zip',
    'https://[::ffff:192.168.0.1]/p.zip',
    'https://2130706433/p.zip',
    'https://user:secret@example.com/p.zip',
    'ftp://example.com/p.zip',
    'data:application/zip,x',
  ])('refuses %s', async (url) => {
    await expect(download(detailsOf(url), { rules: STRICT }).received).rejects.toMatchObject({
      code: 'package-invalid',
      message: expect.not.stringContaining('secret') as string,
    });
  });

  it('refuses a host name that resolves to this computer', async () => {
    await expect(download(detailsOf('https://localhost:1/p.zip'), { rules: STRICT }).received).rejects.toMatchObject({
      code: 'package-invalid',
      message: expect.stringContaining('public internet') as string,
    });
  });

  it('checks every redirect by the same rules', async () => {
    const checked: string[] = [];
    const http: BackendHttp = {
      async get(url: URL, request: BackendRequest) {
        request.check(url);
        for (const next of ['https://cdn.example/p.zip', 'https://192.168.1.1/p.zip']) {
          checked.push(next);
          request.check(new URL(next));
        }
        throw new Error('not reached');
      },
    };
    await expect(
      download(detailsOf('https://example.com/p.zip'), { rules: STRICT, http }).received,
    ).rejects.toMatchObject({ code: 'package-invalid' });
    expect(checked).toHaveLength(2);
  });

  it("allows a private address when it is the backend's own host, and still not http:", async () => {
    const rules = { ...STRICT, backendUrl: () => 'https://10.1.2.3:8443/base' };
    const checked: unknown[] = [];
    const http: BackendHttp = {
      get(url, request) {
        request.check(url);
        checked.push(request.addresses);
        return Promise.reject(new Error('stops here'));
      },
    };
    await expect(download(detailsOf('https://10.1.2.3/p.zip'), { rules, http }).received).rejects.toMatchObject({
      code: 'package-unreachable',
    });
    expect(checked).toEqual(['any']);
    await expect(download(detailsOf('http://10.1.2.3/p.zip'), { rules, http }).received).rejects.toMatchObject({
      code: 'package-invalid',
    });
  });
});
