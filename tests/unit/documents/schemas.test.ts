/** docs/ has the schemas that Larder reads by, and the demo backend answers what the OpenAPI file says. */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { madeDocuments } from '../../../build/documents/make-documents.ts';
import { readManifest } from '../../../main/catalog/packages/manifest.ts';
import { detailsSchema } from '../../../main/models/details-schema.ts';
import { startBackend, type Backend } from '../../demo-backend/backend.ts';

const ROOT = path.resolve(import.meta.dirname, '..', '..', '..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const ajv = new Ajv2020({ strict: false });
const schemaOf = (name: string): ValidateFunction => ajv.compile(JSON.parse(read(`docs/schemas/${name}`)) as object);

describe('docs/', () => {
  it.each([...madeDocuments()])('%s is what the schemas make (npm run schemas)', (name, content) => {
    expect(read(`docs/${name}`)).toBe(content);
  });
});

describe('manifest.schema.json', () => {
  const validate = schemaOf('manifest.schema.json');
  const GOOD = { app_id: 'One', name: 'One' };

  it.each(globSync('{renderer/samples/*,build/author-kit/templates/*}/manifest.json', { cwd: ROOT }))(
    'takes %s',
    (file) => {
      expect(validate(JSON.parse(read(file).replaceAll('{{APP_ID}}', 'One')))).toBe(true);
    },
  );

  it.each<[unknown, boolean]>([
    [GOOD, true],
    [{ ...GOOD, $schema: 'https://example.com/manifest.schema.json', other: 1 }, true],
    [{ ...GOOD, version: { name: '1.0', code: 3 }, pages: ['index.html'], spa_fallback: true }, true],
    [{ ...GOOD, window: { width: 400, height: 600 } }, true],
    [{ name: 'One' }, false],
    [{ ...GOOD, app_id: '' }, false],
    [{ ...GOOD, version: 3 }, false],
    [{ ...GOOD, window: { width: 10 } }, false],
    [{ ...GOOD, icons: [{}] }, false],
    [{ ...GOOD, spa_fallback: 'yes' }, false],
  ])('judges %j as Larder does', (manifest, isGood) => {
    expect(validate(manifest)).toBe(isGood);
    expect(readManifest(JSON.stringify(manifest)).ok).toBe(isGood);
  });
});

describe('details.schema.json', () => {
  const validate = schemaOf('details.schema.json');
  const GOOD = {
    appId: 'One',
    name: 'One',
    version: '1.0',
    packageUrl: 'https://mp.example.com/one.zip',
    packageSha256: 'a'.repeat(64),
    serviceDomains: ['api.example.com'],
  };
  const pin = `sha256/${'A'.repeat(43)}=`;

  it.each<[string, object, boolean]>([
    ['nothing more', {}, true],
    [
      'everything',
      { iconUrl: null, packageSize: 3, developmentSettings: { preFetchUrl: 'https://api.example.com/' } },
      true,
    ],
    [
      'rules',
      { developmentSettings: { preFetchRules: [{ key: 'k', page: '/p', url: 'https://api.example.com/' }] } },
      true,
    ],
    ['pins', { serviceDomains: [{ domain: 'api.example.com', certificates: [pin] }] }, true],
    ['a pin that is none', { serviceDomains: [{ domain: 'api.example.com', certificates: ['AAAA'] }] }, false],
    ['an id that is none', { appId: '../One' }, false],
    ['half a hash', { packageSha256: 'aa' }, false],
    ['a size below zero', { packageSize: -1 }, false],
    ['no version', { version: undefined }, false],
    ['a list for a text', { name: ['One'] }, false],
  ])('judges details with %s as Larder does', (_what, change, isGood) => {
    const details: unknown = JSON.parse(JSON.stringify({ ...GOOD, ...change }));
    expect(validate(details)).toBe(isGood);
    expect(detailsSchema().safeParse(details).success).toBe(isGood);
  });
});

describe('backend.openapi.json', () => {
  const api = JSON.parse(read('docs/backend.openapi.json')) as {
    paths: Record<
      string,
      Record<string, { responses: Record<string, { content?: { 'application/json': { schema: object } } }> }>
    >;
    components: object;
  };
  const DETAILS = '/bapi/mp/v1/app/{appId}/details';
  const CODE = '/bapi/mp/v1/app/{appId}/oauth/code';
  const APPS = '/bapi/mp/v1/apps';
  let backends: readonly Backend[];
  beforeAll(async () => {
    const apps = [{ appId: 'One', files: { 'index.html': '<p>one' } }];
    backends = [await startBackend({ apps }), await startBackend({ apps, envelope: true })];
  });
  afterAll(async () => {
    for (const backend of backends ?? []) await backend.close();
  });

  function answerOf(place: string, method: 'get' | 'post', status: number): ValidateFunction {
    const schema = api.paths[place]![method]!.responses[status]!.content!['application/json'].schema;
    return ajv.compile({ components: api.components, ...schema });
  }

  it.each([
    [DETAILS, 'get', 0],
    [DETAILS, 'get', 1],
    [CODE, 'post', 0],
    [CODE, 'post', 1],
    [APPS, 'get', 0],
    [APPS, 'get', 1],
  ] as const)('%s by %s is answered so by the demo backend (%i: with an envelope)', async (place, method, index) => {
    const url = `${backends[index]!.url}${place.replace('{appId}', 'One')}`;
    const response = await fetch(url, { method: method.toUpperCase() });
    const validate = answerOf(place, method, response.status);
    expect(validate(await response.json())).toBe(true);
    expect(validate({ data: null })).toBe(false);
    expect(validate({})).toBe(false);
  });

  it('names the status that the demo backend gives for nobody', async () => {
    const response = await fetch(`${backends[0]!.url}${DETAILS.replace('{appId}', 'Nobody')}`);
    expect(Object.keys(api.paths[DETAILS]!['get']!.responses)).toContain(String(response.status));
  });

  it('refers to nothing that it does not have', () => {
    const text = read('docs/backend.openapi.json');
    const missing = [...text.matchAll(/"\$ref": "#\/([^"]+)"/g)].filter(
      ([, pointer]) =>
        pointer!.split('/').reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], api) ===
        undefined,
    );
    expect(missing).toEqual([]);
  });
});
