import { describe, expect, it } from 'vitest';
import {
  iconOf,
  MANIFEST_LIMITS,
  parseManifest,
  startPageOf,
  versionNameOf,
  type Manifest,
} from '../../../../main/catalog/packages/manifest.ts';

const parse = (members: Record<string, unknown> = {}): Manifest =>
  parseManifest('abc', JSON.stringify({ app_id: 'abc', name: 'Sample', ...members }));
const has =
  (...files: string[]) =>
  (path: string): boolean =>
    files.includes(path);

/** The example of the specification, https://www.w3.org/TR/miniapp-manifest/#example-manifest-document. */
const SPECIFICATION_EXAMPLE = {
  dir: 'ltr',
  lang: 'en-US',
  app_id: 'org.example.miniapp',
  name: 'MiniApp Demo',
  short_name: 'MiniApp',
  version: { name: '1.0.1', code: 11 },
  description: 'A Simple MiniApp Demo',
  icons: [{ label: 'Red lightning', src: 'common/icons/icon.png', sizes: '48x48' }],
  platform_version: { min_code: 1, release_type: 'Beta1', target_code: 2 },
  pages: ['pages/index/index', 'pages/detail/detail'],
  window: {
    background_color: '#ffffff',
    fullscreen: false,
    navigation_bar_text_style: 'black',
    navigation_bar_title_text: 'My MiniApp',
    navigation_bar_background_color: '#f8f8f8',
  },
  widgets: [{ name: 'widget', min_code: '2', path: 'widgets/index/index' }],
  req_permissions: [{ name: 'system.permission.LOCATION', reason: 'To show the position' }],
  color_scheme: 'light',
  device_type: ['phone', 'tv', 'car'],
};

describe('parseManifest', () => {
  it('reads the example of the specification', () => {
    const manifest = parse(SPECIFICATION_EXAMPLE);
    expect(manifest).toMatchObject({
      app_id: 'org.example.miniapp',
      name: 'MiniApp Demo',
      window: { navigation_bar_title_text: 'My MiniApp' },
    });
    expect(versionNameOf(manifest)).toBe('1.0.1');
    expect(startPageOf('abc', manifest, has('pages/index/index.html'))).toEqual({
      address: 'pages/index/index',
      file: 'pages/index/index.html',
    });
  });

  it('takes a version that is a plain string, and none', () => {
    expect(versionNameOf(parse({ version: '2.0' }))).toBe('2.0');
    expect(versionNameOf(parse())).toBeNull();
  });

  it('skips a byte order mark', () => {
    expect(parseManifest('abc', '\uFEFF{"app_id":"abc","name":"x"}').name).toBe('x');
  });

  const wrong: [Record<string, unknown>, string][] = [
    [{ name: undefined }, 'name is missing'],
    [{ app_id: 3 }, 'app_id must be a string'],
    [{ version: 3 }, 'version must be a string or an object with a "name"'],
    [{ version: { code: 1 } }, 'version.name is missing'],
    [{ icons: [{ sizes: '1x1' }] }, 'icons[0].src is missing'],
    [{ window: { fullscreen: 'yes' } }, 'window.fullscreen must be a boolean'],
    [{ pages: 'index' }, 'pages must be an array'],
    [{ start_url: '' }, 'start_url must not be empty'],
    [{ icons: [{ src: 'a', sizes: '9'.repeat(900_000) }] }, 'icons[0].sizes must be at most 1000 characters long'],
  ];
  it.each(wrong.map(([members, reason]) => [reason, members] as const))('names the member: %s', (reason, members) => {
    expect(() => parse(members)).toThrow(
      expect.objectContaining({
        code: 'package-invalid',
        message: `Cannot install "abc": its manifest.json is not valid, ${reason}.`,
      }) as Error,
    );
  });

  const spelt: [what: string, members: Record<string, unknown>, read: Record<string, unknown>][] = [
    ['no short name', { short_name: null }, { short_name: undefined }],
    ['a list as description', { description: [] }, { description: undefined }],
    ['no version', { version: null }, { version: null }],
    ['a list as version', { version: [] }, { version: undefined }],
    ['a code as text', { version: { name: '1', code: '11' } }, { version: { name: '1', code: 11 } }],
    ['an empty code', { version: { name: '1', code: '' } }, { version: { name: '1' } }],
    ['the code 0', { version: { name: '1', code: 0 } }, { version: { name: '1' } }],
    ['no code', { version: { name: '1', code: null } }, { version: { name: '1' } }],
    ['no icons', { icons: null }, { icons: undefined }],
    ['no pages', { pages: [] }, { pages: undefined }],
    ['no start page', { start_url: null }, { start_url: undefined }],
    ['no word about routes', { spa_fallback: null }, { spa_fallback: undefined }],
    ['a list as charset', { charset: [] }, { charset: undefined }],
    ['a list as window', { window: [] }, { window: undefined }],
    ['sizes as text', { window: { width: '480', height: ' 640.0 ' } }, { window: { width: 480, height: 640 } }],
    ['sizes of 0', { window: { width: 0, height: '0' } }, { window: {} }],
    ['members nobody knows', { theme_color: [], version: '1' }, { version: '1' }],
  ];
  it.each(spelt)('reads %s as what it says', (_what, members, read) => {
    const manifest = parse(members) as unknown as Record<string, unknown>;
    expect(Object.fromEntries(Object.keys(read).map((name) => [name, manifest[name]]))).toEqual(read);
  });

  it('reads what is nested as deep as it may be, and refuses what is deeper', () => {
    const nested = (depth: number): string =>
      `{"app_id":"abc","name":"x","y":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
    expect(parseManifest('abc', nested(MANIFEST_LIMITS.depth)).name).toBe('x');
    for (const depth of [MANIFEST_LIMITS.depth + 1, 400_000])
      expect(() => parseManifest('abc', nested(depth))).toThrow(/it is nested too deeply/);
  });

  it.each(['', '{', 'null', '[]'])('refuses %j', (text) => {
    expect(() => parseManifest('abc', text)).toThrow(expect.objectContaining({ code: 'package-invalid' }) as Error);
  });
});

describe('startPageOf', () => {
  /** The address is the one that the manifest names. */
  const pages: [members: Record<string, unknown>, files: string[], address: string, file?: string][] = [
    [{}, ['index.html'], 'index.html'],
    [{}, ['index.htm'], 'index.htm'],
    [{}, ['index.htm', 'index.html'], 'index.html'],
    [{ start_url: '/' }, ['index.htm'], '', 'index.htm'],
    [{ start_url: 'app/' }, ['app/index.htm', 'index.html'], 'app/', 'app/index.htm'],
    [{ pages: ['first'] }, ['first.htm'], 'first', 'first.htm'],
    [{ start_url: '/home.html' }, ['home.html'], 'home.html'],
    [{ start_url: './a/home.html?tab=1#top' }, ['a/home.html'], 'a/home.html?tab=1#top', 'a/home.html'],
    [{ start_url: '100%.html' }, ['100%.html'], '100%.html'],
    [{ start_url: '100%25.html' }, ['100%.html'], '100%25.html'],
    [{ start_url: ' .\\home.html ' }, ['home.html'], 'home.html'],
    [{ start_url: 'a%20b.html' }, ['a b.html'], 'a%20b.html'],
    [{ start_url: '/app/' }, ['app/index.html'], 'app/', 'app/index.html'],
    [{ start_url: '/' }, ['index.html'], '', 'index.html'],
    [{ start_url: '.' }, ['index.html'], '', 'index.html'],
    [{ start_url: './' }, ['index.html'], '', 'index.html'],
    [{ start_url: '/?source=pwa' }, ['index.html'], '?source=pwa', 'index.html'],
    [{ start_url: '#/inbox' }, ['index.html'], '#/inbox', 'index.html'],
    [{ start_url: '/.///other/index.html' }, ['other/index.html'], 'other/index.html'],
    [{ start_url: 'app' }, ['app/index.html'], 'app', 'app/index.html'],
    [{ start_url: 'app' }, ['app.html'], 'app', 'app.html'],
    [{ pages: ['first', 'second'] }, ['first.html', 'index.html'], 'first', 'first.html'],
    [{ start_url: '../index.html' }, ['index.html'], 'index.html'],
  ];
  it.each(pages)('finds the page of %j', (members, files, address, file = address) => {
    expect(startPageOf('abc', parse(members), has(...files))).toEqual({ address, file });
  });

  it.each(['missing.html', 'https://other.example/', '//other.example/index.html', 'javascript:alert(1)', '%E0%A4%A'])(
    'refuses "%s", which the package does not have',
    (start) => {
      expect(() => startPageOf('abc', parse({ start_url: start }), has('index.html'))).toThrow(
        expect.objectContaining({ code: 'package-invalid' }) as Error,
      );
    },
  );
});

describe('iconOf', () => {
  const icon = (src: string, sizes?: string): Record<string, unknown> => ({ src, ...(sizes ? { sizes } : {}) });
  const all = has('s.png', 'm.png', 'l.png', 'any.svg');

  it('takes the smallest that is large enough, else the largest', () => {
    expect(
      iconOf(parse({ icons: [icon('l.png', '512x512'), icon('s.png', '48x48'), icon('m.png', '144x144 96x96')] }), all),
    ).toBe('m.png');
    expect(iconOf(parse({ icons: [icon('s.png', '16x16'), icon('m.png', '48x48')] }), all)).toBe('m.png');
    expect(iconOf(parse({ icons: [icon('l.png', '512x512'), icon('any.svg', 'any')] }), all)).toBe('any.svg');
  });

  it('leaves out icons that the package does not have', () => {
    expect(
      iconOf(parse({ icons: [icon('gone.png', '256x256'), icon('https://x.example/s.png'), icon('s.png')] }), all),
    ).toBe('s.png');
    expect(iconOf(parse({ icons: [icon('gone.png')] }), all)).toBeNull();
    expect(iconOf(parse(), all)).toBeNull();
  });
});
