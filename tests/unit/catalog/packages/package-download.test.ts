import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
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
    ...detailsSchema().parse({
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

  const ZIP = Buffer.from('PK\x03\x04 the bytes of a package');
  const codings: [what: string, coding: string, sent: Buffer][] = [
    ['gzip', 'gzip', zlib.gzipSync(ZIP)],
    ['GZIP in capitals', 'GZIP', zlib.gzipSync(ZIP)],
    ['x-gzip', 'x-gzip', zlib.gzipSync(ZIP)],
    ['deflate', 'deflate', zlib.deflateSync(ZIP)],
    ['deflate without its wrapper', 'deflate', zlib.deflateRawSync(ZIP)],
    ['br', 'br', zlib.brotliCompressSync(ZIP)],
    ['zstd', 'zstd', zlib.zstdCompressSync(ZIP)],
    ['two codings', 'gzip, br', zlib.brotliCompressSync(zlib.gzipSync(ZIP))],
    ['identity', 'identity', ZIP],
    ['what an upload left there', 'aws-chunked', ZIP],
    ['a charset for a coding', 'utf-8', ZIP],
    ['gzip of a file that is none', 'gzip', ZIP],
    ['br of a file that is none', 'br', ZIP],
  ];
  it.each(codings)('takes what comes out of the coding when the server always sends one: %s', async (...row) => {
    const [, coding, sent] = row;
    for (const packageSize of [ZIP.length, null]) {
      const server = await startLocalServer((_request, response) => {
        response.writeHead(200, { 'content-encoding': coding, 'content-length': sent.length }).end(sent);
      });
      const details = detailsOf(server.url, { packageSha256: sha256Of(ZIP), packageSize });
      const { received, file, progress } = download(details);
      expect(await received).toBe(ZIP.length);
      expect(readFileSync(file)).toEqual(ZIP);
      expect(progress.at(-1)?.[0]).toBe(ZIP.length);
    }
  });

  it('ends what grows without end out of its coding, and says when it is in none', async () => {
    const send = (bytes: Buffer): Promise<number> =>
      startLocalServer((_request, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(bytes);
      }).then((server) => download(detailsOf(server.url)).received);
    await expect(send(zlib.gzipSync(Buffer.alloc(8 * MIB)))).rejects.toMatchObject({ code: 'package-invalid' });
    await expect(send(Buffer.from('no coding at all'))).rejects.toMatchObject({
      code: 'package-mismatch',
      message: expect.stringContaining('coding') as string,
    });
    await expect(send(zlib.gzipSync(BYTES).subarray(0, 20))).rejects.toMatchObject({ name: 'AppError' });
  });

  it('shows of a signed address only the names of its query', async () => {
    const server = await startLocalServer(send);
    const shown: string[] = [];
    const observer = {
      begin: ({ shownUrl }: { shownUrl: URL }) => {
        shown.push(shownUrl.search);
        return { note: () => {}, end: () => {} };
      },
    };
    const details = detailsOf(`${server.url}/p.zip?Expires=17&Signature=abc%2B&Signature=2&sig`);
    await downloadPackage(createBackendHttp({ userAgent: 'Larder/test' }), OPEN, () => Promise.resolve(Infinity), {
      details,
      file: path.join(createTemporaryFolder(), 'package'),
      onProgress: () => {},
      observer,
    });
    expect(shown).toEqual(['?Expires=HIDDEN&Signature=HIDDEN&sig=HIDDEN']);
    expect(server.requests).toEqual(['/p.zip?Expires=17&Signature=abc%2B&Signature=2&sig']);
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

  const PAGE = '<!doctype html><title>Sign in</title>';
  const answering =
    (type: string, text: string): Handler =>
    (_request, response) =>
      void response.writeHead(200, { 'content-type': type }).end(text);
  it.each([
    ['a page that asks for a password', 'text/html; charset=utf-8', PAGE, 'text/html'],
    ['the start page of a site that knows no such file', 'TEXT/HTML', PAGE, 'text/html'],
    ['an error of an API', 'application/json', '{"code":404}', 'application/json'],
    ['a problem', 'application/problem+json', '{}', 'application/problem+json'],
    ['an error of an object store', 'application/xml', '<Error/>', 'application/xml'],
  ])('says so when the server sends %s with the status 200', async (_what, type, text, shown) => {
    const server = await startLocalServer(answering(type, text));
    const expected = {
      code: 'package-mismatch',
      message: `Cannot install "abc": its server answers with ${shown}, not with a package.`,
    };
    for (const packageSize of [undefined, 999, text.length])
      await expect(download(detailsOf(server.url, { packageSize })).received).rejects.toMatchObject(expected);
  });

  it.each(['text/html', 'application/json', 'text/plain', 'application/x-zip-compressed', 'image/png'])(
    'takes the right bytes whatever type they are given: %s',
    async (type) => {
      const server = await startLocalServer(answering(type, String(BYTES)));
      expect(await download(detailsOf(server.url)).received).toBe(BYTES.length);
    },
  );

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
