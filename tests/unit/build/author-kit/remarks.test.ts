import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readFolderFiles } from '../../../../build/author-kit/folder-files.ts';
import { remarksOf } from '../../../../build/author-kit/remarks.ts';
import { fileChoiceOf, isLeftOut } from '../../../../main/catalog/folders/development-files.ts';
import { openFolderFile } from '../../../../main/catalog/folders/open-folder.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';

const MANIFEST = { app_id: 'Weather1', name: 'Weather', start_url: 'index.html', dir: 'ltr', theme_color: '#fff' };

function write(files: Readonly<Record<string, string>>): string {
  const folder = createTemporaryFolder();
  for (const [name, text] of Object.entries({
    'manifest.json': JSON.stringify(MANIFEST),
    'index.html': '<h1>',
    ...files,
  })) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

async function remarks(
  files: Readonly<Record<string, string>>,
  details: Readonly<Record<string, unknown>> = {},
): Promise<string[]> {
  return remarksOf(await readFolderFiles(write(files), fileChoiceOf(details)), JSON.stringify(details));
}

describe('remarksOf', () => {
  const told: [what: string, files: Record<string, string>, details: Record<string, unknown>, remark: string][] = [
    [
      'source maps',
      { 'a.js.map': 'x'.repeat(3000), 'b.css.map': 'y' },
      {},
      'source maps are part of it (2, 3 KiB): "files": {"exclude": ["*.map"]} in details.json leaves them out',
    ],
    ...['window.eval("1")', 'self . eval("1")', '(0, eval)("1")', 'globalThis.eval(x)'].map(
      (text): (typeof told)[number] => [
        `eval as ${text}`,
        { 'a.js': text },
        {},
        'a.js: uses eval or new Function, which does not work in Larder',
      ],
    ),
    [
      'files that are compressed for a server',
      { 'Build/game.wasm.br': 'x', 'Build/game.framework.js.gz': 'x', 'words.txt.gz': 'x' },
      {},
      'Build/game.framework.js.gz and 1 more: compressed for a server that says so in Content-Encoding; Larder serves it as it is: build it without compression',
    ],
    ['eval', { 'a.js': 'const x = eval("1")' }, {}, 'a.js: uses eval or new Function, which does not work in Larder'],
    [
      'new Function',
      { 'a.mjs': 'new  Function ("return 1")' },
      {},
      'a.mjs: uses eval or new Function, which does not work in Larder',
    ],
    [
      'README.md that docsify needs',
      { 'README.md': 'x', 'index.html': '<script src="docsify.js"></script>' },
      {},
      'index.html: names README.md, which is not part of it: "files": {"include": ["README.md"]} in details.json brings it in',
    ],
    [
      'README.md that a script names',
      { 'README.md': 'x', 'a.js': 'fetch("README.md")' },
      {},
      'a.js: names README.md, which is not part of it: "files": {"include": ["README.md"]} in details.json brings it in',
    ],
    [
      'README.md that several name, with the page first',
      { 'README.md': 'x', 'a.js': 'fetch("README.md")', 'b.js': '"/README.md"', 'index.html': '<a href="README.md">' },
      {},
      'index.html and 2 more: names README.md, which is not part of it: "files": {"include": ["README.md"]} in details.json brings it in',
    ],
    [
      'modules that a page names',
      { 'node_modules/lit/index.js': 'x', 'index.html': '<script type=module src="node_modules/lit/index.js">' },
      {},
      'index.html: names node_modules/, which is not part of it: "files": {"include": ["node_modules"]} in details.json brings it in',
    ],
    [
      'a script of another host',
      { 'index.html': '<script defer src="https://cdn.example/vue.js"></script>' },
      {},
      'index.html: asks for https://cdn.example/vue.js, which is not in the package and will not be loaded',
    ],
    [
      'a style of another host',
      { 'index.html': '<link rel="stylesheet" href="//cdn.example/a.css">' },
      {},
      'index.html: asks for //cdn.example/a.css, which is not in the package and will not be loaded',
    ],
    [
      'a misspelt member',
      {},
      { serviceDomain: [] },
      'details.json: Larder knows no member "serviceDomain"; "serviceDomains" is meant?',
    ],
    [
      'a member in another case',
      {},
      { developmentSettings: { backgroundFetchURL: 'x' } },
      'details.json: Larder knows no member "developmentSettings.backgroundFetchURL"; "developmentSettings.backgroundFetchUrl" is meant?',
    ],
    [
      'a member of the manifest',
      { 'manifest.json': JSON.stringify({ ...MANIFEST, startUrl: '/' }) },
      {},
      'manifest.json: Larder knows no member "startUrl"; "start_url" is meant?',
    ],
    [
      'a member nobody knows',
      { 'manifest.json': JSON.stringify({ ...MANIFEST, flavour: 1 }) },
      {},
      'manifest.json: Larder knows no member "flavour"',
    ],
    [
      'a domain with a scheme',
      {},
      { serviceDomains: ['https://api.example/v1'] },
      'details.json: serviceDomains[0]: "https://api.example/v1" matches nothing; write "api.example", a host without a scheme and a path',
    ],
    [
      'a domain with a space in it',
      {},
      { serviceDomains: ['a.example', { domain: 'b .example' }] },
      'details.json: serviceDomains[1]: "b .example" matches nothing',
    ],
    [
      'a page that is not there',
      { 'manifest.json': JSON.stringify({ ...MANIFEST, pages: ['index', 'pages/gone'] }) },
      {},
      'manifest.json: pages[1]: "pages/gone" matches nothing',
    ],
    ['an unknown permission', {}, { permissions: ['CAMERA'] }, 'details.json: Larder knows no permission "CAMERA"'],
    [
      'a choice that matches nothing',
      {},
      { files: { include: ['docs'], exclude: ['*.map'] } },
      'details.json: files.include: "docs" matches nothing',
    ],
  ];
  it.each(told)('names %s', async (_what, files, details, remark) => {
    expect(await remarks(files, details)).toContain(remark);
  });

  it.each(['./other', '/other?tab=1', 'other.html#top', 'sub/', 'sub', '%C3%BC', 'ü.html', 'b\\c'])(
    'says nothing of the page "%s", which is there',
    async (page) => {
      const files = { 'other.html': '', 'sub/index.htm': '', 'ü.html': '', 'b/c.htm': '' };
      const manifest = { 'manifest.json': JSON.stringify({ ...MANIFEST, pages: ['index', page] }) };
      expect(await remarks({ ...files, ...manifest })).toEqual([]);
    },
  );

  it('says nothing where there is nothing to say', async () => {
    const files = {
      'README.md': 'x',
      'a.js': 'medieval(1); obj.eval(2); "see /docs/README.mdx"',
      'index.html': '<a href="https://a.example">',
    };
    const details = { serviceDomains: ['a.example', '*.b.example:8443'], permissions: [], developmentSettings: {} };
    expect(await remarks(files, details)).toEqual([]);
  });
});

describe('a file that is named in another case', () => {
  const others = { 'assets/App.js': '1', 'img/Logo.PNG': 'x', 'lib/Größe.js': '1' };
  const named: [file: string, text: string, name: string, is: string][] = [
    ['index.html', '<script src="assets/app.js"></script>', 'assets/app.js', 'assets/App.js'],
    ['index.html', '<script src=/Assets/App.js?v=1></script>', 'Assets/App.js', 'assets/App.js'],
    ['sub/a.html', "<img src='../img/logo.png#x'>", 'img/logo.png', 'img/Logo.PNG'],
    ['index.html', '<link rel="icon" href="./IMG/Logo.PNG">', 'IMG/Logo.PNG', 'img/Logo.PNG'],
    ['index.html', '<video poster="img/LOGO.png"></video>', 'img/LOGO.png', 'img/Logo.PNG'],
    ['index.html', '<style>a { background: url(img/logo.png) }</style>', 'img/logo.png', 'img/Logo.PNG'],
    ['css/a.css', 'a { background: url("../img/logo.png") }', 'img/logo.png', 'img/Logo.PNG'],
    ['a.js', "import { a } from './assets/app.js';", 'assets/app.js', 'assets/App.js'],
    ['lib/a.js', "await import('../assets/app.js')", 'assets/app.js', 'assets/App.js'],
    ['index.html', '<script src="lib/gr%C3%B6%C3%9Fe.js"></script>', 'lib/größe.js', 'lib/Größe.js'],
  ];
  it.each(named)('is named: %s: %s', async (file, text, name, is) => {
    expect(await remarks({ ...others, [file]: text })).toEqual([
      `${file}: names ${name}, and the file is ${is}: Larder minds the case of letters`,
    ]);
  });

  it.each<[file: string, text: string, more?: Record<string, string>]>([
    ['index.html', '<script src="assets/App.js"></script><img src="img/Logo.PNG">'],
    [
      'index.html',
      '<img src="img/other.png"><a href="https://a.example/assets/app.js"><a href="//a.example/assets/app.js">',
    ],
    ['index.html', '<base href="sub/"><script src="assets/app.js"></script>', { 'sub/assets/app.js': '1' }],
    ['a.js', "const text = 'assets/app.js'; import('./' + name); import(`./${name}.js`)"],
    ['index.html', '<a href="mailto:assets/app.js"><a href="#assets/app.js"><a href="?assets/app.js">'],
  ])('is not there in %s: %s', async (file, text, more = {}) => {
    expect(await remarks({ ...others, 'img/other.png': 'x', ...more, [file]: text })).toEqual([]);
  });
});

describe('what is loaded from other hosts', () => {
  const CDN = 'https://cdn.example/x';
  const refused: [kind: string, file: string, text: string][] = [
    ['a script', 'a.html', `<script defer src="${CDN}"></script>`],
    ['a script without quotes', 'a.htm', `<SCRIPT src=${CDN}></SCRIPT>`],
    ['a style', 'a.html', `<link rel="stylesheet" href="${CDN}">`],
    ['a style whose address comes first', 'a.html', `<link href='${CDN}' crossorigin rel='stylesheet'>`],
    ['an alternate style', 'a.html', `<link rel="alternate stylesheet" href="${CDN}">`],
    ['a module ahead of its use', 'a.html', `<link rel=modulepreload href=${CDN}>`],
    ['a frame', 'a.html', `<iframe title="a" src="${CDN}"></iframe>`],
    ['an object', 'a.html', `<object type="text/html" data="${CDN}"></object>`],
    ['an embed', 'a.xhtml', `<embed src="${CDN}" />`],
    ['a style in a style', 'a.css', `@import url("${CDN}");`],
    ['a style in a style, without url()', 'a.css', `@import '${CDN}' screen;`],
    ['a style in a page', 'a.html', `<style>@import "${CDN}";</style>`],
    ['a font', 'a.css', `@font-face { font-family: a; src: local(a), url(${CDN}) format("woff2"); }`],
    ['an import', 'a.js', `import a, { b as c } from "${CDN}";`],
    ['an import of everything', 'a.mjs', `import * as a from '${CDN}'`],
    ['an import without a name', 'a.js', `import"${CDN}";`],
    ['an import at run time', 'a.js', `const a = await import('${CDN}');`],
    ['an import in a page', 'a.html', `<script type="module">import a from '${CDN}';</script>`],
    ['a map of imports', 'a.html', `<script type="importmap">{"imports": {"a": "${CDN}", "b": "./b.js"}}</script>`],
    ['something that is handed on', 'a.js', `export * from '${CDN}';`],
    ['a script of a worker', 'a.js', `importScripts('${CDN}');`],
    ['a worker', 'a.js', `new Worker("${CDN}", { type: 'module' })`],
    ['a shared worker', 'a.cjs', `new SharedWorker(\`${CDN}\`)`],
    ['a service worker', 'a.js', `navigator.serviceWorker.register('${CDN}')`],
    ['a worklet', 'a.js', `context.audioWorklet.addModule("${CDN}")`],
  ];
  it.each(refused)('is named: %s', async (_kind, file, text) => {
    const told = `${file}: asks for ${CDN}, which is not in the package and will not be loaded`;
    expect(await remarks({ [file]: text })).toEqual([told]);
    // Without a scheme it is the same.
    expect(await remarks({ [file]: text.replace('https:', '') })).toEqual([told.replace('https:', '')]);
  });

  it.each([
    ['a.html', `<img src="${CDN}"><a href="${CDN}"><video src="${CDN}"></video><form action="${CDN}"></form>`],
    ['a.html', `<link rel="icon" href="${CDN}"><link rel="preconnect" href="${CDN}"><script src="a.js"></script>`],
    ['a.css', `body { background: url(${CDN}) } @import "other.css";`],
    ['a.js', `fetch('${CDN}'); const text = 'https://a.example'; // import a from '${CDN}'`.replace('; //', ';\n//')],
    ['a.js', `/* import a from '${CDN}'; */ import a from './a.js'; new Worker('/worker.js')`],
    ['a.js', 'setTimeout(run, 5); obj.setTimeout("x"); clearTimeout("x")'],
    ['a.txt', `import a from '${CDN}'`],
  ])('is not named in %s: %s', async (file, text) => {
    expect(await remarks({ 'a.js': '1', [file]: text }, { serviceDomains: ['cdn.example'] })).toEqual([]);
  });

  it.each(['setTimeout("run()", 5)', "window; setInterval ( 'run()', 5)", 'setTimeout(`run()`)'])(
    'nor is a text that runs: %s',
    async (text) => {
      expect(await remarks({ 'a.js': text })).toEqual([
        'a.js: gives setTimeout or setInterval a text, which does not work in Larder: give it a function',
      ]);
    },
  );
});

describe('files of details.json', () => {
  const choice = fileChoiceOf({
    files: { include: ['./README.md', 'node_modules/lit/', 3], exclude: ['*.map', 'drafts'] },
  });
  it.each([
    ['README.md', false],
    ['package.json', true],
    ['node_modules/lit/index.js', false],
    ['node_modules/litter/index.js', true],
    ['node_modules/other.js', true],
    ['a.js', false],
    ['a.js.map', true],
    ['node_modules/lit/index.js.map', true],
    ['drafts/a.html', true],
    ['drafts2/a.html', false],
    ['.env', true],
    ['img/Thumbs.db', true],
    ['img/Icon\r', true],
    ['img/Icon', false],
    ['a.js:Zone.Identifier', true],
    ['Zone.Identifier', false],
    ['desktop.ini', true],
    ['@eaDir/a.js', true],
  ])('leave %s out: %s', (file, isOut) => {
    expect(isLeftOut(file, choice)).toBe(isOut);
  });

  it.each(['x', null, [], { include: 'README.md' }])('choose nothing when they are %j', (files) => {
    expect(fileChoiceOf({ files })).toEqual({ include: [], exclude: [] });
  });

  it('count for the package and for a folder that is run as it is', async () => {
    const details = { files: { include: ['README.md', 'node_modules/lit'], exclude: ['drafts'] } };
    const folder = write({
      'details.json': JSON.stringify(details),
      'README.md': 'x',
      'node_modules/lit/a.js': 'x',
      'node_modules/other/a.js': 'x',
      'drafts/a.html': 'x',
    });
    const { files, leftOut } = await readFolderFiles(folder, fileChoiceOf(details));
    expect(Object.keys(files).sort()).toEqual(['README.md', 'index.html', 'manifest.json', 'node_modules/lit/a.js']);
    expect(leftOut).toEqual(
      ['details.json', 'drafts', 'node_modules/other'].map((name) => (name.includes('.') ? name : `${name}/`)),
    );
    expect(await openFolderFile(folder, '/README.md')).not.toBeNull();
    expect(await openFolderFile(folder, '/drafts/a.html')).toBeNull();
    expect(await openFolderFile(folder, '/node_modules/other/a.js')).toBeNull();
  });
});

describe('a file that is named from the address of the page', () => {
  const SPA = { 'manifest.json': JSON.stringify({ ...MANIFEST, spa_fallback: true }), 'sw.js': '1', 'js/w.js': '1' };
  const FOLDERS = { 'sub/page.html': '<p>', 'sw.js': '1', 'js/w.js': '1' };
  const OF_ROUTE = ' as a file beside the page, and for /a/b, which spa_fallback answers, there is none: write ';
  const OF_PAGE = ' as a file beside the page, and for sub/page.html there is none: write ';
  const BUILD = ', or build with the base "/"';
  const register = "navigator.serviceWorker.register('sw.js')";
  const named: [what: string, files: Record<string, string>, remark: string][] = [
    ['a service worker, with routes', { ...SPA, 'app.js': register }, `app.js: names "sw.js"${OF_ROUTE}"/sw.js"`],
    [
      'a service worker, with pages in folders',
      { ...FOLDERS, 'app.js': register },
      `app.js: names "sw.js"${OF_PAGE}"/sw.js"`,
    ],
    [
      'a service worker, with options and line breaks',
      { ...SPA, 'app.js': 'navigator.serviceWorker\n  .register(\n    "./sw.js",\n    { type: "module" })' },
      `app.js: names "./sw.js"${OF_ROUTE}"/sw.js"`,
    ],
    [
      'a service worker, with a query',
      { ...SPA, 'app.js': 'navigator.serviceWorker.register("sw.js?v=2")' },
      `app.js: names "sw.js?v=2"${OF_ROUTE}"/sw.js"`,
    ],
    [
      'a service worker in a page',
      { ...SPA, 'index.html': `<script>${register}</script>` },
      `index.html: names "sw.js"${OF_ROUTE}"/sw.js"${BUILD}`,
    ],
    ['a worker', { ...SPA, 'app.js': 'new Worker("js/w.js")' }, `app.js: names "js/w.js"${OF_ROUTE}"/js/w.js"`],
    [
      'a shared worker',
      { ...FOLDERS, 'app.js': 'new SharedWorker(`js/w.js`)' },
      `app.js: names "js/w.js"${OF_PAGE}"/js/w.js"`,
    ],
    [
      'a worklet',
      { ...SPA, 'app.js': "context.audioWorklet.addModule('js/w.js')" },
      `app.js: names "js/w.js"${OF_ROUTE}"/js/w.js"`,
    ],
    [
      'a worker from a page in a folder',
      { ...FOLDERS, 'app.js': "new Worker('../js/w.js')", 'sub/deep/page.html': '<p>' },
      'app.js: names "../js/w.js" as a file beside the page, and for sub/deep/page.html there is none: write "/js/w.js"',
    ],
    [
      'Vite’s scripts with the base ./',
      { ...SPA, 'index.html': '<script type="module" crossorigin src="./js/w.js"></script>' },
      `index.html: names "./js/w.js"${OF_ROUTE}"/js/w.js"${BUILD}`,
    ],
    [
      'Vue’s scripts with an empty publicPath',
      { ...SPA, 'index.html': '<script defer="defer" src="js/w.js"></script>' },
      `index.html: names "js/w.js"${OF_ROUTE}"/js/w.js"${BUILD}`,
    ],
    [
      'a style of a start page without quotes',
      { ...SPA, 'css/a.css': '', 'index.html': '<link rel=stylesheet href=css/a.css>' },
      `index.html: names "css/a.css"${OF_ROUTE}"/css/a.css"${BUILD}`,
    ],
    [
      'Angular’s and Flutter’s scripts with the base ./',
      { ...SPA, 'index.html': '<base href="./"><script src="js/w.js" type="module"></script>' },
      `index.html: names "js/w.js"${OF_ROUTE}"/js/w.js"${BUILD}`,
    ],
  ];
  it.each(named)('is named: %s', async (_what, files, remark) => {
    expect(await remarks(files)).toEqual([remark]);
  });

  it.each([
    [
      'with no folders and no routes',
      { 'sw.js': '1', 'app.js': register, 'index.html': '<script src="app.js"></script>' },
    ],
    ['from the root', { ...SPA, 'app.js': "navigator.serviceWorker.register('/sw.js')" }],
    ['with the base /', { ...SPA, 'index.html': '<base href="/"><script src="js/w.js"></script>' }],
    [
      'in a page that has them beside it',
      { ...FOLDERS, 'sub/page.html': '<script src="w.js"></script>', 'sub/w.js': '1' },
    ],
    ['by a page at the top alone', { ...FOLDERS, 'app.js': register, 'index.html': '<script src="app.js"></script>' }],
    ['by the place of the script', { ...SPA, 'js/app.js': "new Worker(new URL('w.js', import.meta.url))" }],
    ['by somebody else’s method', { ...SPA, 'app.js': "registry.register('sw.js'); new Workers('js/w.js')" }],
    ['in a comment of a page', { ...SPA, 'index.html': '<!-- <script src="js/w.js"></script> -->' }],
    ['as a link', { ...SPA, 'about.html': '', 'index.html': '<a href="about.html">' }],
    ['in a page that answers no routes', { ...SPA, 'other.html': '<script src="js/w.js"></script>' }],
    ['and is nowhere', { ...SPA, 'app.js': "navigator.serviceWorker.register('dev-sw.js?dev-sw')" }],
  ])('is nothing to speak of %s', async (_what, files) => {
    expect(await remarks(files)).toEqual([]);
  });
});

describe('a part of a page', () => {
  const BASE = ': build with the base "/"';
  const not = (file: string, where = ''): string => `index.html: names ${file}, which is not in the package${where}`;
  const SRC = 'which no browser does: package what your bundler builds of it';
  const assets = { 'assets/app.js': '1', 'assets/app.css': '', 'favicon.ico': 'x' };
  const page = (text: string): Record<string, string> => ({ ...assets, 'index.html': text });
  const told: [what: string, files: Record<string, string>, remark: string][] = [
    [
      'Vite’s base of a repository',
      page('<script type="module" crossorigin src="/repo/assets/app.js"></script>'),
      not('repo/assets/app.js', ` (assets/app.js is)${BASE}`),
    ],
    [
      'webpack’s publicPath of a folder',
      page('<script defer src="/static/v2/assets/app.js"></script>'),
      not('static/v2/assets/app.js', ` (assets/app.js is)${BASE}`),
    ],
    [
      'Angular’s base-href',
      page('<base href="/shop/"><link rel="stylesheet" href="assets/app.css">'),
      not('shop/assets/app.css', ` (assets/app.css is)${BASE}`),
    ],
    [
      'Vite’s modulepreload',
      page('<link rel="modulepreload" crossorigin href="/repo/assets/app.js">'),
      not('repo/assets/app.js', ` (assets/app.js is)${BASE}`),
    ],
    ['a script that was never built', page('<script src="bundle.js"></script>'), not('bundle.js')],
    ['a script of a parcel', page('<script src=/index.2f1a.js></script>'), not('index.2f1a.js')],
    ['a style', page("<link href='css/site.css' rel='stylesheet'>"), not('css/site.css')],
    ['a picture', page('<img alt="" src="img/logo.png">'), not('img/logo.png')],
    ['a name with spaces', page('<img src="my%20logo.png">'), not('my logo.png')],
    ['one above the root', page('<script src="../lib/x.js"></script>'), not('lib/x.js')],
    [
      'Vite’s sources',
      page('<script type="module" src="/src/main.ts"></script>'),
      `index.html: runs src/main.ts, ${SRC}`,
    ],
    [
      'React’s sources',
      page('<script type="module" src="/src/main.jsx"></script>'),
      `index.html: runs src/main.jsx, ${SRC}`,
    ],
    ['a component', page('<script type="module" src="./App.vue"></script>'), `index.html: runs App.vue, ${SRC}`],
  ];
  it.each(told)('is named: %s', async (_what, files, remark) => {
    expect(await remarks(files)).toEqual([remark]);
  });

  it.each([
    ['is there', '<script src="/assets/app.js?v=3"></script><link rel="stylesheet" href="./assets/app.css#x">'],
    ['is a link', '<a href="/gone.html"><link rel="canonical" href="/gone"><link rel="icon" href="/gone.ico">'],
    ['is in a comment', '<!--[if IE]><script src="html5shiv.js"></script><![endif]-->'],
    [
      'is put in by a framework',
      '<img src="{{ logo }}"><img src="${logo}"><script src="%PUBLIC_URL%/x.js"></script><img :src="logo">',
    ],
    ['is its own', '<img src="data:image/png;base64,AA=="><script src="blob:x"></script>'],
  ])('is nothing to speak of when it %s', async (_what, text) => {
    expect(await remarks(page(text))).toEqual([]);
  });
});

describe('a script', () => {
  const imports = (name: string): string =>
    `a.js: imports "${name}", which a browser cannot find: bundle it, or say where it is in an import map`;
  const asks = (host: string): string => `a.js: asks ${host}, which is not among serviceDomains in details.json`;
  const library = (url: string): string =>
    `a.js: names ${url}: scripts and workers from there are not loaded; put that file into the package`;
  const told: [text: string, remark: string][] = [
    ["import { createApp } from 'vue';", imports('vue')],
    ["import React, { useState } from 'react'", imports('react')],
    ['import "core-js/stable";', imports('core-js/stable')],
    ["export * from '@scope/package/part.js';", imports('@scope/package/part.js')],
    ["import {\n  a,\n  b as c,\n} from 'lib';", imports('lib')],
    ["import fs from 'node:fs';", imports('node:fs')],
    ["import data from 'data' with { type: 'json' };", imports('data')],
    ["fetch('https://api.example/v1')", asks('api.example')],
    ['await fetch(`https://api.example:8443/v1/${id}`)', asks('api.example:8443')],
    ['new WebSocket("wss://live.example/socket")', asks('live.example')],
    ["new EventSource('https://live.example/events')", asks('live.example')],
    ["navigator.sendBeacon('https://t.example/b', x)", asks('t.example')],
    ["r.open('GET','https://api.example/x',!0)", asks('api.example')],
    ["axios.get('https://api.example/x')", asks('api.example')],
    ["axios.create({ baseURL: 'https://api.example/' })", asks('api.example')],
    [
      "const core = 'https://unpkg.com/@ffmpeg/core@0.12/dist/x.js';",
      library('https://unpkg.com/@ffmpeg/core@0.12/dist/x.js'),
    ],
    [
      'workerPath:`https://cdn.jsdelivr.net/npm/tesseract.js@v5/dist/worker.min.js`',
      library('https://cdn.jsdelivr.net/npm/tesseract.js@v5/dist/worker.min.js'),
    ],
    ['c="https://www.gstatic.com/flutter-canvaskit/"', library('https://www.gstatic.com/flutter-canvaskit/')],
    [
      "pdfjs.workerSrc = 'https://cdnjs.cloudflare.com/pdf.worker.js'",
      library('https://cdnjs.cloudflare.com/pdf.worker.js'),
    ],
    ['const name = prompt("Name?")', 'a.js: uses prompt(), which throws in Larder: ask in the page'],
    ['window.prompt("Name?")', 'a.js: uses prompt(), which throws in Larder: ask in the page'],
    [
      'navigator.mediaDevices.getUserMedia({})',
      'a.js: asks for the camera, microphone or screen, which Larder does not give',
    ],
    ['navigator.geolocation.getCurrentPosition(f)', 'a.js: asks where the computer is, which Larder does not tell'],
    ['await Notification.requestPermission()', 'a.js: asks to show notifications, which Larder does not allow'],
    ['navigator.usb.requestDevice({})', 'a.js: asks for a device, which Larder does not give'],
  ];
  it.each(told)('is told of: %s', async (text, remark) => {
    expect(await remarks({ 'a.js': text })).toEqual([remark]);
  });

  it.each([
    "import { a } from './a.js'; import b from '/b.js'; export { c } from '../c.js';",
    "import worker from 'https://cdn.example/x'".replace('https://cdn.example/x', './w.js'),
    "const text = \"import x from 'vue'\"; // import y from 'react'",
    "/*\n import React from 'react';\n*/",
    "fetch('/api'); fetch(url); fetch(`${base}/x`); prefetch('https://other.example'); fetch('https://known.example/x')",
    "new WebSocket('wss://known.example'); new WebSocket(`ws://${host}`)",
    'throw Error("see https://unpkg.com/x");\n// "https://unpkg.com/y"',
    'useLocalCanvasKit:true;c="https://www.gstatic.com/flutter-canvaskit/"',
    'window.prompt("Input: "); // of Emscripten',
    "event.prompt(); function prompt2() {} dialog.prompt('x'); class A { showPrompt() {} }",
    'matchMedia("x"); getUserMediaLater; geolocationOf(x); Notification.permission',
  ])('is not told of: %s', async (text) => {
    expect(await remarks({ 'a.js': text }, { serviceDomains: ['known.example'] })).toEqual([]);
  });

  it('may import by name where a page has an import map', async () => {
    const map =
      '<script type="importmap">{"imports":{"vue":"/vue.js"}}</script><script type="module" src="a.js"></script>';
    expect(await remarks({ 'index.html': map, 'vue.js': '1', 'a.js': "import { createApp } from 'vue';" })).toEqual([]);
  });

  it('in a page is one, too', async () => {
    const text = '<script type="module">\n  import { html } from "lit";\n  fetch("https://api.example/x");\n</script>';
    expect(await remarks({ 'index.html': text })).toEqual([
      imports('lit').replace('a.js', 'index.html'),
      asks('api.example').replace('a.js', 'index.html'),
    ]);
  });
});

describe('a build that needs shared memory', () => {
  it('is told that it does not run', async () => {
    expect(await remarks({ 'a.js': 'new SharedArrayBuffer(64)', 'a.css': 'a{}' })).toEqual([
      'a.js: needs threads with shared memory (SharedArrayBuffer, cross-origin isolation), which Larder does not give: build it without threads',
    ]);
  });
});

describe('the schema that docs/author-kit.md names for editors', () => {
  it('is a member of both files', async () => {
    const named = { $schema: '../node_modules/larder-author-kit/schemas/x.schema.json' };
    expect(await remarks({ 'manifest.json': JSON.stringify({ ...named, ...MANIFEST }) }, named)).toEqual([]);
  });
});

describe('a page', () => {
  it.each([
    ['<img src="https://img.example/a.png">', 'img.example'],
    ['<video controls src=https://media.example/a.mp4></video>', 'media.example'],
    ['<audio><source type="x" src="https://media.example/a.mp3"></audio>', 'media.example'],
    ['<form method="post" action="https://forms.example/send">', 'forms.example'],
  ])('is told of a host that it asks: %s', async (text, host) => {
    const remark = `index.html: asks ${host}, which is not among serviceDomains in details.json`;
    expect(await remarks({ 'index.html': text })).toEqual([remark]);
    expect(await remarks({ 'index.html': text }, { serviceDomains: [{ domain: host }] })).toEqual([]);
  });
});
