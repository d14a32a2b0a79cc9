import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { INLINE_SCRIPT_LIMITS } from '../../../../main/catalog/inline-scripts/limits.ts';
import { createPageHasher, type PageHasherOptions } from '../../../../main/catalog/inline-scripts/page-hasher.ts';
import { hashPages, type HashingMessage } from '../../../../main/catalog/inline-scripts/page-hashing.ts';
import { stampFileOf } from '../../../../main/storage/package-stamp.ts';
import { INLINE_SCRIPTS_WORKER, startPackageBackend } from '../../../fakes/package-backend.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';
import { packageOf } from '../../../fakes/zip.ts';
import { hashOf } from './parse5-hashes.ts';

function folderWith(files: Record<string, string | Buffer>): string {
  const folder = createTemporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  return folder;
}

function hasher(options: Partial<PageHasherOptions> = {}): ReturnType<typeof createPageHasher> & { said: string[] } {
  const said: string[] = [];
  const made = createPageHasher({
    workerFile: INLINE_SCRIPTS_WORKER,
    report: (message) => said.push(message),
    ...options,
  });
  onTestFinished(() => made.dispose());
  return { ...made, said };
}

const run = (folder: string, names: string[], limits: Partial<typeof INLINE_SCRIPT_LIMITS>): HashingMessage[] => {
  const messages: HashingMessage[] = [];
  const pages = names.map((name) => ({ name, isXml: false }));
  hashPages({ folder, pages, charset: null, limits: { ...INLINE_SCRIPT_LIMITS, ...limits } }, (message) =>
    messages.push(message),
  );
  return messages;
};
const cutOf = (messages: HashingMessage[]): string[] =>
  messages.flatMap((message) => (message.kind === 'cut' ? [message.name] : []));

describe('createPageHasher', () => {
  it('answers, and the next one too, when no thread can be had', async () => {
    // Node refuses it in the turn that asks.
    const made = hasher({ workerFile: 'not-absolute.js' });
    const folder = folderWith({ 'index.html': '<script>a()</script>' });
    for (let count = 0; count < 2; count += 1)
      expect(await made.hash(folder, ['index.html'], null)).toEqual({ pages: new Map(), cut: 'index.html' });
    expect(made.said).toHaveLength(2);
  });

  it('hashes the pages among the files, off the main thread', async () => {
    const folder = folderWith({
      'index.html': '<script>a()</script>',
      'sub/plain.html': '<p>',
      'sub/old.htm': '<a onclick=b()>',
      'x.xhtml': '<script>c(&lt;)</script>',
      'x.js': '<script>no()</script>',
    });
    const names = ['index.html', 'sub/plain.html', 'sub/old.htm', 'x.xhtml', 'x.js', 'gone.html'];
    const { pages, cut } = await hasher().hash(folder, names, null);
    expect([...pages.keys()]).toEqual(['index.html', 'sub/old.htm', 'x.xhtml']);
    expect(pages.get('index.html')).toEqual({ scripts: [hashOf('a()')], handlers: [] });
    expect(pages.get('x.xhtml')?.scripts).toContain(hashOf('c(<)'));
    expect(cut).toBeNull();
  });

  it('ends a worker that takes too long, keeps what it had said, and runs the next', async () => {
    const folder = folderWith({
      'endless.mjs': `import { parentPort, workerData } from 'node:worker_threads';
        parentPort.postMessage({ kind: 'page', name: 'a.html', hashes: { scripts: ['x'], handlers: [] } });
        if (workerData.pages.length > 1) for (;;);
        parentPort.postMessage({ kind: 'done' });`,
    });
    const made = hasher({
      workerFile: path.join(folder, 'endless.mjs'),
      limits: { ...INLINE_SCRIPT_LIMITS, timeMs: 2_000 },
    });
    const [first, second] = await Promise.all([
      made.hash(folder, ['a.html', 'b.html'], null),
      made.hash(folder, ['a.html'], null),
    ]);
    expect(first).toEqual({ pages: new Map([['a.html', { scripts: ['x'], handlers: [] }]]), cut: 'b.html' });
    expect(made.said).toEqual([expect.stringContaining('took longer than 2000 ms')]);
    expect(second.cut).toBeNull();
  });

  it('answers without hashes when the worker cannot run, and after its end', async () => {
    const folder = folderWith({ 'a.html': '<script>a()</script>' });
    const broken = hasher({ workerFile: path.join(folder, 'none.js') });
    expect(await broken.hash(folder, ['a.html'], null)).toEqual({ pages: new Map(), cut: 'a.html' });
    expect(broken.said).toHaveLength(1);
    const over = hasher();
    await over.dispose();
    expect((await over.hash(folder, ['a.html'], null)).pages.size).toBe(0);
  });
});

describe('hashPages', () => {
  const script = '<script>1</script>';
  const names = ['a.html', 'b.html', 'c.html'];

  it.each([
    ['pageBytes', { pageBytes: script.length }, ['c.html']],
    ['packageBytes', { packageBytes: 2 * script.length }, ['c.html']],
    ['pages', { pages: 1 }, ['b.html', 'c.html']],
    ['hashesPerPage', { hashesPerPage: 1 }, ['c.html']],
    ['hashesPerPackage', { hashesPerPackage: 3 }, ['c.html']],
    ['none', {}, []],
  ])('leaves out what is beyond %s', (_, limits, cut) => {
    const folder = folderWith({
      'a.html': script,
      'b.html': '<script>2</script>',
      'c.html': '<script>3</script><a onclick=4>',
    });
    expect(cutOf(run(folder, names, limits))).toEqual(cut);
  });
});

describe('the charset of a page', () => {
  const gbk = Buffer.from('ccecc6f8', 'hex'); // 天气
  const script = (before: string): Buffer =>
    Buffer.concat([Buffer.from(`${before}<script>"`), gbk, Buffer.from('"</script>')]);
  const pages: [string, Buffer, string | null][] = [
    ['it declares', script('<meta charset=gbk>'), null],
    ['the manifest names', script(''), 'gbk'],
    ['it begins with', Buffer.from('\uFEFF<script>"天气"</script>', 'utf16le'), null],
    ['is the usual one', Buffer.from('<script>"天气"</script>'), null],
  ];
  it.each(pages)('counts for its hashes when it is the one that %s', async (_, content, charset) => {
    const folder = folderWith({ 'a.html': content });
    const { pages: found } = await hasher().hash(folder, ['a.html'], charset);
    expect(found.get('a.html')?.scripts).toEqual([hashOf('"天气"')]);
  });
});

describe('the inline scripts of an installed package', () => {
  it('are hashed when it is installed and kept in its stamp', async () => {
    const backend = await startPackageBackend();
    const bytes = await packageOf({
      appId: 'abc',
      files: { 'index.html': '<script>go()</script>', 'x/y.html': '<p onclick=z>' },
    });
    const installed = await backend.installer.ensureInstalled('abc', backend.publish(bytes));
    const stamp = stampFileOf(backend.installer.packageFolder('abc', installed));
    expect(JSON.parse(readFileSync(stamp, 'utf8'))).toMatchObject({
      inlineScripts: {
        'index.html': { scripts: [hashOf('go()')], handlers: [] },
        'x/y.html': { handlers: [hashOf('z')] },
      },
    });
    const later = backend.restart({ hasher: { hash: () => Promise.reject(new Error('asked again')) } });
    expect(await later.installer.openFile('abc', installed, '/index.html')).toMatchObject({
      inlineScripts: { scripts: [hashOf('go()')], handlers: [] },
    });
  });

  it('are hashed once when its stamp is from before they were kept', async () => {
    const backend = await startPackageBackend();
    const bytes = await packageOf({ appId: 'abc', files: { 'index.html': '<script>go()</script>' } });
    const installed = await backend.installer.ensureInstalled('abc', backend.publish(bytes));
    const stamp = stampFileOf(backend.installer.packageFolder('abc', installed));
    const { inlineScripts, ...before } = JSON.parse(readFileSync(stamp, 'utf8')) as Record<string, unknown>;
    writeFileSync(stamp, JSON.stringify(before));
    const later = backend.restart();
    const pages = await Promise.all([1, 2].map(() => later.installer.openFile('abc', installed, '/index.html')));
    expect(pages.map((page) => page?.inlineScripts?.scripts)).toEqual([[hashOf('go()')], [hashOf('go()')]]);
    expect(JSON.parse(readFileSync(stamp, 'utf8'))).toEqual({ ...before, inlineScripts });
  });
});
