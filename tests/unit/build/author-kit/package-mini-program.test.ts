import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { packageMiniProgram } from '../../../../build/author-kit/package-mini-program.ts';
import { detailsSchema } from '../../../../main/models/details-schema.ts';
import { unpackPackage } from '../../../../main/catalog/packages/unpack.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';

const MANIFEST = {
  app_id: 'Weather1',
  name: 'Weather',
  version: { name: '1.2.0', code: 3 },
  start_url: 'index.html',
  icons: [{ src: 'icon.svg' }],
};
const FILES: Readonly<Record<string, string>> = {
  'manifest.json': JSON.stringify(MANIFEST, null, 2),
  'index.html': '<h1>Weather</h1>',
  'icon.svg': '<svg/>',
  'pages/one.html': 'one',
  'details.json': JSON.stringify({
    serviceDomains: ['api.example.com'],
    developmentSettings: { preFetchUrl: 'https://api.example.com/pre' },
  }),
  'server.mjs': 'secret',
  'README.md': 'read me',
  'node_modules/x/index.js': 'x',
  '.git/config': 'x',
};

let here: string;
beforeEach(() => {
  here = createTemporaryFolder();
  vi.stubEnv('INIT_CWD', here);
  return () => vi.unstubAllEnvs();
});
function write(files: Readonly<Record<string, string>>, folder = 'weather'): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(here, folder, name)), { recursive: true });
    writeFileSync(path.join(here, folder, name), text);
  }
}
const pack = async (
  ...args: string[]
): Promise<{ file: string; lines: string[]; details: Record<string, unknown> }> => {
  const lines: string[] = [];
  let json = '';
  const file = await packageMiniProgram(args, { say: (line) => lines.push(line), print: (text) => (json = text) });
  return { file, lines, details: JSON.parse(json) as Record<string, unknown> };
};

describe('packageMiniProgram', () => {
  it('makes a package that the container unpacks, without the author’s own files', async () => {
    write(FILES);
    const { file, lines, details } = await pack('weather');
    expect(file).toBe(path.join(here, 'weather-1.2.0.zip'));
    const unpacked = await unpackPackage('Weather1', file, path.join(here, 'unpacked'));
    expect(unpacked.map(([name]) => name).sort()).toEqual([
      'icon.svg',
      'index.html',
      'manifest.json',
      'pages/one.html',
    ]);
    const bytes = readFileSync(file);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(lines.slice(0, 3)).toEqual([
      `./weather-1.2.0.zip: 4 files, ${bytes.length} bytes`,
      `SHA-256 ${sha256}`,
      'not part of it: .git/, README.md, details.json, node_modules/, server.mjs',
    ]);
    expect(details).toMatchObject({
      appId: 'Weather1',
      version: '1.2.0',
      packageSha256: sha256,
      packageSize: bytes.length,
      serviceDomains: ['api.example.com'],
    });
    expect(detailsSchema().safeParse(details).success).toBe(true);
  });

  it('gives the same bytes when only dates and the time zone differ', async () => {
    write(FILES);
    const first = readFileSync((await pack('weather')).file);
    utimesSync(path.join(here, 'weather', 'index.html'), 1, 1);
    vi.stubEnv('TZ', 'Asia/Tokyo');
    write(FILES, 'copy');
    expect(readFileSync((await pack('copy')).file).equals(first)).toBe(true);
  });

  it('says what works in developer mode only', async () => {
    write({
      ...FILES,
      'details.json':
        '{"serviceDomains":["127.0.0.1:8080"],"developmentSettings":{"preFetchUrl":"http://127.0.0.1:8080/pre"}}',
    });
    expect((await pack('weather')).lines).toContain(
      'details.json: developmentSettings.preFetchUrl works only with --dev: Cannot request "127.0.0.1:8080": only "https:" is allowed, and "http:" with --dev',
    );
  });

  it.each<[string, Record<string, string>, string[]]>([
    [
      'the manifest is no JSON',
      { 'manifest.json': '{\n  "app_id": "x",\n}' },
      ['manifest.json:2:16: the comma before } is too many'],
    ],
    [
      'a member has the wrong type',
      { 'manifest.json': '{\n  "app_id": "x",\n  "name": 3\n}' },
      ['manifest.json:3:11: name must be a string'],
    ],
    [
      'several things are wrong at once',
      {
        'manifest.json':
          '{\n  "app_id": "a-b",\n  "name": "x",\n  "start_url": "start.html",\n  "icons": [{ "src": "no.png" }, { "src": "%zz" }]\n}',
        'details.json': '{ "serviceDomains": 3 }',
      },
      [
        'manifest.json:2:13: app_id must be 1 to 48 letters and digits, without accents',
        'manifest.json:4:16: the start page "start.html" is not in the folder',
        'manifest.json:5:22: the icon "no.png" is not in the folder',
        'manifest.json:5:43: the icon "%zz" is not in the folder',
        'details.json:1:21: serviceDomains must be an array',
      ],
    ],
    [
      'an address is not among the domains',
      { 'details.json': '{"developmentSettings":{"preFetchUrl":"https://other.example/x"}}' },
      [
        'details.json: developmentSettings.preFetchUrl: Cannot request "other.example": it is not one of the mini-program’s service domains',
      ],
    ],
    [
      'an address has an unknown argument',
      {
        'details.json':
          '{"serviceDomains":["a.example"],"developmentSettings":{"backgroundFetchUrl":"https://a.example/{nmae}"}}',
      },
      ['details.json: developmentSettings.backgroundFetchUrl: '],
    ],
    [
      'rules for pages cannot be used',
      {
        'details.json': JSON.stringify({
          serviceDomains: ['a.example'],
          developmentSettings: {
            preFetchRules: [
              { key: 'a', page: '/item/:id', url: 'https://a.example/{page.id}/{query.x}' },
              { key: 'a', page: '/:a/(.*)', url: 'https://a.example/' },
              { key: 'b', page: '/:a', url: 'https://a.example/{page.id}' },
            ],
          },
        }),
      },
      [
        'details.json: developmentSettings.preFetchRules[1].page: its page is more than a path',
        'details.json: developmentSettings.preFetchRules[1].key: a rule before it has the key "a", too',
        'details.json: developmentSettings.preFetchRules[2].url: Cannot expand the URL template: it uses "page.id"',
      ],
    ],
    ['names differ in case only', { 'Index.html': 'x' }, ['index.html: differs from "Index.html" only in case']],
    ['a name is a device on Windows', { 'con.txt': 'x' }, ['con.txt: has a name that Windows keeps for a device']],
    [
      'a name looks like a drive and is none',
      { 'a:b.js': 'x' },
      ['a:b.js: has a ":" in its name, which not every system can store'],
    ],
    [
      'a name has a character that Windows does not know',
      { 'what?.txt': 'x' },
      ['what?.txt: has a "?" in its name, which not every system can store'],
    ],
  ])('says what is wrong and where, and writes nothing, when %s', async (_when, files, problems) => {
    write({ ...FILES, ...files });
    const message = await pack('weather').catch((error: Error) => error.message);
    for (const problem of problems) expect(message).toContain(`\n  ${problem}`);
    expect((message as string).split('\n')).toHaveLength(problems.length + 1);
    expect(readdirSync(here)).toEqual(['weather']);
  });

  it('refuses a link and a missing manifest', async () => {
    write(FILES);
    symlinkSync('/etc/passwd', path.join(here, 'weather', 'link.txt'));
    rmSync(path.join(here, 'weather', 'manifest.json'));
    await expect(pack('weather')).rejects.toThrow(
      'cannot make a package of ./weather:\n  link.txt: is a link or a special file, and a package holds plain files only\n  manifest.json: is missing',
    );
  });

  it.each([
    [[], /name the folder of one mini-program; usage/],
    [['a', 'b'], /name the folder of one mini-program/],
    [['gone'], /cannot make a package of \.\/gone: there is no such folder/],
    [['weather/index.html'], /it is a file/],
    [['weather', '--out=x.txt'], /must end in \.zip/],
    [['weather', '--out=weather/x.zip'], /would lie in its own folder/],
    [['weather', '--out=none/x.zip'], /none\/x\.zip cannot be written \(ENOENT\)/],
    [['weather', '--verbose'], /there is no option --verbose/],
  ])('says one clear sentence when it is given %j', async (args, message) => {
    write(FILES);
    await expect(pack(...args)).rejects.toThrow(message);
    expect(existsSync(path.join(here, 'x.txt'))).toBe(false);
  });

  it('refuses what the container would, such as a file that unpacks to far more than it is', async () => {
    write({ ...FILES, 'zeros.bin': '\0'.repeat(4 * 1024 * 1024) });
    await expect(pack('weather')).rejects.toThrow(
      'Larder would refuse this package. Cannot install "Weather1": the entry "zeros.bin" unpacks to far more than a file does.',
    );
    expect(readdirSync(here)).toEqual(['weather']);
  });
});
