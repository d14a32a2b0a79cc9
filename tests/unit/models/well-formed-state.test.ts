import { describe, expect, it } from 'vitest';
import { miniProgramStateSchema } from '../../../main/models/state-schema.ts';
import { isWellFormedState } from '../../../main/models/well-formed-state.ts';

type Path = readonly (string | number)[];

const somePackage = {
  version: '1',
  sha256: 'a',
  folder: '1-a',
  startPage: 'index.html',
  fallbackPage: null,
  charset: null,
  icon: null,
  installedAt: 1,
  provenAt: 2,
  unprovenStarts: 0,
};
const full = {
  schemaVersion: 1,
  appId: 'abc',
  name: 'Name',
  description: 'Text',
  addedAt: 1,
  lastOpenedAt: 2,
  windowlessFetches: 3,
  details: {
    value: {
      appId: 'abc',
      name: 'Name',
      description: 'Text',
      iconUrl: 'https://a.example/icon.png',
      version: '1',
      packageUrl: 'https://a.example/1.zip',
      packageSha256: 'a'.repeat(64),
      packageSize: 5,
      permissions: ['ONE'],
      serviceDomains: [{ domain: 'a.example', certificates: [`sha256/${'A'.repeat(43)}=`] }],
      developmentSettings: {
        preFetchUrl: 'https://a.example/pre',
        backgroundFetchUrl: 'https://a.example/periodic',
        installFetchUrl: 'https://a.example/install',
        maxBytes: 1_000_000,
        preFetchRules: [{ key: 'item', page: '/item/:id', url: 'https://a.example/{page.id}' }],
      },
    },
    fetchedAt: 3,
    backendUrl: 'https://backend.example',
  },
  installFetch: {
    isOver: false,
    data: { arrivedAt: 5, sent: { appid: 'abc', timestamp: 4, lang: 'en', version: '1' } },
  },
  installed: { ...somePackage, icon: 'icon.png' },
  pending: somePackage,
  previous: { ...somePackage, provenAt: null },
  rejectedSha256: 'b',
  token: { kind: 'encrypted', value: 'abc=' },
  dataAt: 4,
  downloadsAllowed: false,
  downloadRoomBytes: 5,
  openFolder: '/home/author/app',
  periodic: {
    enabled: true,
    lastSuccessAt: 5,
    failures: 0,
    failedAt: 6,
    retryAt: 7,
    data: {
      body: 'periodic-a.txt',
      arrivedAt: 8,
      sent: { appid: 'abc', timestamp: 9, lang: 'en', version: '1' },
      hasCurrentToken: true,
    },
    validators: { etag: '"1"', lastModified: 'then', requestKey: 'key' },
  },
};
const LENGTHS = [1, 48, 49, 64, 65, 200, 201, 260, 261, 2000, 2001, 2048, 2049, 4096, 4097, 8192, 8193];
const REPLACEMENTS: readonly unknown[] = [
  null,
  true,
  0,
  -0,
  -1,
  1,
  1.5,
  2,
  2 ** 53,
  '',
  'A'.repeat(64),
  'a/b',
  'a\n',
  'plain',
  'periodic-b.txt',
  {},
  { extra: 1 },
  JSON.parse('{"__proto__":{"extra":1}}'),
  [],
  ['x'],
  [1],
  [null],
  [['x']],
  ...LENGTHS.map((length) => 'x'.repeat(length)),
  ...[50, 51, 200, 201].map((length) => Array.from({ length }, () => 'x')),
  ...[50, 51].map((length) => Array.from({ length }, () => `sha256/${'A'.repeat(43)}=`)),
  ...[200, 201].map((length) => Array.from({ length }, () => ({ domain: 'a.example', certificates: [] }))),
];

function pathsOf(value: unknown, at: Path = []): Path[] {
  const children = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [at, ...children.flatMap(([name, child]) => pathsOf(child, [...at, name]))];
}

/** `full` with `change` made to the object that holds the last name of `path`. */
function changed(path: Path, change: (holder: Record<string, unknown>, name: string) => void): unknown {
  const root = { state: structuredClone(full) } as Record<string, unknown>;
  const names = ['state', ...path.map(String)];
  const holder = names.slice(0, -1).reduce((object, name) => object[name] as Record<string, unknown>, root);
  change(holder, names.at(-1)!);
  return root['state'];
}

function* variants(path: Path): Generator<unknown> {
  for (const replacement of REPLACEMENTS) yield changed(path, (holder, name) => void (holder[name] = replacement));
  if (path.length > 0)
    yield changed(
      path,
      (holder, name) => void (Array.isArray(holder) ? holder.splice(Number(name), 1) : delete holder[name]),
    );
  yield changed(path, (holder, name) => {
    const value = holder[name];
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) Object.assign(value, { extra: 1 });
  });
}

describe('isWellFormedState', () => {
  it('recognises a state with every field, and one as it is added', () => {
    const added = { schemaVersion: 1, appId: 'abc', name: 'abc', addedAt: 1 };
    expect(isWellFormedState(full)).toBe(true);
    expect(isWellFormedState(miniProgramStateSchema().parse(added))).toBe(true);
    expect(isWellFormedState(added)).toBe(false);
  });

  it.each(pathsOf(full).map((path) => [path.join('.') || 'all of it', path] as const))(
    'recognises only what the schema gives back unchanged when %s is changed',
    (_name, path) => {
      let refused = 0;
      for (const variant of variants(path)) {
        const recognised = isWellFormedState(variant);
        if (!recognised) refused += 1;
        else expect(miniProgramStateSchema().safeParse(variant)).toStrictEqual({ success: true, data: variant });
      }
      expect(refused).toBeGreaterThan(0);
    },
  );

  it('recognises every value that the schema gives back unchanged, as start-up is slow without', () => {
    const missed = pathsOf(full).flatMap((path) =>
      [...variants(path)].filter((variant) => {
        const parsed = miniProgramStateSchema().safeParse(variant);
        return parsed.success && JSON.stringify(parsed.data) === JSON.stringify(variant) && !isWellFormedState(variant);
      }),
    );
    expect(missed).toEqual([]);
  });
});
