import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { detailsSchema } from '../../../main/models/details-schema.ts';
import { startBackend, type Backend, type BackendOptions } from '../../demo-backend/backend.ts';
import { createDemoBackend } from '../../demo-backend/demo-backend.ts';
import { buildPackage } from '../../../build/author-kit/package-zip.ts';
import { DEMO_SAMPLES, FIELD_GUIDE } from '../../demo-backend/samples.ts';

const backends: Backend[] = [];
afterEach(async () => {
  for (const backend of backends.splice(0)) await backend.close();
});

async function open(options: BackendOptions): Promise<Backend> {
  const backend = await startBackend(options);
  backends.push(backend);
  return backend;
}

const details = (backend: Backend, appId: string): Promise<Response> =>
  fetch(`${backend.url}/bapi/mp/v1/app/${appId}/details`);

describe('startBackend', () => {
  it('answers details whose hash and size are those of the package', async () => {
    const backend = await open({ apps: [{ appId: 'One', files: { 'index.html': '<p>hello' } }] });
    const parsed = detailsSchema().parse(await (await details(backend, 'One')).json());
    const bytes = Buffer.from(await (await fetch(parsed.packageUrl)).arrayBuffer());
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(parsed.packageSha256);
    expect(bytes.length).toBe(parsed.packageSize);
    expect(parsed.serviceDomains).toEqual([{ domain: backend.host, certificates: [] }]);
  });

  it('answers 404 when there is no such mini-program', async () => {
    expect((await details(await open({}), 'Nobody')).status).toBe(404);
  });

  it('wraps answers when it is asked for the envelope', async () => {
    const backend = await open({ apps: [{ appId: 'One', files: {} }], envelope: true });
    expect(await (await details(backend, 'One')).json()).toMatchObject({ code: '000000', data: { appId: 'One' } });
  });

  it('puts its own address into details that name {base} and {host}', async () => {
    const backend = await open({
      apps: [
        {
          appId: 'One',
          files: {},
          details: { serviceDomains: ['{host}'], developmentSettings: { preFetchUrl: '{base}/data' } },
        },
      ],
    });
    expect(await (await details(backend, 'One')).json()).toMatchObject({
      serviceDomains: [backend.host],
      developmentSettings: { preFetchUrl: `${backend.url}/data` },
    });
  });

  it('gives codes to mini-programs that run from a folder, whose details nobody has', async () => {
    const backend = await open({});
    const codeFor = (appId: string): Promise<Response> =>
      fetch(`${backend.url}/bapi/mp/v1/app/${appId}/oauth/code`, { method: 'POST' });
    expect((await codeFor('dev0123456789abcdef')).status).toBe(200);
    expect((await codeFor('development')).status).toBe(404);
    expect((await details(backend, 'dev0123456789abcdef')).status).toBe(404);
  });

  it('gives one-time codes to POST only', async () => {
    const backend = await open({ apps: [{ appId: 'One', files: {} }] });
    const url = `${backend.url}/bapi/mp/v1/app/One/oauth/code`;
    const codes = await Promise.all(
      [1, 2].map(async () => ((await (await fetch(url, { method: 'POST' })).json()) as { code: string }).code),
    );
    expect(new Set(codes).size).toBe(2);
    expect((await fetch(url)).status).toBe(405);
  });

  it('hides tokens and codes in the request log unless a test wants them', async () => {
    const options: BackendOptions = { routes: { '/data': () => ({ body: 'x' }) } };
    const [hiding, showing] = [await open(options), await open({ ...options, showSecrets: true })];
    for (const backend of [hiding, showing]) await fetch(`${backend.url}/data?appid=a&token=secret&code=secret`);
    expect(hiding.requests()[0]?.query).toEqual([
      ['appid', 'a'],
      ['token', '[hidden]'],
      ['code', '[hidden]'],
    ]);
    expect(showing.requests()[0]?.query).toContainEqual(['token', 'secret']);
    expect(await (await fetch(`${hiding.url}/_requests`)).text()).not.toContain('secret');
  });

  it('tells when a request arrives', async () => {
    const backend = await open({ routes: { '/data': () => ({ body: 'x' }) } });
    const arrived = backend.whenRequested((request) => request.path === '/data');
    await fetch(`${backend.url}/data`);
    expect((await arrived).method).toBe('GET');
    await expect(backend.whenRequested((request) => request.path === '/never', 10)).rejects.toThrow(
      'there were GET /data',
    );
  });

  it('answers 304 when the caller has the data already', async () => {
    const backend = await open({ routes: { '/data': () => ({ body: { a: 1 } }) } });
    const first = await fetch(`${backend.url}/data`);
    expect(first.headers.get('access-control-allow-origin')).toBe('*');
    const again = await fetch(`${backend.url}/data`, { headers: { 'if-none-match': first.headers.get('etag') ?? '' } });
    expect(again.status).toBe(304);
  });

  it('fails and delays as its controls say, over HTTP too', async () => {
    const backend = await open({
      apps: [{ appId: 'One', files: {} }],
      routes: { '/data': () => ({ body: 'x' }) },
      controls: { failDetails: 503 },
    });
    expect((await details(backend, 'One')).status).toBe(503);
    const change = await fetch(`${backend.url}/_control`, {
      method: 'PUT',
      body: JSON.stringify({ failDetails: null, failData: 'reset', dataDelayMs: 5 }),
    });
    expect(await change.json()).toMatchObject({ failDetails: null, dataDelayMs: 5 });
    expect((await details(backend, 'One')).status).toBe(200);
    await expect(fetch(`${backend.url}/data`)).rejects.toThrow();
    const refused = await fetch(`${backend.url}/_control`, { method: 'PUT', body: '{"dataDelay": 5}' });
    expect(refused.status).toBe(400);
    expect(await refused.text()).toContain('dataDelay');
  });

  it('spreads a package over the time that it is told', async () => {
    const backend = await open({
      apps: [{ appId: 'One', files: { 'a.bin': createHash('sha512').update('x').digest() } }],
      controls: { packageDelayMs: 200 },
    });
    const { packageUrl } = detailsSchema().parse(await (await details(backend, 'One')).json());
    const response = await fetch(packageUrl);
    const headAt = performance.now();
    await response.arrayBuffer();
    expect(performance.now() - headAt).toBeGreaterThan(100);
  });

  it('refuses a caller that knows it by another name', async () => {
    const backend = await open({});
    // fetch() sets Host itself; a name that resolves to loopback stands for a rebound one.
    const response = await fetch(`${backend.url.replace('127.0.0.1', 'localhost')}/_control`).catch(() => null);
    expect(response === null || response.status === 421).toBe(true);
  });
});

describe('buildPackage', () => {
  it('gives the same bytes when the files are the same', async () => {
    const files = { 'b.txt': 'two', 'a.txt': 'one' };
    expect((await buildPackage(files)).sha256).toBe((await buildPackage({ 'a.txt': 'one', 'b.txt': 'two' })).sha256);
  });
});

describe('createDemoBackend', () => {
  it('serves each sample with details that Larder accepts and data for its pre-fetch', async () => {
    const backend = await createDemoBackend();
    backends.push(backend);
    for (const sample of [...DEMO_SAMPLES, FIELD_GUIDE]) {
      const parsed = detailsSchema().parse(await (await details(backend, sample.appId)).json());
      expect(parsed.appId).toBe(sample.appId);
      const data = await fetch(`${parsed.developmentSettings.preFetchUrl}?appid=${sample.appId}`);
      expect(await data.json()).toMatchObject({ server: backend.url });
    }
  });

  it('gives the market board a token with its first pre-fetch, and none to who has one', async () => {
    const backend = await createDemoBackend();
    backends.push(backend);
    const answer = async (query: string): Promise<unknown> =>
      ((await (await fetch(`${backend.url}/market/prefetch?${query}`)).json()) as { token?: string }).token;
    expect(await answer('code=1')).toMatch(/^demo-/);
    expect(await answer('token=demo-1')).toBeUndefined();
  });

  it('serves the audio of an episode by ranges that fit together', async () => {
    const backend = await createDemoBackend();
    backends.push(backend);
    const data = (await (await fetch(`${backend.url}/podcast/data`)).json()) as {
      episodes: { audioUrl: string; bytes: number }[];
    };
    const { audioUrl, bytes } = data.episodes[0]!;
    const head = await fetch(audioUrl, { headers: { range: 'bytes=0-43' } });
    expect(head.status).toBe(206);
    expect(head.headers.get('content-range')).toBe(`bytes 0-43/${bytes}`);
    expect(
      Buffer.from(await head.arrayBuffer())
        .subarray(0, 4)
        .toString(),
    ).toBe('RIFF');
    const whole = Buffer.from(await (await fetch(audioUrl)).arrayBuffer());
    const tail = Buffer.from(
      await (await fetch(audioUrl, { headers: { range: `bytes=${bytes - 1000}-` } })).arrayBuffer(),
    );
    expect(whole.length).toBe(bytes);
    expect(tail.equals(whole.subarray(bytes - 1000))).toBe(true);
  });
});
