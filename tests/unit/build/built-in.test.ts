import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { builtInConfiguration, readBuiltIns, writeBuiltIns } from '../../../build/pack/built-in.ts';
import { readBuiltInIndex } from '../../../main/catalog/built-in/built-in-index.ts';
import { createTemporaryFolder } from '../../fakes/temporary-folder.ts';
import { packageOf, sha256Of } from '../../fakes/zip.ts';

let here: string;
beforeEach(() => {
  here = createTemporaryFolder();
  vi.stubEnv('INIT_CWD', here);
  return () => vi.unstubAllEnvs();
});

const at = (name: string): string => path.join(here, name);
const MANIFEST = { app_id: 'Notes1', name: 'Notes', version: { name: '1.2.0' } };
const NOTES = {
  'manifest.json': JSON.stringify(MANIFEST),
  'index.html': '<h1>Notes</h1>',
  'details.json': JSON.stringify({ serviceDomains: ['api.example.com'] }),
};
const DEV_ONLY = { preFetchUrl: 'http://127.0.0.1:80/pre' };
const writeFolder = (name: string, files: Readonly<Record<string, string>> = NOTES): void => {
  mkdirSync(at(name));
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(at(name), file), text);
};
/** A package with the details beside it. */
async function writePackage(name: string, changed: Readonly<Record<string, unknown>> = {}): Promise<Buffer> {
  const bytes = await packageOf({ appId: 'Weather1', version: '2.0.0' });
  const details = {
    ...{ appId: 'Weather1', name: 'Weather', version: '2.0.0', packageUrl: 'https://YOUR-HOST/weather.zip' },
    ...{ packageSha256: sha256Of(bytes), packageSize: bytes.length, serviceDomains: ['api.weather.example'] },
  };
  writeFileSync(at(`${name}.zip`), bytes);
  writeFileSync(at(`${name}.json`), JSON.stringify({ ...details, ...changed }));
  return bytes;
}

describe('readBuiltIns', () => {
  it('takes folders, and packages with their details', async () => {
    writeFolder('notes');
    const weather = await writePackage('weather');
    const [first, second] = await readBuiltIns([at('notes'), at('weather.zip')]);
    expect(first?.details).toMatchObject({
      ...{ appId: 'Notes1', name: 'Notes', version: '1.2.0', packageSha256: sha256Of(Buffer.from(first!.bytes)) },
      serviceDomains: [{ domain: 'api.example.com', certificates: [] }],
    });
    expect(Buffer.from(second!.bytes).equals(weather)).toBe(true);
    expect(second?.details).toMatchObject({
      ...{ appId: 'Weather1', packageSha256: sha256Of(weather), packageSize: weather.length },
      // Not the one that npm run package leaves to the backend.
      packageUrl: `built-in:${sha256Of(weather)}`,
    });
  });

  it.each<[string, () => void | Promise<unknown>, string]>([
    [
      'notes',
      () =>
        writeFolder('notes', {
          ...NOTES,
          'details.json': JSON.stringify({ serviceDomains: ['127.0.0.1:80'], developmentSettings: DEV_ONLY }),
        }),
      'developmentSettings.preFetchUrl works only with --dev',
    ],
    [
      'weather.zip',
      () => writePackage('weather', { serviceDomains: ['127.0.0.1:80'], developmentSettings: DEV_ONLY }),
      'developmentSettings.preFetchUrl works only with --dev',
    ],
    [
      'notes',
      () => writeFolder('notes', { ...NOTES, 'a.js': 'eval("1")' }),
      'a.js: uses eval or new Function, which does not work in Larder',
    ],
  ])('tells what will not work where it is delivered: %s', async (name, prepare, remark) => {
    await prepare();
    const [builtIn] = await readBuiltIns([at(name)]);
    expect(builtIn!.remarks).toContainEqual(expect.stringContaining(remark));
  });

  it.each<[string, () => void | Promise<unknown>, string[], RegExp]>([
    ['nothing there', () => {}, ['notes'], /\.\/notes: there is no such folder or package/],
    ['another file', () => writeFileSync(at('a.txt'), ''), ['a.txt'], /neither a folder nor a package/],
    ['a folder without a manifest', () => writeFolder('notes', {}), ['notes'], /manifest\.json: is missing/],
    [
      'a manifest that is none',
      () => writeFolder('notes', { ...NOTES, 'manifest.json': '{' }),
      ['notes'],
      /manifest\.json:1:/,
    ],
    [
      'details that are none',
      () => writeFolder('notes', { ...NOTES, 'details.json': '{"serviceDomains": 3}' }),
      ['notes'],
      /serviceDomains/,
    ],
    [
      'one mini-program twice',
      () => (writeFolder('notes'), writeFolder('again')),
      ['notes', 'again'],
      /\.\/again: "Notes1" is built in already/,
    ],
    ['a package without details', () => writeFileSync(at('a.zip'), 'x'), ['a.zip'], /must be in \.\/a\.json/],
    [
      'details that are no JSON',
      () => (writeFileSync(at('a.zip'), 'x'), writeFileSync(at('a.json'), 'x')),
      ['a.zip'],
      /\.\/a\.json is not a JSON object/,
    ],
    ['details without a version', () => writePackage('a', { version: null }), ['a.zip'], /a\.json: .*version/],
    [
      'another SHA-256',
      () => writePackage('a', { packageSha256: '0'.repeat(64) }),
      ['a.zip'],
      /its SHA-256 is [0-9a-f]{64}, that in/,
    ],
    ['another size', () => writePackage('a', { packageSize: 3 }), ['a.zip'], /in \.\/a\.json are 3/],
    [
      'the details of another',
      () => writePackage('a', { appId: 'Other1' }),
      ['a.zip'],
      /it is "Weather1", in \.\/a\.json stands "Other1"/,
    ],
    [
      'a package that is no ZIP file',
      async () => {
        await writePackage('a', { packageSha256: sha256Of(Buffer.from('no zip')), packageSize: 6 });
        writeFileSync(at('a.zip'), 'no zip');
      },
      ['a.zip'],
      /would refuse this package/,
    ],
  ])('ends with one line when it is given %s', async (_what, prepare, names, message) => {
    await prepare();
    await expect(readBuiltIns(names.map(at))).rejects.toThrow(message);
  });
});

describe('writeBuiltIns', () => {
  it('writes what the application reads, and leaves nothing of a build before', async () => {
    writeFolder('notes');
    const app = at('app');
    mkdirSync(app);
    const builtIns = await readBuiltIns([at('notes')]);
    const folder = await writeBuiltIns(builtIns, app);
    const index = path.join(app, 'built-in.json');
    expect(readBuiltInIndex(index)).toEqual({ miniPrograms: builtIns.map(({ details }) => details), problem: null });
    const { packageSha256 } = builtIns[0]!.details;
    expect(readdirSync(folder!)).toEqual([`${packageSha256}.zip`]);
    expect(sha256Of(readFileSync(path.join(folder!, `${packageSha256}.zip`)))).toBe(packageSha256);
    expect(builtInConfiguration({ extraResources: [{ from: 'a', to: 'b' }] }, folder).extraResources).toEqual([
      { from: 'a', to: 'b' },
      { from: folder, to: 'built-in' },
    ]);

    expect(await writeBuiltIns([], app)).toBeNull();
    expect([existsSync(folder!), existsSync(index)]).toEqual([false, false]);
  });
});
