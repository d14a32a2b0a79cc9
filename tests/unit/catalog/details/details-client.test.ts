import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createBackendHttp } from '../../../../main/network/client/backend-http.ts';
import { createDetailsClient, type DetailsClient } from '../../../../main/catalog/details/details-client.ts';
import { json, startLocalServer, type Handler, type LocalServer } from '../../../fakes/local-server.ts';

const GOOD = {
  appId: 'abc',
  name: 'Market board',
  version: '1.2.0',
  packageUrl: 'https://cdn.example/abc.zip',
  packageSha256: 'AB'.repeat(32),
  serviceDomains: ['api.example.com', { domain: '*.example.org', certificates: [`sha256/${'A'.repeat(43)}=`] }],
  developmentSettings: { preFetchUrl: 'https://api.example.com/pre' },
};
const PATIENT = { connectMs: 10_000, idleMs: 10_000, totalMs: 15_000 };
const IMPATIENT = { connectMs: 10_000, idleMs: 200, totalMs: 10_000 };
/** 50 MiB of zeros. */
const BOMB = gzipSync(Buffer.alloc(50 * 1024 * 1024));

async function setUp(
  handler: Handler,
  base = '',
  timeouts = PATIENT,
): Promise<{ client: DetailsClient; server: LocalServer }> {
  const server = await startLocalServer(handler);
  const http = createBackendHttp({ userAgent: 'Larder/test' });
  return { server, client: createDetailsClient({ http, backendUrl: () => server.url + base, timeouts }) };
}

describe('createDetailsClient', () => {
  it('follows a redirect beside its backend only to an address on the public internet', async () => {
    const other = await startLocalServer(json(GOOD));
    const port = new URL(other.url).port;
    for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '2130706433']) {
      const { client } = await setUp((_request, response) => {
        response.writeHead(302, { location: `http://${host}:${port}/` }).end();
      });
      await expect(client.fetch('abc')).rejects.toMatchObject({ code: 'backend-bad-answer' });
    }
    expect(other.requests).toEqual([]);
    const { client, server } = await setUp((request, response) => {
      if (request.url === '/moved') return json(GOOD)(request, response);
      response.writeHead(302, { location: '/moved' }).end();
    });
    expect(await client.fetch('abc')).toMatchObject({ appId: 'abc' });
    expect(server.requests).toHaveLength(2);
  });

  it('reads the object itself and fills in what is optional', async () => {
    const { client, server } = await setUp(json({ ...GOOD, somethingNew: { deep: true } }));
    expect(await client.fetch('abc')).toEqual({
      appId: 'abc',
      name: 'Market board',
      description: '',
      version: '1.2.0',
      packageUrl: 'https://cdn.example/abc.zip',
      packageSha256: 'ab'.repeat(32),
      permissions: [],
      serviceDomains: [
        { domain: 'api.example.com', certificates: [] },
        { domain: '*.example.org', certificates: [`sha256/${'A'.repeat(43)}=`] },
      ],
      developmentSettings: { preFetchUrl: 'https://api.example.com/pre' },
    });
    expect(server.requests).toEqual(['/bapi/mp/v1/app/abc/details']);
  });

  it('reads an envelope, null for absent fields, a byte order mark and a compressed answer', async () => {
    const body = {
      code: '000000',
      message: null,
      data: { ...GOOD, description: null, permissions: null, packageSize: null, developmentSettings: null },
    };
    const { client } = await setUp((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.end(gzipSync(`\uFEFF${JSON.stringify(body)}`));
    });
    expect(await client.fetch('abc')).toMatchObject({
      name: 'Market board',
      description: '',
      permissions: [],
      developmentSettings: {},
    });
  });

  it.each(['', '/', '/base', '/base/', '/base//', '/base?x=1'])(
    'keeps the path of a backend URL that ends in "%s"',
    async (base) => {
      const { client, server } = await setUp(json(GOOD), base);
      await client.fetch('abc');
      expect(server.requests).toEqual([`${base.startsWith('/base') ? '/base' : ''}/bapi/mp/v1/app/abc/details`]);
    },
  );

  const DIGEST = Buffer.from('fe'.repeat(31) + '3f', 'hex');
  const spelt: [string, Record<string, unknown>, Record<string, unknown>][] = [
    ['a size as text', { packageSize: '1024' }, { packageSize: 1024 }],
    ['a size as text of a decimal', { packageSize: ' 1024.0 ' }, { packageSize: 1024 }],
    ['the size 0', { packageSize: 0 }, { packageSize: undefined }],
    ['the size "0"', { packageSize: '0' }, { packageSize: undefined }],
    ['an empty size', { packageSize: '' }, { packageSize: undefined }],
    ['no description', { description: null }, { description: '' }],
    ['a list as description', { description: [] }, { description: '' }],
    ['a list as icon', { iconUrl: [] }, { iconUrl: undefined }],
    ['no permissions', { permissions: null }, { permissions: [] }],
    ['no domains', { serviceDomains: null }, { serviceDomains: [] }],
    ['domains that are absent', { serviceDomains: undefined }, { serviceDomains: [] }],
    ...['\n', '  abc-1.0.0.zip\n', ' *abc.zip'].map((end): (typeof spelt)[number] => [
      `a digest as sha256sum prints it, with ${JSON.stringify(end)}`,
      { packageSha256: `${'AB'.repeat(32)}${end}` },
      { packageSha256: 'ab'.repeat(32) },
    ]),
    ...['sha256:', 'SHA256=', 'sha-256: ', 'sha256-'].map((start): (typeof spelt)[number] => [
      `a digest behind ${start}`,
      { packageSha256: `${start}${'ab'.repeat(32)}` },
      { packageSha256: 'ab'.repeat(32) },
    ]),
    [
      'no pins',
      { serviceDomains: [{ domain: 'a.example', certificates: null }] },
      { serviceDomains: [{ domain: 'a.example', certificates: [] }] },
    ],
    [
      'a digest as pages have it',
      { packageSha256: `sha256-${Buffer.from('ab'.repeat(32), 'hex').toString('base64')}` },
      { packageSha256: 'ab'.repeat(32) },
    ],
    [
      'domains with spaces around them',
      { serviceDomains: [' a.example', { domain: 'b.example\n' }] },
      {
        serviceDomains: [
          { domain: 'a.example', certificates: [] },
          { domain: 'b.example', certificates: [] },
        ],
      },
    ],
    ...['', {}, [], [null, ''], { 0: null }].flatMap((nothing): (typeof spelt)[number][] => [
      [`${JSON.stringify(nothing)} as permissions`, { permissions: nothing }, { permissions: [] }],
      [`${JSON.stringify(nothing)} as domains`, { serviceDomains: nothing }, { serviceDomains: [] }],
      [
        `${JSON.stringify(nothing)} as rules`,
        { developmentSettings: { preFetchRules: nothing } },
        { developmentSettings: {} },
      ],
    ]),
    [
      'domains as PHP writes a list that lost an entry',
      { serviceDomains: { 0: 'a.example', 2: { domain: 'b.example' } } },
      {
        serviceDomains: [
          { domain: 'a.example', certificates: [] },
          { domain: 'b.example', certificates: [] },
        ],
      },
    ],
    ['domains with gaps', { serviceDomains: [null, 'a.example', ''] }, { serviceDomains: [{ domain: 'a.example' }] }],
    ['permissions with gaps', { permissions: ['', 'X', null] }, { permissions: ['X'] }],
    ['an empty text as settings', { developmentSettings: '' }, { developmentSettings: {} }],
    ...[DIGEST.toString('base64'), DIGEST.toString('base64url'), `sha256:${DIGEST.toString('base64')}`].map(
      (text): (typeof spelt)[number] => [
        `a digest in Base64, ${text}`,
        { packageSha256: text },
        { packageSha256: DIGEST.toString('hex') },
      ],
    ),
    [
      'a digest as openssl prints fingerprints',
      { packageSha256: 'AB:'.repeat(32).slice(0, -1) },
      { packageSha256: 'ab'.repeat(32) },
    ],
    ['names that are not translated yet', { names: { fa: null, de: '', fr: 'Bonjour' } }, { names: { fr: 'Bonjour' } }],
    ['an empty list as settings', { developmentSettings: [] }, { developmentSettings: {} }],
    ['no settings', { developmentSettings: null }, { developmentSettings: {} }],
    [
      'no addresses',
      { developmentSettings: { preFetchUrl: null, backgroundFetchUrl: [], preFetchRules: [] } },
      { developmentSettings: {} },
    ],
  ];
  it.each(spelt)('reads %s as what it says', async (_what, fields, expected) => {
    const { client } = await setUp(json({ ...GOOD, ...fields }));
    expect({ packageSize: undefined, iconUrl: undefined, ...(await client.fetch('abc')) }).toMatchObject(expected);
  });

  const addresses: [what: string, address: string, expected: string][] = [
    ['a path', '/packages/abc.zip?v=1', '{backend}/packages/abc.zip?v=1'],
    ['a path beside the answer', 'abc.zip', '{backend}/base/bapi/mp/v1/app/abc/abc.zip'],
    ['a path beside it, with a dot', './abc.zip', '{backend}/base/bapi/mp/v1/app/abc/abc.zip'],
    ['a path above it', '../../abc.zip', '{backend}/base/bapi/mp/v1/abc.zip'],
    ['a path above everything', '../../../../../../../../abc.zip', '{backend}/abc.zip'],
    ['a query', '?package=1', '{backend}/base/bapi/mp/v1/app/abc/details?package=1'],
    ['another host by the same scheme', '//cdn.example/abc.zip', 'http://cdn.example/abc.zip'],
    ['an address', 'https://cdn.example/abc.zip', 'https://cdn.example/abc.zip'],
    ['an address with spaces around it', '  https://cdn.example/abc.zip\n', 'https://cdn.example/abc.zip'],
    ['an address with backslashes', 'https:\\\\cdn.example\\abc.zip', 'https://cdn.example/abc.zip'],
    ['an address in capitals', 'HTTPS://CDN.example/abc.zip', 'https://cdn.example/abc.zip'],
    ['a name beyond ASCII', '/软件 1.zip', '{backend}/%E8%BD%AF%E4%BB%B6%201.zip'],
    ['another scheme, for the download to refuse', 'file:///etc/passwd', 'file:///etc/passwd'],
  ];
  it.each(addresses)(
    'reads %s as the address of the package, as a browser would',
    async (_what, packageUrl, expected) => {
      const { client, server } = await setUp(json({ ...GOOD, packageUrl }), '/base');
      expect((await client.fetch('abc')).packageUrl).toBe(expected.replace('{backend}', server.url));
    },
  );

  it('reads a path from where a redirect led', async () => {
    const { client, server } = await setUp((request, response) => {
      if (request.url === '/moved/here') return json({ ...GOOD, packageUrl: 'abc.zip' })(request, response);
      response.writeHead(302, { location: '/moved/here' }).end();
    });
    expect((await client.fetch('abc')).packageUrl).toBe(`${server.url}/moved/abc.zip`);
  });

  const named =
    (bytes: string | Buffer, type: string): Handler =>
    (_request, response) =>
      void response.setHeader('content-type', type).end(bytes);
  const [head = '', tail = ''] = JSON.stringify({ ...GOOD, name: '#' }).split('#');
  const charsets: [string, string, Buffer, string][] = [
    ['GBK', 'application/json; charset=gbk', Buffer.from('ccecc6f8', 'hex'), '天气'],
    ['GB18030', 'application/json;charset="GB18030"', Buffer.from('ccecc6f8', 'hex'), '天气'],
    ['Shift_JIS', 'application/json; charset=shift_jis', Buffer.from('93fa967b', 'hex'), '日本'],
    ['Big5', 'application/json; charset=big5', Buffer.from('a4d1aef0', 'hex'), '天氣'],
    ['Latin-1', 'application/json; charset=iso-8859-1', Buffer.from([0xfc]), 'ü'],
    ['UTF-8, said so', 'application/json; charset=utf-8', Buffer.from('天气'), '天气'],
    ['UTF-8, not said', 'application/json', Buffer.from('天气'), '天气'],
    ['UTF-8, said in a name nobody knows', 'application/json; charset=unicode-1-1-utf-9', Buffer.from('天气'), '天气'],
    ['UTF-8, called ASCII by the server', 'application/json; charset=x-user-chosen', Buffer.from('天气'), '天气'],
    ['UTF-8, in an answer called a page', 'text/html', Buffer.from('天气'), '天气'],
  ];
  it.each(charsets)('reads an answer in %s', async (_what, type, name, expected) => {
    const { client } = await setUp(named(Buffer.concat([Buffer.from(head), name, Buffer.from(tail)]), type));
    expect((await client.fetch('abc')).name).toBe(expected);
  });

  it('reads an answer in UTF-16 with a mark', async () => {
    const { client } = await setUp(named(Buffer.from(`\uFEFF${head}天气${tail}`, 'utf16le'), 'application/json'));
    expect((await client.fetch('abc')).name).toBe('天气');
  });

  it('refuses an answer in GBK that does not say so, and never reads it wrong', async () => {
    const gbk = Buffer.concat([Buffer.from(head), Buffer.from('ccecc6f8', 'hex'), Buffer.from(tail)]);
    const { client } = await setUp(named(gbk, 'application/json'));
    await expect(client.fetch('abc')).rejects.toMatchObject({
      code: 'backend-bad-answer',
      message: 'Cannot read the details of "abc": the answer is not text in the charset that it names, nor in UTF-8.',
    });
  });

  const RULE = { key: 'item', page: '/item/:id', url: 'https://api.example.com/{page.id}' };
  const wrong: [string, unknown, string][] = [
    [
      'serviceDomains holds a number',
      { ...GOOD, serviceDomains: [3] },
      'serviceDomains[0] must be a string or an object with a "domain"',
    ],
    [
      'a pin is malformed',
      { ...GOOD, serviceDomains: ['a', { domain: 'b', certificates: ['x'] }] },
      'serviceDomains[1].certificates[0] must be "sha256/<base64 SPKI>"',
    ],
    [
      'a pin is empty',
      { ...GOOD, serviceDomains: [{ domain: 'b', certificates: [''] }] },
      'serviceDomains[0].certificates[0] must be "sha256/<base64 SPKI>"',
    ],
    [
      'pins are a text',
      { ...GOOD, serviceDomains: [{ domain: 'b', certificates: '' }] },
      'serviceDomains[0].certificates must be an array',
    ],
    ['the domains are a text', { ...GOOD, serviceDomains: 'a.example' }, 'serviceDomains must be an array'],
    [
      'the domains are an object of names',
      { ...GOOD, serviceDomains: { api: 'a.example' } },
      'serviceDomains must be an array',
    ],
    ['the name is missing', { ...GOOD, name: undefined }, 'name is missing'],
    ['the version is a number', { ...GOOD, version: 3 }, 'version must be a string'],
    ['the hash is short', { ...GOOD, packageSha256: 'abc' }, 'packageSha256 must be 64 hexadecimal digits'],
    ['the size is a word', { ...GOOD, packageSize: 'large' }, 'packageSize must be a number'],
    ['the size is below nothing', { ...GOOD, packageSize: -1 }, 'packageSize must be more than 0'],
    [
      'a URL is an object',
      { ...GOOD, developmentSettings: { preFetchUrl: {} } },
      'developmentSettings.preFetchUrl must be a string',
    ],
    ...(
      [
        ['is an object', { a: RULE }, 'preFetchRules must be an array'],
        ['has a text', [RULE, 'x'], 'preFetchRules[1] must be an object'],
        ['has a rule without a key', [{ ...RULE, key: undefined }], 'preFetchRules[0].key is missing'],
        ['has a key that is a number', [{ ...RULE, key: 5 }], 'preFetchRules[0].key must be a string'],
        ['has a page that is a list', [{ ...RULE, page: ['/'] }], 'preFetchRules[0].page must be a string'],
        ['has no address', [{ ...RULE, url: null }], 'preFetchRules[0].url must be a string'],
      ] as const
    ).map(([what, preFetchRules, reason]): [string, unknown, string] => [
      `the list of rules ${what}`,
      { ...GOOD, developmentSettings: { preFetchRules } },
      `developmentSettings.${reason}`,
    ]),
    [
      'the limit of bodies is a word',
      { ...GOOD, developmentSettings: { maxBytes: 'much' } },
      'developmentSettings.maxBytes must be a number',
    ],
    [
      'the limit of bodies is below nothing',
      { ...GOOD, developmentSettings: { maxBytes: -5 } },
      'developmentSettings.maxBytes must be more than 0',
    ],
    [
      'the address of the install fetch is a list',
      { ...GOOD, developmentSettings: { installFetchUrl: ['x'] } },
      'developmentSettings.installFetchUrl must be a string',
    ],
    ['permissions is a text', { ...GOOD, permissions: 'x' }, 'permissions must be an array'],
    ['it is about another mini-program', { ...GOOD, appId: 'Abc' }, 'appId must be "abc", not "Abc"'],
    ['it is a list', [], 'the answer must be an object'],
    ['it is null', null, 'the answer must be an object'],
    [
      'the envelope has a code alone',
      { code: 404, message: 'x' },
      'the backend answers with the code "404" and no data',
    ],
    ...[[], '', false].map((data): [string, unknown, string] => [
      `the envelope has ${JSON.stringify(data)} as its data`,
      { code: '100404', data },
      'the backend answers with the code "100404" and no data',
    ]),
    ['the envelope is empty', { code: '100404', data: null }, 'the backend answers with the code "100404" and no data'],
  ];
  it.each(wrong)('fails with "backend-bad-answer" that names the field when %s', async (_what, body, reason) => {
    const { client } = await setUp(json(body));
    await expect(client.fetch('abc')).rejects.toMatchObject({
      name: 'AppError',
      code: 'backend-bad-answer',
      message: `Cannot read the details of "abc": ${reason}.`,
    });
  });

  const answers: [string, Handler, string][] = [
    ['404', json({}, 404), 'not-found'],
    ['500', json({}, 500), 'backend-unreachable'],
    ['429', json({}, 429), 'backend-unreachable'],
    ['403', json(GOOD, 403), 'denied'],
    ['a page', (_request, response) => response.end('<html>'), 'backend-bad-answer'],
    ['more than 1 MiB', json({ ...GOOD, padding: 'x'.repeat(1024 * 1024) }), 'backend-bad-answer'],
    [
      'an endless answer',
      (_request, response) =>
        void (response.write('{"a":"'), setInterval(() => response.write('x'.repeat(200_000)), 1).unref()),
      'backend-bad-answer',
    ],
    [
      'a bomb',
      (_request, response) => void (response.writeHead(200, { 'content-encoding': 'gzip' }), response.end(BOMB)),
      'backend-bad-answer',
    ],
    ['a cut connection', (request) => request.socket.destroy(), 'backend-unreachable'],
    [
      'half an answer',
      (_request, response) => (
        response.writeHead(200, { 'content-length': 1000 }),
        response.write('{'),
        setImmediate(() => response.destroy())
      ),
      'backend-unreachable',
    ],
    [
      'redirects without end',
      (request, response) => void (response.writeHead(302, { location: `${request.url}x` }), response.end()),
      'backend-unreachable',
    ],
    [
      'a redirect to ftp:',
      (_request, response) => void (response.writeHead(302, { location: 'ftp://x/' }), response.end()),
      'backend-bad-answer',
    ],
  ];
  it.each(answers)('answers %s with the right code', async (_what, handler, code) => {
    const { client } = await setUp(handler);
    await expect(client.fetch('abc')).rejects.toMatchObject({ name: 'AppError', code });
  });

  const silences: [string, Handler][] = [
    ['nothing', () => {}],
    ['a head and nothing more', (_request, response) => void response.write('{')],
  ];
  it.each(silences)('fails with "backend-unreachable" when it gets %s for too long', async (_what, handler) => {
    const { client } = await setUp(handler, '', IMPATIENT);
    await expect(client.fetch('abc')).rejects.toMatchObject({
      code: 'backend-unreachable',
      message: expect.stringContaining('too long') as string,
    });
  });

  it('fails with "backend-unreachable" when the whole answer takes too long', async () => {
    const drip: Handler = (_request, response) => void setInterval(() => response.write(' '), 20).unref();
    const { client } = await setUp(drip, '', { ...PATIENT, totalMs: 300 });
    await expect(client.fetch('abc')).rejects.toMatchObject({
      code: 'backend-unreachable',
      message: expect.stringContaining('too long') as string,
    });
  });

  it('follows a redirect', async () => {
    const { client } = await setUp((request, response) => {
      if (request.url?.startsWith('/moved')) json(GOOD)(request, response);
      else response.writeHead(308, { location: '/moved/details' }).end();
    });
    expect(await client.fetch('abc')).toMatchObject({ appId: 'abc' });
  });

  it('fails with "backend-unreachable" when nobody listens, and "not-configured" without a backend', async () => {
    const { client, server } = await setUp(json(GOOD));
    await server.stop();
    await expect(client.fetch('abc')).rejects.toMatchObject({
      code: 'backend-unreachable',
      message: expect.stringContaining('refuses the connection') as string,
    });
    const none = createDetailsClient({ http: createBackendHttp({ userAgent: 'x' }), backendUrl: () => null });
    await expect(none.fetch('abc')).rejects.toMatchObject({ code: 'not-configured' });
  });

  it('fails with "aborted" when it is cancelled', async () => {
    const abort = new AbortController();
    const { client } = await setUp(() => abort.abort());
    await expect(client.fetch('abc', abort.signal)).rejects.toMatchObject({ code: 'aborted' });
    await expect(client.fetch('abc', AbortSignal.abort())).rejects.toMatchObject({ code: 'aborted' });
  });

  it('asks through the system proxy, and the next one when the first is down', async () => {
    const down = await startLocalServer(json(GOOD));
    await down.stop();
    const proxy = await startLocalServer(json(GOOD));
    const asked: string[] = [];
    const http = createBackendHttp({
      userAgent: 'Larder/test',
      resolveProxy: (url) => (
        asked.push(url),
        Promise.resolve(`PROXY ${down.url.slice(7)}; PROXY ${proxy.url.slice(7)}; DIRECT`)
      ),
    });
    const client = createDetailsClient({ http, backendUrl: () => 'http://backend.example', timeouts: PATIENT });
    expect(await client.fetch('abc')).toMatchObject({ appId: 'abc' });
    expect(proxy.requests).toEqual(['http://backend.example/bapi/mp/v1/app/abc/details']);
    expect(asked).toEqual(['http://backend.example/']);
  });
});
